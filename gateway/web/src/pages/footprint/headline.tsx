import type { ComponentChildren } from 'preact';
import { hrefOf, instrumentQuery } from '../../app/routes';
import { full, signedFull } from '../../lib/footprint/quantity';
import { tidy } from '../../lib/footprint/bar';
import { direction, percent, price } from '../../lib/format';
import { RiskBadge, SignalBadge } from '../../lib/score';
import type { Instrument, SummaryItem } from '../../lib/types';
import { text } from './text';

/** The instrument, its last price and its session at a glance. */
export function Headline(props: { ticker: string; venue: string | null; instrument: Instrument | null; row: SummaryItem | null; last: number | null; lot: number; children?: ComponentChildren }) {
  const { row, last, lot } = props;
  const shown = last ?? row?.close ?? null;
  const change = row && shown !== null && row.reference > 0 ? tidy(shown - row.reference) : null;
  return (
    <header class="quote">
      <h1>
        {props.ticker} <small>{props.venue ?? ''}</small>
      </h1>
      {props.instrument?.name && <span class="muted quote-name">{props.instrument.name}</span>}
      <b class="quote-last">{shown === null ? '' : price(shown)}</b>
      {row && change !== null && (
        <span class={direction(change)}>
          {price(change)} ({percent((100 * change) / row.reference)})
        </span>
      )}
      {row && (
        <dl class="quote-facts">
          {([['O', price(row.open)], ['H', price(row.high)], ['L', price(row.low)], [text('volume'), text('lots', { count: full(row.volume, lot) })], [text('delta'), signedFull(row.delta, lot), direction(row.delta)]] as const).map(([label, value, kind]) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd class={kind}>{value}</dd>
            </div>
          ))}
        </dl>
      )}
      {row && (
        <span class="quote-badges">
          <SignalBadge signal={row.signal} /> {row.risk !== 'NONE' && <RiskBadge risk={row.risk} />}
        </span>
      )}
      <a class="button quote-on" href={hrefOf('broker-summary', instrumentQuery(props.ticker, props.venue ?? undefined))}>
        {text('brokers')}
      </a>
      {props.children}
    </header>
  );
}
