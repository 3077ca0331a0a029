import { signedShort } from '../quantity';
import type { Frame } from './frame';

const NUMBERS = 42;

/** The delta of each bar, up from a line at zero or down from it. */
export function paintDelta(frame: Frame): void {
  const { ctx, palette, columns, layout, view, data, font } = frame;
  let [most, least] = [0, 0];
  for (const { delta } of columns) {
    most = Math.max(most, delta);
    least = Math.min(least, delta);
  }

  const numbers = view.barWidth >= NUMBERS;
  const per = (layout.pane - 18 - (numbers ? 14 : 4)) / (most - least || 1);
  const top = layout.deltaTop + 17;
  const zero = top + most * per;
  ctx.fillStyle = palette.line;
  ctx.fillRect(0, Math.round(zero), layout.plot, 1);
  if (most > 0) frame.axisMarks.push([most, top]);
  if (least < 0 && -least * per > 12) frame.axisMarks.push([least, zero - least * per]);
  ctx.font = `${Math.min(11, view.barWidth / 4.4)}px ${font}`;
  ctx.textAlign = 'center';
  const inset = view.barWidth >= 6 ? Math.max(1, view.barWidth * 0.12) : view.barWidth >= 2 ? 0.5 : 0;
  for (const { delta, x, width } of columns) {
    const size = Math.max(delta === 0 ? 0 : 1, Math.round(Math.abs(delta) * per));
    ctx.fillStyle = delta > 0 ? palette.buy : palette.sell;
    ctx.fillRect(Math.round(x + inset), delta > 0 ? Math.round(zero) - size : Math.round(zero), Math.max(1, Math.round(width - 2 * inset)), size);
    if (!numbers) continue;
    ctx.fillStyle = delta > 0 ? palette.buyText : delta < 0 ? palette.sellText : palette.muted;
    ctx.fillText(signedShort(delta / data.lot), x + width / 2, layout.deltaTop + layout.pane - 8, width - 4);
  }
}
