import { OnlyUsers } from '../../lib/only-users';
import { session } from '../../lib/session';
import { ApiKeys } from './api-keys';
import { About } from './about';
import { Password } from './password';
import { SecurityLog } from './security-log';
import { Sessions } from './sessions';
import { text } from './text';
import { TwoFactor } from './two-factor';

/** What a user has here: name, password, second step, sessions, keys, and what was done with them. */
export default function Profile() {
  if (session.value.kind !== 'user') return <OnlyUsers title={text('title')} />;
  return (
    <>
      <div class="page-title">
        <h1>{text('title')}</h1>
      </div>
      <div class="profile" key={session.value.id}>
        <About />
        <Password />
        <TwoFactor />
        <Sessions />
        <ApiKeys />
        <SecurityLog />
      </div>
    </>
  );
}
