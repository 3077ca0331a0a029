// Shows the page of the address: loads its module, moves focus to it, and stands in when it fails.
import { Component, type ComponentChildren, type ComponentType } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { t } from '../i18n';
import { may, role, session, strangersRefused } from '../lib/session';
import { arrivals, navigate, path } from './router';
import { hrefOf, routeOf } from './routes';

const loaded = new Map<string, ComponentType>();

export function PageHost() {
  const where = path.value;
  const route = routeOf(where);
  const main = useRef<HTMLElement>(null);
  const [, redraw] = useState(0);
  const [failed, setFailed] = useState<string | null>(null);
  const known = route && loaded.get(route.id);

  useEffect(() => {
    if (!route || known) return;
    setFailed(null);
    const { id } = route;
    route.load().then(
      page => {
        loaded.set(id, page.default);
        redraw(n => n + 1);
      },
      () => setFailed(id),
    );
  }, [route?.id]);

  const title = t(route?.title ?? 'app.notFound');
  useEffect(() => {
    document.title = where === '/' ? 'Sssaham' : `${title} · Sssaham`;
  }, [title, where]);
  const arrival = arrivals.value;
  useEffect(() => {
    if (arrival > 0) main.current?.focus({ preventScroll: true });
  }, [arrival]);
  // A gateway that strangers may not read sends them to the sign-in.
  const outside = strangersRefused.value && session.value.kind === 'nobody' && route?.id !== 'sign-in';
  useEffect(() => {
    if (outside) navigate(hrefOf('sign-in', { then: location.pathname + location.search }), true);
  }, [outside]);

  const Page = known;
  return (
    <main id="main" ref={main} tabIndex={-1} data-page={route?.id}>
      {!route ? (
        <Notice title={t('app.notFound')} text={t('app.notFoundText')} />
      ) : !may(route.role) ? (
        <Notice title={t(route.title)} text={t('shell.needsRole', { role: t(`role.${route.role}`), mine: t(`role.${role.value}`) })} />
      ) : failed === route.id ? (
        <Notice title={t(route.title)} text={t('app.failed')} onAgain={() => location.reload()} />
      ) : Page ? (
        <Guard key={route.id}>
          <Page />
        </Guard>
      ) : (
        <p class="nothing" aria-busy="true">
          {t('app.loading')}
        </p>
      )}
    </main>
  );
}

function Notice(props: { title: string; text: string; onAgain?: () => void }) {
  return (
    <div class="card notice">
      <h1>{props.title}</h1>
      <p>{props.text}</p>
      {props.onAgain && (
        <button type="button" class="button" onClick={props.onAgain}>
          {t('app.again')}
        </button>
      )}
    </div>
  );
}

/** A page that throws does not take the shell with it. */
class Guard extends Component<{ children?: ComponentChildren }, { error: Error | null }> {
  override state = { error: null };

  static getDerivedStateFromError(error: Error) {
    return { error };
  }

  override componentDidCatch(error: Error) {
    console.error(error);
  }

  override render() {
    return this.state.error ? <Notice title={t('app.failed')} text={String(this.state.error)} onAgain={() => location.reload()} /> : this.props.children;
  }
}
