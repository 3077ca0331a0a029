import { useEffect, useState } from 'preact/hooks';
import { send } from '../../lib/api';
import { useDebug } from '../../lib/debug';
import { useSubmit } from '../../lib/fields';
import { Select } from '../../lib/forms';
import { count, stamp } from '../../lib/format';
import { Once } from '../../lib/once';
import { Badge, Card, Field, Show, toast } from '../../lib/parts';
import { useData } from '../../lib/use-data';
import { PushCard } from './push-card';
import { text } from './text';
import { NOTIFICATIONS, type Settings } from './types';

const CHANNELS = ['push', 'webhook', 'email'] as const;

/** How the user is told, and when not. */
export function SettingsPart() {
  const settings = useData<Settings>(`${NOTIFICATIONS}/settings`);
  useDebug('settings', settings.data);
  return (
    <Show of={settings}>
      {s => (
        <div class="notify-grid">
          <Form settings={s} onSaved={settings.reload} />
          <div class="notify-side">
            <PushCard settings={s} onChanged={settings.reload} />
            {(Object.keys(s.waiting).length > 0 || Object.keys(s.problems).length > 0) && (
              <Card title={text('problems')}>
                {Object.keys(s.waiting).length > 0 && (
                  <p>
                    {text('waiting', {
                      list: Object.entries(s.waiting)
                        .map(([channel, waiting]) => `${channel} ${count(waiting)}`)
                        .join(', '),
                    })}
                  </p>
                )}
                <ul>
                  {Object.entries(s.problems).map(([channel, problem]) => (
                    <li key={channel}>
                      <Badge tone="bad">{channel}</Badge> <span lang="en">{problem.reason}</span> <span class="muted">{stamp(problem.time)}</span>
                    </li>
                  ))}
                </ul>
              </Card>
            )}
          </div>
        </div>
      )}
    </Show>
  );
}

function Form(props: { settings: Settings; onSaved: () => void }) {
  const { settings } = props;
  const [typed, setTyped] = useState(() => typedOf(settings));
  const [secret, setSecret] = useState<string | null>(null);
  const form = useSubmit('channels');
  useEffect(() => setTyped(typedOf(settings)), [settings]);
  const set = (more: Partial<typeof typed>) => setTyped({ ...typed, ...more });
  return (
    <Card title={text('settings')}>
      <form
        class="form"
        onSubmit={form.submit(async () => {
          const { quiet, from, to, webhookUrl, ...rest } = typed;
          const answer = await send<Settings>('PUT', `${NOTIFICATIONS}/settings`, { ...rest, ...(quiet && { quietHours: { from, to } }), ...(webhookUrl.trim() && { webhookUrl: webhookUrl.trim() }) });
          setSecret(answer.webhookSecret);
          toast(text('saved'), 'good');
          props.onSaved();
        })}
      >
        <fieldset class="checks">
          <legend>{text('channels')}</legend>
          {CHANNELS.map(channel => (
            <label key={channel} class="check">
              <input type="checkbox" name={`channel-${channel}`} checked={typed.channels.includes(channel)} onChange={e => set({ channels: e.currentTarget.checked ? [...typed.channels, channel] : typed.channels.filter(c => c !== channel) })} />
              <span class="nowrap">{text(channel)}</span> {channel === 'email' && <span class="muted">{text('emailHint')}</span>}
            </label>
          ))}
          <p class={form.errors['channels'] ? 'error' : 'muted'}>{form.errors['channels'] ?? text('channelsHint')}</p>
        </fieldset>
        {typed.channels.includes('webhook') && (
          <>
            <Field label={text('webhookUrl')} name="webhookUrl" value={typed.webhookUrl} onInput={webhookUrl => set({ webhookUrl })} hint={text('webhookHint')} error={form.errors['webhookUrl']} maxLength={2000} />
            <label class="check">
              <input type="checkbox" checked={typed.newWebhookSecret} onChange={e => set({ newWebhookSecret: e.currentTarget.checked })} />
              {text('newSecret')} {settings.hasWebhookSecret && <span class="muted">{text('hasSecret')}</span>}
            </label>
          </>
        )}
        {secret && <Once title={text('secretOnce')} value={secret} file="sssaham-webhook-secret.txt" />}
        <fieldset class="checks">
          <legend>{text('quiet')}</legend>
          <label class="check">
            <input type="checkbox" name="quiet" checked={typed.quiet} onChange={e => set({ quiet: e.currentTarget.checked })} />
            {text('quietOn')}
          </label>
          {typed.quiet && (
            <div class="ticket-row two">
              <Field label={text('from')} name="quietFrom" type="time" value={typed.from} onInput={from => set({ from })} error={form.errors['quietHours.from'] ?? form.errors['quietHours']} />
              <Field label={text('to')} name="quietTo" type="time" value={typed.to} onInput={to => set({ to })} error={form.errors['quietHours.to']} />
            </div>
          )}
          <label class="check">
            <input type="checkbox" checked={typed.criticalPasses} onChange={e => set({ criticalPasses: e.currentTarget.checked })} />
            {text('criticalPasses')}
          </label>
        </fieldset>
        <div class="ticket-row two">
          <Select label={text('digest')} name="digest" value={typed.digest} options={[['off', text('digestOff')], ['hourly', text('hourly')], ['daily', text('daily')]]} onChange={digest => set({ digest })} error={form.errors['digest']} />
          {typed.digest === 'daily' && <Field label={text('digestAt')} name="digestAt" type="time" value={typed.digestAt} onInput={digestAt => set({ digestAt })} error={form.errors['digestAt']} />}
        </div>
        <Field label={text('timeZone')} name="timeZone" value={typed.timeZone} onInput={timeZone => set({ timeZone })} error={form.errors['timeZone']} maxLength={64} />
        <button type="submit" class="button primary" disabled={form.busy}>
          {text('save')}
        </button>
      </form>
    </Card>
  );
}

const typedOf = (s: Settings) => ({
  channels: s.channels,
  quiet: s.quietHours !== null,
  from: s.quietHours?.from ?? '22:00',
  to: s.quietHours?.to ?? '06:00',
  timeZone: s.timeZone,
  digest: s.digest,
  digestAt: s.digestAt,
  criticalPasses: s.criticalPasses,
  webhookUrl: s.webhookUrl ?? '',
  newWebhookSecret: false,
});
