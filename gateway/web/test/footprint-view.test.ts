import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Candle } from '../src/lib/footprint/bar';
import { CandleList } from '../src/lib/footprint/candle-list';
import { columnsOf } from '../src/lib/footprint/columns';
import { layoutOf } from '../src/lib/footprint/layout';
import { missingSpan } from '../src/lib/footprint/missing';
import { fitPrices, gridPrices, niceStep, priceAt, snap, tickOf, yOf } from '../src/lib/footprint/scale';
import { MAX_BAR, MIN_BAR, Viewport } from '../src/lib/footprint/viewport';
import { random } from './random';

export const candle = (t0: number, more: Partial<Candle> = {}): Candle => ({
  t0, t1: t0 + 60_000, open: 1000, high: 1010, low: 990, close: 1005, volume: 100, buyVolume: 60, sellVolume: 40, unknownVolume: 0, value: 100_000, trades: 1, delta: 20, minDelta: 0, maxDelta: 20, cvd: 20, vwap: 1000, revision: 0, absorption: null, ...more,
});

const minutes = (count: number, from = 0) => Array.from({ length: count }, (_, i) => candle((from + i) * 60_000, { cvd: 20 * (i + 1) }));

test('the newest bar stays at the right edge while it is followed, and a zoom keeps the bar under the pointer', () => {
  const view = new Viewport();
  view.resize(960, 96);
  view.update(100);
  assert.equal(view.follow, true);
  assert.equal(view.last, 99);
  view.update(101);
  assert.equal(view.last, 100);
  view.pan(-50);
  assert.equal(view.follow, false);
  const [x, index] = [300, view.indexAt(300)];
  view.zoom(2, x);
  assert.equal(view.indexAt(x), index);
  view.end();
  assert.equal(view.follow, true);
});

test('older bars that come in do not move what is seen', () => {
  const view = new Viewport();
  view.resize(960, 96);
  view.update(100);
  view.pan(-40);
  const [first, x] = [view.first, view.x(view.first)];
  view.update(350, 250);
  assert.equal(view.first, first + 250);
  assert.equal(Math.round(view.x(view.first)), Math.round(x));
});

test('whatever is done to it, the view shows bars that exist', () => {
  for (let seed = 1; seed <= 60; seed++) {
    const next = random(seed);
    const view = new Viewport();
    let count = 0;
    for (let i = 0; i < 200; i++) {
      const act = Math.floor(next() * 8);
      if (act === 0) view.resize(40 + next() * 2000, next() < 0.2 ? 88 : undefined);
      else if (act === 1) view.update((count += Math.floor(next() * 50)), Math.floor(next() * 3));
      else if (act === 2) view.zoom(0.2 + next() * 4, next() * view.width);
      else if (act === 3) view.pan((next() - 0.5) * 500);
      else if (act === 4) view.page(next() < 0.5 ? 1 : -1);
      else if (act === 5) view.start();
      else if (act === 6) view.fit(next() * 4000);
      else if (count > 0) view.reveal(Math.floor(next() * count));
      const told = `seed ${seed}, step ${i}`;
      assert.ok(view.barWidth >= MIN_BAR && view.barWidth <= MAX_BAR, told);
      assert.ok(view.first >= 0 && view.last < count, told);
      if (count > 0) assert.ok(view.last >= view.first, told);
      if (view.follow) assert.equal(view.last, count - 1, told);
    }
  }
});

test('prices come back from the heights at which they are painted, and lie on ticks', () => {
  const scale = fitPrices(minutes(20), 0, 19, 500, 5, true)!;
  for (const price of [990, 1005, 1010]) {
    assert.equal(snap(scale, priceAt(scale, yOf(scale, price))), price);
    assert.ok(yOf(scale, price) > 0 && yOf(scale, price) < 500);
  }

  assert.equal(scale.step, 0);
  const wide = fitPrices(minutes(20).map(c => ({ ...c, high: 90_000, low: 10_000 })), 0, 19, 500, 5, true)!;
  assert.ok(wide.step * wide.perPrice >= 12 && wide.step % 5 === 0);
  assert.equal(fitPrices([], 0, -1, 500, 5, true), null);
  for (const p of gridPrices(wide, 38)) assert.ok(p % wide.step === 0);
});

test('steps are round and multiples of the tick', () => {
  assert.deepEqual([niceStep(1, 5), niceStep(6, 5), niceStep(11, 5), niceStep(26, 25), niceStep(0.03, 0.01), niceStep(7, 1)], [5, 10, 20, 50, 0.04, 10]);
  for (let seed = 1; seed <= 200; seed++) {
    const next = random(seed);
    const tick = [0.01, 0.25, 1, 2, 5, 10, 25][Math.floor(next() * 7)]!;
    const least = tick * (0.5 + next() * 5000);
    const step = niceStep(least, tick);
    assert.ok(step >= least && step < least * 10 + tick, `${least} ${tick}`);
    assert.ok(Math.abs(step / tick - Math.round(step / tick)) < 1e-6, `${least} ${tick}`);
  }
});

