import { t } from '../i18n';
import { may } from '../lib/session';
import { routes } from './routes';

const GROUPS = ['market', 'trade', 'more'] as const;

/** The pages, by group; on narrow screens behind the menu button. */
export function Navigation(props: { open: boolean; current: string }) {
  return (
    <nav id="nav" class={props.open ? 'nav open' : 'nav'} aria-label={t('app.nav')}>
      {GROUPS.map(group => (
        <ul key={group}>
          {routes
            .filter(r => r.nav === group && may(r.role))
            .map(r => (
              <li key={r.id}>
                <a href={r.path} aria-current={r.id === props.current ? 'page' : undefined}>
                  {t(r.title)}
                </a>
              </li>
            ))}
        </ul>
      ))}
    </nav>
  );
}
