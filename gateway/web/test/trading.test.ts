import assert from 'node:assert/strict';
import { test } from 'node:test';
import { amendment, isActive, profitAt } from '../src/lib/phantom';
import { stepAt, type Order, type Phantom, type Portfolio, type Position } from '../src/lib/trading';
import { typedLevel, typedNumber } from '../src/lib/typed-number';
import { apart, onGrid, placeOf, priceAt, scaleOf, stepped } from '../src/pages/trading/ladder-scale';
import { phantomsOf, takeEvent, takeOrder, unprotectedLots, type AccountEvent } from '../src/pages/trading/model';
import { bodyOf, clientNumber, emptyTicket } from '../src/pages/trading/ticket';
import { random } from './random';

const order = (more: Partial<Order>): Order => ({ id: 'paper:demo:1', accountId: 'paper:demo', code: 'BBCA', side: 'BUY', price: 100, lot: 1, filledLot: 0, avgPrice: null, state: 'Open', updatedAt: '2026-02-18T02:00:00Z', createdAt: '2026-02-18T02:00:00Z', isFinal: false, flags: [], phantom: null, ...more }) as Order;
const phantom = (more: Partial<Phantom>): Phantom => ({ id: '~1', code: 'BBCA', state: 'Armed', stop: 3919, target: 4181, trail: '3%', levels: { stop: '2.5%', target: '4%', trail: '3%' }, lots: 5, avgPrice: 4020, trigger: null, triggeredAt: null, isUnprotected: false, note: null, lentLots: 0, ...more });
const position = (more: Partial<Position>): Position => ({ accountId: 'paper:demo', code: 'BBCA', lots: 5, phantoms: [], lotSize: 100, ...more }) as Position;

test('numbers are read as the language writes them', () => {
  assert.equal(typedNumber('4.020', 'id'), 4020);
  assert.equal(typedNumber('4,020', 'en'), 4020);
  assert.equal(typedNumber('1.234.567,5', 'id'), 1234567.5);
  assert.equal(typedNumber('1,234,567.5', 'en'), 1234567.5);
  assert.equal(typedNumber('2,5', 'id'), 2.5);
  assert.equal(typedNumber('2.5', 'en'), 2.5);
  // What groups nothing is a decimal point, whichever sign it is.
  assert.equal(typedNumber('2.5', 'id'), 2.5);
  assert.equal(typedNumber('2,5', 'en'), 2.5);
  assert.equal(typedNumber(' 1 000 ', 'en'), 1000);
  for (const bad of ['', 'abc', '1.2.3', '1e5', '--1', '1,2,3', '12,34,567', 'Infinity']) assert.equal(typedNumber(bad, 'en'), null, bad);
});

test('a level is a price, a percentage, nothing, or wrong', () => {
  assert.equal(typedLevel('3.900', 'id'), 3900);
  assert.equal(typedLevel('2,5%', 'id'), '2.5%');
  assert.equal(typedLevel(' 3 % ', 'en'), '3%');
  assert.equal(typedLevel('  ', 'en'), undefined);
  assert.equal(typedLevel('x%', 'en'), null);
});

test('an order body holds what was typed and no more', () => {
  const typed = { ...emptyTicket, accountId: 'paper:demo', code: 'bbca', price: '4.020', size: '5', stop: '2,5%', target: '4200' };
  assert.deepEqual(bodyOf(typed, 'id'), { body: { accountId: 'paper:demo', code: 'BBCA', side: 'BUY', price: 4020, lot: 5, tif: 'DAY', phantom: { stop: '2.5%', target: 4200 } }, errors: {} });
  // A SELL has nothing to protect.
  assert.equal('phantom' in bodyOf({ ...typed, side: 'SELL' }, 'id').body!, false);
  assert.deepEqual(bodyOf({ ...typed, sizeKind: 'amount', size: '1.000.000', queue: true }, 'id').body, { accountId: 'paper:demo', code: 'BBCA', side: 'BUY', price: 4020, amount: 1_000_000, tif: 'DAY', queue: true, phantom: { stop: '2.5%', target: 4200 } });
});

test('fields that are empty or no numbers are named, and nothing is sent', () => {
  assert.deepEqual(bodyOf(emptyTicket, 'en'), { body: null, errors: { accountId: 'missing', code: 'missing', price: 'missing', lot: 'missing' } });
  assert.deepEqual(bodyOf({ ...emptyTicket, accountId: 'a:b', code: 'X', price: 'x', sizeKind: 'percentOfCapital', size: '1', trail: 'much' }, 'en').errors, { price: 'notNumber', 'phantom.trail': 'notLevel' });
});

test('client numbers are the gateway’s form and differ', () => {
  const numbers = new Set(Array.from({ length: 200 }, () => clientNumber()));
  assert.equal(numbers.size, 200);
  for (const n of numbers) assert.match(n, /^web-[0-9a-f]{24}$/);
});

