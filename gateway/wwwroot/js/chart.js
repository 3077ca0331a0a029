// The footprint chart: candles with bid x ask cells, a delta and a CVD pane, a price axis and a time axis, on one canvas.
// It draws at most once per animation frame, and only the bars in view.

import { profile, tickOf } from './bars.js';
import { clock, compact, day, dayNumber, price, signed } from './format.js';

const MIN_BAR = 3;
const MAX_BAR = 240;
const TEXT_BAR = 80; // From this width on, cells carry numbers.
const CELL_BAR = 18; // From this width on, there are cells at all.
const AXIS_H = 22;
const END_GAP = 0.35; // Bars of free room right of the newest one.
const SHADES = 16;
const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif';
const NICE = [1, 2, 2.5, 4, 5];

export class Chart extends EventTarget {
  #canvas;
  #stage;
  #ctx;
  #bars = [];
  #lot = 1;
  #timeframe = '1m';
  #barWidth = 0;
  #right = 0;
  #follow = true;
  #frame = 0;
  #size = { w: 0, h: 0 };
  #colors = {};
  #cross = null; // {x, y} from a pointer, or {t0} from the keyboard.
  #pointers = new Map();
  #drag = null;
  #view = null;

  /** Events: older (the left edge is in view), hover {bar, level} (null without crosshair), follow, drawn {step, tick}. */
  constructor(canvas) {
    super();
    this.#canvas = canvas;
    this.#stage = canvas.parentElement;
    this.#ctx = canvas.getContext('2d', { alpha: false });
    this.#readColors();
    matchMedia('(prefers-color-scheme: light)').addEventListener('change', () => {
      this.#readColors();
      this.invalidate();
    });
    new ResizeObserver(() => this.#resize()).observe(canvas);
    this.#resize();
    this.#listen();
  }

  get following() {
    return this.#follow;
  }

  /** Shows another list of bars, from its newest. */
  show(bars, timeframe, lot) {
    this.#bars = bars;
    this.#timeframe = timeframe;
    this.#lot = lot;
    this.#cross = null;
    this.end();
  }

  set lot(value) {
    this.#lot = value;
    this.invalidate();
  }

  /** Bars came in before the first one (or, below 0, went away there). */
  shift(count) {
    if (!this.#follow) this.#right += count;
    this.invalidate();
  }

  invalidate() {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.#draw();
    });
  }

  zoom(factor, x = undefined) {
    const plot = this.#plotWidth();
    const before = this.#barWidth;
    const after = Math.min(MAX_BAR, Math.max(MIN_BAR, before * factor));
    if (after === before) return;
    // The bar under the pointer stays where it is; while the newest is followed, that one.
    const anchor = this.#follow || x === undefined ? plot : Math.min(x, plot);
    const at = this.#right - (plot - anchor) / before;
    this.#barWidth = after;
    this.#pan(at + (plot - anchor) / after, this.#follow);
  }

  pan(bars) {
    this.#pan(this.#right + bars);
  }

