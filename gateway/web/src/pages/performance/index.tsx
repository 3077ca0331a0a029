import { useMemo, useState } from 'preact/hooks';
import { query, setQuery } from '../../app/router';
import { hrefOf } from '../../app/routes';
import { now } from '../../lib/clock';
import { useDebug } from '../../lib/debug';
import { Select } from '../../lib/forms';
import { clock, count, day, decimal, direction, instant, percent, price, shortDay, signedCount } from '../../lib/format';
import { Arithmetic, Badge, Card, reasonOf, Segments, Show, type Step } from '../../lib/parts';
import { PlainTable } from '../../lib/plain-table';
import { TRADING, type Portfolios } from '../../lib/trading';
import type { Instrument } from '../../lib/types';
import { useData } from '../../lib/use-data';
import { EquityChart } from './equity-chart';
import { byCode, figuresOf, resultOf, tradesOf, type Closed, type Figures } from './report';
import { text } from './text';
import { useOrders } from './use-orders';

const PERIODS = ['all', 'week', 'today'] as const;
type Period = (typeof PERIODS)[number];

const WEEK = 7 * 86_400_000;

/** Results of what was bought and sold, with the formula of each figure. */
export default function Performance() {
  const portfolios = useData<Portfolios>(`${TRADING}/portfolio`, undefined, 10);
  const instruments = useData<{ items: Instrument[] }>('/instruments', { limit: 10_000 });
  const [period, setPeriod] = useState<Period>('all');
  const accounts = portfolios.data?.items ?? [];
  const asked = query.value.get('account');
  const account = accounts.some(a => a.accountId === asked) ? asked : null;
  const shown = account === null ? accounts : accounts.filter(a => a.accountId === account);
  // Orders are read again when the accounts' money changed.
  const version = shown.map(p => `${p.accountId}${p.realizedPnl}${p.positions.map(x => x.lots).join()}`).join();
  const all = useOrders(account, version);
  const trades = useMemo(() => tradesOf(all.orders ?? [], shown, code => instruments.data?.items.find(i => i.ticker === code)?.lotSize ?? null), [all.orders, version, instruments.data]);
  const closed = useMemo(() => trades.closed.filter(c => period === 'all' || (period === 'today' ? day(c.time) === day(now()) : instant(c.time) > now() - WEEK)), [trades, period]);
  const total = useMemo(() => sumOf(shown), [portfolios.data, account]);
  // The curve of a period starts with what there was before it.
  const before = trades.closed.length > closed.length ? trades.closed.filter(c => !closed.includes(c)).reduce((sum, c) => sum + resultOf(c), 0) : 0;
  const capital = total && total.totalValue !== null ? total.totalValue - total.realizedPnl - total.unrealizedPnl + before : null;
  const figures = useMemo(() => figuresOf(closed, capital), [closed, capital]);
  useDebug('portfolio', portfolios.data);
  useDebug('closed', closed);
  useDebug('figures', figures);
  return (
    <>
      <div class="page-title">
        <h1>{text('title')}</h1>
        <p class="muted">{all.orders && text('from', { time: clock(portfolios.at || now()) })}</p>
        <div class="report-tools">
          {accounts.length > 1 && <Select label={text('account')} hideLabel name="account" value={account ?? ''} options={[['', text('all')], ...accounts.map(a => [a.accountId, a.accountId] as const)]} onChange={value => setQuery({ account: value || null })} />}
          <Segments label={text('period')} value={period} options={[['all', text('everything')], ['week', text('week')], ['today', text('today')]]} onChange={setPeriod} />
        </div>
      </div>
      <Card title={text('told')}>
        <Show of={portfolios} isEmpty={p => p.items.length === 0} empty={text('noAccounts')}>
          {() =>
            total && (
              <dl class="facts">
                <Money name={text('realized')} field="realized" value={total.realizedPnl} />
                <Money name={text('unrealized')} field="unrealized" value={total.unrealizedPnl} />
                <Money name={text('dayPnl')} field="dayPnl" value={total.dayPnl} />
                <div>
                  <dt>{text('totalValue')}</dt>
                  <dd data-fact="totalValue">{count(total.totalValue)}</dd>
                </div>
                <div>
                  <dt>{text('cash')}</dt>
                  <dd>{count(total.cashAvailable)}</dd>
                </div>
              </dl>
            )
          }
        </Show>
      </Card>
      {all.orders === null ? (
        <p class="nothing" {...(all.error ? { role: 'alert' } : { 'aria-busy': true })}>
          {all.error && reasonOf(all.error)}
        </p>
      ) : (
        <>
          {all.isCut && <p class="stale">{text('tooMany', { count: count(all.orders.length) })}</p>}
          {trades.incomplete.length > 0 && closed.length > 0 && <p class="stale">{text('incomplete', { codes: trades.incomplete.join(', ') })}</p>}
          {closed.length === 0 ? (
            <Card title={text('figures')}>
              <p class="nothing">
                {text('noTrades')} <a href={hrefOf('trading')}>{text('goTrading')}</a>
              </p>
            </Card>
          ) : (
            <Report closed={closed} figures={figures} capital={capital} />
          )}
        </>
      )}
    </>
  );
}

