import type { SummaryItem } from '../../lib/types';

export interface Breadth {
  advancing: number;
  declining: number;
  unchanged: number;

  /** Value of all trades, in the instruments' currency. */
  value: number;
  trades: number;

  /** Value that aggressive buyers and sellers took. */
  bought: number;
  sold: number;
}

/**
 * Sums the market up. Of an instrument buy and sell volume follow from delta and from the classified part of the volume; its value is
 * divided in that proportion.
 */
export function breadthOf(items: readonly SummaryItem[]): Breadth {
  const sum: Breadth = { advancing: 0, declining: 0, unchanged: 0, value: 0, trades: 0, bought: 0, sold: 0 };
  for (const item of items) {
    if (item.pricePct > 0) sum.advancing++;
    else if (item.pricePct < 0) sum.declining++;
    else sum.unchanged++;
    sum.value += item.value;
    sum.trades += item.freq;
    if (item.volume <= 0) continue;
    const classified = (item.volume * item.classifiedPct) / 100;
    sum.bought += (item.value * (classified + item.delta)) / 2 / item.volume;
    sum.sold += (item.value * (classified - item.delta)) / 2 / item.volume;
  }

  return sum;
}

/** The first of the rows in an order. */
export function top(items: readonly SummaryItem[], by: (item: SummaryItem) => number, most: number): SummaryItem[] {
  return [...items].sort((a, b) => by(b) - by(a) || (a.ticker < b.ticker ? -1 : 1)).slice(0, most);
}
