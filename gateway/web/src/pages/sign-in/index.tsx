import { navigate, path, query } from '../../app/router';
import { hrefOf, routeOf } from '../../app/routes';
import { session } from '../../lib/session';
import { AdminKey } from './admin-key';
import { Enter } from './enter';
import { Forgot, Register, Reset } from './register';
import { text } from './text';

/** Where to go afterwards: a page of this app, whatever the address says. */
export function safe(then: string | null): string {
  if (!then?.startsWith('/') || then.startsWith('//')) return '/';
  const to = new URL(then, location.origin);
  return to.origin === location.origin && routeOf(to.pathname) && to.pathname !== hrefOf('sign-in') ? to.pathname + to.search : '/';
}

/** Sign in, register, and what to do about a forgotten password. */
export default function SignIn() {
  const wanted = query.value.get('then');
  const then = safe(wanted);
  const done = () => navigate(then);
  const mode = path.value === '/reset-password' ? 'reset' : query.value.get('mode');
  const who = session.value;
  if (mode === 'reset') return <Reset />;
  if (who.kind === 'user') {
    return (
      <div class="card sign-in form">
        <h1>{text('signIn')}</h1>
        <p>{text('already', { name: who.name })}</p>
        <a class="button primary" href={then}>
          {text('goOn')}
        </a>
      </div>
    );
  }

  if (mode === 'register') return <Register back={hrefOf('sign-in', wanted ? { then } : {})} />;
  if (mode === 'forgot') return <Forgot />;
  if (mode === 'key') return <AdminKey onDone={done} />;
  return <Enter onDone={done} then={wanted ? then : ''} />;
}
