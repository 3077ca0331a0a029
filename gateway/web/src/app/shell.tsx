// What stands around every page.
import { useEffect, useRef, useState } from 'preact/hooks';
import { t } from '../i18n';
import { DebugPanel } from '../lib/debug';
import { language, setLanguage } from '../lib/i18n';
import { Toasts } from '../lib/parts';
import { toggleTheme } from '../lib/theme';
import { Account } from './account';
import { Banner } from './banner';
import { Bell } from './bell';
import { Feeds } from './feeds';
import { MarketClock } from './market-clock';
import { Navigation } from './navigation';
import { PageHost } from './page-host';
import { path, query } from './router';
import { hrefOf, routeOf } from './routes';
import { Search } from './search';

export function Shell() {
  const [menu, setMenu] = useState(false);
  const search = useRef<HTMLInputElement>(null);
  const where = path.value;
  useEffect(() => setMenu(false), [where]);
  useEffect(() => {
    const key = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      if (event.key === 'd') toggleTheme();
      else if (event.key === '/') {
        event.preventDefault();
        search.current?.focus();
      } else if (event.key === 'Escape') setMenu(false);
    };
    addEventListener('keydown', key);
    return () => removeEventListener('keydown', key);
  }, []);
  return (
    <>
      <a class="skip" href="#main">
        {t('app.skip')}
      </a>
      <header class="bar">
        <button type="button" class="icon-button menu-button" aria-expanded={menu} aria-controls="nav" aria-label={t('app.menu')} onClick={() => setMenu(!menu)}>
          ☰
        </button>
        <a class="brand" href={hrefOf('home')} aria-label="Sssaham">
          <img src="/icon.svg" width={20} height={20} alt="" />
          <span>Sssaham</span>
        </a>
        <Navigation open={menu} current={routeOf(where)?.id ?? ''} />
        <Search input={search} />
        <div class="bar-end">
          <Feeds />
          <MarketClock />
          <button type="button" class="icon-button" title={t('shell.theme')} aria-label={t('shell.theme')} aria-keyshortcuts="d" onClick={toggleTheme}>
            ◐
          </button>
          <button type="button" class="icon-button language" lang={language.value === 'id' ? 'en' : 'id'} title={t('shell.language')} aria-label={t('shell.language')} onClick={() => setLanguage(language.value === 'id' ? 'en' : 'id')}>
            {language.value === 'id' ? 'EN' : 'ID'}
          </button>
          <Bell />
          <Account />
        </div>
      </header>
      <Banner />
      <PageHost />
      {query.value.has('debug') && <DebugPanel />}
      <Toasts />
    </>
  );
}

const isTyping = (target: EventTarget | null): boolean => target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
