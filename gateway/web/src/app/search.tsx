// Finds an instrument by code or name and opens its footprint: a combobox with a list.
import type { RefObject } from 'preact';
import { useId, useMemo, useState } from 'preact/hooks';
import { t } from '../i18n';
import type { Instrument } from '../lib/types';
import { useData } from '../lib/use-data';
import { navigate, path } from './router';
import { hrefOf, instrumentQuery } from './routes';

const MOST = 8;

/** Codes that begin with the text come first, then codes and names that have it inside. */
export function matches(items: readonly Instrument[], text: string): Instrument[] {
  const wanted = text.trim().toUpperCase();
  if (!wanted) return [];
  const rank = (i: Instrument) => (i.ticker === wanted ? 0 : i.ticker.startsWith(wanted) ? 1 : i.ticker.includes(wanted) ? 2 : i.name?.toUpperCase().includes(wanted) ? 3 : 4);
  return items
    .map(i => ({ i, r: rank(i) }))
    .filter(x => x.r < 4)
    .sort((a, b) => a.r - b.r || (a.i.ticker < b.i.ticker ? -1 : 1))
    .slice(0, MOST)
    .map(x => x.i);
}

export function Search(props: { input: RefObject<HTMLInputElement | null> }) {
  const id = useId();
  const [text, setText] = useState('');
  const [wanted, setWanted] = useState(false);
  const [at, setAt] = useState(0);
  const list = useData<{ items: Instrument[] }>(wanted ? '/instruments' : null, { limit: 10_000 });
  const found = useMemo(() => matches(list.data?.items ?? [], text), [list.data, text]);
  const open = text.trim() !== '' && list.data !== null;
  const choose = (item: Instrument | undefined) => {
    if (!item) return;
    setText('');
    props.input.current?.blur();
    // Who reads broker summaries goes on with those; all others see the footprint.
    const page = path.peek() === hrefOf('broker-summary') ? 'broker-summary' : 'footprint';
    navigate(hrefOf(page, instrumentQuery(item.ticker, item.venue)));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown') setAt(Math.min(at + 1, found.length - 1));
    else if (event.key === 'ArrowUp') setAt(Math.max(at - 1, 0));
    else if (event.key === 'Enter') choose(found[at]);
    else if (event.key === 'Escape') {
      setText('');
      props.input.current?.blur();
      return;
    } else return;
    event.preventDefault();
  };
  return (
    <div class="search" role="search">
      <input
        ref={props.input}
        type="text"
        role="combobox"
        aria-expanded={open}
        aria-controls={`${id}l`}
        aria-autocomplete="list"
        aria-activedescendant={open && found[at] ? `${id}${at}` : undefined}
        aria-label={t('shell.searchHint')}
        title={t('shell.searchHint')}
        placeholder={t('shell.search')}
        aria-keyshortcuts="/"
        autoComplete="off"
        autoCapitalize="characters"
        spellcheck={false}
        maxLength={40}
        value={text}
        onFocus={() => setWanted(true)}
        onInput={e => {
          setText(e.currentTarget.value);
          setAt(0);
        }}
        onKeyDown={onKeyDown}
        onBlur={() => setText('')}
      />
      <ul id={`${id}l`} role="listbox" aria-label={t('shell.search')} hidden={!open}>
        {found.map((item, i) => (
          <li
            key={`${item.venue}:${item.ticker}`}
            id={`${id}${i}`}
            role="option"
            aria-selected={i === at}
            onPointerDown={event => {
              event.preventDefault();
              choose(item);
            }}
          >
            <b>{item.ticker}</b> <small>{item.venue}</small> <span>{item.name ?? item.sector ?? ''}</span>
          </li>
        ))}
        {open && found.length === 0 && <li class="muted">{t('shell.searchNone')}</li>}
      </ul>
    </div>
  );
}
