// The vertical half of the chart's geometry: prices and steps that can be read. Pure.
import { tidy, type Candle } from './bar';

const NICE = [1, 2, 2.5, 4, 5];

export interface PriceScale {
  /** Price at the upper edge. */
  top: number;

  /** Pixels of a price of 1. */
  perPrice: number;

  /** The smallest distance of two prices. */
  tick: number;

  /** Price step of the rows that can be read; 0 when those are ticks. */
  step: number;

  /** Height of the plot, in pixels. */
  height: number;
}

/** How the user has stretched and moved the prices: 1 and 0 fit what is seen. `shift` is in heights of the plot. */
export interface PriceView {
  stretch: number;
  shift: number;
}

export const FITTED: PriceView = { stretch: 1, shift: 0 };

/** Pixels of a row that can be read, and of one that can be told apart. */
const TEXT_ROW = 12;
const THIN_ROW = 3;

/** Fits the prices of the candles of an index range. Null when there are none. @param text Whether rows carry numbers. */
export function fitPrices(candles: readonly Candle[], first: number, last: number, height: number, tick: number, text: boolean, view: PriceView = FITTED): PriceScale | null {
  let low = Infinity;
  let high = -Infinity;
  for (let i = first; i <= last; i++) {
    const { low: l, high: h } = candles[i]!;
    if (l < low) low = l;
    if (h > high) high = h;
  }

  if (low > high) return null;
  const pad = text ? 42 : 22; // Room for marks above and below.
  const most = text ? 26 : 14;
  const perPrice = Math.min(Math.max(40, height - pad) / (high - low + tick), most / tick) * view.stretch;
  const top = (high + low) / 2 + height / 2 / perPrice + (view.shift * height) / perPrice;
  const least = text ? TEXT_ROW : THIN_ROW;
  return { top, perPrice, tick, step: tick * perPrice >= least ? 0 : niceStep(least / perPrice, tick), height };
}

export const yOf = (scale: PriceScale, price: number): number => (scale.top - price) * scale.perPrice;

export const priceAt = (scale: PriceScale, y: number): number => scale.top - y / scale.perPrice;

/** The nearest price on the tick grid. */
export const snap = (scale: { tick: number }, price: number): number => tidy(Math.round(price / scale.tick) * scale.tick);

/** The smallest round multiple of a tick that is at least a step. */
export function niceStep(least: number, tick: number): number {
  for (let power = 10 ** Math.floor(Math.log10(tick)); ; power *= 10) {
    for (const factor of NICE) {
      const step = Number((factor * power).toPrecision(6));
      const ticks = step / tick;
      if (step >= least && Math.abs(ticks - Math.round(ticks)) < 1e-6) return step;
    }

    if (power > least * 1e6) return tidy(Math.ceil(least / tick) * tick);
  }
}

/** The smallest distance of two prices that candles show; 0 when they show none. */
export function tickOf(candles: readonly Candle[]): number {
  let least = 0;
  const take = (a: number, b: number) => {
    const distance = tidy(Math.abs(a - b));
    if (distance > 0 && (least === 0 || distance < least)) least = distance;
  };
  candles.forEach((c, i) => {
    take(c.high, c.low);
    take(c.open, c.close);
    take(c.high, c.close);
    take(c.close, c.low);
    if (i > 0) take(c.open, candles[i - 1]!.close);
  });
  return least;
}

/** Round prices for grid lines, at least so many pixels apart, from the lowest. */
export function gridPrices(scale: PriceScale, apart: number): number[] {
  const step = niceStep(Math.max(apart, (scale.step || scale.tick) * scale.perPrice) / scale.perPrice, scale.tick);
  const lowest = priceAt(scale, scale.height);
  const prices = [];
  for (let i = Math.ceil(lowest / step); i * step < scale.top; i++) prices.push(tidy(i * step));
  return prices;
}
