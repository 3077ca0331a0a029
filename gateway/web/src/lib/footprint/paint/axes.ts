// What stands around the panes: grid, frames, price and time axes, the last price, and the names and values of the lower panes.
import { clock, price, shortDay } from '../../format';
import { spanOf } from '../bar';
import { signedShort } from '../quantity';
import { gridPrices, yOf } from '../scale';
import { dayNumber, stride } from '../time-axis';
import type { Frame } from './frame';

export function paintGrid({ ctx, palette, layout, scale, view, data }: Frame): void {
  ctx.fillStyle = palette.grid;
  for (const p of gridPrices(scale, 38)) ctx.fillRect(0, Math.round(yOf(scale, p)), layout.plot, 1);
  if (data.timeframe === '1d') return;
  ctx.fillStyle = palette.line;
  for (let i = Math.max(1, view.first); i <= view.last; i++) {
    if (dayNumber(data.candles[i]!.t0) !== dayNumber(data.candles[i - 1]!.t0)) ctx.fillRect(Math.round(view.x(i)) - 1, 0, 1, layout.axisTop);
  }
}

export function paintFrames({ ctx, palette, layout }: Pick<Frame, 'ctx' | 'palette' | 'layout'>): void {
  ctx.fillStyle = palette.panel;
  ctx.fillRect(layout.plot, 0, layout.width - layout.plot, layout.height);
  ctx.fillStyle = palette.line;
  ctx.fillRect(layout.plot, 0, 1, layout.axisTop);
  for (const y of [layout.deltaTop, layout.cvdTop, layout.axisTop]) ctx.fillRect(0, Math.round(y), layout.width, 1);
}

/** @param crossY Where the crosshair is, so that no price is painted under its label. */
export function paintPriceAxis(frame: Frame, crossY: number | null): void {
  const { ctx, palette, layout, scale, data, font } = frame;
  ctx.font = `11px ${font}`;
  ctx.textAlign = 'left';
  ctx.fillStyle = palette.muted;
  const x = layout.plot + 6;
  const room = layout.width - x - 2;
  const newest = data.candles.at(-1)!;
  const lastY = yOf(scale, newest.close);
  for (const p of gridPrices(scale, 38)) {
    const y = yOf(scale, p);
    if (y > 8 && y < layout.prices - 8 && Math.abs(y - lastY) > 14 && !(crossY !== null && Math.abs(y - crossY) < 14)) ctx.fillText(price(p), x, y, room);
  }

  for (const [value, y] of frame.axisMarks) ctx.fillText(signedShort(value / data.lot), x, Math.round(y), room);
  if (lastY <= 0 || lastY >= layout.prices) return;
  ctx.fillStyle = palette.lastLine;
  for (let d = 0; d < layout.plot; d += 7) ctx.fillRect(d, Math.round(lastY), 3, 1);
  paintLabel(frame, price(newest.close), lastY, newest.close >= newest.open ? palette.buy : palette.sell, palette.onStrong);
}

/** A filled label on the price axis. */
export function paintLabel({ ctx, layout, font }: Pick<Frame, 'ctx' | 'layout' | 'font'>, text: string, y: number, fill: string, ink: string): void {
  const x = layout.plot + 1;
  ctx.font = `600 11px ${font}`;
  ctx.textAlign = 'left';
  ctx.fillStyle = fill;
  ctx.fillRect(x, Math.round(y) - 8, layout.width - x, 17);
  ctx.fillStyle = ink;
  ctx.fillText(text, x + 5, Math.round(y) + 0.5, layout.width - x - 6);
}

/** The lower panes: their name, and the value of the bar under the crosshair or of the newest one. */
export function paintPaneNames({ ctx, palette, layout, data, cross, font }: Frame): void {
  const candle = data.candles[cross ?? data.candles.length - 1]!;
  for (const [name, value, top] of [['Delta', candle.delta, layout.deltaTop], ['CVD', candle.cvd, layout.cvdTop]] as const) {
    ctx.textAlign = 'left';
    ctx.font = `11px ${font}`;
    ctx.fillStyle = palette.muted;
    ctx.fillText(name, 8, top + 10);
    const at = 8 + ctx.measureText(name).width + 6;
    ctx.font = `600 11px ${font}`;
    ctx.fillStyle = value > 0 ? palette.buyText : value < 0 ? palette.sellText : palette.ink;
    ctx.fillText(signedShort(value / data.lot), at, top + 10);
  }
}

export function paintTimeAxis({ ctx, palette, layout, view, data, font }: Frame): void {
  ctx.font = `11px ${font}`;
  ctx.textAlign = 'center';
  const isDaily = data.timeframe === '1d';
  const every = stride(Math.max(1, Math.ceil(62 / view.barWidth)));
  let free = -Infinity;
  for (let i = view.first; i <= view.last; i++) {
    const candle = data.candles[i]!;
    const at = view.x(i) + view.barWidth / 2;
    const isNewDay = i > 0 && dayNumber(candle.t0) !== dayNumber(data.candles[i - 1]!.t0);
    // Round times: every so many spans of the clock, not of the list.
    const place = isDaily ? i : Math.floor((candle.t0 + 7 * 3_600_000) / spanOf[data.timeframe]);
    if ((place % every !== 0 && !isNewDay) || at - 28 < Math.max(free, -14) || at + 22 > layout.plot) continue;
    const isDay = isDaily || isNewDay;
    ctx.fillStyle = isDay ? palette.ink : palette.muted;
    ctx.fillText(isDay ? shortDay(candle.t0) : clock(candle.t0, false), at, layout.axisTop + 12);
    free = at + 30;
  }
}