test('an order never goes back to an earlier state', () => {
  const orders = new Map<string, Order>();
  assert.ok(takeOrder(orders, order({ updatedAt: '2026-02-18T02:00:02Z', state: 'Filled', isFinal: true })));
  assert.equal(takeOrder(orders, order({ updatedAt: '2026-02-18T02:00:01Z' })), false);
  assert.equal(takeOrder(orders, order({ updatedAt: '2026-02-18T02:00:02Z' })), false);
  assert.equal(orders.get('paper:demo:1')?.state, 'Filled');
});

test('events in any order, with repeats, make the same log, the newest first', () => {
  const event = (account: string, seq: number): AccountEvent => ({ account, seq, time: `2026-02-18T02:00:${String(seq).padStart(2, '0')}Z`, kind: 'OrderMoved' });
  const all = [...Array(20).keys()].map(i => event(i % 3 ? 'paper:a' : 'paper:b', i + 1));
  for (let seed = 1; seed <= 30; seed++) {
    const next = random(seed);
    const mixed = [...all, ...all].map(e => ({ e, at: next() })).sort((a, b) => a.at - b.at).map(x => x.e);
    const log = mixed.reduce<readonly AccountEvent[]>((l, e) => takeEvent(l, e, 100), []);
    assert.deepEqual(log.map(e => e.seq), [...all].reverse().map(e => e.seq), `seed ${seed}`);
  }

  assert.equal(all.reduce<readonly AccountEvent[]>((l, e) => takeEvent(l, e, 5), []).length, 5);
});

test('phantom orders come from positions first, and from orders that hold nothing yet', () => {
  const portfolio = { accountId: 'paper:demo', positions: [position({ phantoms: [phantom({}), phantom({ id: '~0', state: 'Done' })] })] } as Portfolio;
  const rows = phantomsOf([portfolio], [order({ phantom: phantom({ state: 'Waiting' }) }), order({ id: 'paper:demo:2', phantom: phantom({ id: '~2', state: 'Waiting', lots: 0 }) })]);
  assert.deepEqual(rows.map(r => [r.key, r.state]), [['paper:demo/~1', 'Armed'], ['paper:demo/~2', 'Waiting'], ['paper:demo/~0', 'Done']]);
  assert.equal(isActive({ state: 'NeedsPerson' }), true);
  assert.equal(unprotectedLots(position({ lots: 9, phantoms: [phantom({}), phantom({ id: '~3', lots: 3, state: 'Cancelled' })] })), 4);
});

test('levels that were not moved go along as they were given', () => {
  assert.deepEqual(amendment('paper:demo', phantom({}), { stop: 3960 }), { accountId: 'paper:demo', stop: 3960, target: '4%', trail: '3%' });
  assert.deepEqual(amendment('paper:demo', phantom({ levels: { stop: '2.5%', target: null, trail: null } }), {}), { accountId: 'paper:demo', stop: '2.5%' });
  assert.equal(profitAt(3960, phantom({}), 100), -30_000);
});

test('steps follow the exchange’s table, also across its bounds', () => {
  assert.deepEqual([199, 200, 499, 500, 1995, 2000, 4990, 5000].map(p => stepAt(p, true, null)), [1, 2, 2, 5, 5, 10, 10, 25]);
  assert.deepEqual([200, 202, 500, 505, 2000, 2010, 5000, 5025].map(p => stepAt(p, false, null)), [1, 2, 2, 5, 5, 10, 10, 25]);
  assert.equal(stepped(4990, 2, null), 5025);
  assert.equal(stepped(5025, -2, null), 4990);
  assert.equal(stepped(3919, -1, null), 3910);
  assert.equal(stepped(3919, 1, null), 3920);
  assert.equal(stepped(2, -5, null), 1);
  assert.equal(onGrid(0.1 + 0.2, 0.1), 0.3);
});

test('a price that is dragged is on the grid and on the axis, and its place is its price again', () => {
  for (let seed = 1; seed <= 50; seed++) {
    const next = random(seed);
    const base = 60 + next() * 9000;
    const scale = scaleOf([base, base * (0.9 + next() * 0.2), base * (0.8 + next() * 0.4)]);
    for (let i = 0; i < 20; i++) {
      const price = priceAt(next() * 1.4 - 0.2, scale, null);
      assert.equal(price, onGrid(price, null));
      const step = stepAt(price, true, null);
      assert.ok(price >= scale.low - step && price <= scale.high + step);
      assert.ok(Math.abs(priceAt(placeOf(price, scale) / 100, scale, null) - Math.min(scale.high, Math.max(scale.low, price))) <= step);
    }
  }
});

test('labels that would cover each other are pushed apart, in their order, within the ladder', () => {
  const places = apart([50, 50, 51, 98, 99], 8);
  const order_ = places.map((p, i) => ({ p, i })).sort((a, b) => a.p - b.p).map(x => x.i);
  assert.deepEqual(order_, [0, 1, 2, 3, 4]);
  for (let i = 1; i < 5; i++) assert.ok(places[i]! - places[i - 1]! >= 8 - 1e-9);
  assert.ok(Math.max(...places) <= 100);
});
