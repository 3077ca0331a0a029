// Where the panes of the chart are. Pure.

export interface Layout {
  width: number;
  height: number;

  /** Width of the panes; the price axis is right of it. */
  plot: number;

  /** Height of the price pane, which is on top. */
  prices: number;

  /** Upper edges of the panes of delta and of CVD, and their height. */
  deltaTop: number;
  cvdTop: number;
  pane: number;

  /** Upper edge of the time axis. */
  axisTop: number;
}

const AXIS = 22;

/** From these widths of a bar on there are cells, and numbers in them. */
export const CELL_BAR = 18;
export const TEXT_BAR = 80;

export function layoutOf(width: number, height: number): Layout {
  const pane = Math.round(Math.max(40, Math.min(96, (height - AXIS) * 0.15)));
  const axisTop = height - AXIS;
  return { width, height, plot: Math.max(40, width - (width < 480 ? 52 : 66)), prices: axisTop - 2 * pane, deltaTop: axisTop - 2 * pane, cvdTop: axisTop - pane, pane, axisTop };
}

export function candleWidth(bar: number): number {
  if (bar >= TEXT_BAR) return 7;
  if (bar >= CELL_BAR) return Math.max(3, Math.round(bar * 0.1));
  return Math.max(1, Math.round(bar * 0.68));
}
