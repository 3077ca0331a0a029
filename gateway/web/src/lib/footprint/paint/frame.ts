import type { ChartData } from '../chart-data';
import type { Column } from '../columns';
import type { Layout } from '../layout';
import type { Palette } from '../palette';
import { yOf, type PriceScale } from '../scale';
import type { Viewport } from '../viewport';

/** What the panes are painted from; made anew for each frame. */
export interface Frame {
  ctx: CanvasRenderingContext2D;
  layout: Layout;
  palette: Palette;
  data: ChartData;
  view: Viewport;
  scale: PriceScale;
  columns: readonly Column[];
  font: string;

  /** Index of the bar under the crosshair. */
  cross: number | null;

  /** Values and heights that the price axis shows for the lower panes. */
  axisMarks: [number, number][];
}

/** Upper edge of the row of a level. @param step The step of its profile. */
export const rowTop = (scale: PriceScale, price: number, step: number): number => yOf(scale, price + (step || scale.tick) - scale.tick / 2);

export const rowHeight = (scale: PriceScale, step: number): number => (step || scale.tick) * scale.perPrice;
