import { useState } from 'preact/hooks';
import { send } from '../../lib/api';
import { useDebug } from '../../lib/debug';
import { Confirm, Select } from '../../lib/forms';
import { day } from '../../lib/format';
import { Badge, Card, Show, toast } from '../../lib/parts';
import { PlainTable } from '../../lib/plain-table';
import { ROLES, session, type Role } from '../../lib/session';
import { usePages } from '../../lib/use-pages';
import { t } from '../../i18n';
import { text } from './text';

export interface User {
  id: string;
  username: string;
  email: string;
  emailConfirmed: boolean;
  role: Role;
  fullName: string | null;
  twoFactorEnabled: boolean;
  locked: boolean;
  createdAt: string;
}

const USERS = '/api/v1/security/users';

interface Wish {
  user: User;
  change: { role: Role } | { locked: boolean } | { twoFactor: false };
}

/** Everybody who registered, with role and lock. */
export function Users() {
  const pages = usePages<User>(USERS, { limit: 100 });
  const [wish, setWish] = useState<Wish | null>(null);
  const [rotating, setRotating] = useState(false);
  const me = session.value.kind === 'user' ? session.value.id : null;
  useDebug('users', pages.items);
  return (
    <Card
      title={text('users')}
      flush
      tools={
        <button type="button" class="button small" onClick={() => setRotating(true)}>
          {text('rotate')}
        </button>
      }
      foot={
        pages.hasMore && (
          <button type="button" class="link-button" onClick={() => void pages.more()}>
            {text('more')}
          </button>
        )
      }
    >
      <Show of={pages.first} isEmpty={() => pages.items.length === 0} empty={text('noUsers')}>
        {() => (
          <PlainTable label={text('users')} name="users" left head={(['user', 'role', 'actions', 'email', 'twoFactor', 'created'] as const).map(key => text(key))}>
            {pages.items.map(u => (
              <tr key={u.id} data-user={u.username}>
                <th scope="row" title={u.id}>
                  {u.username} {u.fullName && <span class="muted">{u.fullName}</span>}
                  {u.locked && (
                    <>
                      {' '}
                      <Badge tone="bad">{text('locked')}</Badge>
                    </>
                  )}
                </th>
                <td>
                  {u.id === me ? (
                    t(`role.${u.role}`)
                  ) : (
                    <Select label={`${text('role')} ${u.username}`} hideLabel name={`role-${u.username}`} value={u.role} options={ROLES.map(r => [r, t(`role.${r}`)] as const)} onChange={role => setWish({ user: u, change: { role } })} />
                  )}
                </td>
                <td>
                  {u.id !== me && (
                    <button type="button" class={u.locked ? 'button small' : 'button small danger'} onClick={() => setWish({ user: u, change: { locked: !u.locked } })}>
                      {text(u.locked ? 'unlock' : 'lock')}
                    </button>
                  )}
                </td>
                <td>
                  {u.email} {!u.emailConfirmed && <span class="muted">({text('unconfirmed')})</span>}
                </td>
                <td>
                  {u.twoFactorEnabled ? <Badge tone="good">{text('on')}</Badge> : text('off')}{' '}
                  {u.twoFactorEnabled && u.id !== me && (
                    <button type="button" class="link-button danger-text" onClick={() => setWish({ user: u, change: { twoFactor: false } })}>
                      {text('takeAway')}
                    </button>
                  )}
                </td>
                <td>{day(u.createdAt)}</td>
              </tr>
            ))}
          </PlainTable>
        )}
      </Show>
      {wish && <WishConfirm wish={wish} onDone={pages.reload} onClose={() => setWish(null)} />}
      {rotating && (
        <Confirm
          title={text('rotateTitle')}
          action={text('rotate')}
          onClose={() => setRotating(false)}
          onConfirm={async () => toast(text('rotated', { kid: (await send<{ kid: string }>('POST', '/api/v1/security/signing-keys/rotate')).kid }), 'good')}
        >
          <p>{text('rotateText')}</p>
        </Confirm>
      )}
    </Card>
  );
}

function WishConfirm(props: { wish: Wish; onDone: () => void; onClose: () => void }) {
  const { user, change } = props.wish;
  const name = { user: user.username };
  const kind = 'role' in change ? 'role' : 'twoFactor' in change ? 'takeAway' : change.locked ? 'lock' : 'unlock';
  return (
    <Confirm
      title={text(`${kind}Title`, name)}
      action={text(kind === 'role' ? 'change' : kind)}
      danger={kind === 'lock' || kind === 'takeAway'}
      onClose={props.onClose}
      onConfirm={async () => {
        await send('PUT', `${USERS}/${encodeURIComponent(user.id)}`, change);
        props.onDone();
      }}
    >
      <p>{'role' in change ? text('roleText', { from: t(`role.${user.role}`), to: t(`role.${change.role}`) }) : text(`${kind as Exclude<typeof kind, 'role'>}Text`, name)}</p>
    </Confirm>
  );
}
