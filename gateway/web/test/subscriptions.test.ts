import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Subscriptions, type StreamMessage } from '../src/lib/subscriptions';

const bar = (symbol: string, venue: string, seq: number): StreamMessage => ({ event: 'footprint', symbol, venue, seq });

test('the first reader subscribes, the last one unsubscribes', () => {
  const all = new Subscriptions();
  const [one, other] = [() => {}, () => {}];
  assert.deepEqual(all.add('footprint', 'BBCA', 'IDX', one), { op: 'subscribe', channel: 'footprint', symbols: ['BBCA'], venue: 'IDX' });
  assert.equal(all.add('footprint', 'BBCA', 'IDX', other), null);
  assert.equal(all.remove('footprint', 'BBCA', 'IDX', one), null);
  assert.deepEqual(all.remove('footprint', 'BBCA', 'IDX', other), { op: 'unsubscribe', channel: 'footprint', symbols: ['BBCA'], venue: 'IDX' });
  assert.equal(all.size, 0);
  assert.equal(all.remove('footprint', 'BBCA', 'IDX', other), null);
});

test('a new connection asks for what came after the last message of each topic', () => {
  const all = new Subscriptions();
  all.add('footprint', 'BBCA', undefined, () => {});
  all.add('trade', 'BBCA', undefined, () => {});
  all.deliver(bar('BBCA', 'IDX', 7));
  all.deliver(bar('BBCA', 'IDX', 5));
  assert.deepEqual(all.all(), [
    { op: 'subscribe', channel: 'footprint', symbols: ['BBCA'], since: 7 },
    { op: 'subscribe', channel: 'trade', symbols: ['BBCA'] },
  ]);
});

test('a history that begins anew is followed from its own position', () => {
  const all = new Subscriptions();
  all.add('footprint', 'BBCA', undefined, () => {});
  all.deliver(bar('BBCA', 'IDX', 900));
  all.deliver({ event: 'subscribed', channel: 'footprint', symbol: 'BBCA', venue: 'IDX', seq: 3 });
  assert.equal(all.all()[0]?.since, 3);
  all.deliver({ event: 'subscribed', channel: 'footprint', symbol: 'BBCA', venue: 'IDX', seq: 50 });
  assert.equal(all.all()[0]?.since, 3);
});

test('a message goes to readers of its symbol and of all, and of no other venue', () => {
  const all = new Subscriptions();
  const got: string[] = [];
  all.add('score', '*', undefined, () => got.push('all'));
  all.add('score', 'BBCA', 'IDX', () => got.push('idx'));
  all.add('score', 'BBCA', 'SIM', () => got.push('sim'));
  all.add('score', 'BBRI', undefined, () => got.push('other'));
  all.deliver({ event: 'score', symbol: 'BBCA', venue: 'IDX', seq: 1 });
  assert.deepEqual(got, ['idx', 'all']);
});

test('what was left out is told to the readers of its channel', () => {
  const all = new Subscriptions();
  const got: unknown[] = [];
  all.add('trade', 'BBCA', undefined, m => got.push(m['count']));
  all.add('footprint', 'BBCA', undefined, () => got.push('wrong'));
  all.deliver({ event: 'dropped', channel: 'trade', symbol: 'BBCA', count: 12 });
  assert.deepEqual(got, [12]);
});

test('events of accounts have no position in common', () => {
  const all = new Subscriptions();
  const got: unknown[] = [];
  all.add('order', '*', undefined, m => got.push(m.seq));
  all.deliver({ event: 'order', account: 'paper:a', seq: 40 });
  all.deliver({ event: 'order', account: 'paper:b', seq: 2 });
  assert.deepEqual(got, [40, 2]);
  assert.equal(all.all()[0]?.since, undefined);
});
