import { useState } from 'preact/hooks';
import { hrefOf } from '../../app/routes';
import { t } from '../../i18n';
import { send } from '../../lib/api';
import { readText, remember } from '../../lib/choices';
import { Field } from '../../lib/parts';
import { signedIn, strangersRefused } from '../../lib/session';
import { Form, useSending } from './form';
import { refusalOf } from './outcome';
import { text } from './text';

interface Tokens {
  accessToken: string;
  deviceToken: string | null;
}

/** The token of a remembered device stands for the second step, never for the password. */
const device = (name: string): string => `device.${name.toLowerCase()}`;

/** Name and password, then the second step where it is asked for. */
export function Enter(props: { onDone: () => void; then: string }) {
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const [backup, setBackup] = useState(false);
  const [keep, setKeep] = useState(false);
  const [second, setSecond] = useState(false);
  const { busy, refusal, submit, setRefusal } = useSending(async () => {
    const known = readText(device(name));
    const step = second ? (backup ? { backupCode: code } : { code: code.replace(/\s/g, '') }) : known ? { deviceToken: known } : {};
    try {
      const tokens = await send<Tokens>('POST', '/api/v1/security/login', { username: name, password, cookie: true, rememberDevice: second && keep, ...step });
      if (tokens.deviceToken) remember(device(name), tokens.deviceToken);
      signedIn(tokens.accessToken);
      props.onDone();
    } catch (error) {
      const isFirst = !second && refusalOf(error, false).needsCode;
      if (!isFirst) throw error;
      if (known) remember(device(name), null);
      setSecond(true);
    }
  }, second);
  const restart = () => {
    setSecond(false);
    setCode('');
    setRefusal({ message: '', fields: {}, needsCode: false });
  };
  if (second) {
    return (
      <Form
        title={text('step')}
        action={text('signIn')}
        busy={busy}
        message={refusal.message}
        onSubmit={submit}
        links={
          <>
            <button
              type="button"
              class="link-button"
              onClick={() => {
                setBackup(!backup);
                setCode('');
              }}
            >
              {backup ? text('useCode') : text('useBackup')}
            </button>
            <button type="button" class="link-button" onClick={restart}>
              {text('back')}
            </button>
          </>
        }
      >
        <Field key={String(backup)} label={backup ? text('backupCode') : text('code')} name="code" value={code} onInput={setCode} autocomplete="one-time-code" inputMode={backup ? 'text' : 'numeric'} maxLength={40} error={refusal.fields['code'] ?? refusal.fields['backupCode']} focus />
        <label class="check">
          <input type="checkbox" checked={keep} onChange={e => setKeep(e.currentTarget.checked)} />
          {text('remember')}
        </label>
      </Form>
    );
  }

  const more = (mode: string): string => hrefOf('sign-in', props.then ? { mode, then: props.then } : { mode });
  return (
    <Form
      title={text('signIn')}
      action={text('signIn')}
      busy={busy}
      message={refusal.message}
      onSubmit={submit}
      links={
        <>
          <a href={more('register')}>{text('register')}</a>
          <a href={more('forgot')}>{text('forgot')}</a>
          <a href={more('key')}>{text('useKey')}</a>
        </>
      }
    >
      {strangersRefused.value && <p class="muted">{t('shell.needsSignIn')}</p>}
      <Field label={text('name')} name="username" value={name} onInput={setName} autocomplete="username" maxLength={256} error={refusal.fields['username']} focus />
      <Field label={text('password')} name="password" type="password" value={password} onInput={setPassword} autocomplete="current-password" maxLength={256} error={refusal.fields['password']} />
    </Form>
  );
}
