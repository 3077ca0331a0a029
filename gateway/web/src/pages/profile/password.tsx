import { useState } from 'preact/hooks';
import { navigate } from '../../app/router';
import { hrefOf } from '../../app/routes';
import { send } from '../../lib/api';
import { useSubmit } from '../../lib/fields';
import { Card, Field, toast } from '../../lib/parts';
import { forget } from '../../lib/session';
import { text } from './text';

/** Sets another password, after which everybody signs in anew. */
export function Password() {
  const [typed, setTyped] = useState({ password: '', next: '', again: '' });
  const form = useSubmit('password');
  return (
    <Card title={text('password')}>
      <form
        class="form"
        onSubmit={form.submit(async () => {
          if (typed.next !== typed.again) {
            form.setErrors({ again: text('notSame') });
            return;
          }

          await send('POST', '/api/v1/security/change-password', { password: typed.password, newPassword: typed.next });
          forget();
          toast(text('changed'), 'good');
          navigate(hrefOf('sign-in', { then: hrefOf('profile') }));
        })}
      >
        <Field label={text('current')} name="password" type="password" value={typed.password} onInput={password => setTyped({ ...typed, password })} error={form.errors['password']} autocomplete="current-password" maxLength={128} required />
        <Field label={text('next')} name="newPassword" type="password" value={typed.next} onInput={next => setTyped({ ...typed, next })} error={form.errors['newPassword']} hint={text('nextHint')} autocomplete="new-password" maxLength={128} required />
        <Field label={text('again')} name="again" type="password" value={typed.again} onInput={again => setTyped({ ...typed, again })} error={form.errors['again']} autocomplete="new-password" maxLength={128} required />
        <button type="submit" class="button" disabled={form.busy || typed.password === '' || typed.next === ''}>
          {text('change')}
        </button>
        <p class="muted">{text('changeHint')}</p>
      </form>
    </Card>
  );
}
