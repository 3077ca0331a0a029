import { path } from '../app/router';
import { hrefOf } from '../app/routes';
import { t } from '../i18n';
import { dictionary } from './i18n';
import { session } from './session';

const text = dictionary(
  {
    nobody: 'Halaman ini untuk pengguna yang masuk dengan nama dan kata sandi.',
    key: 'Anda memakai kunci admin, yang bukan pengguna. Masuk sebagai pengguna untuk melihat halaman ini.',
  },
  {
    nobody: 'This page is for users who signed in with name and password.',
    key: 'You use the admin key, which is no user. Sign in as a user to see this page.',
  },
);

/** Stands in for a page that is about a user, where there is none. */
export function OnlyUsers(props: { title: string }) {
  return (
    <div class="card notice">
      <h1>{props.title}</h1>
      <p>{text(session.value.kind === 'key' ? 'key' : 'nobody')}</p>
      <a class="button primary" href={hrefOf('sign-in', { then: path.value })}>
        {t('shell.signIn')}
      </a>
    </div>
  );
}
