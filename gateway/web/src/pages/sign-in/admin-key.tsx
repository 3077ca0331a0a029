import { useState } from 'preact/hooks';
import { hrefOf } from '../../app/routes';
import { Field } from '../../lib/parts';
import { useAdminKey } from '../../lib/session';
import { Form, useSending } from './form';
import { text } from './text';

/** The way in of a new installation, whose first admin is not made yet. */
export function AdminKey(props: { onDone: () => void }) {
  const [key, setKey] = useState('');
  const { busy, refusal, submit } = useSending(async () => {
    // Asked with this key alone, so that one that is not good changes nothing.
    const answer = await fetch('/api/v1/security/users?limit=1', { headers: { 'X-Api-Key': key.trim(), Accept: 'application/json' } }).catch(() => null);
    if (!answer) throw new Error(text('down'));
    if (!answer.ok) throw new Error(text('keyWrong'));
    useAdminKey(key.trim());
    props.onDone();
  });
  return (
    <Form title={text('key')} action={text('useKey')} busy={busy} message={refusal.message} onSubmit={submit} links={<a href={hrefOf('sign-in')}>{text('signIn')}</a>}>
      <Field label={text('keyLabel')} name="key" type="password" value={key} onInput={setKey} hint={text('keyHint')} maxLength={256} focus />
    </Form>
  );
}
