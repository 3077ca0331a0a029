// The API's rules for what a bar shows by price, for bars that are put together here: replayed ones that are not complete yet.
import { tidy, volumeOf, type Bar, type Level, type Marks, type Stack } from './bar';

const SHARE = 70; // Percent of the volume in the value area.
const RATIO = 3; // Diagonal imbalance: strong side to weak side.
const MIN_LOTS = 10;
const STACK = 3;

/** Sums levels of one or more bars at multiples of a step. Bars come by rising time, levels by rising price. */
export function sumLevels(parts: readonly (readonly Level[])[], step: number): Level[] {
  const rows = new Map<number, Level>();
  for (const levels of parts) {
    for (const level of levels) {
      const row = Math.floor(level.price / step + 1e-9);
      const sum = rows.get(row);
      if (!sum) {
        rows.set(row, { ...level, price: tidy(row * step), imbalance: null });
      } else {
        sum.bid += level.bid;
        sum.ask += level.ask;
        sum.unknown += level.unknown;
        sum.trades += level.trades;
      }
    }
  }

  return [...rows.values()].sort((a, b) => a.price - b.price);
}

/** Imbalances, stacks, point of control, value area and unfinished ends of levels at a step. @param lot Shares of a lot. */
export function marksOf(levels: readonly Level[], step: number, lot: number, vwap: number): Marks {
  const least = lot * MIN_LOTS;
  const outweighs = (strong: number, weak: number) => strong >= least && (weak === 0 || strong >= weak * RATIO);
  const row = (i: number) => Math.round(levels[i]!.price / step);
  const isNext = (i: number) => i > 0 && i < levels.length && row(i) === row(i - 1) + 1;
  const ask = levels.map((level, i) => outweighs(level.ask, isNext(i) ? levels[i - 1]!.bid : 0));
  const bid = levels.map((level, i) => outweighs(level.bid, isNext(i + 1) ? levels[i + 1]!.ask : 0));
  const shown = levels.map((level, i): Level => {
    const both = ask[i] && bid[i];
    return { ...level, imbalance: both ? (level.bid > level.ask ? 'bid' : 'ask') : ask[i] ? 'ask' : bid[i] ? 'bid' : null };
  });
  const stacked = [...stacks(levels, ask, isNext, 'ask'), ...stacks(levels, bid, isNext, 'bid')].sort((a, b) => a.from - b.from || (a.side === 'ask' ? -1 : 1));
  const [top, bottom] = [levels.at(-1), levels[0]];
  const both = (level: Level | undefined) => level !== undefined && level.bid > 0 && level.ask > 0;
  return { levels: shown, ...valueArea(levels, vwap), stacked, unfinished: { high: both(top), low: both(bottom) } };
}

function* stacks(levels: readonly Level[], flags: readonly boolean[], isNext: (i: number) => boolean, side: Stack['side']): Generator<Stack> {
  let start = -1;
  for (let i = 0; i <= levels.length; i++) {
    const is = i < levels.length && flags[i]!;
    if (start >= 0 && !(is && isNext(i))) {
      if (i - start >= STACK) yield { side, from: levels[start]!.price, to: levels[i - 1]!.price, count: i - start };
      start = -1;
    }

    if (is && start < 0) start = i;
  }
}

/** The point of control, and the 70 % around it: the larger two of the next levels above or below join until it is reached. */
export function valueArea(levels: readonly Level[], vwap: number): { poc: number; vah: number; val: number } {
  let poc = 0;
  let total = 0;
  const volumes = levels.map(volumeOf);
  for (let i = 0; i < volumes.length; i++) {
    total += volumes[i]!;
    const more = volumes[i]! - volumes[poc]!;
    if (more > 0 || (more === 0 && Math.abs(levels[i]!.price - vwap) < Math.abs(levels[poc]!.price - vwap))) poc = i;
  }

  let [low, high] = [poc, poc];
  let inside = volumes[poc]!;
  const sum = (from: number, to: number) => volumes.slice(Math.max(from, 0), to + 1).reduce((a, b) => a + b, 0);
  while (inside * 100 < total * SHARE && (low > 0 || high < levels.length - 1)) {
    const up = sum(high + 1, high + 2);
    const down = sum(low - 2, low - 1);
    if (high < levels.length - 1 && (low === 0 || up >= down)) {
      inside += up;
      high = Math.min(high + 2, levels.length - 1);
    } else {
      inside += down;
      low = Math.max(low - 2, 0);
    }
  }

  return { poc: levels[poc]!.price, vah: levels[high]!.price, val: levels[low]!.price };
}

/** One bar of several that follow each other within its span: exactly what the API's merge of the same minutes gives. */
export function mergeBars(bars: readonly Bar[], t0: number, t1: number, tf: string, step: number, lot: number): Bar {
  const [first, last] = [bars[0]!, bars.at(-1)!];
  const total = (value: (bar: Bar) => number) => bars.reduce((sum, bar) => sum + value(bar), 0);
  let path = 0;
  let [minDelta, maxDelta] = [0, 0];
  for (const bar of bars) {
    minDelta = Math.min(minDelta, path + bar.minDelta);
    maxDelta = Math.max(maxDelta, path + bar.maxDelta);
    path += bar.delta;
  }

  const [volume, value] = [total(b => b.volume), total(b => b.value)];
  const vwap = volume > 0 ? value / volume : last.close;
  const heavy = Math.abs(path) >= lot * MIN_LOTS && Math.abs(path) * 100 >= volume * 30;
  return {
    t0,
    t1,
    tf,
    open: first.open,
    high: Math.max(...bars.map(b => b.high)),
    low: Math.min(...bars.map(b => b.low)),
    close: last.close,
    volume,
    buyVolume: total(b => b.buyVolume),
    sellVolume: total(b => b.sellVolume),
    unknownVolume: total(b => b.unknownVolume),
    value,
    trades: total(b => b.trades),
    delta: path,
    minDelta,
    maxDelta,
    cvd: last.cvd,
    vwap,
    revision: 0,
    absorption: !heavy ? null : path > 0 ? (last.close <= first.open ? 'buy' : null) : last.close >= first.open ? 'sell' : null,
    ...marksOf(sumLevels(bars.map(b => b.levels), step), step, lot, vwap),
  };
}
