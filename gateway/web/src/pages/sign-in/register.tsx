import { useState } from 'preact/hooks';
import { hrefOf } from '../../app/routes';
import { navigate } from '../../app/router';
import { send } from '../../lib/api';
import { Field, toast } from '../../lib/parts';
import { ApiError } from '../../lib/problem';
import { Form, useSending } from './form';
import { text } from './text';

/** A new user, as viewer. */
export function Register(props: { back: string }) {
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const { busy, refusal, submit } = useSending(async () => {
    try {
      await send('POST', '/api/v1/security/register', { username: name, email, password });
    } catch (error) {
      throw error instanceof ApiError && error.status === 403 ? new Error(text('closed')) : error;
    }

    toast(text('registered'), 'good');
    navigate(props.back);
  });
  return (
    <Form title={text('register')} action={text('register')} busy={busy} message={refusal.message} onSubmit={submit} links={<a href={props.back}>{text('signIn')}</a>}>
      <Field label={text('username')} name="username" value={name} onInput={setName} autocomplete="username" maxLength={64} error={refusal.fields['username']} focus />
      <Field label={text('email')} name="email" type="email" value={email} onInput={setEmail} autocomplete="email" maxLength={256} error={refusal.fields['email']} />
      <Field label={text('password')} name="password" type="password" value={password} onInput={setPassword} autocomplete="new-password" maxLength={128} hint={text('passwordHint')} error={refusal.fields['password']} />
    </Form>
  );
}

/** Asks for the mail with which a password is set anew. */
export function Forgot() {
  const [email, setEmail] = useState('');
  const back = hrefOf('sign-in');
  const { busy, refusal, submit } = useSending(async () => {
    await send('POST', '/api/v1/security/forgot-password', { email });
    toast(text('mailed'), 'good');
    navigate(back);
  });
  return (
    <Form title={text('forgot')} action={text('send')} busy={busy} message={refusal.message} onSubmit={submit} links={<a href={back}>{text('signIn')}</a>}>
      <Field label={text('email')} name="email" type="email" value={email} onInput={setEmail} autocomplete="email" maxLength={256} error={refusal.fields['email']} focus />
    </Form>
  );
}

/** Sets a password anew with what the mail's link carries behind its #, which no server sees. */
export function Reset() {
  const link = new URLSearchParams(location.hash.slice(1));
  const [userId, setUserId] = useState(link.get('userId') ?? '');
  const [token, setToken] = useState(link.get('token') ?? '');
  const [password, setPassword] = useState('');
  const isLinked = link.has('userId') && link.has('token');
  const back = hrefOf('sign-in');
  const { busy, refusal, submit } = useSending(async () => {
    await send('POST', '/api/v1/security/reset-password', { userId, token, password });
    toast(text('changed'), 'good');
    navigate(back);
  });
  return (
    <Form
      title={text('reset')}
      action={text('send')}
      busy={busy}
      message={refusal.message || (isLinked ? (refusal.fields['token'] ?? refusal.fields['userId'] ?? '') : '')}
      onSubmit={submit}
      links={<a href={back}>{text('signIn')}</a>}
    >
      {!isLinked && (
        <>
          <Field label={text('userId')} name="userId" value={userId} onInput={setUserId} maxLength={256} error={refusal.fields['userId']} />
          <Field label={text('token')} name="token" value={token} onInput={setToken} maxLength={256} error={refusal.fields['token']} />
        </>
      )}
      <Field label={text('newPassword')} name="password" type="password" value={password} onInput={setPassword} autocomplete="new-password" maxLength={128} hint={text('passwordHint')} error={refusal.fields['password']} focus={isLinked} />
    </Form>
  );
}
