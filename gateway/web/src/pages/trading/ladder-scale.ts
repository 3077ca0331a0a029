// The price axis on which stops and targets are dragged. Pure.
import { stepAt } from '../../lib/trading';

export interface Scale {
  low: number;
  high: number;
}

/** An axis that shows all prices with room around them. */
export function scaleOf(prices: readonly number[]): Scale {
  const low = Math.min(...prices);
  const high = Math.max(...prices);
  const room = Math.max((high - low) * 0.18, high * 0.01);
  return { low: Math.max(0, low - room), high: high + room };
}

/** Where a price is, in percent from the top; a price beyond the axis is at its end. */
export const placeOf = (price: number, scale: Scale): number => Math.min(100, Math.max(0, (100 * (scale.high - price)) / (scale.high - scale.low)));

/** The price at a place, 0 at the top and 1 at the bottom, on the grid of steps. */
export function priceAt(share: number, scale: Scale, tickSize: number | null): number {
  const price = scale.high - Math.min(1, Math.max(0, share)) * (scale.high - scale.low);
  return onGrid(price, tickSize);
}

/** The nearest price on the grid, at least a step. */
export function onGrid(price: number, tickSize: number | null): number {
  const step = stepAt(price, false, tickSize);
  // Steps may have decimals; what division leaves behind them is cut off.
  return Number((Math.max(1, Math.round(price / step)) * step).toFixed(8));
}

/** So many steps away, through the bounds where the step changes. */
export function stepped(price: number, steps: number, tickSize: number | null): number {
  let next = onGrid(price, tickSize);
  // The first step onto the grid counts where it goes the same way.
  let left = Math.abs(steps) - (Math.sign(next - price) === Math.sign(steps) ? 1 : 0);
  for (; left > 0; left--) {
    const step = stepAt(next, steps > 0, tickSize);
    if (steps < 0 && next - step <= 0) break;
    next = Number((next + Math.sign(steps) * step).toFixed(8));
  }

  return next;
}

/** Pushes labels apart that would cover each other. @param places Percent from the top, any order. @param gap Percent. @returns Places in the same order. */
export function apart(places: readonly number[], gap: number): number[] {
  const order = places.map((_, i) => i).sort((a, b) => places[a]! - places[b]!);
  const moved = [...places];
  for (let i = 1; i < order.length; i++) {
    const least = moved[order[i - 1]!]! + gap;
    if (moved[order[i]!]! < least) moved[order[i]!] = least;
  }

  const over = order.length > 0 ? moved[order.at(-1)!]! - 100 : 0;
  if (over > 0) {
    moved[order.at(-1)!] = 100;
    for (let i = order.length - 2; i >= 0; i--) {
      const most = moved[order[i + 1]!]! - gap;
      if (moved[order[i]!]! > most) moved[order[i]!] = most;
    }
  }

  return moved;
}
