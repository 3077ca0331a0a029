import assert from 'node:assert/strict';
import { test } from 'node:test';
import { breadthOf, top } from '../src/pages/home/breadth';
import { filtered, readFilters, writeFilters, KINDS, STATES, VALUES } from '../src/pages/scanner/filters';
import type { SummaryItem } from '../src/lib/types';

const row = (more: Partial<SummaryItem>): SummaryItem => ({ ticker: 'BBCA', venue: 'IDX', pricePct: 0, volume: 100, value: 1000, freq: 1, delta: 0, classifiedPct: 100, warning: null, signal: 'NEUTRAL', state: 'NEUTRAL', ...more }) as SummaryItem;

test('bought and sold share the value of what has a known side', () => {
  const b = breadthOf([row({ pricePct: 1, delta: 50 }), row({ pricePct: -1, delta: -100, value: 400 }), row({ classifiedPct: 50, value: 200 }), row({ volume: 0, value: 0 })]);
  assert.deepEqual([b.advancing, b.declining, b.unchanged], [1, 1, 2]);
  assert.equal(b.bought, 750 + 0 + 50);
  assert.equal(b.sold, 250 + 400 + 50);
  assert.equal(b.value, 1600);
});

test('the first rows are the largest, equal ones by code', () => {
  const rows = [row({ ticker: 'C', value: 1 }), row({ ticker: 'B', value: 2 }), row({ ticker: 'A', value: 1 })];
  assert.deepEqual(top(rows, r => r.value, 2).map(r => r.ticker), ['B', 'A']);
});

test('filters come back from the address as they went into it', () => {
  for (const kind of [null, ...KINDS]) {
    for (const state of [null, ...STATES]) {
      for (const minValue of VALUES) {
        const filters = { text: 'BB', kind, state, warned: kind !== null, minValue };
        const query = new URLSearchParams(Object.entries(writeFilters(filters)).flatMap(([k, v]) => (v === null ? [] : [[k, v] as [string, string]])));
        assert.deepEqual(readFilters(query), filters);
      }
    }
  }
});

test('what an address says amiss is left out', () => {
  assert.deepEqual(readFilters(new URLSearchParams('signal=x&state=y&min=-3&warned=2')), { text: '', kind: null, state: null, warned: false, minValue: 0 });
});

test('each filter takes away what does not fit', () => {
  const rows = [row({ ticker: 'BBCA', signal: 'BUY', value: 5e9 }), row({ ticker: 'BBRI', warning: 'x', state: 'DISTRIBUTION' })];
  const kinds = { BUY: 'buy', NEUTRAL: 'neutral' } as never;
  const none = readFilters(new URLSearchParams());
  assert.equal(filtered(rows, none, kinds), rows);
  const codes = (more: object) => filtered(rows, { ...none, ...more }, kinds).map(r => r.ticker);
  assert.deepEqual(codes({ text: 'bri' }), ['BBRI']);
  assert.deepEqual(codes({ kind: 'buy' }), ['BBCA']);
  assert.deepEqual(codes({ state: 'DISTRIBUTION' }), ['BBRI']);
  assert.deepEqual(codes({ warned: true }), ['BBRI']);
  assert.deepEqual(codes({ minValue: 1e9 }), ['BBCA']);
});
