import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Backoff } from '../src/lib/backoff';
import { compare, readSort, sorted, visible, widths, writeSort } from '../src/lib/order';

test('what is missing comes last in either direction', () => {
  const rows = [{ k: 'a', v: null }, { k: 'b', v: 2 }, { k: 'c', v: 1 }, { k: 'd', v: NaN }];
  assert.deepEqual(sorted(rows, r => r.v, r => r.k, true).map(r => r.k), ['c', 'b', 'a', 'd']);
  assert.deepEqual(sorted(rows, r => r.v, r => r.k, false).map(r => r.k), ['b', 'c', 'a', 'd']);
});

test('equal rows keep their places from one update to the next', () => {
  const rows = ['d', 'a', 'c', 'b'].map(k => ({ k, v: 1 }));
  for (const ascending of [true, false]) assert.deepEqual(sorted(rows, r => r.v, r => r.k, ascending).map(r => r.k), ['a', 'b', 'c', 'd']);
});

test('texts are ordered by the alphabet and numbers by size', () => {
  assert.ok(compare('BBCA', 'BBRI', true) < 0);
  assert.ok(compare(9, 10, true) < 0);
  assert.ok(compare(9, 10, false) > 0);
});

test('the order stands in the address and comes back from it', () => {
  assert.deepEqual(readSort('pricePct:asc', ['pricePct']), { column: 'pricePct', ascending: true });
  assert.equal(readSort('nonsense', ['pricePct']), null);
  assert.equal(readSort(null, ['pricePct']), null);
  for (const sort of [{ column: 'pricePct', ascending: true }, { column: 'pricePct', ascending: false }]) assert.deepEqual(readSort(writeSort(sort), ['pricePct']), sort);
});

test('the rows that are drawn cover what is seen and stay within the table', () => {
  for (const count of [0, 1, 30, 950]) {
    for (let top = 0; top <= count * 30; top += 17) {
      const [first, last] = visible(top, 400, 30, count);
      assert.ok(first >= 0 && last <= count && first <= last);
      assert.ok(last - first <= 400 / 30 + 2 * 6 + 2);
      if (count > 0 && top < count * 30) assert.ok(first * 30 <= top && (last === count || last * 30 >= top + 400), `${count} rows at ${top}`);
    }
  }
});

test('waits double up to the most and differ between clients', () => {
  const slow = new Backoff(500, 15_000, () => 0);
  assert.deepEqual([0, 1, 2, 3, 4, 5, 6].map(() => slow.next()), [375, 750, 1500, 3000, 6000, 11_250, 11_250]);
  slow.reset();
  assert.equal(slow.next(), 375);
  assert.equal(new Backoff(500, 15_000, () => 1).next(), 625);
});

test('columns fill what there is and are never narrower than they ask', () => {
  assert.deepEqual(widths([{ width: 90, grow: true }, { width: 50 }, { width: 40, grow: true }], 281), [141, 50, 90]);
  assert.deepEqual(widths([{ width: 90, grow: true }, { width: 50 }], 100), [90, 50]);
  assert.deepEqual(widths([{ width: 90 }, { width: 50 }], 400), [90, 50]);
});
