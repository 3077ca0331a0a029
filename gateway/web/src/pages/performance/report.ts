// The performance report's arithmetic: from filled orders to closed trades, and from those to figures. Pure.
import type { Order, Portfolio } from '../../lib/trading';

/** What was closed by one order, at weighted average cost. Money is in the accounts' currency. */
export interface Closed {
  order: string;
  accountId: string;
  code: string;
  time: string;

  /** Lots that were closed. */
  lots: number;

  /** Average price of what was closed, and the price at which it was. */
  entry: number;
  exit: number;
  isShort: boolean;

  /** Before fees. */
  gross: number;

  /** Fees of both sides; null when they cannot be told. */
  fees: number | null;

  /** (entry + exit) × shares. */
  turnover: number;
}

/** After fees where they are known. */
export const resultOf = (closed: Closed): number => closed.gross - (closed.fees ?? 0);

/** A position as the orders alone make it. */
interface Held {
  lots: number;
  cost: number;
  closed: Closed[];
}

/** Closed trades, oldest first, and what is known about how complete they are. */
export interface Trades {
  closed: Closed[];

  /** Instruments as `account/code` whose orders are not all held any more, or whose position was corrected: their fees are not known. */
  incomplete: string[];
}

/**
 * Walks through the orders in the order of their last change. Lots that go the position's way join it, lots against it close it at its average
 * cost, what goes beyond opens the other way. What an instrument's closed lots made before fees, less what the account says it realised
 * after fees, are its fees; each trade bears them in proportion to its turnover.
 */
export function tradesOf(orders: readonly Order[], portfolios: readonly Portfolio[], lotSizeOf: (code: string) => number | null): Trades {
  const held = new Map<`${string}/${string}`, Held>();
  const sizes = new Map(portfolios.flatMap(p => p.positions.map(x => [`${p.accountId}/${x.code}`, x.lotSize] as const)));
  const filled = orders.filter(o => o.filledLot > 0 && o.avgPrice !== null).sort((a, b) => (a.updatedAt < b.updatedAt ? -1 : a.updatedAt > b.updatedAt ? 1 : ordinalOf(a) - ordinalOf(b)));
  const unknown = new Set<string>();
  for (const order of filled) {
    const key = `${order.accountId}/${order.code}` as const;
    const size = sizes.get(key) ?? lotSizeOf(order.code);
    if (size === null) {
      unknown.add(key);
      continue;
    }

    let position = held.get(key);
    if (!position) held.set(key, (position = { lots: 0, cost: 0, closed: [] }));
    book(position, order, size);
  }

  const whole = new Set(portfolios.map(p => p.accountId).filter(id => isWhole(orders.filter(o => o.accountId === id))));
  const incomplete: string[] = [];
  for (const [key, position] of held) {
    const [accountId, code] = key.split('/') as [string, string];
    const told = portfolios.find(p => p.accountId === accountId)?.positions.find(p => p.code === code);
    const gross = position.closed.reduce((sum, c) => sum + c.gross, 0);
    const turnover = position.closed.reduce((sum, c) => sum + c.turnover, 0);
    if (!whole.has(accountId) || !told || told.lots !== position.lots) incomplete.push(key);
    else if (turnover > 0) for (const closed of position.closed) closed.fees = ((gross - told.realizedPnl) * closed.turnover) / turnover;
  }

  const closed = [...held.values()].flatMap(p => p.closed).sort((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : a.order < b.order ? -1 : 1));
  return { closed, incomplete: [...incomplete, ...unknown].sort() };
}

function book(position: Held, order: Order, size: number): void {
  const sign = order.side === 'BUY' ? 1 : -1;
  const price = order.avgPrice!;
  const closing = position.lots === 0 || Math.sign(position.lots) === sign ? 0 : Math.min(order.filledLot, Math.abs(position.lots));
  if (closing > 0) {
    const entry = position.cost / (position.lots * size);
    const shares = closing * size;
    position.closed.push({
      order: order.id,
      accountId: order.accountId,
      code: order.code,
      time: order.updatedAt,
      lots: closing,
      entry,
      exit: price,
      isShort: sign > 0,
      gross: -sign * (price - entry) * shares,
      fees: null,
      turnover: (entry + price) * shares,
    });
    // The last lot takes all that is left, so that a flat position has no cost, not even a rounding error.
    position.cost = closing === Math.abs(position.lots) ? 0 : position.cost - (position.cost / Math.abs(position.lots)) * closing;
    position.lots += sign * closing;
  }

  const opening = order.filledLot - closing;
  position.lots += sign * opening;
  position.cost += sign * opening * size * price;
}

const ordinalOf = (order: Order): number => Number(order.id.slice(order.id.lastIndexOf(':') + 1));

/** Whether an account's orders are all there from its first: ended ones are held for some days only. */
export function isWhole(orders: readonly Order[]): boolean {
  return orders.length === 0 || orders.length === Math.max(...orders.map(ordinalOf));
}

export interface Figures {
  trades: number;
  wins: number;
  losses: number;

  /** Sums of the results above and below 0. */
  won: number;
  lost: number;
  gross: number;

  /** Sum of the fees that are known. */
  fees: number;
  result: number;

  /** Share of the trades that were not even, 0 to 1; null without any. */
  winRate: number | null;

  /** won / |lost|; null without losses. */
  profitFactor: number | null;
  averageWin: number | null;
  averageLoss: number | null;

  /** Mean result of a trade. */
  expectancy: number | null;
  largestWin: number | null;
  largestLoss: number | null;

  /** Largest fall of the curve from a peak, 0 or more; and as a share of the capital at that peak, null without capital. */
  drawdown: number;
  drawdownShare: number | null;

  /** Sum of the results after each trade. */
  curve: number[];
}

/** @param capital Money at the start of the curve; null when it is not known. */
export function figuresOf(closed: readonly Closed[], capital: number | null): Figures {
  const results = closed.map(resultOf);
  const wins = results.filter(r => r > 0);
  const losses = results.filter(r => r < 0);
  const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
  const [won, lost, result] = [sum(wins), sum(losses), sum(results)];
  const curve: number[] = [];
  let [now, peak, drawdown, share] = [0, 0, 0, 0];
  for (const r of results) {
    now += r;
    curve.push(now);
    peak = Math.max(peak, now);
    drawdown = Math.max(drawdown, peak - now);
    if (capital !== null && capital + peak > 0) share = Math.max(share, (peak - now) / (capital + peak));
  }

  const decided = wins.length + losses.length;
  return {
    trades: results.length,
    wins: wins.length,
    losses: losses.length,
    won,
    lost,
    gross: sum(closed.map(c => c.gross)),
    fees: sum(closed.map(c => c.fees ?? 0)),
    result,
    winRate: decided > 0 ? wins.length / decided : null,
    profitFactor: lost < 0 ? won / -lost : null,
    averageWin: wins.length > 0 ? won / wins.length : null,
    averageLoss: losses.length > 0 ? lost / losses.length : null,
    expectancy: results.length > 0 ? result / results.length : null,
    largestWin: wins.length > 0 ? Math.max(...wins) : null,
    largestLoss: losses.length > 0 ? Math.min(...losses) : null,
    drawdown,
    drawdownShare: capital === null ? null : share,
    curve,
  };
}

/** Figures by instrument, the largest result first. */
export function byCode(closed: readonly Closed[]): { code: string; figures: Figures }[] {
  const codes = [...new Set(closed.map(c => c.code))];
  return codes.map(code => ({ code, figures: figuresOf(closed.filter(c => c.code === code), null) })).sort((a, b) => b.figures.result - a.figures.result || (a.code < b.code ? -1 : 1));
}
