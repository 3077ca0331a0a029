// What a score is made of: signals with their colours and shapes, the warning as it is worded, and the arithmetic.
import { decimal, direction, day, percent, price, rupiah, signedRupiah, count } from './format';
import { dictionary } from './i18n';
import { Arithmetic, Badge, Dialog, type Step, type Tone } from './parts';
import type { FlowState, Risk, Signal, SummaryItem } from './types';
import { hrefOf, instrumentQuery } from '../app/routes';

/** The meaning of a signal: its colour and its shape in charts. */
export type Kind = 'buy' | 'watch' | 'warning' | 'sell' | 'neutral';

export const kindOf: Record<Signal, Kind> = {
  STRONG_BUY: 'buy',
  BUY: 'buy',
  HIDDEN_ACCUM: 'watch',
  WATCH_ACCUM: 'watch',
  SM_DIVERGENCE: 'warning',
  TRAP_WARNING: 'warning',
  RETAIL_TRAP: 'warning',
  SELL: 'sell',
  STRONG_SELL: 'sell',
  NEUTRAL: 'neutral',
};

const tones: Record<Kind, Tone> = { buy: 'good', watch: 'info', warning: 'warn', sell: 'bad', neutral: 'quiet' };
const signs: Record<Kind, string> = { buy: '▲', watch: '●', warning: '◆', sell: '▼', neutral: '–' };

const text = dictionary(
  {
    title: 'Hitungan skor {ticker}',
    caption: 'Langkah demi langkah',
    deltaPct: 'Delta % (beli − jual) dari volume, −100 … 100',
    pricePct: 'Harga % terhadap acuan',
    normDelta: 'normDelta, 0 … 1',
    normZNGR: 'normZNGR, 0 … 1',
    noHistory: 'tanpa riwayat 0,5',
    priceFactor: 'priceFactor: 0,5 bila harga < −4%, 1,1 bila −1% … 2%, selain itu 1',
    hybrid: 'hybridScore, 0 … 1',
    divergence: 'divergenceFactor: tren 20 hari {state}, sesi {side}',
    weight: 'smWeight: smart money {smart}, retail {retail}',
    final: 'finalScore, 0 … 1',
    absorption: 'absorption',
    context: 'Tren 20 hari sampai {date}: sesi ini dinilai terhadap hari sebelumnya.',
    noContext: 'Belum ada riwayat 20 hari.',
    chart: 'Buka footprint',
    brokers: 'Siapa yang beli? Lihat broker',
    buying: 'dibeli',
    selling: 'dijual',
    balanced: 'seimbang',
  },
  {
    title: 'How the score of {ticker} is made',
    caption: 'Step by step',
    deltaPct: 'Delta % (bought − sold) of the volume, −100 … 100',
    pricePct: 'Price % against the reference',
    normDelta: 'normDelta, 0 … 1',
    normZNGR: 'normZNGR, 0 … 1',
    noHistory: 'without history 0.5',
    priceFactor: 'priceFactor: 0.5 when the price is < −4%, 1.1 at −1% … 2%, else 1',
    hybrid: 'hybridScore, 0 … 1',
    divergence: 'divergenceFactor: 20-day trend {state}, session {side}',
    weight: 'smWeight: smart money {smart}, retail {retail}',
    final: 'finalScore, 0 … 1',
    absorption: 'absorption',
    context: '20-day trend up to {date}: the session is judged against the days before it.',
    noContext: 'There is no history of 20 days yet.',
    chart: 'Open the footprint',
    brokers: 'Who is buying? See the brokers',
    buying: 'bought',
    selling: 'sold',
    balanced: 'balanced',
  },
);

export const SignalBadge = (props: { signal: Signal }) => {
  const kind = kindOf[props.signal] ?? 'neutral';
  return (
    <Badge tone={tones[kind]}>
      <span aria-hidden="true">{signs[kind]} </span>
      {props.signal}
    </Badge>
  );
};

export const StateBadge = (props: { state: FlowState }) => (
  <Badge tone={props.state === 'ACCUMULATION' ? 'good' : props.state === 'DISTRIBUTION' ? 'bad' : 'warn'}>{props.state}</Badge>
);

