import { CELL_BAR, candleWidth, TEXT_BAR } from '../layout';
import { yOf } from '../scale';
import type { Frame } from './frame';

/** Candles: beside their cells where there are cells, alone in the middle of the bar where there are none, a line where there is no room. */
export function paintCandles({ ctx, palette, columns, scale, view }: Frame): void {
  const cells = view.barWidth >= CELL_BAR;
  const body = candleWidth(view.barWidth);
  // The rows of a footprint reach half a tick beyond their prices.
  const edge = view.barWidth >= TEXT_BAR ? (scale.tick * scale.perPrice) / 2 : 0;
  for (const column of columns) {
    const left = cells ? Math.round(column.x + 2) : Math.round(column.x + (column.width - body) / 2);
    const top = Math.round(yOf(scale, column.high) - edge);
    ctx.fillStyle = column.close > column.open ? palette.buy : column.close < column.open ? palette.sell : palette.muted;
    ctx.fillRect(left + Math.floor(body / 2), top, 1, Math.max(1, Math.round(yOf(scale, column.low) + edge) - top));
    if (view.barWidth < 2) continue;
    const bodyTop = Math.round(yOf(scale, Math.max(column.open, column.close)));
    const tall = Math.max(cells ? 2 : 1, Math.round(yOf(scale, Math.min(column.open, column.close))) - bodyTop);
    if (column.close < column.open || body < 3) {
      ctx.fillRect(left, bodyTop, body, tall);
      continue;
    }

    // Rising candles are hollow, so that they are told apart without colour.
    ctx.fillRect(left, bodyTop, body, 1);
    ctx.fillRect(left, bodyTop + tall - 1, body, 1);
    ctx.fillRect(left, bodyTop, 1, tall);
    ctx.fillRect(left + body - 1, bodyTop, 1, tall);
    if (tall > 2) {
      ctx.fillStyle = palette.panel;
      ctx.fillRect(left + 1, bodyTop + 1, body - 2, tall - 2);
    }
  }
}
