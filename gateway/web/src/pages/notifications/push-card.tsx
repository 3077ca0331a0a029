import { useEffect, useState } from 'preact/hooks';
import { get, send } from '../../lib/api';
import { failureOf, useAction } from '../../lib/forms';
import { count } from '../../lib/format';
import { Card, toast } from '../../lib/parts';
import { ApiError } from '../../lib/problem';
import { text } from './text';
import { NOTIFICATIONS, type Settings } from './types';

const SUBSCRIPTIONS = `${NOTIFICATIONS}/push-subscriptions`;

/** Has this browser get pushes, also while no page is open. */
export function PushCard(props: { settings: Settings; onChanged: () => void }) {
  const [mine, setMine] = useState<PushSubscription | null | undefined>(undefined);
  const [failure, setFailure] = useState<string | null>(null);
  const act = useAction();
  const can = isSecureContext && 'serviceWorker' in navigator && 'PushManager' in window;
  useEffect(() => {
    if (!can) return;
    void navigator.serviceWorker
      .getRegistration()
      .then(r => r?.pushManager.getSubscription())
      .then(s => setMine(s ?? null))
      .catch(() => setMine(null));
  }, []);
  const run = (work: () => Promise<void>) =>
    act.run(
      async () => {
        setFailure(null);
        await work();
        props.onChanged();
      },
      error => {
        setFailure(error instanceof DOMException ? text('pushFailed', { reason: error.message }) : error instanceof ApiError ? error.message : failureOf(error));
        return true;
      },
    );
  const turnOn = () =>
    run(async () => {
      if ((await Notification.requestPermission()) !== 'granted') {
        setFailure(text('pushDenied'));
        return;
      }

      const { key } = (await get<{ key: string }>(`${NOTIFICATIONS}/push-key`)).data;
      const worker = await navigator.serviceWorker.ready;
      const made = await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
      await send('POST', SUBSCRIPTIONS, made.toJSON());
      setMine(made);
      toast(text('pushDone'), 'good');
    });
  const turnOff = () =>
    run(async () => {
      const { endpoint } = mine!;
      await mine!.unsubscribe();
      setMine(null);
      // One that the gateway has forgotten already is gone as well.
      await send('DELETE', SUBSCRIPTIONS, { endpoint }).catch(error => {
        if (!(error instanceof ApiError && error.status === 404)) throw error;
      });
      toast(text('pushGone'));
    });
  return (
    <Card title={text('browsers')}>
      <div class="form">
        <p class="muted">{text('browsersCount', { count: count(props.settings.pushSubscriptions.length) })}</p>
        {!can ? (
          <p>{text('pushMissing')}</p>
        ) : mine ? (
          <button type="button" class="button" disabled={act.busy} onClick={() => void turnOff()}>
            {text('pushOff')}
          </button>
        ) : (
          <button type="button" class="button primary" disabled={act.busy || mine === undefined} onClick={() => void turnOn()}>
            {text('pushOn')}
          </button>
        )}
        {mine && !props.settings.channels.includes('push') && <p class="stale">{text('pushChannel')}</p>}
        {failure && (
          <p class="form-error" role="alert">
            {failure}
          </p>
        )}
        {props.settings.pushSubscriptions.length > 0 && (
          <ul class="push-list">
            {props.settings.pushSubscriptions.map(id => (
              <li key={id}>
                <code>{id}</code>
                <button type="button" class="link-button danger-text" disabled={act.busy} onClick={() => void run(async () => void (await send('DELETE', `${SUBSCRIPTIONS}/${encodeURIComponent(id)}`)))}>
                  {text('forget')}
                </button>
              </li>
            ))}
          </ul>
        )}
      </div>
    </Card>
  );
}
