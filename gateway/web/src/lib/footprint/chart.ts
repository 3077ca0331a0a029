// The chart on its canvas: it draws at most once per animation frame and only what is in view, and tells the data what that is.
import type { Candle, Level } from './bar';
import type { ChartData } from './chart-data';
import { columnsOf } from './columns';
import { CELL_BAR, layoutOf, TEXT_BAR, type Layout } from './layout';
import { paintFrames, paintGrid, paintPaneNames, paintPriceAxis, paintTimeAxis } from './paint/axes';
import { paintCandles } from './paint/candles';
import { paintCells } from './paint/cells';
import { paintCrosshair } from './paint/crosshair';
import { paintCvd } from './paint/cvd';
import { paintDelta } from './paint/delta';
import type { Frame } from './paint/frame';
import { paintLines } from './paint/lines';
import { readPalette } from './palette';
import type { PriceLine } from './price-line';
import { FITTED, fitPrices, yOf, type PriceScale, type PriceView } from './scale';
import { Viewport } from './viewport';

export interface Point {
  x: number;
  y: number;
}

/** The bar under the crosshair. */
export interface Hover extends Point {
  candle: Candle;
  level: Level | null;
}

/** What a frame showed. */
export interface Drawn {
  first: number;
  last: number;
  layout: Layout;

  /** Null when there was nothing to draw. */
  scale: PriceScale | null;
  barWidth: number;
  follow: boolean;
  fitted: boolean;
  hover: Hover | null;

  /** How long painting took, in milliseconds. */
  ms: number;
}

const NO_DATA: ChartData = { timeframe: '1m', candles: [], lot: 1, tick: 0, profile: () => null, need: () => {}, onChange: () => {} };

/** Candles before the first are wanted when fewer views than this are left of what is seen. */
const OLDER_MARGIN = 1.5;

export class FootprintCanvas {
  readonly view = new Viewport();
  readonly #ctx: CanvasRenderingContext2D;
  readonly #sizes: ResizeObserver;
  #data = NO_DATA;
  #layout = layoutOf(1, 1);
  #ratio = 1;
  #palette = readPalette();
  #font = '';
  #frame = 0;
  #prices: PriceView = FITTED;
  #cross: Point | { t0: number } | null = null;
  #scale: PriceScale | null = null;
  #lines: readonly (PriceLine & { moved?: number })[] = [];

  /** @param onDrawn Told after each frame. */
  constructor(readonly canvas: HTMLCanvasElement, readonly onDrawn: (drawn: Drawn) => void) {
    this.#ctx = canvas.getContext('2d', { alpha: false })!;
    this.#sizes = new ResizeObserver(() => this.#resize());
    this.#sizes.observe(canvas);
    this.recolor();
    this.#resize();
  }

  get scale(): PriceScale | null {
    return this.#scale;
  }

  get layout(): Layout {
    return this.#layout;
  }

  get data(): ChartData {
    return this.#data;
  }

  /** Shows other data, from its newest bar. */
  show(data: ChartData): void {
    this.#data.onChange = () => {};
    this.#data = data;
    this.#cross = null;
    this.#prices = FITTED;
    this.view.update(data.candles.length);
    this.view.end();
    data.onChange = before => {
      this.view.update(data.candles.length, before);
      this.invalidate();
    };
    this.invalidate();
  }

  set lines(lines: readonly (PriceLine & { moved?: number })[]) {
    this.#lines = lines;
    this.invalidate();
  }

  /** Takes the colours of the theme in force. */
  recolor(): void {
    this.#palette = readPalette();
    this.#font = getComputedStyle(this.canvas).fontFamily;
    this.invalidate();
  }

