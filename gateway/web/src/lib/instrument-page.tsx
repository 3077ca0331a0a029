// Pages of one instrument: which one the address means, and the choice when it means none.
import { useEffect } from 'preact/hooks';
import { navigate, path, query } from '../app/router';
import { instrumentQuery } from '../app/routes';
import { readText, remember } from './choices';
import { price, rupiah } from './format';
import { dictionary } from './i18n';
import { Card, Show } from './parts';
import { PlainTable } from './plain-table';
import { ApiError } from './problem';
import { Change, SignalBadge } from './score';
import type { Summary } from './types';
import { useData } from './use-data';

const text = dictionary(
  {
    choose: 'Pilih saham',
    chooseText: 'Cari kodenya di atas (tombol /), atau pilih dari yang paling ramai:',
    none: 'Belum ada transaksi hari ini.',
    unknown: '{name} tidak dikenal.',
    several: '{name} diperdagangkan di beberapa bursa. Pilih satu:',
    code: 'Kode',
    last: 'Terakhir',
    change: 'Ubah',
    value: 'Nilai',
    signal: 'Sinyal',
  },
  {
    choose: 'Choose a stock',
    chooseText: 'Find its code above (key /), or choose one of the most active:',
    none: 'There are no trades today yet.',
    unknown: '{name} is not known.',
    several: '{name} trades on several venues. Choose one:',
    code: 'Code',
    last: 'Last',
    change: 'Change',
    value: 'Value',
    signal: 'Signal',
  },
);

const REMEMBERED = 'instrument';
const MOST = 20;

export interface Chosen {
  ticker: string;

  /** Undefined where the code alone says it. */
  venue: string | undefined;
}

/** The instrument of the address (`kode=BBCA`, `venue=`); without one the last that was looked at. Null when there is none. */
export function useChosen(): Chosen | null {
  const asked = query.value;
  const code = asked.get('kode')?.trim().toUpperCase();
  const venue = asked.get('venue')?.trim().toUpperCase() || undefined;
  const last = code ? null : (readText(REMEMBERED)?.split(':') ?? null);
  const chosen = code ? { ticker: code, venue } : last?.[1] ? { ticker: last[1], venue: last[0] || undefined } : null;
  const name = chosen ? `${chosen.venue ?? ''}:${chosen.ticker}` : '';
  useEffect(() => {
    if (!chosen) return;
    if (code) remember(REMEMBERED, name);
    // The address says what is shown, so that it can be passed on.
    else navigate(`${path.peek()}?${new URLSearchParams(instrumentQuery(chosen.ticker, chosen.venue)).toString()}`, true);
  }, [name, code]);
  return chosen;
}

/** The most active instruments, as links to this page. */
export function ChooseInstrument() {
  const summary = useData<Summary>('/footprint/summary', { sort: 'value', limit: MOST }, 30);
  return (
    <Card class="choose">
      <h1>{text('choose')}</h1>
      <p class="muted">{text('chooseText')}</p>
      <Show of={summary} isEmpty={s => s.items.length === 0} empty={text('none')}>
        {s => (
          <PlainTable label={text('choose')} head={(['code', 'last', 'change', 'value', 'signal'] as const).map(key => text(key))}>
            {s.items.map(i => (
              <tr key={`${i.venue}:${i.ticker}`}>
                <th scope="row">
                  <a href={hrefHere(i.ticker, i.venue)}>{i.ticker}</a>
                </th>
                <td>{price(i.close)}</td>
                <td>
                  <Change value={i.pricePct} />
                </td>
                <td>{rupiah(i.value)}</td>
                <td>
                  <SignalBadge signal={i.signal} />
                </td>
              </tr>
            ))}
          </PlainTable>
        )}
      </Show>
    </Card>
  );
}

/** Says that the address means no instrument, or several; null for other errors. */
export function WrongInstrument(props: { name: string; error: Error | null }) {
  if (!(props.error instanceof ApiError)) return null;
  const { status, body } = props.error;
  if (status === 409 && Array.isArray(body['venues'])) {
    return (
      <div class="card notice" role="alert">
        <p>{text('several', { name: props.name })}</p>
        <p>
          {body['venues'].map(v => (
            <a key={String(v)} class="button" href={hrefHere(props.name, String(v), true)}>
              {String(v)}
            </a>
          ))}
        </p>
      </div>
    );
  }

  if (status !== 404 && status !== 400) return null;
  return (
    <>
      <p class="card notice" role="alert">
        {text('unknown', { name: props.name })}
      </p>
      <ChooseInstrument />
    </>
  );
}

/** This page for another instrument. @param always Names the venue even where it goes without saying. */
function hrefHere(ticker: string, venue: string, always = false): string {
  const parameters = new URLSearchParams(always ? { kode: ticker, venue } : instrumentQuery(ticker, venue));
  return `${path.peek()}?${parameters.toString()}`;
}