const riskTones: Record<Risk, Tone> = { NONE: 'quiet', CONFIRMED: 'good', SHAKEOUT: 'warn', RETAIL_TRAP: 'bad' };

export const RiskBadge = (props: { risk: Risk }) => (props.risk === 'NONE' ? <span class="muted">–</span> : <Badge tone={riskTones[props.risk]}>{props.risk}</Badge>);

/** The warning's three sentences, which come as one line. */
export function warningLines(warning: string): string[] {
  const parts = /^(.*?\.) (Smart Money net: .*?)\. (Risk Level: .*)$/.exec(warning);
  return parts ? parts.slice(1) : [warning];
}

/** The warning in the specification's words, which are the same in both languages. */
export function DivergenceWarning(props: { warning: string }) {
  return (
    <div class="divergence" role="note" lang="en">
      <strong>⚠ DIVERGENCE WARNING</strong>
      {warningLines(props.warning).map(line => (
        <p key={line}>{line}</p>
      ))}
    </div>
  );
}

/** A change with its colour and sign. */
export const Change = (props: { value: number; digits?: number }) => <span class={direction(props.value)}>{percent(props.value, props.digits)}</span>;

const n = (value: number): string => decimal(value, 4);

/** The steps from a row's figures to its score, as docs/scoring.md has them. */
export function steps(item: SummaryItem): Step[] {
  const side = item.deltaPct > 0 ? text('buying') : item.deltaPct < 0 ? text('selling') : text('balanced');
  return [
    { label: text('deltaPct'), how: `100 · ${count(item.delta)} / ${count(item.volume)}`, value: percent(item.deltaPct, 4) },
    { label: text('pricePct'), how: `100 · (${price(item.close)} − ${price(item.reference)}) / ${price(item.reference)}`, value: percent(item.pricePct, 4) },
    { label: text('normDelta'), how: `(${n(item.deltaPct)} + 100) / 200`, value: n(item.normDelta) },
    { label: text('normZNGR'), how: item.z_ngr === null ? text('noHistory') : `(z_ngr ${n(item.z_ngr)} + 3) / 6`, value: n(item.normZNGR) },
    { label: text('priceFactor'), value: decimal(item.priceFactor, 1) },
    { label: text('hybrid'), how: `(${decimal(0.7, 1)} · ${n(item.normDelta)} + ${decimal(0.3, 1)} · ${n(item.normZNGR)}) · ${decimal(item.priceFactor, 1)}`, value: n(item.hybridScore) },
    { label: text('divergence', { state: item.state, side }), value: decimal(item.divergenceFactor, 1) },
    { label: text('weight', { smart: signedRupiah(item.smNet), retail: signedRupiah(item.retailNet) }), value: decimal(item.smWeight, 1) },
    { label: text('final'), how: `${n(item.hybridScore)} · ${decimal(item.divergenceFactor, 1)} · ${decimal(item.smWeight, 1)}`, value: n(item.finalScore), strong: true },
    { label: text('absorption'), how: `|${n(item.deltaPct)}| / (1 + |${n(item.pricePct)}|)`, value: n(item.absorption) },
  ];
}

/** The arithmetic of a row's score, with the ways on. */
export function ScoreDialog(props: { item: SummaryItem; onClose: () => void }) {
  const { item } = props;
  const query = instrumentQuery(item.ticker, item.venue);
  return (
    <Dialog
      title={text('title', { ticker: item.ticker })}
      onClose={props.onClose}
      actions={
        <>
          <a class="button" href={hrefOf('footprint', query)}>
            {text('chart')}
          </a>
          <a class="button primary" href={hrefOf('broker-summary', query)}>
            {text('brokers')}
          </a>
        </>
      }
    >
      <p class="score-line">
        <SignalBadge signal={item.signal} /> <RiskBadge risk={item.risk} /> <StateBadge state={item.state} />
        <span class="muted">
          {rupiah(item.value)} · {price(item.close)}
        </span>
      </p>
      {item.warning && <DivergenceWarning warning={item.warning} />}
      <Arithmetic steps={steps(item)} caption={text('caption')} />
      <p class="muted">{item.contextDate ? text('context', { date: day(item.contextDate) }) : text('noContext')}</p>
    </Dialog>
  );
}

