// Which candles lack their levels. Pure.
import type { Candle } from './bar';

/** Levels are read this many views to either side of what is seen. */
const MARGIN = 1;

/** The most bars whose levels are read at once. */
const MOST = 400;

export interface Span {
  first: number;
  last: number;

  /** Starts of the first and the last candle, in milliseconds. */
  from: number;
  to: number;
}

/**
 * The span to read next: of what is seen if anything is missing there, else of the margin around it. Null when nothing is missing.
 * @param has Whether the levels of a candle are there.
 */
export function missingSpan(candles: readonly Candle[], first: number, last: number, has: (candle: Candle) => boolean): Span | null {
  const seen = within(candles, first, last, has);
  if (seen) return seen;
  const margin = MARGIN * Math.max(8, last - first + 1);
  return within(candles, first - margin, first - 1, has) ?? within(candles, last + 1, last + margin, has);
}

function within(candles: readonly Candle[], first: number, last: number, has: (candle: Candle) => boolean): Span | null {
  let [low, high] = [Math.max(0, first), Math.min(candles.length - 1, last)];
  while (low <= high && has(candles[low]!)) low++;
  while (high >= low && has(candles[high]!)) high--;
  if (low > high) return null;
  low = Math.max(low, high - MOST + 1);
  return { first: low, last: high, from: candles[low]!.t0, to: candles[high]!.t0 };
}
