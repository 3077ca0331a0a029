import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Order, Portfolio } from '../src/lib/trading';
import { byCode, figuresOf, isWhole, resultOf, tradesOf, type Closed } from '../src/pages/performance/report';
import { random } from './random';

const BUY_FEE = 0.0015;
const SELL_FEE = 0.0025;

const filled = (n: number, side: 'BUY' | 'SELL', lot: number, price: number, code = 'BBCA'): Order =>
  ({ id: `paper:demo:${n}`, accountId: 'paper:demo', code, side, lot, filledLot: lot, avgPrice: price, updatedAt: new Date(n * 1000).toISOString(), state: 'Filled', isFinal: true }) as Order;
const told = (positions: { code: string; lots: number; realizedPnl: number }[]): Portfolio[] => [{ accountId: 'paper:demo', positions: positions.map(p => ({ ...p, accountId: 'paper:demo', lotSize: 100 })) } as unknown as Portfolio];
const closed = (results: readonly number[]): Closed[] => results.map((gross, i) => ({ order: `a:${i}`, accountId: 'a', code: 'X', time: String(i), lots: 1, entry: 1, exit: 1, isShort: false, gross, fees: 0, turnover: 2 }));

test('what is sold is closed at the average of what was bought, and fees are what the account has not realised', () => {
  // Gross 6 · 100 · (4100 − 4020) = 48,000; the account realised 38,232 after fees.
  const { closed: trades, incomplete } = tradesOf([filled(1, 'BUY', 10, 4000), filled(2, 'BUY', 5, 4060), filled(3, 'SELL', 6, 4100)], told([{ code: 'BBCA', lots: 9, realizedPnl: 38_232 }]), () => null);
  assert.deepEqual(incomplete, []);
  assert.equal(trades.length, 1);
  assert.equal(trades[0]!.entry, 4020);
  assert.equal(trades[0]!.gross, 48_000);
  assert.equal(trades[0]!.fees, 9_768);
  assert.equal(resultOf(trades[0]!), 38_232);
});

test('a sale of more than is held turns the position, and buying it back closes that', () => {
  const { closed: trades } = tradesOf([filled(1, 'BUY', 2, 100), filled(2, 'SELL', 5, 110), filled(3, 'BUY', 3, 90)], told([{ code: 'BBCA', lots: 0, realizedPnl: 0 }]), () => null);
  assert.deepEqual(trades.map(t => [t.lots, t.entry, t.exit, t.isShort, t.gross]), [[2, 100, 110, false, 2000], [3, 110, 90, true, 6000]]);
});

test('whatever is traded, the results sum up to what the account realised', () => {
  for (let seed = 1; seed <= 60; seed++) {
    const next = random(seed);
    const orders: Order[] = [];
    // The account's own books, by the rules of the trading domain.
    const books = new Map<string, { lots: number; cost: number; fees: number; realized: number }>();
    for (let n = 1; n <= 40; n++) {
      const code = next() < 0.5 ? 'AAAA' : 'BBBB';
      const book = books.get(code) ?? { lots: 0, cost: 0, fees: 0, realized: 0 };
      books.set(code, book);
      const side = book.lots > 0 && next() < 0.5 ? 'SELL' : 'BUY';
      const lot = side === 'SELL' ? 1 + Math.floor(next() * book.lots) : 1 + Math.floor(next() * 9);
      const price = 1000 + Math.floor(next() * 200) * 5;
      orders.push(filled(n, side, lot, price, code));
      const fee = lot * 100 * price * (side === 'BUY' ? BUY_FEE : SELL_FEE);
      if (side === 'BUY') {
        book.lots += lot;
        book.cost += lot * 100 * price;
        book.fees += fee;
      } else {
        const share = lot / book.lots;
        book.realized += lot * 100 * price - book.cost * share - book.fees * share - fee;
        book.cost *= 1 - share;
        book.fees *= 1 - share;
        book.lots -= lot;
      }
    }

    const { closed: trades, incomplete } = tradesOf([...orders].reverse(), told([...books].map(([code, b]) => ({ code, lots: b.lots, realizedPnl: b.realized }))), () => 100);
    assert.deepEqual(incomplete, [], `seed ${seed}`);
    const realized = [...books.values()].reduce((sum, b) => sum + b.realized, 0);
    const figures = figuresOf(trades, 1e9);
    assert.ok(Math.abs(figures.result - realized) < 1, `seed ${seed}: ${figures.result} ${realized}`);
    assert.ok(Math.abs(figures.gross - figures.fees - figures.result) < 1);
    assert.ok(Math.abs((figures.curve.at(-1) ?? 0) - figures.result) < 1e-6);
    assert.ok(trades.every(t => t.fees! > 0));
    assert.equal(byCode(trades).reduce((sum, x) => sum + x.figures.trades, 0), trades.length);
  }
});

test('where old orders are gone or the position was corrected, fees are not made up', () => {
  const orders = [filled(4, 'BUY', 1, 100), filled(5, 'SELL', 1, 110)];
  assert.equal(isWhole(orders), false);
  const gone = tradesOf(orders, told([{ code: 'BBCA', lots: 0, realizedPnl: -50_000 }]), () => null);
  assert.deepEqual(gone.incomplete, ['paper:demo/BBCA']);
  assert.equal(gone.closed[0]!.fees, null);
  assert.equal(resultOf(gone.closed[0]!), 1000);
  const corrected = tradesOf([filled(1, 'BUY', 1, 100), filled(2, 'SELL', 1, 110)], told([{ code: 'BBCA', lots: 7, realizedPnl: 900 }]), () => null);
  assert.deepEqual(corrected.incomplete, ['paper:demo/BBCA']);
});

test('figures of four closings are those that are worked out by hand', () => {
  const f = figuresOf(closed([48_000, -20_000, 12_000, -30_000]), 100_000);
  assert.equal(f.winRate, 0.5);
  assert.equal(f.profitFactor, 1.2);
  assert.equal(f.averageWin, 30_000);
  assert.equal(f.averageLoss, -25_000);
  assert.equal(f.expectancy, 2_500);
  assert.deepEqual(f.curve, [48_000, 28_000, 40_000, 10_000]);
  assert.equal(f.drawdown, 38_000);
  assert.equal(f.drawdownShare, 38_000 / 148_000);
  assert.deepEqual([f.largestWin, f.largestLoss, f.wins, f.losses], [48_000, -30_000, 2, 2]);
});

test('without losses, wins or closings a figure is missing, not zero or infinite', () => {
  assert.equal(figuresOf(closed([5]), null).profitFactor, null);
  assert.equal(figuresOf(closed([5]), null).averageLoss, null);
  assert.equal(figuresOf(closed([0]), null).winRate, null);
  assert.deepEqual([figuresOf([], null).expectancy, figuresOf([], null).drawdown, figuresOf([], null).drawdownShare], [null, 0, null]);
  assert.equal(figuresOf(closed([-5, -5]), null).drawdown, 10);
});
