// Bars narrower than a pixel are drawn by column. Pure.
import type { Candle } from './bar';
import type { Viewport } from './viewport';

/** What is drawn at one place: a candle, or all of a pixel together. */
export interface Column {
  /** Left edge and width, in pixels. */
  x: number;
  width: number;
  open: number;
  high: number;
  low: number;
  close: number;
  delta: number;
  cvd: number;

  /** Whether the running delta begins anew here. */
  restarts: boolean;
}

/** From this width on a bar has a column of its own. */
const OWN = 1;

/** @param candles All candles. @param isDaily Whether each bar is a day. */
export function columnsOf(candles: readonly Candle[], view: Viewport, isDaily: boolean): Column[] {
  const columns: Column[] = [];
  const { first, last, barWidth } = view;
  const own = barWidth >= OWN;
  let open: Column | null = null;
  for (let i = first; i <= last; i++) {
    const c = candles[i]!;
    const x = own ? view.x(i) : Math.floor(view.x(i));
    const restarts = i > 0 && !isDaily && Math.abs(c.cvd - c.delta) < 1e-6 && Math.abs(candles[i - 1]!.cvd) > 1e-6;
    if (open && !own && open.x === x) {
      open.high = Math.max(open.high, c.high);
      open.low = Math.min(open.low, c.low);
      open.close = c.close;
      open.delta += c.delta;
      open.cvd = c.cvd;
      open.restarts ||= restarts;
    } else {
      open = { x, width: own ? barWidth : 1, open: c.open, high: c.high, low: c.low, close: c.close, delta: c.delta, cvd: c.cvd, restarts };
      columns.push(open);
    }
  }

  return columns;
}
