import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Bar, Level } from '../src/lib/footprint/bar';
import { marksOf, mergeBars, sumLevels } from '../src/lib/footprint/marks';
import { ReplayData, replayStep } from '../src/lib/footprint/replay';
import { niceStep } from '../src/lib/footprint/scale';
import { random } from './random';

const level = (price: number, bid: number, ask: number): Level => ({ price, bid, ask, unknown: 0, trades: 1, imbalance: null });

/** A bar of levels; open and close are its ends. */
function bar(minute: number, levels: Level[], cvd: number): Bar {
  const sum = (value: (l: Level) => number) => levels.reduce((s, l) => s + value(l), 0);
  const [buy, sell] = [sum(l => l.ask), sum(l => l.bid)];
  const t0 = Date.parse('2026-02-18T02:00:00Z') + minute * 60_000;
  const value = sum(l => l.price * (l.ask + l.bid));
  return {
    t0, t1: t0 + 60_000, tf: '1m', open: levels[0]!.price, close: levels.at(-1)!.price, high: levels.at(-1)!.price, low: levels[0]!.price, volume: buy + sell, buyVolume: buy, sellVolume: sell, unknownVolume: 0,
    value, trades: levels.length, delta: buy - sell, minDelta: Math.min(0, buy - sell), maxDelta: Math.max(0, buy - sell), cvd, vwap: value / (buy + sell), revision: 0, absorption: null,
    ...marksOf(levels, 5, 100, value / (buy + sell)),
  };
}

test('imbalances are diagonal, 3 to 1, and ten lots at least; three in a row are stacked', () => {
  const levels = [level(1000, 400, 100), level(1005, 300, 1200), level(1010, 200, 1000), level(1015, 100, 3000), level(1025, 900, 1000)];
  const marks = marksOf(levels, 5, 100, 1012);
  // 1005: 1200 ≥ 3 · 400; 1010: 1000 ≥ 3 · 300; 1015: 3000 ≥ 3 · 200; 1025 has no neighbour below, so the weak side is 0.
  assert.deepEqual(marks.levels.map(l => l.imbalance), [null, 'ask', 'ask', 'ask', 'ask']);
  assert.deepEqual(marks.stacked, [{ side: 'ask', from: 1005, to: 1015, count: 3 }]);
  assert.deepEqual(marks.unfinished, { high: true, low: true });
  assert.equal(marksOf([level(1000, 900, 0)], 5, 100, 1000).levels[0]!.imbalance, null, 'nine lots are too few');
  assert.equal(marksOf([level(1000, 1000, 0)], 5, 100, 1000).levels[0]!.imbalance, 'bid');
});

test('the value area grows from the point of control by the larger pair until it holds 70 percent', () => {
  const levels = [level(100, 50, 0), level(101, 60, 0), level(102, 200, 0), level(103, 80, 0), level(104, 10, 0)];
  const marks = marksOf(levels, 1, 1, 102);
  // 200 of 400; above 80 + 10 = 90, below 60 + 50 = 110: the lower pair joins, and 310 ≥ 280.
  assert.deepEqual([marks.poc, marks.val, marks.vah], [102, 100, 102]);
  // Of two equal levels the one nearer to the average price controls.
  assert.equal(marksOf([level(100, 10, 0), level(101, 10, 0)], 1, 1, 100.9).poc, 101);
});

test('levels are summed at multiples of a step and keep their volumes', () => {
  for (let seed = 1; seed <= 50; seed++) {
    const next = random(seed);
    const levels = Array.from({ length: 40 }, (_, i) => level(900 + 5 * i, Math.floor(next() * 100), Math.floor(next() * 100)));
    const step = [5, 10, 25, 50][Math.floor(next() * 4)]!;
    const sums = sumLevels([levels.slice(0, 25), levels.slice(10)], step);
    assert.ok(sums.every(l => l.price % step === 0), `seed ${seed}`);
    const total = (list: readonly Level[]) => list.reduce((s, l) => s + l.ask + l.bid, 0);
    assert.equal(total(sums), total(levels.slice(0, 25)) + total(levels.slice(10)), `seed ${seed}`);
  }
});

test('bars that follow each other are one bar: sums, ends, the path of delta', () => {
  const first = { ...bar(0, [level(1000, 0, 500), level(1005, 100, 0)], 400), minDelta: -50, maxDelta: 450 };
  const second = { ...bar(1, [level(995, 900, 0), level(1000, 0, 100)], -400), minDelta: -900, maxDelta: 0 };
  const merged = mergeBars([first, second], first.t0, first.t0 + 300_000, '5m', 5, 100);
  assert.deepEqual([merged.open, merged.high, merged.low, merged.close], [1000, 1005, 995, 1000]);
  assert.deepEqual([merged.delta, merged.minDelta, merged.maxDelta, merged.cvd], [-400, -500, 450, -400]);
  assert.deepEqual(merged.levels.map(l => [l.price, l.bid, l.ask]), [[995, 900, 0], [1000, 0, 600], [1005, 100, 0]]);
  assert.equal(merged.volume, 1600);
});

function day(seed: number): Bar[] {
  const next = random(seed);
  const bars: Bar[] = [];
  let cvd = 0;
  for (let minute = 0; minute < 120; minute++) {
    if (next() < 0.2) continue;
    const from = 1000 + 5 * Math.floor(next() * 20);
    const levels = Array.from({ length: 1 + Math.floor(next() * 5) }, (_, i) => level(from + 5 * i, 100 * Math.floor(next() * 30), 100 * (1 + Math.floor(next() * 30))));
    const made = bar(minute, levels, 0);
    cvd += made.delta;
    bars.push({ ...made, cvd });
  }

  return bars;
}

test('a replay shows the same at a moment whichever way it came there', () => {
  for (let seed = 1; seed <= 25; seed++) {
    const bars = day(seed);
    const span = [bars[0]!.t0, bars[0]!.t0 + 86_400_000] as const;
    for (const tf of ['1m', '5m', '1h', '1d'] as const) {
      const make = () => new ReplayData(tf, bars, 0, 100, 5, span);
      const wandered = make();
      const next = random(seed * 7);
      for (let i = 0; i < 30; i++) {
        const at = Math.floor(next() * (bars.length + 1));
        wandered.show(at);
        const fresh = make();
        fresh.show(at);
        assert.deepEqual(wandered.candles, fresh.candles, `seed ${seed}, ${tf}, ${at}`);
        for (const c of fresh.candles) assert.deepEqual(wandered.profile(c.t0), fresh.profile(c.t0), `seed ${seed}, ${tf}, ${at}`);
        const sum = bars.slice(0, at).reduce((s, b) => s + b.volume, 0);
        assert.equal(wandered.candles.reduce((s, c) => s + c.volume, 0), sum, `seed ${seed}, ${tf}, ${at}: nothing of the future, nothing lost`);
      }
    }
  }
});

test('a replay merges its levels to the step of the view', () => {
  const bars = day(3);
  const replay = new ReplayData('1m', bars, 0, 100, 5, [bars[0]!.t0, bars[0]!.t0 + 86_400_000]);
  replay.show(10);
  replay.need({ first: 0, last: 9, step: 25, older: false });
  const profile = replay.profile(bars[4]!.t0)!;
  assert.equal(profile.step, 25);
  assert.ok(profile.levels.every(l => l.price % 25 === 0));
});

test('the levels of a day are read at a step that leaves some hundred of them', () => {
  assert.equal(replayStep(1000, 1500, 5, 400, niceStep), 0);
  const step = replayStep(50_000, 60_000, 0.01, 400, niceStep);
  assert.ok(step >= 25 && step <= 100);
});
