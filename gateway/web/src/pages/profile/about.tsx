import { useEffect, useState } from 'preact/hooks';
import { send } from '../../lib/api';
import { useDebug } from '../../lib/debug';
import { useSubmit } from '../../lib/fields';
import { day } from '../../lib/format';
import { Badge, Card, Field, Show, toast } from '../../lib/parts';
import type { Role } from '../../lib/session';
import { useData } from '../../lib/use-data';
import { t } from '../../i18n';
import { text } from './text';

interface Me {
  username: string;
  email: string;
  emailConfirmed: boolean;
  role: Role;
  fullName: string | null;
  createdAt: string;
}

/** Name and address. */
export function About() {
  const me = useData<Me>('/api/v1/security/profile');
  const [typed, setTyped] = useState({ fullName: '', email: '', password: '' });
  const form = useSubmit('fullName');
  useDebug('profile', me.data);
  useEffect(() => {
    if (me.data) setTyped({ fullName: me.data.fullName ?? '', email: me.data.email, password: '' });
  }, [me.data]);
  const changes = me.data && {
    ...(typed.fullName.trim() !== (me.data.fullName ?? '') && typed.fullName.trim() !== '' && { fullName: typed.fullName.trim() }),
    ...(typed.email.trim() !== me.data.email && { email: typed.email.trim(), password: typed.password }),
  };
  return (
    <Card title={text('profile')}>
      <Show of={me}>
        {m => (
          <form
            class="form"
            onSubmit={form.submit(async () => {
              await send('PUT', '/api/v1/security/profile', changes);
              toast(text('saved'), 'good');
              me.reload();
            })}
          >
            <dl class="facts">
              <div>
                <dt>{text('username')}</dt>
                <dd data-fact="username">{m.username}</dd>
              </div>
              <div>
                <dt>{text('role')}</dt>
                <dd data-fact="role">{t(`role.${m.role}`)}</dd>
              </div>
              <div>
                <dt>{text('since')}</dt>
                <dd>{day(m.createdAt)}</dd>
              </div>
              <div>
                <dt>{text('email')}</dt>
                <dd>
                  <Badge tone={m.emailConfirmed ? 'good' : 'quiet'}>{text(m.emailConfirmed ? 'confirmed' : 'unconfirmed')}</Badge>
                </dd>
              </div>
            </dl>
            <Field label={text('fullName')} name="fullName" value={typed.fullName} onInput={fullName => setTyped({ ...typed, fullName })} error={form.errors['fullName']} autocomplete="name" maxLength={256} />
            <Field label={text('email')} name="email" type="email" value={typed.email} onInput={email => setTyped({ ...typed, email })} error={form.errors['email']} hint={text('emailHint')} autocomplete="email" maxLength={256} required />
            {typed.email.trim() !== m.email && (
              <Field label={text('current')} name="password" type="password" value={typed.password} onInput={password => setTyped({ ...typed, password })} error={form.errors['password']} autocomplete="current-password" maxLength={128} required />
            )}
            <button type="submit" class="button primary" disabled={form.busy || !changes || Object.keys(changes).length === 0}>
              {text('save')}
            </button>
          </form>
        )}
      </Show>
    </Card>
  );
}
