// A footprint bar as the API gives it, and its two halves: the candle, which is always kept, and the profile of its levels, which is
// kept where somebody looks.

export type SideName = 'ask' | 'bid';

export interface Level {
  price: number;

  /** Sold into, bought from and of unknown side, in shares. */
  bid: number;
  ask: number;
  unknown: number;
  trades: number;
  imbalance: SideName | null;
}

/** A run of imbalances on neighbouring levels, both ends included. */
export interface Stack {
  side: SideName;
  from: number;
  to: number;
  count: number;
}

export interface Candle {
  /** Start and end, in milliseconds. */
  t0: number;
  t1: number;
  open: number;
  high: number;
  low: number;
  close: number;
  volume: number;
  buyVolume: number;
  sellVolume: number;
  unknownVolume: number;
  value: number;
  trades: number;
  delta: number;
  minDelta: number;
  maxDelta: number;

  /** Running delta of the trading day. */
  cvd: number;
  vwap: number;
  revision: number;
  absorption: 'buy' | 'sell' | null;
}

/** What a bar has by price. */
export interface Marks {
  levels: readonly Level[];
  poc: number;
  vah: number;
  val: number;
  stacked: readonly Stack[];
  unfinished: { high: boolean; low: boolean };
}

export interface Bar extends Candle, Marks {
  tf: string;
}

export interface Profile extends Marks {
  /** Price step of the levels; 0 for the instrument's own ticks. */
  step: number;

  /** Trades of the bar when it was read: of two states the one with more is the newer. */
  trades: number;

  /** The largest side and the largest volume of a level. */
  maxSide: number;
  maxVolume: number;
}

export const TIMEFRAMES = ['1m', '5m', '15m', '30m', '1h', '1d'] as const;

export type Timeframe = (typeof TIMEFRAMES)[number];

const MINUTE = 60_000;
export const DAY = 86_400_000;

/** The span of a bar, in milliseconds. */
export const spanOf: Record<Timeframe, number> = { '1m': MINUTE, '5m': 5 * MINUTE, '15m': 15 * MINUTE, '30m': 30 * MINUTE, '1h': 60 * MINUTE, '1d': DAY };

export function candleOf(bar: Bar): Candle {
  const { t0, t1, open, high, low, close, volume, buyVolume, sellVolume, unknownVolume, value, trades, delta, minDelta, maxDelta, cvd, vwap, revision, absorption } = bar;
  return { t0, t1, open, high, low, close, volume, buyVolume, sellVolume, unknownVolume, value, trades, delta, minDelta, maxDelta, cvd, vwap, revision, absorption };
}

export const volumeOf = (level: Level): number => level.bid + level.ask + level.unknown;

/** @param step The step that the bar was asked with. */
export function profileOf(bar: Marks & { trades: number }, step: number): Profile {
  let maxSide = 0;
  let maxVolume = 0;
  for (const level of bar.levels) {
    maxSide = Math.max(maxSide, level.bid, level.ask);
    maxVolume = Math.max(maxVolume, volumeOf(level));
  }

  return { step, trades: bar.trades, levels: bar.levels, poc: bar.poc, vah: bar.vah, val: bar.val, stacked: bar.stacked, unfinished: bar.unfinished, maxSide, maxVolume };
}

/** Prices come as decimals; sums and steps of them are rounded back to such. */
export const tidy = (price: number): number => Number(price.toPrecision(12));
