import { useMemo, useState } from 'preact/hooks';
import { query, setQuery } from '../../app/router';
import { useDebug } from '../../lib/debug';
import { Needs, Select } from '../../lib/forms';
import { isActive } from '../../lib/phantom';
import type { Instrument } from '../../lib/types';
import { useData } from '../../lib/use-data';
import { Accounts } from './accounts';
import { Ladder } from './ladder';
import { LogPanel } from './log';
import { phantomsOf } from './model';
import { OrderTicket } from './order-ticket';
import { Orders } from './orders';
import { Phantoms } from './phantoms';
import { Positions } from './positions';
import { TestOrders } from './test-orders';
import { text } from './text';
import type { Ticket } from './ticket';
import { useDesk } from './use-desk';

/** Accounts, orders, positions and what protects them. */
export default function Trading() {
  const desk = useDesk();
  const instruments = useData<{ items: Instrument[] }>('/instruments', { limit: 10_000 });
  const [chosen, setChosen] = useState<string | null>(null);
  const [start, setStart] = useState<Partial<Ticket>>(() => (query.peek().get('kode') ? { code: query.peek().get('kode')!.toUpperCase() } : {}));
  useDebug('accounts', desk.accounts.data);
  useDebug('portfolio', desk.portfolios.data);
  useDebug('orders', desk.orders);

  const accounts = desk.accounts.data?.items ?? [];
  const asked = query.value.get('account');
  const account = accounts.some(a => a.accountId === asked) ? asked : null;
  const portfolios = desk.portfolios.data?.items ?? [];
  const phantoms = useMemo(() => phantomsOf(portfolios, desk.orders).filter(p => account === null || p.accountId === account), [portfolios, desk.orders, account]);
  const phantom = phantoms.find(p => p.key === chosen && isActive(p)) ?? phantoms.find(p => isActive(p) && p.avgPrice !== null) ?? null;
  const instrumentOf = (code: string): Instrument | null => instruments.data?.items.find(i => i.ticker === code) ?? null;
  return (
    <>
      <div class="page-title trading-title">
        <h1>{text('title')}</h1>
        {accounts.length > 1 && (
          <Select
            label={text('account')}
            hideLabel
            name="account"
            value={account ?? ''}
            options={[['', text('all')], ...accounts.map(a => [a.accountId, a.accountId] as const)]}
            onChange={value => setQuery({ account: value || null })}
          />
        )}
        <Needs role="trader" />
      </div>
      <div class="trading">
        <Accounts desk={desk} />
        <div class="trading-main">
          <Positions desk={desk} account={account} venueOf={code => instrumentOf(code)?.venue} onTicket={ticket => {
            setStart(ticket);
            document.getElementById('ticket')?.scrollIntoView({ block: 'nearest' });
          }} />
          <Phantoms desk={desk} rows={phantoms} selected={phantom?.key ?? null} onSelect={setChosen} />
          <Orders desk={desk} account={account} />
          <LogPanel log={account === null ? desk.log : desk.log.filter(e => e.account === account)} />
        </div>
        <div class="trading-side">
          <OrderTicket accounts={accounts} account={account} start={start} onPlaced={desk.reload} />
          <Ladder phantom={phantom} instrument={phantom && instrumentOf(phantom.code)} onDone={desk.reload} />
          <TestOrders accounts={accounts} onPlaced={desk.reload} />
        </div>
      </div>
    </>
  );
}