  page(direction) {
    this.pan(direction * Math.max(1, this.#plotWidth() / this.#barWidth - 1));
  }

  start() {
    this.#pan(this.#plotWidth() / this.#barWidth);
  }

  end() {
    this.#pan(Infinity);
  }

  /** Moves the crosshair from bar to bar. */
  step(direction) {
    const n = this.#bars.length;
    if (n === 0) return;
    const now = this.#crossIndex();
    const to = Math.max(0, Math.min(n - 1, now === null ? Math.floor(Math.min(this.#right, n) - 0.01) : now + direction));
    this.#cross = { t0: this.#bars[to].t0 };
    const visible = this.#plotWidth() / this.#barWidth;
    if (to + 1 > this.#right) this.#pan(to + 1);
    else if (to < this.#right - visible) this.#pan(to + visible);
    this.invalidate();
  }

  hideCross() {
    this.#cross = null;
    this.invalidate();
  }

  #pan(right, keepFollowing = false) {
    const most = this.#bars.length + END_GAP;
    const least = Math.min(most, Math.max(1, Math.min(this.#bars.length, this.#plotWidth() / this.#barWidth)));
    this.#right = Math.max(least, Math.min(most, right));
    const follow = keepFollowing || this.#right >= most - 0.02;
    if (follow !== this.#follow) {
      this.#follow = follow;
      this.dispatchEvent(new Event('follow'));
    }

    this.invalidate();
  }

  #crossIndex() {
    if (!this.#cross || !this.#view) return null;
    if (this.#cross.t0 !== undefined) {
      const index = this.#bars.findLastIndex(b => b.t0 <= this.#cross.t0);
      return index < 0 ? null : index;
    }

    if (this.#cross.x > this.#view.plotW) return null;
    const index = Math.floor(this.#right - (this.#view.plotW - this.#cross.x) / this.#barWidth);
    return index >= 0 && index < this.#bars.length ? index : null;
  }

  #axisWidth() {
    return this.#size.w < 480 ? 50 : 62;
  }

  #plotWidth() {
    return Math.max(40, this.#size.w - this.#axisWidth());
  }

  #resize() {
    const { width, height } = this.#canvas.getBoundingClientRect();
    if (width < 1 || height < 1) return;
    const ratio = Math.min(window.devicePixelRatio || 1, 3);
    this.#size = { w: width, h: height, ratio };
    this.#canvas.width = Math.round(width * ratio);
    this.#canvas.height = Math.round(height * ratio);
    if (this.#barWidth === 0) this.#barWidth = width < 480 ? 88 : 96;
    this.#pan(this.#follow ? Infinity : this.#right);
    // Resizing clears a canvas; without this it would flash.
    this.#draw();
  }

  #readColors() {
    const style = getComputedStyle(document.documentElement);
    const c = {};
    for (const name of ['bg', 'panel', 'raised', 'line', 'grid', 'ink', 'muted', 'up', 'down', 'up-text', 'down-text', 'on-strong', 'poc', 'area', 'cvd', 'cross']) c[name] = style.getPropertyValue(`--${name}`).trim();
    const shades = (color, least, most) => Array.from({ length: SHADES }, (_, i) => fade(color, least + (most - least) * i / (SHADES - 1)));
    c.upShades = shades(c.up, 0.05, 0.5);
    c.downShades = shades(c.down, 0.05, 0.5);
    c.upBars = shades(c.up, 0.3, 0.95);
    c.downBars = shades(c.down, 0.3, 0.95);
    c.neutralBar = fade(c.muted, 0.35);
    c.areaFill = fade(c.area, 0.13);
    c.areaLine = fade(c.area, 0.75);
    c.cvdFill = fade(c.cvd, 0.16);
    c.lastLine = fade(c.ink, 0.35);
    c.hoverFill = fade(c.cross, 0.1);
    this.#colors = c;
  }

  // --- Pointer

  #listen() {
    const canvas = this.#canvas;
    const at = e => {
      const box = canvas.getBoundingClientRect();
      return { x: e.clientX - box.left, y: e.clientY - box.top };
    };
    canvas.addEventListener('wheel', e => {
      e.preventDefault();
      const unit = e.deltaMode === 1 ? 16 : e.deltaMode === 2 ? 400 : 1;
      if (Math.abs(e.deltaX) > Math.abs(e.deltaY)) this.pan(e.deltaX * unit / this.#barWidth);
      else this.zoom(Math.exp(-Math.max(-120, Math.min(120, e.deltaY * unit)) * 0.0018), at(e).x);
    }, { passive: false });
    canvas.addEventListener('pointerdown', e => {
      if (e.button !== 0) return;
      canvas.setPointerCapture(e.pointerId);
      const point = at(e);
      this.#pointers.set(e.pointerId, point);
      this.#drag = this.#pointers.size === 1 ? { x: point.x, right: this.#right, moved: false } : { pinch: this.#spread(), moved: true };
    });
    canvas.addEventListener('pointermove', e => {
      const point = at(e);
      if (this.#pointers.has(e.pointerId)) this.#pointers.set(e.pointerId, point);
      if (this.#drag?.pinch && this.#pointers.size === 2) this.#pinch();
      else if (this.#drag && this.#pointers.size === 1) this.#dragTo(point, e.pointerType);
      if (e.pointerType === 'mouse') this.#point(point);
    });
    const release = e => {
      if (!this.#pointers.delete(e.pointerId)) return;
      canvas.classList.remove('drag');
      // A tap of a finger shows the crosshair, a second one near it hides it.
      if (e.type === 'pointerup' && e.pointerType !== 'mouse' && this.#drag && !this.#drag.moved) {
        const point = at(e);
        const near = this.#cross?.x !== undefined && Math.hypot(this.#cross.x - point.x, this.#cross.y - point.y) < 24;
        if (near) this.hideCross();
        else this.#point(point);
      }

      const [rest] = this.#pointers.values();
      this.#drag = rest ? { x: rest.x, right: this.#right, moved: true } : null;
    };
    canvas.addEventListener('pointerup', release);
    canvas.addEventListener('pointercancel', release);
    canvas.addEventListener('pointerleave', e => e.pointerType === 'mouse' && this.#cross?.t0 === undefined && this.hideCross());
    canvas.addEventListener('keydown', e => this.#key(e));
    canvas.addEventListener('blur', () => this.#cross?.t0 !== undefined && this.hideCross());
  }

  #point(point) {
    this.#cross = point;
    this.invalidate();
  }

  #dragTo(point, type) {
    const moved = point.x - this.#drag.x;
    if (!this.#drag.moved && Math.abs(moved) < (type === 'mouse' ? 3 : 8)) return;
    if (!this.#drag.moved && type !== 'mouse') this.#cross = null;
    this.#drag.moved = true;
    this.#canvas.classList.add('drag');
    this.#pan(this.#drag.right - moved / this.#barWidth);
  }

  #spread() {
    const [a, b] = this.#pointers.values();
    return { distance: Math.max(20, Math.hypot(a.x - b.x, a.y - b.y)), x: (a.x + b.x) / 2 };
  }

  #pinch() {
    const now = this.#spread();
    const before = this.#drag.pinch;
    this.zoom(now.distance / before.distance, now.x);
    this.#pan(this.#right - (now.x - before.x) / this.#barWidth);
    this.#drag.pinch = now;
  }

  #key(e) {
    if (e.ctrlKey || e.metaKey || e.altKey) return;
    const actions = {
      ArrowLeft: () => (e.shiftKey ? this.step(-1) : this.pan(-Math.max(1, Math.round(20 / this.#barWidth)))),
      ArrowRight: () => (e.shiftKey ? this.step(1) : this.pan(Math.max(1, Math.round(20 / this.#barWidth)))),
      PageUp: () => this.page(-1),
      PageDown: () => this.page(1),
      Home: () => this.start(),
      End: () => this.end(),
      Escape: () => this.hideCross(),
      '+': () => this.zoom(1.2),
      '=': () => this.zoom(1.2),
      '-': () => this.zoom(1 / 1.2),
      _: () => this.zoom(1 / 1.2),
    };
    const action = actions[e.key];
    if (!action) return;
    e.preventDefault();
    action();
  }

  // --- Drawing

  #draw() {
    const { w, h, ratio } = this.#size;
    if (!w) return;
    const ctx = this.#ctx;
    const c = this.#colors;
    if (this.#follow) this.#right = this.#bars.length + END_GAP;
    ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
    ctx.fillStyle = c.panel;
    ctx.fillRect(0, 0, w, h);
    ctx.textBaseline = 'middle';

    const pane = Math.round(Math.max(40, Math.min(96, (h - AXIS_H) * 0.15)));
    const plotW = this.#plotWidth();
    const priceH = h - AXIS_H - 2 * pane;
    const view = { plotW, priceH, deltaY: priceH, cvdY: priceH + pane, pane, axisY: h - AXIS_H };
    this.#view = view;
    const visible = plotW / this.#barWidth;
    const first = Math.max(0, Math.floor(this.#right - visible));
    const last = Math.min(this.#bars.length - 1, Math.ceil(this.#right) - 1);
    Object.assign(view, { first, last });
    if (last < first) {
      this.#frames(view);
      this.#hover(null, null, null);
      this.dispatchEvent(new CustomEvent('drawn', { detail: null }));
      return;
    }

    this.#scale(view);
    const index = this.#crossIndex();
    this.#grid(view);
    ctx.save();
    ctx.beginPath();
    ctx.rect(0, 0, plotW, view.axisY);
    ctx.clip();
    if (index !== null) {
      ctx.fillStyle = c.hoverFill;
      ctx.fillRect(this.#x(index), 0, this.#barWidth, view.axisY);
    }

    if (this.#barWidth >= CELL_BAR) this.#cells(view);
    this.#candles(view);
    this.#deltas(view);
    this.#cvd(view);
    ctx.restore();
    this.#frames(view);
    this.#axis(view);
    this.#crosshair(view, index);
    this.dispatchEvent(new CustomEvent('drawn', { detail: { step: view.step, tick: view.tick, cells: this.#barWidth >= CELL_BAR } }));
    if (this.#right - visible < 0.5) this.dispatchEvent(new Event('older'));
  }

  #x(index) {
    return this.#view.plotW - (this.#right - index) * this.#barWidth;
  }

  /** Fits the prices of the bars in view, and finds the price step at which a row can be read. */
  #scale(view) {
    let low = Infinity;
    let high = -Infinity;
    let tick = 0;
    for (let i = view.first; i <= view.last; i++) {
      const bar = this.#bars[i];
      low = Math.min(low, bar.low);
      high = Math.max(high, bar.high);
      const own = tickOf(bar);
      if (own > 0 && (tick === 0 || own < tick)) tick = own;
    }

    if (tick === 0) tick = this.#tickNear(view);
    const pad = this.#barWidth >= TEXT_BAR ? 42 : 22; // Room for marks above and below.
    const tall = Math.max(40, view.priceH - pad);
    const most = this.#barWidth >= TEXT_BAR ? 26 : 14;
    const perPrice = Math.min(tall / (high - low + tick), most / tick);
    view.tick = tick;
    view.perPrice = perPrice;
    // Rows around the middle of the range.
    view.top = (high + low) / 2 + view.priceH / 2 / perPrice;
    const least = this.#barWidth >= TEXT_BAR ? 12 : 3;
    view.step = tick * perPrice >= least ? 0 : niceStep(least / perPrice, tick);
    view.rowH = (view.step || tick) * perPrice;
  }

  #tickNear(view) {
    for (let d = 0; d < this.#bars.length; d++) {
      const own = Math.max(tickOf(this.#bars[Math.max(0, view.first - d)]), tickOf(this.#bars[Math.min(this.#bars.length - 1, view.last + d)]));
      if (own > 0) return own;
    }

    // No bar has two levels: the smallest step from one bar to the next.
    let least = 0;
    for (let i = 1; i < this.#bars.length; i++) {
      const step = Number(Math.abs(this.#bars[i].close - this.#bars[i - 1].close).toPrecision(12));
      if (step > 0 && (least === 0 || step < least)) least = step;
    }

    return least || 1;
  }

  #y(value) {
    return (this.#view.top - value) * this.#view.perPrice;
  }

  /** Upper edge of the row of a level. */
  #rowY(levelPrice) {
    const view = this.#view;
    return this.#y(levelPrice + (view.step || view.tick) - view.tick / 2);
  }

  #grid(view) {
    const ctx = this.#ctx;
    const c = this.#colors;
    ctx.fillStyle = c.grid;
    view.gridStep = niceStep(Math.max(38, view.rowH) / view.perPrice, view.tick);
    for (let p = Math.ceil((view.top - view.priceH / view.perPrice) / view.gridStep) * view.gridStep; p < view.top; p += view.gridStep) ctx.fillRect(0, Math.round(this.#y(p)), view.plotW, 1);
    ctx.fillStyle = c.line;
    for (let i = Math.max(1, view.first); i <= view.last; i++) {
      if (this.#timeframe !== '1d' && dayNumber(this.#bars[i].t0) !== dayNumber(this.#bars[i - 1].t0)) ctx.fillRect(Math.round(this.#x(i)) - 1, 0, 1, view.axisY);
    }
  }

  #cells(view) {
    const ctx = this.#ctx;
    const c = this.#colors;
    const text = this.#barWidth >= TEXT_BAR;
    const candle = candleWidth(this.#barWidth);
    const shown = [];
    let maxSide = 0;
    let maxVolume = 0;
    for (let i = view.first; i <= view.last; i++) {
      const p = profile(this.#bars[i], view.step, this.#lot);
      shown.push(p);
      maxSide = Math.max(maxSide, p.maxSide);
      maxVolume = Math.max(maxVolume, p.maxVolume);
    }

    const size = Math.max(9, Math.min(12, view.rowH - 2, this.#barWidth / 8.8));
    const plain = `${size}px ${FONT}`;
    const strong = `700 ${size}px ${FONT}`;
    const gap = view.rowH >= 6 ? 1 : 0;
    for (let i = view.first; i <= view.last; i++) {
      const p = shown[i - view.first];
      const left = Math.round(this.#x(i) + candle + 4);
      const right = Math.round(this.#x(i) + this.#barWidth - Math.min(5, this.#barWidth * 0.06) - 1);
      const width = right - left;
      const middle = left + Math.round(width / 2);
      // Value area.
      const areaTop = Math.round(this.#rowY(p.vah));
      const areaEnd = Math.round(this.#rowY(p.val) + view.rowH);
      ctx.fillStyle = c.areaFill;
      ctx.fillRect(left, areaTop, width, areaEnd - areaTop);
      ctx.fillStyle = c.areaLine;
      ctx.fillRect(right, areaTop, text ? 2 : 1, areaEnd - areaTop);
      let poc = null;
      // A profile per bar, which a quiet bar does not fill.
      const reach = width * (0.4 + 0.6 * Math.sqrt(p.maxVolume / maxVolume));
      ctx.font = plain;
      for (const level of p.levels) {
        const y = Math.round(this.#rowY(level.price));
        const high = Math.max(1, Math.round(this.#rowY(level.price) + view.rowH) - y - gap);
        if (level.price === p.poc) poc = { y, high };
        if (!text) {
          const delta = level.ask - level.bid;
          ctx.fillStyle = level.imbalance === 'ask' ? c.up : level.imbalance === 'bid' ? c.down
            : delta === 0 ? c.neutralBar : (delta > 0 ? c.upBars : c.downBars)[shade(Math.abs(delta) / level.volume * 0.8)];
          const wide = Math.max(1, Math.round(reach * level.volume / p.maxVolume));
          ctx.fillRect(left, y, wide, high);
          if (poc?.y === y) poc.wide = wide;
          continue;
        }

        ctx.fillStyle = level.imbalance === 'bid' ? c.down : c.downShades[shade(Math.sqrt(level.bid / maxSide))];
        ctx.fillRect(left, y, middle - left, high);
        ctx.fillStyle = level.imbalance === 'ask' ? c.up : c.upShades[shade(Math.sqrt(level.ask / maxSide))];
        ctx.fillRect(middle + 1, y, right - middle - 1, high);
        const line = y + high / 2 + 0.5;
        if (level.bid === 0 && level.ask === 0 && level.unknown > 0) {
          ctx.textAlign = 'center';
          ctx.fillStyle = c.muted;
          ctx.fillText(tight(level.unknown), middle, line, width - 4);
          continue;
        }

        const room = middle - left - 6;
        ctx.textAlign = 'right';
        if (level.imbalance === 'bid') ctx.font = strong;
        ctx.fillStyle = level.imbalance === 'bid' ? c['on-strong'] : level.bid > 0 ? c.ink : c.muted;
        ctx.fillText(tight(level.bid), middle - 3, line, room);
        if (level.imbalance === 'bid') ctx.font = plain;
        ctx.textAlign = 'left';
        if (level.imbalance === 'ask') ctx.font = strong;
        ctx.fillStyle = level.imbalance === 'ask' ? c['on-strong'] : level.ask > 0 ? c.ink : c.muted;
        ctx.fillText(tight(level.ask), middle + 4, line, room);
        if (level.imbalance === 'ask') ctx.font = plain;
      }

      if (poc && view.rowH >= 4) {
        ctx.strokeStyle = c.poc;
        ctx.lineWidth = text ? 1.5 : 1;
        ctx.strokeRect(left + 0.25, poc.y + 0.25, (poc.wide ?? width) - 0.5, poc.high - 0.5);
      } else if (poc) {
        ctx.fillStyle = c.poc;
        ctx.fillRect(left, poc.y, poc.wide ?? width, Math.max(1, poc.high));
      }

      // Stacked imbalances: a rail along the run, outside the cells of its side.
      for (const run of p.stacked) {
        const y = Math.round(this.#rowY(run.to));
        ctx.fillStyle = run.side === 'ask' ? c.up : c.down;
        ctx.fillRect(run.side === 'ask' ? right + (text ? 2 : 1) : left - 2, y, 2, Math.round(this.#rowY(run.from) + view.rowH) - y);
      }

      if (text) this.#marks(this.#bars[i], left + width / 2, p);
    }
  }

  #marks(bar, x, p) {
    const ctx = this.#ctx;
    const c = this.#colors;
    const above = this.#rowY(p.levels.at(-1).price) - 6;
    const below = this.#rowY(p.levels[0].price) + this.#view.rowH + 6;
    ctx.lineWidth = 1.25;
    ctx.strokeStyle = c.muted;
    const ring = y => {
      ctx.beginPath();
      ctx.arc(x, y, 2.6, 0, 7);
      ctx.stroke();
    };
    if (bar.unfinished?.high) ring(above);
    if (bar.unfinished?.low) ring(below);
    if (!bar.absorption) return;
    const buy = bar.absorption === 'buy';
    const [y, d] = buy ? [above, 1] : [below, -1];
    ctx.fillStyle = buy ? c.down : c.up;
    ctx.beginPath();
    ctx.moveTo(x + 9, y - 3.5 * d);
    ctx.lineTo(x + 17, y - 3.5 * d);
    ctx.lineTo(x + 13, y + 3.5 * d);
    ctx.fill();
  }

  #candles(view) {
    const ctx = this.#ctx;
    const c = this.#colors;
    const cells = this.#barWidth >= CELL_BAR;
    const body = candleWidth(this.#barWidth);
    const edge = this.#barWidth >= TEXT_BAR ? view.tick * view.perPrice / 2 : 0;
    for (let i = view.first; i <= view.last; i++) {
      const bar = this.#bars[i];
      const left = cells ? Math.round(this.#x(i) + 2) : Math.round(this.#x(i) + (this.#barWidth - body) / 2);
      const middle = left + Math.floor(body / 2);
      const top = Math.round(this.#y(bar.high) - edge);
      const wick = Math.max(1, Math.round(this.#y(bar.low) + edge) - top);
      const bodyTop = Math.round(this.#y(Math.max(bar.open, bar.close)));
      const bodyH = Math.max(cells ? 2 : 1, Math.round(this.#y(Math.min(bar.open, bar.close))) - bodyTop);
      ctx.fillStyle = bar.close > bar.open ? c.up : bar.close < bar.open ? c.down : c.muted;
      ctx.fillRect(middle, top, 1, wick);
      ctx.fillRect(left, bodyTop, body, bodyH);
      if (!cells && this.#barWidth >= 7) {
        ctx.fillStyle = c.poc;
        ctx.fillRect(left, Math.round(this.#y(bar.poc)), body, 1);
      }
    }
  }

  #deltas(view) {
    const ctx = this.#ctx;
    const c = this.#colors;
    let [most, least] = [0, 0];
    for (let i = view.first; i <= view.last; i++) {
      most = Math.max(most, this.#bars[i].delta);
      least = Math.min(least, this.#bars[i].delta);
    }

    const numbers = this.#barWidth >= 42;
    const room = view.pane - 18 - (numbers ? 14 : 4);
    const per = room / (most - least || 1);
    const zero = view.deltaY + 17 + most * per;
    ctx.fillStyle = c.line;
    ctx.fillRect(0, Math.round(zero), view.plotW, 1);
    view.marks = [];
    if (most > 0) view.marks.push([most, view.deltaY + 17]);
    if (least < 0 && -least * per > 12) view.marks.push([least, zero - least * per]);
    ctx.font = `${Math.min(11, this.#barWidth / 4.4)}px ${FONT}`;
    ctx.textAlign = 'center';
    for (let i = view.first; i <= view.last; i++) {
      const { delta } = this.#bars[i];
      const inset = this.#barWidth >= 6 ? Math.max(1, this.#barWidth * 0.12) : 0.5;
      const x = Math.round(this.#x(i) + inset);
      const width = Math.max(1, Math.round(this.#barWidth - 2 * inset));
      const size = Math.max(delta === 0 ? 0 : 1, Math.round(Math.abs(delta) * per));
      ctx.fillStyle = delta > 0 ? c.up : c.down;
      ctx.fillRect(x, delta > 0 ? Math.round(zero) - size : Math.round(zero), width, size);
      if (!numbers) continue;
      ctx.fillStyle = delta > 0 ? c['up-text'] : delta < 0 ? c['down-text'] : c.muted;
      ctx.fillText(signed(delta), this.#x(i) + this.#barWidth / 2, view.deltaY + view.pane - 8, this.#barWidth - 4);
    }
  }

  #cvd(view) {
    const ctx = this.#ctx;
    const c = this.#colors;
    const from = Math.max(0, view.first - 1);
    const to = Math.min(this.#bars.length - 1, view.last + 1);
    let [most, least] = [-Infinity, Infinity];
    for (let i = view.first; i <= view.last; i++) {
      most = Math.max(most, this.#bars[i].cvd);
      least = Math.min(least, this.#bars[i].cvd);
    }

    const room = view.pane - 18 - 6;
    const per = most > least ? room / (most - least) : 0;
    const y = value => (per ? view.cvdY + 18 + (most - value) * per : view.cvdY + 18 + room / 2);
    const base = view.cvdY + view.pane;
    view.marks.push([most, y(most)]);
    if (per && y(least) - y(most) > 14) view.marks.push([least, y(least) - 2]);
    if (most > 0 && least < 0) {
      ctx.fillStyle = c.line;
      ctx.fillRect(0, Math.round(y(0)), view.plotW, 1);
    }

    ctx.lineWidth = 1.75;
    ctx.lineJoin = 'round';
    ctx.strokeStyle = c.cvd;
    ctx.fillStyle = c.cvdFill;
    // The running delta starts anew each day, and so does the line.
    for (let i = from; i <= to;) {
      const start = i;
      ctx.beginPath();
      do {
        const x = this.#x(i) + this.#barWidth / 2;
        if (i === start) ctx.moveTo(x, y(this.#bars[i].cvd));
        else ctx.lineTo(x, y(this.#bars[i].cvd));
        i++;
      } while (i <= to && !this.#restarts(i));
      if (i - start === 1) {
        ctx.fillStyle = c.cvd;
        ctx.fillRect(this.#x(start) + this.#barWidth / 2 - 2, y(this.#bars[start].cvd) - 2, 4, 4);
        ctx.fillStyle = c.cvdFill;
        continue;
      }

      ctx.stroke();
      ctx.lineTo(this.#x(i - 1) + this.#barWidth / 2, base);
      ctx.lineTo(this.#x(start) + this.#barWidth / 2, base);
      ctx.fill();
    }
  }

  #restarts(i) {
    const [bar, before] = [this.#bars[i], this.#bars[i - 1]];
    return this.#timeframe !== '1d' && Math.abs(bar.cvd - bar.delta) < 1e-6 && Math.abs(before.cvd) > 1e-6;
  }

  #frames(view) {
    const ctx = this.#ctx;
    const c = this.#colors;
    const { w, h } = this.#size;
    ctx.fillStyle = c.panel;
    ctx.fillRect(view.plotW, 0, w - view.plotW, h);
    ctx.fillStyle = c.line;
    ctx.fillRect(view.plotW, 0, 1, view.axisY);
    for (const y of [view.deltaY, view.cvdY, view.axisY]) ctx.fillRect(0, Math.round(y), w, 1);
  }

  #axis(view) {
    const ctx = this.#ctx;
    const c = this.#colors;
    const font = `11px ${FONT}`;
    ctx.font = font;
    ctx.textAlign = 'left';
    ctx.fillStyle = c.muted;
    const x = view.plotW + 6;
    const room = this.#size.w - x - 2;
    const lowest = view.top - view.priceH / view.perPrice;
    const newest = this.#bars.at(-1);
    const lastY = this.#y(newest.close);
    for (let p = Math.ceil(lowest / view.gridStep) * view.gridStep; p < view.top; p += view.gridStep) {
      const y = this.#y(p);
      if (y > 8 && y < view.priceH - 8 && Math.abs(y - lastY) > 14 && !(Math.abs(y - this.#cross?.y) < 14)) ctx.fillText(price(Number(p.toPrecision(12))), x, y, room);
    }

    for (const [value, y] of view.marks) {
      ctx.fillText(signed(value), x, Math.round(y), room);
    }

    if (lastY > 0 && lastY < view.priceH) {
      ctx.fillStyle = c.lastLine;
      for (let d = 0; d < view.plotW; d += 7) ctx.fillRect(d, Math.round(lastY), 3, 1);
      this.#label(price(newest.close), view.plotW + 1, lastY, newest.close >= newest.open ? c.up : c.down, c['on-strong']);
    }

    // Panes: their name and the value of the bar under the crosshair, or of the newest one.
    const bar = this.#bars[this.#crossIndex() ?? this.#bars.length - 1];
    for (const [name, value, top] of [['Delta', bar.delta, view.deltaY], ['CVD', bar.cvd, view.cvdY]]) {
      ctx.textAlign = 'left';
      ctx.font = font;
      ctx.fillStyle = c.muted;
      ctx.fillText(name, 8, top + 10);
      const at = 8 + ctx.measureText(name).width + 6;
      ctx.font = `600 11px ${FONT}`;
      ctx.fillStyle = value > 0 ? c['up-text'] : value < 0 ? c['down-text'] : c.ink;
      ctx.fillText(signed(value), at, top + 10);
    }

    ctx.font = font;
    ctx.textAlign = 'center';
    const every = Math.max(1, Math.ceil(58 / this.#barWidth));
    const stride = [1, 2, 5, 10, 15, 20, 30, 60, 120, 240].find(s => s >= every) ?? every;
    let free = -Infinity;
    for (let i = view.first; i <= view.last; i++) {
      const bar = this.#bars[i];
      const at = this.#x(i) + this.#barWidth / 2;
      const newDay = i > 0 && dayNumber(bar.t0) !== dayNumber(this.#bars[i - 1].t0);
      // Round times: every so many spans of the clock, not of the list.
      const place = this.#timeframe === '1d' ? i : Math.floor((bar.t0 + 7 * 3600e3) / (bar.t1 - bar.t0));
      if ((place % stride !== 0 && !newDay) || at - 28 < Math.max(free, -14) || at + 22 > view.plotW) continue;
      const isDay = this.#timeframe === '1d' || newDay;
      ctx.fillStyle = isDay ? c.ink : c.muted;
      ctx.fillText(isDay ? day(bar.t0) : clock(bar.t0), at, view.axisY + 12);
      free = at + 28;
    }
  }

  #label(text, x, y, fill, ink) {
    const ctx = this.#ctx;
    ctx.font = `600 11px ${FONT}`;
    ctx.textAlign = 'left';
    ctx.fillStyle = fill;
    ctx.fillRect(x, Math.round(y) - 8, this.#size.w - x, 17);
    ctx.fillStyle = ink;
    ctx.fillText(text, x + 5, Math.round(y) + 0.5, this.#size.w - x - 6);
  }

  #crosshair(view, index) {
    const cross = this.#cross;
    if (!cross || index === null) {
      this.#hover(null, null, null);
      return;
    }

    const ctx = this.#ctx;
    const c = this.#colors;
    const bar = this.#bars[index];
    const x = Math.round(this.#x(index) + this.#barWidth / 2);
    const y = cross.y === undefined ? this.#y(bar.close) : cross.y;
    ctx.strokeStyle = c.cross;
    ctx.lineWidth = 1;
    ctx.setLineDash([3, 3]);
    ctx.beginPath();
    ctx.moveTo(x + 0.5, 0);
    ctx.lineTo(x + 0.5, view.axisY);
    if (y < view.axisY) {
      ctx.moveTo(0, Math.round(y) + 0.5);
      ctx.lineTo(view.plotW, Math.round(y) + 0.5);
    }

    ctx.stroke();
    ctx.setLineDash([]);
    let level = null;
    if (y < view.priceH) {
      const at = Math.round((view.top - y / view.perPrice) / view.tick) * view.tick;
      this.#label(price(Number(at.toPrecision(12))), view.plotW + 1, y, c.cross, c.panel);
      const shown = profile(bar, this.#barWidth >= CELL_BAR ? view.step : 0, this.#lot);
      const span = (this.#barWidth >= CELL_BAR && view.step) || view.tick;
      const edge = view.top - y / view.perPrice + view.tick / 2;
      level = shown.levels.find(l => edge >= l.price && edge < l.price + span) ?? null;
    }

    const label = this.#timeframe === '1d' ? day(bar.t0) : `${day(bar.t0)} ${clock(bar.t0)}`;
    ctx.font = `600 11px ${FONT}`;
    const wide = ctx.measureText(label).width + 12;
    const left = Math.max(0, Math.min(view.plotW - wide, x - wide / 2));
    ctx.fillStyle = c.cross;
    ctx.fillRect(left, view.axisY + 2, wide, 18);
    ctx.fillStyle = c.panel;
    ctx.textAlign = 'left';
    ctx.fillText(label, left + 6, view.axisY + 11.5);
    this.#hover(bar, level, { x, y, width: this.#size.w, height: this.#size.h, barWidth: this.#barWidth });
  }

  #hover(bar, level, place) {
    this.dispatchEvent(new CustomEvent('hover', { detail: { bar, level, place } }));
  }
}

function candleWidth(bar) {
  if (bar >= TEXT_BAR) return 7;
  if (bar >= CELL_BAR) return Math.max(3, Math.round(bar * 0.1));
  return Math.max(1, Math.round(bar * 0.68));
}

/** The smallest round multiple of a tick that is at least a step. */
function niceStep(least, tick) {
  for (let power = 10 ** Math.floor(Math.log10(tick)); ; power *= 10) {
    for (const factor of NICE) {
      const step = Number((factor * power).toPrecision(6));
      const ticks = step / tick;
      if (step >= least && Math.abs(ticks - Math.round(ticks)) < 1e-6) return step;
    }

    if (power > least * 1e6) return Math.ceil(least / tick) * tick;
  }
}

/** With a thin space: cells are narrow. */
const tight = value => compact(value).replace(' ', '\u2009');

const shade = share => Math.min(SHADES - 1, Math.max(0, Math.round(share * (SHADES - 1))));

function fade(color, alpha) {
  const hex = color.replace('#', '');
  const [r, g, b] = [0, 2, 4].map(i => parseInt(hex.slice(i, i + 2), 16));
  return `rgba(${r}, ${g}, ${b}, ${alpha.toFixed(3)})`;
}
