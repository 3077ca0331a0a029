// A bar in words and numbers, for the read-out at the crosshair.
import { clock, count, direction, longDay, percent, price, rupiah, shortDay } from '../format';
import type { Candle, Profile, Timeframe } from './bar';
import { full, signedFull } from './quantity';
import { tidy } from './bar';
import { text } from './text';

/** Label, value and class. */
export type Fact = readonly [string, string, string?];

/** "18 Feb, 09:00 – 09:05", or the day. */
export const spanText = (candle: Candle, tf: Timeframe): string => (tf === '1d' ? longDay(candle.t0) : `${shortDay(candle.t0)}, ${clock(candle.t0, false)} – ${clock(candle.t1, false)}`);

export function factsOf(candle: Candle, profile: Profile | null, lot: number): Fact[] {
  const facts: Fact[] = [
    [text('openClose'), text('to', { a: price(candle.open), b: price(candle.close) }), direction(tidy(candle.close - candle.open))],
    [text('lowHigh'), text('to', { a: price(candle.low), b: price(candle.high) })],
    [text('volume'), full(candle.volume, lot)],
    [text('buySell'), `${full(candle.buyVolume, lot)} / ${full(candle.sellVolume, lot)}`],
  ];
  if (candle.unknownVolume > 0) facts.push([text('unknown'), full(candle.unknownVolume, lot)]);
  facts.push(
    [text('delta'), `${signedFull(candle.delta, lot)} (${percent(candle.volume > 0 ? (100 * candle.delta) / candle.volume : 0, 1)})`, direction(candle.delta)],
    [text('deltaRange'), text('to', { a: full(candle.minDelta, lot), b: signedFull(candle.maxDelta, lot) })],
    [text('cvd'), signedFull(candle.cvd, lot), direction(candle.cvd)],
    [text('vwap'), price(Number(candle.vwap.toPrecision(6)))],
  );
  if (profile && profile.levels.length > 0) facts.push([text('poc'), price(profile.poc)], [text('area'), text('to', { a: price(profile.val), b: price(profile.vah) })]);
  facts.push([text('value'), rupiah(candle.value)], [text('trades'), count(candle.trades)]);
  if (profile && profile.stacked.length > 0) {
    facts.push([text('stacked'), profile.stacked.slice(0, 2).map(s => `${text(s.side)} ${text('to', { a: price(s.from), b: price(s.to) })}`).join(', ')]);
  }

  if (candle.absorption) facts.push([text('absorption'), text(candle.absorption === 'buy' ? 'buyAbsorbed' : 'sellAbsorbed')]);
  const open = profile ? ([profile.unfinished.high && text('high'), profile.unfinished.low && text('low')].filter(Boolean) as string[]) : [];
  if (open.length > 0) facts.push([text('unfinished'), open.join(', ')]);
  return facts;
}
