import type { Frame } from './frame';

/** The running delta: a line that starts anew each day. */
export function paintCvd(frame: Frame): void {
  const { ctx, palette, columns, layout } = frame;
  let [most, least] = [-Infinity, Infinity];
  for (const { cvd } of columns) {
    most = Math.max(most, cvd);
    least = Math.min(least, cvd);
  }

  const room = layout.pane - 18 - 6;
  const per = most > least ? room / (most - least) : 0;
  const y = (value: number) => (per ? layout.cvdTop + 18 + (most - value) * per : layout.cvdTop + 18 + room / 2);
  frame.axisMarks.push([most, y(most)]);
  if (per && y(least) - y(most) > 14) frame.axisMarks.push([least, y(least) - 2]);
  if (most > 0 && least < 0) {
    ctx.fillStyle = palette.line;
    ctx.fillRect(0, Math.round(y(0)), layout.plot, 1);
  }

  ctx.lineWidth = 1.75;
  ctx.lineJoin = 'round';
  ctx.strokeStyle = palette.cvd;
  for (let i = 0; i < columns.length; ) {
    const start = i;
    ctx.beginPath();
    do {
      const column = columns[i]!;
      const x = column.x + column.width / 2;
      if (i === start) ctx.moveTo(x, y(column.cvd));
      else ctx.lineTo(x, y(column.cvd));
      i++;
    } while (i < columns.length && !columns[i]!.restarts);
    const [from, to] = [columns[start]!, columns[i - 1]!];
    if (i - start === 1) {
      ctx.fillStyle = palette.cvd;
      ctx.fillRect(from.x + from.width / 2 - 2, y(from.cvd) - 2, 4, 4);
      continue;
    }

    ctx.stroke();
    ctx.lineTo(to.x + to.width / 2, layout.cvdTop + layout.pane);
    ctx.lineTo(from.x + from.width / 2, layout.cvdTop + layout.pane);
    ctx.fillStyle = palette.cvdFill;
    ctx.fill();
  }
}
