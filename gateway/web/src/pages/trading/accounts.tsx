import { useState } from 'preact/hooks';
import { send } from '../../lib/api';
import { Confirm, failureOf, useAction } from '../../lib/forms';
import { clock, count, direction, signedCount } from '../../lib/format';
import { Badge, Card, Dialog, Field, Show } from '../../lib/parts';
import { ApiError } from '../../lib/problem';
import { may } from '../../lib/session';
import { TRADING, type Account, type Portfolio } from '../../lib/trading';
import { State } from './states';
import { text } from './text';
import type { Desk } from './use-desk';
import { KillConfirm, type KillWish } from './kill';

const pathOf = (id: string): string => `${TRADING}/accounts/${encodeURIComponent(id)}`;

/** Every account with its state, money, and what can be done with it. */
export function Accounts(props: { desk: Desk }) {
  const { accounts, portfolios, reload } = props.desk;
  const [connecting, setConnecting] = useState<string | null>(null);
  const [leaving, setLeaving] = useState<string | null>(null);
  const [killing, setKilling] = useState<KillWish | null>(null);
  const mayAct = may('trader');
  const items = accounts.data?.items ?? [];
  return (
    <Card
      class="trading-accounts"
      title={text('accounts')}
      flush
      tools={
        mayAct && (
          <>
            <button type="button" class="button small" onClick={() => setConnecting('')}>
              {text('connectNew')}
            </button>
            {items.some(a => a.killSwitch) && (
              <button type="button" class="button small" data-kill="release-all" onClick={() => setKilling({ account: null, on: false })}>
                {text('killOffAll')}
              </button>
            )}
            <button type="button" class="button small danger" data-kill="all" disabled={items.length === 0} onClick={() => setKilling({ account: null, on: true })}>
              ■ {text('killAll')}
            </button>
          </>
        )
      }
    >
      <Show of={accounts} isEmpty={a => a.items.length === 0} empty={text('noAccounts')}>
        {a => (
          <ul class="accounts">
            {a.items.map(account => (
              <Row
                key={account.accountId}
                account={account}
                portfolio={portfolios.data?.items.find(p => p.accountId === account.accountId) ?? null}
                mayAct={mayAct}
                onConnect={() => setConnecting(account.accountId)}
                onLeave={() => setLeaving(account.accountId)}
                onKill={on => setKilling({ account: account.accountId, on })}
              />
            ))}
          </ul>
        )}
      </Show>
      {connecting !== null && <Connect account={connecting} onDone={reload} onClose={() => setConnecting(null)} />}
      {leaving !== null && (
        <Confirm
          title={text('disconnectTitle', { account: leaving })}
          action={text('disconnect')}
          danger
          onClose={() => setLeaving(null)}
          onConfirm={async () => {
            await send('POST', `${pathOf(leaving)}/disconnect`);
            reload();
          }}
        >
          <p>{text('disconnectText')}</p>
        </Confirm>
      )}
      {killing && <KillConfirm wish={killing} onDone={reload} onClose={() => setKilling(null)} />}
    </Card>
  );
}

