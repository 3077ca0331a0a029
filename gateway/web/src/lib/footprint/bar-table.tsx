// The chart as a table, for those who do not see the canvas or want its numbers.
import { clock, day, price, shortDay } from '../format';
import type { Candle } from './bar';
import { spanText } from './bar-facts';
import type { Drawn } from './chart';
import type { ChartData } from './chart-data';
import { full, signedFull } from './quantity';
import { text } from './text';

/** The most rows; the newest that are seen. */
const MOST = 60;

/**
 * The levels are those of the candle at the crosshair, else of the last one.
 * @param frame What the chart showed last. A component that reads a signal is drawn again only when a prop changes, and `data` is the same object while its levels come and go.
 */
export function BarTable(props: { data: ChartData; name: string; frame: Drawn }) {
  const { data, frame } = props;
  const chosen = frame.hover?.candle ?? null;
  const rows = data.candles.slice(Math.max(frame.first, frame.last - MOST + 1), frame.last + 1).reverse();
  const candle = (chosen && data.candles.find(c => c.t0 === chosen.t0)) ?? rows[0];
  const profile = candle ? data.profile(candle.t0) : null;
  const when = (c: Candle) => (data.timeframe === '1d' ? day(c.t0) : `${shortDay(c.t0)} ${clock(c.t0, false)}`);
  return (
    <div class="fp-tables" tabIndex={0} role="region" aria-label={text('table')}>
      <table class="fp-table" data-bars>
        <caption>{text('tableCaption', { name: props.name, tf: data.timeframe })}</caption>
        <thead>
          <tr>
            {(['time', 'open', 'high', 'low', 'close', 'volume', 'delta', 'cvd', 'poc', 'area'] as const).map(key => (
              <th key={key} scope="col">
                {text(key)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(c => {
            const p = data.profile(c.t0);
            return (
              <tr key={c.t0} data-t0={c.t0} aria-current={c.t0 === chosen?.t0 ? 'true' : undefined}>
                <th scope="row">{when(c)}</th>
                <td>{price(c.open)}</td>
                <td>{price(c.high)}</td>
                <td>{price(c.low)}</td>
                <td>{price(c.close)}</td>
                <td>{full(c.volume, data.lot)}</td>
                <td>{signedFull(c.delta, data.lot)}</td>
                <td>{signedFull(c.cvd, data.lot)}</td>
                <td>{p && p.levels.length > 0 ? price(p.poc) : '–'}</td>
                <td>{p && p.levels.length > 0 ? text('to', { a: price(p.val), b: price(p.vah) }) : '–'}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {candle && profile && profile.levels.length > 0 && (
        <table class="fp-table" data-levels={candle.t0}>
          <caption>{text('levels', { time: spanText(candle, data.timeframe) })}</caption>
          <thead>
            <tr>
              {(['price', 'bid', 'ask', 'trades'] as const).map(key => (
                <th key={key} scope="col">
                  {text(key)}
                </th>
              ))}
              <th scope="col">{text('marks')}</th>
            </tr>
          </thead>
          <tbody>
            {[...profile.levels].reverse().map(l => (
              <tr key={l.price} class={l.price === profile.poc ? 'fp-poc' : undefined}>
                <th scope="row">{price(l.price)}</th>
                <td>{full(l.bid, data.lot)}</td>
                <td>{full(l.ask, data.lot)}</td>
                <td>{l.trades}</td>
                <td>{[l.price === profile.poc && text('poc'), l.imbalance && text('imbalance', { side: text(l.imbalance) })].filter(Boolean).join(', ')}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </div>
  );
}
