import { useState } from 'preact/hooks';
import { send } from '../../lib/api';
import { useDebug } from '../../lib/debug';
import { useSubmit } from '../../lib/fields';
import { Confirm, Select } from '../../lib/forms';
import { day } from '../../lib/format';
import { language } from '../../lib/i18n';
import { Once } from '../../lib/once';
import { Card, Field, Show } from '../../lib/parts';
import { PlainTable } from '../../lib/plain-table';
import { ROLES, role, type Role } from '../../lib/session';
import { typedNumber } from '../../lib/typed-number';
import { useData } from '../../lib/use-data';
import { t } from '../../i18n';
import { text } from './text';

interface Key {
  id: string;
  name: string;
  scope: Role;
  createdAt: string;
  expiresAt: string;
  key: string | null;
}

const PATH = '/api/v1/security/api-keys';

/** Keys for programs; each is shown once, when it is made. */
export function ApiKeys() {
  const keys = useData<{ items: Key[] }>(PATH);
  const [typed, setTyped] = useState<{ name: string; scope: Role; days: string }>({ name: '', scope: 'viewer', days: '90' });
  const [made, setMade] = useState<Key | null>(null);
  const [ending, setEnding] = useState<Key | null>(null);
  const form = useSubmit('name');
  useDebug('api-keys', keys.data);
  return (
    <Card class="wide" title={text('keys')} note={text('keysHint')}>
      <form
        class="inline-form"
        onSubmit={form.submit(async () => {
          const days = typedNumber(typed.days, language.value);
          if (days === null) {
            form.setErrors({ days: text('notNumber') });
            return;
          }

          setMade(await send<Key>('POST', PATH, { name: typed.name.trim(), scope: typed.scope, days }));
          setTyped({ ...typed, name: '' });
          keys.reload();
        })}
      >
        <Field label={text('name')} name="keyName" value={typed.name} onInput={name => setTyped({ ...typed, name })} error={form.errors['name']} maxLength={256} required />
        <Select label={text('scope')} name="keyScope" value={typed.scope} options={ROLES.slice(0, ROLES.indexOf(role.value) + 1).map(r => [r, t(`role.${r}`)] as const)} onChange={scope => setTyped({ ...typed, scope })} error={form.errors['scope']} />
        <Field label={text('days')} name="keyDays" value={typed.days} onInput={days => setTyped({ ...typed, days })} error={form.errors['days']} inputMode="numeric" maxLength={4} />
        <button type="submit" class="button" disabled={form.busy || typed.name.trim() === ''}>
          {text('make')}
        </button>
      </form>
      {made?.key && <Once title={text('keyOnce', { name: made.name })} value={made.key} file={`${made.name.replace(/\W+/g, '-')}.key.txt`} />}
      <Show of={keys} isEmpty={k => k.items.length === 0} empty={text('noKeys')}>
        {k => (
          <PlainTable label={text('keys')} name="keys" left head={(['name', 'scope', 'made', 'expires', 'actions'] as const).map(key => text(key))}>
            {k.items.map(x => (
              <tr key={x.id}>
                <th scope="row" title={x.id}>
                  {x.name}
                </th>
                <td>{t(`role.${x.scope}`)}</td>
                <td>{day(x.createdAt)}</td>
                <td>{day(x.expiresAt)}</td>
                <td>
                  <button type="button" class="link-button danger-text" onClick={() => setEnding(x)}>
                    {text('end')}
                  </button>
                </td>
              </tr>
            ))}
          </PlainTable>
        )}
      </Show>
      {ending && (
        <Confirm
          title={text('removeTitle', { name: ending.name })}
          action={text('end')}
          danger
          onClose={() => setEnding(null)}
          onConfirm={async () => {
            await send('DELETE', `${PATH}/${encodeURIComponent(ending.id)}`);
            if (made?.id === ending.id) setMade(null);
            keys.reload();
          }}
        >
          <p>{text('removeText')}</p>
        </Confirm>
      )}
    </Card>
  );
}
