import { useEffect, useRef } from 'preact/hooks';
import { t } from '../i18n';
import { send } from '../lib/api';
import { toast } from '../lib/parts';
import { forget, isUser, role, session } from '../lib/session';
import { install, installable } from './install';
import { arrivals, path } from './router';
import { hrefOf } from './routes';

/** Who is signed in, and the way in and out. */
export function Account() {
  const menu = useRef<HTMLDetailsElement>(null);
  const who = session.value;
  const arrival = arrivals.value;
  useEffect(() => menu.current?.removeAttribute('open'), [arrival]);
  useEffect(() => {
    const close = (event: Event) => {
      if (event instanceof KeyboardEvent ? event.key === 'Escape' : !menu.current?.contains(event.target as Node)) menu.current?.removeAttribute('open');
    };
    addEventListener('pointerdown', close);
    addEventListener('keydown', close);
    return () => {
      removeEventListener('pointerdown', close);
      removeEventListener('keydown', close);
    };
  }, []);
  const name = who.kind === 'user' ? who.name : who.kind === 'key' ? t('shell.key') : '';
  return (
    <details class="account" ref={menu}>
      <summary aria-label={`${t('shell.account')}${name ? `: ${name}` : ''}`}>
        <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
          <circle cx="8" cy="5.2" r="2.7" fill="none" stroke="currentColor" stroke-width="1.4" />
          <path d="M2.8 14c.5-3 2.600-4.400 5.200-4.400s4.700 1.400 5.200 4.400" fill="none" stroke="currentColor" stroke-width="1.4" stroke-linecap="round" />
        </svg>
        <span class="account-name">{name}</span>
      </summary>
      <div class="account-menu">
        {who.kind === 'nobody' ? (
          <>
            <p class="muted">{t('shell.local')}</p>
            <a class="button primary" href={hrefOf('sign-in', path.value.includes('sign-in') ? {} : { then: path.value + location.search })}>
              {t('shell.signIn')}
            </a>
          </>
        ) : (
          <>
            <p>
              <b>{name}</b> <span class="muted">{t(`role.${role.value}`)}</span>
            </p>
            {who.kind === 'user' && (
              <>
                <a href={hrefOf('profile')}>{t('page.profile')}</a>
                <a href={hrefOf('notifications')}>{t('page.notifications')}</a>
              </>
            )}
            <button type="button" class="button" onClick={() => void signOut()}>
              {t('shell.signOut')}
            </button>
          </>
        )}
        {installable.value && (
          <button type="button" class="button" onClick={() => void install()}>
            {t('app.install')}
          </button>
        )}
      </div>
    </details>
  );
}

async function signOut(): Promise<void> {
  try {
    if (isUser()) await send('POST', '/api/v1/security/logout');
  } catch (error) {
    // The session is forgotten here in any case; there it ends by itself.
    toast(String((error as Error).message), 'warn');
  }

  forget();
}
