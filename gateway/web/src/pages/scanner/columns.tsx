import { hrefOf, instrumentQuery } from '../../app/routes';
import { count, decimal, direction, percent, price, rupiah, signedRupiah } from '../../lib/format';
import { Explained } from '../../lib/parts';
import { RiskBadge, SignalBadge, StateBadge } from '../../lib/score';
import { keyOf } from '../../lib/summary';
import type { Column } from '../../lib/table';
import type { SummaryItem } from '../../lib/types';
import { text } from './text';

/** The scanner's columns, in the language in force. @param open Shows the arithmetic of a row. */
export const columnsOf = (open: (key: string) => void): readonly Column<SummaryItem>[] => [
  {
    id: 'ticker',
    title: text('code'),
    value: r => r.ticker,
    width: 90,
    grow: true,
    align: 'start',
    up: true,
    cell: r => (
      <>
        <a class="code" href={hrefOf('footprint', instrumentQuery(r.ticker, r.venue))}>
          {r.ticker}
        </a>
        {r.warning && (
          <button type="button" class="warned" title={r.warning} aria-label={text('warnedOf', { ticker: r.ticker })} onClick={() => open(keyOf(r))}>
            ⚠
          </button>
        )}
      </>
    ),
  },
  {
    id: 'finalScore',
    title: text('score'),
    hint: text('scoreHint'),
    value: r => r.finalScore,
    width: 62,
    cell: r => (
      <Explained label={r.ticker} onOpen={() => open(keyOf(r))}>
        {decimal(r.finalScore, 3)}
      </Explained>
    ),
  },
  { id: 'signal', title: text('signal'), value: r => r.signal, width: 146, align: 'start', up: true, cell: r => <SignalBadge signal={r.signal} /> },
  { id: 'close', title: text('last'), value: r => r.close, width: 72, cell: r => price(r.close) },
  { id: 'pricePct', title: text('change'), hint: text('changeHint'), value: r => r.pricePct, width: 84, cell: r => percent(r.pricePct), class: r => direction(r.pricePct) },
  { id: 'value', title: text('value'), hint: text('valueHint'), value: r => r.value, width: 74, cell: r => rupiah(r.value) },
  { id: 'freq', title: text('freq'), hint: text('freqHint'), value: r => r.freq, width: 58, from: 1240, cell: r => count(r.freq) },
  { id: 'delta', title: text('delta'), hint: text('deltaHint'), value: r => r.delta, width: 88, from: 1000, cell: r => count(r.delta) },
  { id: 'deltaPct', title: text('deltaPct'), hint: text('deltaPctHint'), value: r => r.deltaPct, width: 82, cell: r => percent(r.deltaPct, 1), class: r => direction(r.deltaPct) },
  { id: 'absorption', title: text('absorption'), hint: text('absorptionHint'), value: r => r.absorption, width: 82, from: 1240, cell: r => decimal(r.absorption, 1) },
  { id: 'z_ngr', title: text('z'), hint: text('zHint'), value: r => r.z_ngr, width: 60, from: 820, cell: r => decimal(r.z_ngr, 2) },
  { id: 'smNet', title: text('smart'), hint: text('smartHint'), value: r => r.smNet, width: 78, from: 640, cell: r => signedRupiah(r.smNet), class: () => 'smart' },
  { id: 'retailNet', title: text('retail'), hint: text('retailHint'), value: r => r.retailNet, width: 84, from: 820, cell: r => signedRupiah(r.retailNet), class: () => 'retail' },
  { id: 'state', title: text('state'), value: r => r.state, width: 136, align: 'start', up: true, from: 560, cell: r => <StateBadge state={r.state} /> },
  { id: 'risk', title: text('risk'), value: r => r.risk, width: 112, align: 'start', up: true, from: 1000, cell: r => <RiskBadge risk={r.risk} /> },
  {
    id: 'brokers',
    title: text('brokers'),
    value: r => r.ticker,
    width: 70,
    up: true,
    cell: r => (
      <a href={hrefOf('broker-summary', instrumentQuery(r.ticker, r.venue))} aria-label={text('brokersOf', { ticker: r.ticker })}>
        {text('brokers')}
      </a>
    ),
  },
];
