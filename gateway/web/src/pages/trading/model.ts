// What the trading page makes of answers and events. Pure, so that it is tested without a page.
import { isActive } from '../../lib/phantom';
import type { Order, Phantom, Portfolio, Position } from '../../lib/trading';

/** A message of the channel `order`. */
export interface AccountEvent {
  account: string;
  seq: number;
  time?: string;
  kind?: string;
  cause?: string;
  order?: Order;
  phantom?: Phantom;
  code?: string;

  /** Events up to `seq` are not held any more. */
  gap?: boolean;
}

/** Takes an order unless a later state of it is known. @returns Whether it was taken. */
export function takeOrder(orders: Map<string, Order>, order: Order): boolean {
  const known = orders.get(order.id);
  if (known && (known.updatedAt > order.updatedAt || (known.isFinal && !order.isFinal))) return false;
  orders.set(order.id, order);
  return true;
}

/** Puts an event into a log, the newest first; one that is there already changes nothing. */
export function takeEvent(log: readonly AccountEvent[], event: AccountEvent, most: number): readonly AccountEvent[] {
  if (log.some(e => e.account === event.account && e.seq === event.seq)) return log;
  // An account's events follow their numbers; what different accounts do, the clock.
  const at = log.findIndex(e => (e.account === event.account ? e.seq < event.seq : (e.time ?? '') < (event.time ?? '')));
  const next = at < 0 ? [...log, event] : [...log.slice(0, at), event, ...log.slice(at)];
  return next.slice(0, most);
}

/** A phantom order with the account that it belongs to and the position that it protects. */
export interface PhantomRow extends Phantom {
  key: string;
  accountId: string;
  position: Position | null;
}

/** All phantom orders that are known: those of positions, and of orders those that hold nothing yet. Active ones first, then by ticker. */
export function phantomsOf(portfolios: readonly Portfolio[], orders: Iterable<Order>): PhantomRow[] {
  const rows = new Map<string, PhantomRow>();
  const add = (accountId: string, phantom: Phantom, position: Position | null) => {
    const key = `${accountId}/${phantom.id}`;
    if (!rows.has(key)) rows.set(key, { ...phantom, key, accountId, position });
  };
  for (const portfolio of portfolios) {
    for (const position of portfolio.positions) position.phantoms.forEach(p => add(portfolio.accountId, p, position));
  }

  for (const order of orders) {
    if (order.phantom) add(order.accountId, order.phantom, portfolios.find(p => p.accountId === order.accountId)?.positions.find(p => p.code === order.code) ?? null);
  }

  return [...rows.values()].sort((a, b) => Number(isActive(b)) - Number(isActive(a)) || (a.code < b.code ? -1 : a.code > b.code ? 1 : a.key < b.key ? -1 : 1));
}

/** Lots of a position that no phantom order watches. */
export const unprotectedLots = (position: Position): number =>
  Math.max(0, position.lots - position.phantoms.filter(isActive).reduce((sum, p) => sum + p.lots, 0));
