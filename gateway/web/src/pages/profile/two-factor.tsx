import { useState } from 'preact/hooks';
import { send } from '../../lib/api';
import { useDebug } from '../../lib/debug';
import { useSubmit } from '../../lib/fields';
import { Confirm, useAction } from '../../lib/forms';
import { count } from '../../lib/format';
import { Once } from '../../lib/once';
import { Badge, Card, Field, Show, toast } from '../../lib/parts';
import { useData } from '../../lib/use-data';
import { text } from './text';

interface Status {
  enabled: boolean;
  pending: boolean;
  backupCodes: number;
  devices: number;
}

interface Setup {
  secret: string;
  otpauthUri: string;
  qrPng: string;
}

const PATH = '/api/v1/two-factor';

/** Sets the second step up, makes backup codes, turns it off. */
export function TwoFactor() {
  const status = useData<Status>(`${PATH}/status/me`);
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  const [renewing, setRenewing] = useState(false);
  const [password, setPassword] = useState('');
  useDebug('two-factor', status.data);
  return (
    <Card title={text('twoFactor')} tools={status.data && <Badge tone={status.data.enabled ? 'good' : 'warn'}>{text(status.data.enabled ? 'twoFactorOn' : 'twoFactorOff')}</Badge>}>
      <Show of={status}>
        {s =>
          s.enabled ? (
            <div class="form">
              <p class="muted">
                {text('codesLeft', { count: count(s.backupCodes) })} · {text('devices', { count: count(s.devices) })}
              </p>
              {codes && <Once title={`${text('codes')}: ${text('codesOnce')}`} value={codes.join('\n')} file="sssaham-backup-codes.txt" />}
              <button type="button" class={s.backupCodes === 0 ? 'button primary' : 'button'} onClick={() => setRenewing(true)}>
                {text('newCodes')}
              </button>
              <Disable
                onDone={() => {
                  setCodes(null);
                  status.reload();
                }}
              />
            </div>
          ) : (
            <Enable onDone={status.reload} />
          )
        }
      </Show>
      {renewing && (
        <Confirm
          title={text('newCodesTitle')}
          action={text('newCodes')}
          onClose={() => setRenewing(false)}
          onConfirm={async () => {
            setCodes((await send<{ codes: string[] }>('POST', `${PATH}/backup-codes/me`, { password })).codes);
            setPassword('');
            status.reload();
          }}
        >
          <p>{text('newCodesText')}</p>
          <Field label={text('current')} name="codesPassword" type="password" value={password} onInput={setPassword} error={undefined} autocomplete="current-password" maxLength={128} required />
        </Confirm>
      )}
    </Card>
  );
}

function Enable(props: { onDone: () => void }) {
  const [setup, setSetup] = useState<Setup | null>(null);
  const [code, setCode] = useState('');
  const form = useSubmit('code');
  const act = useAction();
  if (!setup) {
    return (
      <div class="form">
        <p class="muted">{text('twoFactorWhy')}</p>
        <button type="button" class="button primary" data-setup disabled={act.busy} onClick={() => void act.run(async () => setSetup(await send<Setup>('POST', `${PATH}/setup/me`)))}>
          {text('setup')}
        </button>
      </div>
    );
  }

  return (
    <form
      class="form"
      onSubmit={form.submit(async () => {
        await send('POST', `${PATH}/enable/me`, { code: code.replaceAll(' ', '') });
        toast(text('enabled'), 'good');
        props.onDone();
      })}
    >
      <p>{text('scan')}</p>
      <img class="qr" src={`data:image/png;base64,${setup.qrPng}`} alt={text('qr')} width={190} height={190} />
      <p>
        <span class="muted">{text('secret')}</span> <code data-two-factor-secret>{setup.secret}</code>
      </p>
      <Field label={text('code')} name="code" value={code} onInput={setCode} error={form.errors['code']} inputMode="numeric" autocomplete="one-time-code" maxLength={8} required focus />
      <button type="submit" class="button primary" disabled={form.busy || code === ''}>
        {text('enable')}
      </button>
    </form>
  );
}

function Disable(props: { onDone: () => void }) {
  const [typed, setTyped] = useState({ password: '', code: '' });
  const form = useSubmit('password');
  // Codes of apps are six digits; what is longer is a backup code.
  const code = typed.code.replaceAll(' ', '');
  const isBackup = !/^\d{0,6}$/.test(code);
  return (
    <details class="more">
      <summary>{text('disable')}</summary>
      <form
        class="form"
        onSubmit={form.submit(async () => {
          await send('POST', `${PATH}/disable/me`, { password: typed.password, [isBackup ? 'backupCode' : 'code']: code });
          toast(text('disabled'));
          props.onDone();
        })}
      >
        <Field label={text('current')} name="disablePassword" type="password" value={typed.password} onInput={password => setTyped({ ...typed, password })} error={form.errors['password']} autocomplete="current-password" maxLength={128} required />
        <Field label={text('code')} name="disableCode" value={typed.code} onInput={v => setTyped({ ...typed, code: v })} error={form.errors['code'] ?? form.errors['backupCode']} hint={text('disableHint')} autocomplete="one-time-code" maxLength={32} required />
        <button type="submit" class="button danger" disabled={form.busy || typed.password === '' || code === ''}>
          {text('disable')}
        </button>
      </form>
    </details>
  );
}
