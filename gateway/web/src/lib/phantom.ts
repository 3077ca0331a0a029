// Phantom orders: their levels, and what follows from them. Pure.
import { price } from './format';
import { TRADING, type Level, type Phantom } from './trading';

/** The levels that can be moved to a price. */
export type Movable = 'stop' | 'target';

const ENDED = ['Done', 'Cancelled'];

/** Whether a phantom order may still do something. */
export const isActive = (phantom: { state: string }): boolean => !ENDED.includes(phantom.state);

/** A level: a price, or a text that is given as it is. */
export const levelText = (level: Level | null): string => (typeof level === 'number' ? price(level) : level ?? '–');

/** Profit of the lots when they are sold at a price, without fees; null without an average. */
export const profitAt = (at: number, phantom: Phantom, lotSize: number): number | null => (phantom.avgPrice === null ? null : (at - phantom.avgPrice) * phantom.lots * lotSize);

/** Where a phantom order is changed. */
export const phantomPath = (id: string): string => `${TRADING}/phantoms/${encodeURIComponent(id)}`;

/** The body that moves levels. Levels that are left out are gone: those that were not moved go along as they were given. */
export function amendment(accountId: string, phantom: Phantom, moved: Partial<Record<Movable, number>>): Record<string, Level> {
  const { stop, target, trail } = { ...phantom.levels, ...moved };
  return { accountId, ...(stop !== null && { stop }), ...(target !== null && { target }), ...(trail !== null && { trail }) };
}