function Report(props: { closed: readonly Closed[]; figures: Figures; capital: number | null }) {
  const { closed, figures: f } = props;
  return (
    <div class="report">
      <Card class="report-figures" title={text('figures')}>
        <dl class="report-grid">
          <Money name={text('result')} field="result" value={f.result} />
          <Plain name={text('trades')} field="trades" value={count(f.trades)} />
          <Plain name={text('winRate')} field="winRate" value={f.winRate === null ? '–' : `${decimal(100 * f.winRate, 1)}%`} />
          <Plain name={text('profitFactor')} field="profitFactor" value={decimal(f.profitFactor)} />
          <Money name={text('averageWin')} field="averageWin" value={f.averageWin} />
          <Money name={text('averageLoss')} field="averageLoss" value={f.averageLoss} />
          <Money name={text('expectancy')} field="expectancy" value={f.expectancy} />
          <Money name={text('largestWin')} field="largestWin" value={f.largestWin} />
          <Money name={text('largestLoss')} field="largestLoss" value={f.largestLoss} />
          <Plain name={text('drawdown')} field="drawdown" value={`${count(f.drawdown)}${f.drawdownShare === null ? '' : ` (${decimal(100 * f.drawdownShare)}%)`}`} />
          <Plain name={text('fees')} field="fees" value={count(f.fees)} />
          <Money name={text('gross')} field="gross" value={f.gross} />
        </dl>
      </Card>
      <Card class="report-curve" title={text('curve')}>
        <EquityChart closed={closed} curve={f.curve} />
      </Card>
      <Card class="report-formulas" title={text('formulas')}>
        <Arithmetic steps={stepsOf(f, props.capital)} caption={text('caption')} />
      </Card>
      <Card class="report-codes" title={text('byCode')} flush>
        <PlainTable label={text('byCode')} head={(['code', 'trades', 'winRate', 'profitFactor', 'net'] as const).map(key => text(key))}>
          {byCode(closed).map(x => (
            <tr key={x.code}>
              <th scope="row">{x.code}</th>
              <td>{count(x.figures.trades)}</td>
              <td>{x.figures.winRate === null ? '–' : percent(100 * x.figures.winRate, 0).replace('+', '')}</td>
              <td>{decimal(x.figures.profitFactor)}</td>
              <td class={direction(x.figures.result)}>{signedCount(x.figures.result)}</td>
            </tr>
          ))}
        </PlainTable>
      </Card>
      <Card class="report-list" title={text('list')} note={count(closed.length)} flush>
        <div class="scroll-x scroll-y" tabIndex={0} role="region" aria-label={text('list')}>
          <table class="plain-table" data-closed>
            <thead>
              <tr>
                <th scope="col">{text('code')}</th>
                <th scope="col">{text('time')}</th>
                <th scope="col">{text('lots')}</th>
                <th scope="col">{text('entry')}</th>
                <th scope="col">{text('exit')}</th>
                <th scope="col">{text('gross')}</th>
                <th scope="col">{text('fees')}</th>
                <th scope="col">{text('net')}</th>
                <th scope="col">{text('order')}</th>
              </tr>
            </thead>
            <tbody>
              {[...closed].reverse().map(c => (
                <tr key={`${c.order}`}>
                  <th scope="row">
                    {c.code} {c.isShort && <Badge tone="quiet">{text('short')}</Badge>}
                  </th>
                  <td>
                    {shortDay(c.time)} {clock(c.time)}
                  </td>
                  <td>{count(c.lots)}</td>
                  <td>{price(c.entry, 2)}</td>
                  <td>{price(c.exit)}</td>
                  <td>{signedCount(c.gross)}</td>
                  <td>{count(c.fees)}</td>
                  <td class={direction(resultOf(c))}>{signedCount(resultOf(c))}</td>
                  <td class="muted">{c.order}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </Card>
    </div>
  );
}

const Money = (props: { name: string; field: string; value: number | null }) => (
  <div>
    <dt>{props.name}</dt>
    <dd data-fact={props.field} class={direction(props.value)}>
      {signedCount(props.value)}
    </dd>
  </div>
);

const Plain = (props: { name: string; field: string; value: string }) => (
  <div>
    <dt>{props.name}</dt>
    <dd data-fact={props.field}>{props.value}</dd>
  </div>
);

function stepsOf(f: Figures, capital: number | null): Step[] {
  return [
    { label: text('gross'), how: text('grossHow', { sum: signedCount(f.gross) }), value: signedCount(f.gross) },
    { label: text('fees'), how: text('feesHow'), value: count(f.fees) },
    { label: text('result'), how: text('resultHow', { gross: signedCount(f.gross), fees: count(f.fees) }), value: signedCount(f.result), strong: true },
    { label: text('winRate'), how: text('winRateHow', { wins: count(f.wins), losses: count(f.losses) }), value: f.winRate === null ? '–' : `${decimal(100 * f.winRate, 1)}%` },
    { label: text('profitFactor'), how: text('profitFactorHow', { won: count(f.won), lost: count(f.lost) }), value: decimal(f.profitFactor) },
    { label: text('averageWin'), how: text('averageWinHow', { won: count(f.won), wins: count(f.wins) }), value: signedCount(f.averageWin) },
    { label: text('averageLoss'), how: text('averageLossHow', { lost: count(f.lost), losses: count(f.losses) }), value: signedCount(f.averageLoss) },
    { label: text('expectancy'), how: text('expectancyHow', { result: signedCount(f.result), trades: count(f.trades) }), value: signedCount(f.expectancy) },
    { label: text('drawdown'), how: text('drawdownHow'), value: count(f.drawdown) },
    { label: text('drawdownShare'), how: text('drawdownShareHow', { capital: count(capital) }), value: f.drawdownShare === null ? '–' : `${decimal(100 * f.drawdownShare)}%` },
  ];
}

/** Money of several accounts; null without any, and with several currencies, which cannot be added. */
function sumOf(items: Portfolios['items']): Portfolios['total'] {
  if (new Set(items.map(i => i.currency)).size !== 1) return null;
  const add = (of: (p: Portfolios['items'][number]) => number | null) => items.reduce<number | null>((sum, p) => (sum === null || of(p) === null ? null : sum + of(p)!), 0);
  return {
    currency: items[0]!.currency,
    cashAvailable: add(p => p.cashAvailable),
    positionsValue: add(p => p.positionsValue)!,
    totalValue: add(p => p.totalValue),
    realizedPnl: add(p => p.realizedPnl)!,
    unrealizedPnl: add(p => p.unrealizedPnl)!,
    dayPnl: add(p => p.dayPnl)!,
  };
}