  dispose(): void {
    this.#sizes.disconnect();
    cancelAnimationFrame(this.#frame);
    this.#data.onChange = () => {};
  }

  invalidate(): void {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.#draw();
    });
  }

  /** Changes the view and draws it. */
  move(change: (view: Viewport) => void): void {
    change(this.view);
    this.invalidate();
  }

  /** Stretches the prices around the middle of the plot. */
  stretch(factor: number): void {
    const stretch = Math.min(40, Math.max(0.05, this.#prices.stretch * factor));
    this.#prices = { stretch, shift: (this.#prices.shift * stretch) / this.#prices.stretch };
    this.invalidate();
  }

  /** Moves the prices by a part of the plot's height; up is above 0. */
  shiftPrices(share: number): void {
    this.#prices = { ...this.#prices, shift: this.#prices.shift + share };
    this.invalidate();
  }

  /** Whether the prices follow what is seen. */
  get fitted(): boolean {
    return this.#prices.stretch === 1 && this.#prices.shift === 0;
  }

  fit(): void {
    this.#prices = FITTED;
    this.invalidate();
  }

  /** Shows the crosshair at a point; null hides it. */
  point(point: Point | null): void {
    this.#cross = point;
    this.invalidate();
  }

  get pointed(): Point | null {
    return this.#cross && 'x' in this.#cross ? this.#cross : null;
  }

  /** Whether the crosshair is there because of the keyboard. */
  get isStepped(): boolean {
    return this.#cross !== null && 't0' in this.#cross;
  }

  /** Moves the crosshair from bar to bar. */
  step(direction: 1 | -1): void {
    const { candles } = this.#data;
    if (candles.length === 0) return;
    const now = this.#crossIndex();
    const to = Math.max(0, Math.min(candles.length - 1, now === null ? this.view.last : now + direction));
    this.#cross = { t0: candles[to]!.t0 };
    this.move(view => view.reveal(to));
  }

  #crossIndex(): number | null {
    const cross = this.#cross;
    if (!cross) return null;
    if ('x' in cross) return this.view.indexAt(cross.x);
    const index = this.#data.candles.findLastIndex(c => c.t0 <= cross.t0);
    return index < 0 ? null : index;
  }

  #resize(): void {
    const { width, height } = this.canvas.getBoundingClientRect();
    if (width < 1 || height < 1) return;
    const isFirst = this.#layout.width <= 1;
    this.#ratio = Math.min(window.devicePixelRatio || 1, 3);
    this.#layout = layoutOf(width, height);
    this.canvas.width = Math.round(width * this.#ratio);
    this.canvas.height = Math.round(height * this.#ratio);
    this.view.resize(this.#layout.plot, isFirst ? (width < 480 ? 88 : 96) : undefined);
    // Resizing clears a canvas; without this it would flash.
    this.#draw();
  }

  #draw(): void {
    const start = performance.now();
    const [ctx, layout, palette, view, data] = [this.#ctx, this.#layout, this.#palette, this.view, this.#data];
    if (layout.width <= 1) return;
    ctx.setTransform(this.#ratio, 0, 0, this.#ratio, 0, 0);
    ctx.fillStyle = palette.panel;
    ctx.fillRect(0, 0, layout.width, layout.height);
    ctx.textBaseline = 'middle';
    const { first, last } = view;
    const text = view.barWidth >= TEXT_BAR;
    this.#scale = last < first ? null : fitPrices(data.candles, first, last, layout.prices, data.tick || 1, text, this.#prices);
    const hover = this.#scale ? this.#paint(this.#scale) : null;
    if (!this.#scale) paintFrames({ ctx, palette, layout });
    if (this.#scale) {
      data.need({ first, last, step: view.barWidth >= CELL_BAR ? this.#scale.step : null, older: view.nearStart(Math.max(20, view.visible * OLDER_MARGIN)) });
    }

    this.onDrawn({ first, last, layout, scale: this.#scale, barWidth: view.barWidth, follow: view.follow, fitted: this.fitted, hover, ms: performance.now() - start });
  }

  #paint(scale: PriceScale): Hover | null {
    const [ctx, layout, palette, view, data] = [this.#ctx, this.#layout, this.#palette, this.view, this.#data];
    const index = this.#crossIndex();
    const frame: Frame = { ctx, layout, palette, data, view, scale, font: this.#font, cross: index, columns: columnsOf(data.candles, view, data.timeframe === '1d'), axisMarks: [] };
    ctx.save();
    ctx.beginPath();
    ctx.rect(0, 0, layout.plot, layout.prices);
    ctx.clip();
    paintGrid(frame);
    if (index !== null) {
      ctx.fillStyle = palette.hover;
      ctx.fillRect(view.x(index), 0, Math.max(1, view.barWidth), layout.prices);
    }

    // What only refers to something lies under the numbers.
    paintLines(frame, this.#lines.filter(line => line.tone === 'quiet'));
    if (view.barWidth >= CELL_BAR) paintCells(frame);
    paintCandles(frame);
    paintLines(frame, this.#lines.filter(line => line.tone !== 'quiet'));
    ctx.restore();
    ctx.save();
    ctx.beginPath();
    ctx.rect(0, layout.deltaTop, layout.plot, layout.axisTop - layout.deltaTop);
    ctx.clip();
    paintDelta(frame);
    paintCvd(frame);
    ctx.restore();
    paintFrames(frame);
    const cross = this.#cross;
    const y = cross === null || index === null ? null : 'y' in cross ? cross.y : yOf(scale, data.candles[index]!.close);
    paintPriceAxis(frame, y);
    paintPaneNames(frame);
    paintTimeAxis(frame);
    if (index === null || y === null) return null;
    const level = paintCrosshair(frame, index, y);
    return { candle: data.candles[index]!, level, x: view.x(index) + view.barWidth / 2, y };
  }
}