test('the tick is the smallest distance that the candles show', () => {
  assert.equal(tickOf([candle(0, { open: 1000, high: 1000, low: 1000, close: 1000 })]), 0);
  assert.equal(tickOf([candle(0, { open: 0.1, high: 0.3, low: 0.1, close: 0.2 }), candle(1, { open: 0.25, high: 0.3, low: 0.1, close: 0.2 })]), 0.05);
});

test('candles that come twice, late or out of order are one list by time', () => {
  for (let seed = 1; seed <= 40; seed++) {
    const next = random(seed);
    const all = minutes(80);
    const list = new CandleList();
    let before = 0;
    for (let i = 0; i < 60; i++) {
      const from = Math.floor(next() * 80);
      before += list.merge(all.slice(from, from + Math.floor(next() * 20))).before;
    }

    const times = list.items.map(c => c.t0);
    assert.deepEqual(times, [...new Set(times)].sort((a, b) => a - b), `seed ${seed}`);
    assert.ok(before <= times.length);
  }
});

test('of two states of a bar the one with more trades stays', () => {
  const list = new CandleList();
  list.merge([candle(0, { trades: 5, close: 7 })]);
  assert.equal(list.merge([candle(0, { trades: 4, close: 6 })]).changed, false);
  assert.equal(list.merge([candle(0, { trades: 6, close: 8 })]).changed, true);
  assert.equal(list.at(0)!.close, 8);
  list.merge([candle(60_000, { delta: 20, cvd: 40 })]);
  assert.equal(list.continues(0), true);
  list.merge([candle(0, { trades: 7, cvd: 35 })]);
  assert.equal(list.continues(0), false);
});

test('levels are read for what is seen first, then for a view to either side, and for nothing else', () => {
  const candles = minutes(1000);
  const has = new Set<number>();
  const spans: [number, number][] = [];
  for (;;) {
    const span = missingSpan(candles, 500, 519, c => has.has(c.t0));
    if (!span) break;
    spans.push([span.first, span.last]);
    for (let i = span.first; i <= span.last; i++) has.add(candles[i]!.t0);
    assert.ok(spans.length < 10);
  }

  assert.deepEqual(spans, [[500, 519], [480, 499], [520, 539]]);
  assert.equal(missingSpan(candles, 0, 999, () => false)!.last, 999);
  assert.ok(missingSpan(candles, 0, 999, () => false)!.first >= 500, 'a bounded number at once, from the newest');
});

test('bars narrower than a pixel are drawn together, and nothing of them is lost', () => {
  const view = new Viewport();
  view.resize(300);
  const candles = minutes(3000).map((c, i) => ({ ...c, high: 1010 + (i % 7), low: 990 - (i % 5) }));
  view.update(candles.length);
  view.fit(3000);
  const columns = columnsOf(candles, view, false);
  assert.ok(columns.length <= 302);
  assert.equal(columns.reduce((sum, c) => sum + c.delta, 0), candles.slice(view.first).reduce((sum, c) => sum + c.delta, 0));
  assert.equal(Math.max(...columns.map(c => c.high)), 1016);
  assert.equal(Math.min(...columns.map(c => c.low)), 986);
  assert.equal(columns.at(-1)!.close, candles.at(-1)!.close);
  view.fit(20);
  assert.equal(columnsOf(candles, view, false).length, view.last - view.first + 1);
});

test('a running delta that begins anew at a day starts another line', () => {
  const candles = [candle(0, { cvd: 20 }), candle(60_000, { cvd: 40 }), candle(120_000, { cvd: 20 })];
  const view = new Viewport();
  view.resize(960, 96);
  view.update(3);
  assert.deepEqual(columnsOf(candles, view, false).map(c => c.restarts), [false, false, true]);
  assert.deepEqual(columnsOf(candles, view, true).map(c => c.restarts), [false, false, false]);
});

test('the panes fill the canvas', () => {
  for (const [width, height] of [[360, 420], [1440, 700], [300, 200]] as const) {
    const l = layoutOf(width, height);
    assert.equal(l.prices + 2 * l.pane, l.axisTop);
    assert.equal(l.deltaTop, l.prices);
    assert.equal(l.cvdTop + l.pane, l.axisTop);
    assert.ok(l.plot < width && l.prices > 50);
  }
});
