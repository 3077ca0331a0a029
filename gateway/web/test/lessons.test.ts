import assert from 'node:assert/strict';
import { test } from 'node:test';
import { barCase, deskCase, flowCase, sessionCase, wilson, zCase } from '../src/pages/education/cases';
import { found, sections } from '../src/pages/education/lessons';

const near = (value: number, wanted: number, digits = 4) => assert.equal(value.toFixed(digits), wanted.toFixed(digits));

test('the worked session is what the formulas of the score give by hand', () => {
  const s = sessionCase();
  assert.deepEqual([s.volume, s.delta, s.deltaPct, s.classifiedPct, s.pricePct], [1_000_000, 280_000, 28, 96, 1.5]);
  near(s.absorption, 11.2);
  near(s.normDelta, 0.64);
  near(s.normZNGR, 0.7);
  near(s.hybridScore, 0.7238);
  near(s.finalScore, 0.955416);
});

test('the worked bar has the point of control and value area that counting gives', () => {
  const b = barCase();
  assert.deepEqual([b.volume, b.delta, b.poc, b.pocVolume, b.above, b.below, b.val, b.vah, b.inside, b.ratio], [6400, 2400, 4000, 2100, 2600, 1700, 4000, 4020, 4700, 3]);
});

test('the worked day, feature, desk and interval are right', () => {
  assert.deepEqual(flowCase(), { smartMoney: 16e9, retail: -16e9, total: 70e9 });
  const z = zCase();
  near(z.mean, 0.02);
  near(z.sd, 0.0273861, 6);
  near(z.z, 1.4606);
  assert.equal(zCase([1, 1, 1, 1, 1]).z, 0);
  const d = deskCase();
  assert.equal(d.average, 4020);
  assert.equal(d.unrealized, 120_000);
  near(d.realized, 38_232);
  // As the trading domain rounds: the stop down, the target up.
  assert.deepEqual([d.stop, d.target, d.trail], [3919, 4181, 4029]);
  const w = wilson(60, 100);
  near(w.low, 0.502, 3);
  near(w.high, 0.6906, 4);
});

test('every lesson has a text in both languages, and each case works', () => {
  for (const section of sections) {
    for (const lesson of section.lessons) {
      assert.ok(lesson.means.length === 2 && lesson.means.every(m => m.length > 5), lesson.name);
      const worked = lesson.worked?.();
      if (worked) assert.ok(worked.every(w => w.length > 0 && !/NaN|undefined|–$/.test(w)), `${lesson.name}: ${String(worked)}`);
    }
  }

  assert.equal(new Set(sections.map(s => s.id)).size, sections.length);
});

test('a search finds by name, text and formula, and leaves out what is empty', () => {
  assert.deepEqual(found(sections, 'Z_NGR').map(s => s.id), ['features', 'score']);
  assert.deepEqual(found(sections, 'drawdown').flatMap(s => s.lessons.map(l => l.name)), ['drawdown']);
  assert.equal(found(sections, ' '), sections);
  assert.deepEqual(found(sections, 'nothing has this'), []);
});
