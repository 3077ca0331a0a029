import { useEffect, useState } from 'preact/hooks';
import { hrefOf, instrumentQuery } from '../../app/routes';
import { send } from '../../lib/api';
import { useDebug } from '../../lib/debug';
import { useAction } from '../../lib/forms';
import { clock, count, shortDay } from '../../lib/format';
import { Badge, Card, Segments, Show, toast } from '../../lib/parts';
import { subscribe } from '../../lib/socket';
import { unread } from '../../lib/unread';
import { usePages } from '../../lib/use-pages';
import { text } from './text';
import { KINDS, NOTIFICATIONS, type Kind, type Notification } from './types';

/** The newest first, live. */
export function Inbox() {
  const [kind, setKind] = useState<Kind | ''>('');
  const [onlyUnread, setOnlyUnread] = useState(false);
  const pages = usePages<Notification>(NOTIFICATIONS, { limit: 50, kind, ...(onlyUnread && { unread: true }) }, 30);
  const act = useAction();
  const answer = pages.first.data as ({ unread?: number } & object) | null;
  useDebug('notifications', pages.items);
  useEffect(() => {
    if (answer?.unread !== undefined) unread.value = answer.unread;
  }, [answer]);
  useEffect(() => subscribe('notification', '*', message => message.event === 'notification' && pages.reload()), []);
  const change = (work: () => Promise<unknown>) =>
    act.run(async () => {
      await work();
      pages.reload();
    });
  return (
    <Card
      title={text('inbox')}
      note={<span data-unread>{text('unread', { count: count(answer?.unread ?? 0) })}</span>}
      flush
      tools={
        <>
          <label class="check">
            <input type="checkbox" checked={onlyUnread} onChange={e => setOnlyUnread(e.currentTarget.checked)} />
            {text('onlyUnread')}
          </label>
          <button type="button" class="button small" data-test disabled={act.busy} onClick={() => void change(async () => send('POST', `${NOTIFICATIONS}/test`).then(() => toast(text('tested'), 'good')))}>
            {text('test')}
          </button>
          <button type="button" class="button small" data-mark-all disabled={act.busy || (answer?.unread ?? 0) === 0} onClick={() => void change(() => send('POST', `${NOTIFICATIONS}/mark-read`, { all: true }))}>
            {text('markAll')}
          </button>
        </>
      }
      foot={
        pages.hasMore && (
          <button type="button" class="link-button" onClick={() => void pages.more()}>
            {text('more')}
          </button>
        )
      }
    >
      <div class="inbox-kinds scroll-x">
        <Segments label={text('kinds')} value={kind} options={[['', text('all')], ...KINDS.map(k => [k, text(k)] as const)]} onChange={setKind} />
      </div>
      <Show of={pages.first} isEmpty={() => pages.items.length === 0} empty={text(kind || onlyUnread ? 'none' : 'noneYet')}>
        {() => (
          <ul class="inbox">
            {pages.items.map(x => (
              <li key={x.id} data-notification={x.id} class={x.read ? undefined : 'unread'}>
                <div class="inbox-head">
                  {!x.read && (
                    <>
                      <i class="dot" aria-hidden="true" />
                      <span class="sr">{text('isUnread')}</span>
                    </>
                  )}
                  <Badge tone={x.critical ? 'bad' : 'quiet'}>{KINDS.includes(x.kind) ? text(x.kind) : x.kind}</Badge>
                  {x.critical && <Badge tone="bad">{text('critical')}</Badge>}
                  <b>{x.title}</b>
                  <time class="muted" dateTime={x.time}>
                    {shortDay(x.time)} {clock(x.time)}
                  </time>
                </div>
                {x.text && <p class="inbox-text">{x.text}</p>}
                <p class="inbox-ways">
                  <Subject item={x} />
                  <button type="button" class="link-button" disabled={act.busy} onClick={() => void change(() => send('PUT', `${NOTIFICATIONS}/${x.id}`, { read: !x.read }))}>
                    {text(x.read ? 'unreadAgain' : 'read')}
                  </button>
                  <button type="button" class="link-button danger-text" disabled={act.busy} onClick={() => void change(() => send('DELETE', `${NOTIFICATIONS}/${x.id}`))}>
                    {text('remove')}
                  </button>
                </p>
              </li>
            ))}
          </ul>
        )}
      </Show>
    </Card>
  );
}

/** The way to what a notification is about, where there is one. */
function Subject(props: { item: Notification }) {
  const { kind, subject } = props.item;
  const instrument = /^([A-Z0-9]+):([A-Za-z0-9._-]+)$/.exec(subject);
  if ((kind === 'price' || kind === 'divergence') && instrument) return <a href={hrefOf('footprint', instrumentQuery(instrument[2]!, instrument[1]))}>{instrument[2]}</a>;
  if (kind === 'order') return <a href={hrefOf('trading')}>{subject}</a>;
  if (kind === 'system') return <a href={hrefOf('admin')}>{subject}</a>;
  return null;
}
