// The bell: how many notifications wait, and a word when one comes.
import { useEffect } from 'preact/hooks';
import { t } from '../i18n';
import { count } from '../lib/format';
import { toast } from '../lib/parts';
import { session } from '../lib/session';
import { subscribe } from '../lib/socket';
import { unread } from '../lib/unread';
import { useData } from '../lib/use-data';
import { hrefOf } from './routes';

/** Seconds between readings of the count; what comes in between is told by the stream. */
const EVERY = 60;

export function Bell() {
  const user = session.value.kind === 'user' ? session.value.id : null;
  const inbox = useData<{ unread: number }>(user ? '/api/v1/notifications' : null, { limit: 1 }, EVERY);
  useEffect(() => {
    unread.value = user ? (inbox.data?.unread ?? 0) : 0;
  }, [user, inbox.data]);
  useEffect(() => {
    if (!user) return;
    return subscribe('notification', '*', message => {
      if (message.event !== 'notification') return;
      if (message['gap'] === true) {
        inbox.reload();
        return;
      }

      unread.value++;
      toast(String(message['title'] ?? t('shell.bell')), message['critical'] === true ? 'bad' : 'info');
    });
  }, [user]);
  const waiting = unread.value;
  const name = waiting > 0 ? `${t('shell.bell')}: ${count(waiting)}` : t('shell.bell');
  return (
    <a class="icon-button bell" href={hrefOf('notifications')} title={name} aria-label={name}>
      <svg viewBox="0 0 16 16" width="15" height="15" aria-hidden="true">
        <path d="M8 1.5a4 4 0 0 0-4 4V9l-1.5 2.5h11L12 9V5.5a4 4 0 0 0-4-4Zm-1.5 11a1.5 1.5 0 0 0 3 0" fill="none" stroke="currentColor" stroke-width="1.4" stroke-linejoin="round" />
      </svg>
      {waiting > 0 && (
        <span class="bell-count" aria-hidden="true" data-bell>
          {waiting > 99 ? '99+' : count(waiting)}
        </span>
      )}
    </a>
  );
}