function Row(props: { account: Account; portfolio: Portfolio | null; mayAct: boolean; onConnect: () => void; onLeave: () => void; onKill: (on: boolean) => void }) {
  const { account, portfolio } = props;
  return (
    <li class="account-row" data-account={account.accountId}>
      <div class="account-head">
        <b>{account.accountId}</b> <State state={account.state} title={account.reason} />
        {account.killSwitch && <Badge tone="bad">■ {text('killIsOn')}</Badge>}
        {account.dryRun && <Badge tone="warn">{text('dryRun')}</Badge>}
        <span class="muted">
          {text('since', { time: clock(account.since) })}
          {account.reason && ` · ${account.reason}`}
        </span>
      </div>
      <dl class="account-facts">
        <Fact name={text('cash')} field="cash">
          {count(portfolio?.cashAvailable)}
        </Fact>
        <Fact name={text('total')} field="total">
          {count(portfolio?.totalValue)}
        </Fact>
        <Fact name={text('dayPnl')} field="dayPnl">
          <span class={direction(portfolio?.dayPnl)}>{signedCount(portfolio?.dayPnl)}</span>
        </Fact>
        <Fact name={text('unrealized')} field="unrealized">
          <span class={direction(portfolio?.unrealizedPnl)}>{signedCount(portfolio?.unrealizedPnl)}</span>
        </Fact>
        <Fact name={text('realized')} field="realized">
          <span class={direction(portfolio?.realizedPnl)}>{signedCount(portfolio?.realizedPnl)}</span>
        </Fact>
        <Fact name={text('openOrders')} field="openOrders">
          {count(account.openOrders)}
        </Fact>
        <Fact name={text('phantomsArmed')} field="phantoms">
          {count(account.armedPhantoms)}
        </Fact>
        <Fact name={text('needPerson')} field="needPerson">
          {account.needPerson > 0 ? <Badge tone="bad">{count(account.needPerson)}</Badge> : '0'}
        </Fact>
      </dl>
      {props.mayAct && (
        <div class="account-actions">
          {account.state === 'Disconnected' || account.state === 'LoginRequired' || account.state === 'Unavailable' ? (
            <button type="button" class="button small primary" onClick={props.onConnect}>
              {text('connect')}
            </button>
          ) : (
            <button type="button" class="button small" onClick={props.onLeave}>
              {text('disconnect')}
            </button>
          )}
          {account.killSwitch ? (
            <button type="button" class="button small" data-kill="release" onClick={() => props.onKill(false)}>
              {text('killOff')}
            </button>
          ) : (
            <button type="button" class="button small danger" data-kill="one" onClick={() => props.onKill(true)}>
              ■ {text('kill')}
            </button>
          )}
        </div>
      )}
    </li>
  );
}

const Fact = (props: { name: string; field: string; children: preact.ComponentChildren }) => (
  <div>
    <dt>{props.name}</dt>
    <dd data-fact={props.field}>{props.children}</dd>
  </div>
);

/** Asks for an account and the broker's session; what is typed is sent once and kept nowhere in the browser. */
function Connect(props: { account: string; onDone: () => void; onClose: () => void }) {
  const [account, setAccount] = useState(props.account || 'paper:demo');
  const [cookie, setCookie] = useState('');
  const [token, setToken] = useState('');
  const [errors, setErrors] = useState<Record<string, string>>({});
  const act = useAction();
  const needsSession = !account.startsWith('paper:');
  const submit = () =>
    act.run(
      async () => {
        setErrors({});
        await send('POST', `${pathOf(account.trim())}/connect`, cookie || token ? { ...(cookie && { cookie }), ...(token && { token }) } : undefined);
        props.onDone();
        props.onClose();
      },
      error => {
        setErrors(error instanceof ApiError && Object.keys(error.fields).length > 0 ? error.fields : { id: failureOf(error) });
        return true;
      },
    );
  return (
    <Dialog title={text('connectTitle')} onClose={props.onClose}>
      <form
        class="form"
        onSubmit={e => {
          e.preventDefault();
          void submit();
        }}
      >
        <Field label={text('account')} name="account" value={account} onInput={setAccount} hint={text('connectHint')} error={errors['id']} maxLength={80} required focus />
        {needsSession && (
          <>
            <Field label={text('cookie')} name="cookie" type="password" value={cookie} onInput={setCookie} error={errors['cookie']} />
            <Field label={text('token')} name="token" type="password" value={token} onInput={setToken} error={errors['token']} hint={text('sessionHint')} />
          </>
        )}
        <button type="submit" class="button primary" disabled={act.busy || account.trim() === ''}>
          {text('connect')}
        </button>
      </form>
    </Dialog>
  );
}
