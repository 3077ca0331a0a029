import { clock, price, shortDay } from '../../format';
import type { Level } from '../bar';
import { CELL_BAR } from '../layout';
import { priceAt, snap } from '../scale';
import { paintLabel } from './axes';
import type { Frame } from './frame';

/** Paints the crosshair at a bar and a height. @returns The level that it is on, where the levels are seen. */
export function paintCrosshair(frame: Frame, index: number, y: number): Level | null {
  const { ctx, palette, layout, scale, view, data, font } = frame;
  const candle = data.candles[index]!;
  const x = Math.round(view.x(index) + view.barWidth / 2);
  ctx.strokeStyle = palette.cross;
  ctx.lineWidth = 1;
  ctx.setLineDash([3, 3]);
  ctx.beginPath();
  ctx.moveTo(x + 0.5, 0);
  ctx.lineTo(x + 0.5, layout.axisTop);
  if (y < layout.axisTop) {
    ctx.moveTo(0, Math.round(y) + 0.5);
    ctx.lineTo(layout.plot, Math.round(y) + 0.5);
  }

  ctx.stroke();
  ctx.setLineDash([]);
  let level: Level | null = null;
  if (y >= 0 && y < layout.prices) {
    paintLabel(frame, price(snap(scale, priceAt(scale, y))), y, palette.cross, palette.panel);
    const profile = view.barWidth >= CELL_BAR ? data.profile(candle.t0) : null;
    const span = profile?.step || scale.tick;
    const at = priceAt(scale, y) + scale.tick / 2;
    level = profile?.levels.find(l => at >= l.price && at < l.price + span) ?? null;
  }

  const label = data.timeframe === '1d' ? shortDay(candle.t0) : `${shortDay(candle.t0)} ${clock(candle.t0, false)}`;
  ctx.font = `600 11px ${font}`;
  const wide = ctx.measureText(label).width + 12;
  const left = Math.max(0, Math.min(layout.plot - wide, x - wide / 2));
  ctx.fillStyle = palette.cross;
  ctx.fillRect(left, layout.axisTop + 2, wide, 18);
  ctx.fillStyle = palette.panel;
  ctx.textAlign = 'left';
  ctx.fillText(label, left + 6, layout.axisTop + 11.5);
  return level;
}
