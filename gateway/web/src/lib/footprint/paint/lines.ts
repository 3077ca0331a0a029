import type { PriceLine } from '../price-line';
import { yOf } from '../scale';
import type { Frame } from './frame';

/** Price lines over the bars; of a line that is being moved, the old place is dotted. Their labels are elements beside the canvas. */
export function paintLines({ ctx, palette, layout, scale }: Frame, lines: readonly (PriceLine & { moved?: number })[]): void {
  const colors = { buy: palette.buy, sell: palette.sell, warn: palette.poc, info: palette.cvd, quiet: palette.muted };
  for (const line of lines) {
    ctx.strokeStyle = colors[line.tone];
    ctx.lineWidth = 1.5;
    for (const [price, dash] of line.moved === undefined ? [[line.price, [8, 4]] as const] : [[line.price, [2, 4]] as const, [line.moved, [8, 4]] as const]) {
      const y = Math.round(yOf(scale, price)) + 0.5;
      if (y < 0 || y > layout.prices) continue;
      ctx.setLineDash([...dash]);
      ctx.beginPath();
      ctx.moveTo(0, y);
      ctx.lineTo(layout.plot, y);
      ctx.stroke();
    }
  }

  ctx.setLineDash([]);
}
