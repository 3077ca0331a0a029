// Which bars are seen, and how wide: the horizontal half of the chart's geometry. Bars count from the left; the right edge is a place
// between bars.

export const MIN_BAR = 0.02;
export const MAX_BAR = 260;

/** Free room right of the newest bar, in bars. */
const END_GAP = 0.35;

export class Viewport {
  #count = 0;
  #width = 1;
  #barWidth = 96;
  #right = END_GAP;
  #follow = true;

  /** Width of a bar, in pixels. */
  get barWidth(): number {
    return this.#barWidth;
  }

  /** The place at the right edge of the plot. */
  get right(): number {
    return this.#right;
  }

  /** Whether the newest bar is kept in view. */
  get follow(): boolean {
    return this.#follow;
  }

  get width(): number {
    return this.#width;
  }

  /** How many bars fit. */
  get visible(): number {
    return this.#width / this.#barWidth;
  }

  /** Index of the first bar that is seen, not below 0. */
  get first(): number {
    return Math.max(0, Math.floor(this.#right - this.visible));
  }

  /** Index of the last bar that is seen; below `first` when there is none. */
  get last(): number {
    return Math.min(this.#count - 1, Math.ceil(this.#right) - 1);
  }

  /** Whether the oldest bar is in view or nearly so. @param margin Bars. */
  nearStart(margin: number): boolean {
    return this.#right - this.visible < margin;
  }

  /** Left edge of a bar, in pixels. */
  x(index: number): number {
    return this.#width - (this.#right - index) * this.#barWidth;
  }

  /** Index of the bar at a place of the plot; null where there is none. */
  indexAt(x: number): number | null {
    if (x < 0 || x > this.#width) return null;
    const index = Math.floor(this.#right - (this.#width - x) / this.#barWidth);
    return index >= 0 && index < this.#count ? index : null;
  }

  /** @param width Width of the plot, in pixels. @param barWidth For a first look. */
  resize(width: number, barWidth?: number): void {
    this.#width = Math.max(1, width);
    if (barWidth !== undefined) this.#barWidth = barWidth;
    this.#to(this.#right, this.#follow);
  }

  /** Tells how many bars there are. @param before How many of them came in left of all others since the last time. */
  update(count: number, before = 0): void {
    this.#count = count;
    this.#to(this.#follow ? Infinity : this.#right + before, this.#follow);
  }

  zoom(factor: number, x?: number): void {
    const before = this.#barWidth;
    const after = Math.min(MAX_BAR, Math.max(MIN_BAR, before * factor));
    if (after === before) return;
    // The bar under the pointer stays where it is; while the newest is followed, that one.
    const anchor = this.#follow || x === undefined ? this.#width : Math.min(x, this.#width);
    const at = this.#right - (this.#width - anchor) / before;
    this.#barWidth = after;
    this.#to(at + (this.#width - anchor) / after, this.#follow);
  }

  /** Shows so many bars up to the newest. */
  fit(bars: number): void {
    this.#barWidth = Math.min(MAX_BAR, Math.max(MIN_BAR, this.#width / Math.max(1, bars + END_GAP)));
    this.end();
  }

  pan(bars: number): void {
    this.#to(this.#right + bars);
  }

  panTo(right: number): void {
    this.#to(right);
  }

  page(direction: 1 | -1): void {
    this.pan(direction * Math.max(1, this.visible - 1));
  }

  start(): void {
    this.#to(this.visible);
  }

  end(): void {
    this.#to(Infinity);
  }

  /** Moves until a bar is in view. */
  reveal(index: number): void {
    if (index + 1 > this.#right) this.#to(index + 1);
    else if (index < this.#right - this.visible) this.#to(index + this.visible);
  }

  #to(right: number, keepFollowing = false): void {
    // A bar that is wider than the plot leaves no room beside it.
    const most = this.#count + Math.min(END_GAP, this.visible / 4);
    const least = Math.min(most, Math.max(1, Math.min(this.#count, this.visible)));
    this.#right = Math.max(least, Math.min(most, right));
    this.#follow = keepFollowing || this.#right >= most - 0.02;
    if (this.#follow) this.#right = most;
  }
}
