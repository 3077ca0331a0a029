// What /api/v1/trading answers. Names are the API's; prices are per share, volumes in lots.

export interface Account {
  accountId: string;
  state: string;
  reason: string | null;
  since: string;
  killSwitch: boolean;
  dryRun: boolean;
  seq: number;
  openOrders: number;
  needPerson: number;
  armedPhantoms: number;
  owner: string | null;
}

/** A level: a price, or a text such as "2.5%". */
export type Level = number | string;

export interface Levels {
  stop: Level | null;
  target: Level | null;
  trail: Level | null;
}

export interface Phantom extends Levels {
  id: string;
  code: string;
  state: string;

  /** The levels as they were given. */
  levels: Levels;
  lots: number;
  avgPrice: number | null;
  trigger: string | null;
  triggeredAt: string | null;
  isUnprotected: boolean;
  note: string | null;
  lentLots: number;
}

export interface OrderEvent {
  seq: number;
  time: string;
  kind: string;
  cause: string;
  state: string;
  filledLot: number;
  reason: string | null;
}

export interface Order {
  id: string;
  accountId: string;
  clientOrderId: string | null;
  brokerOrderNo: string | null;
  code: string;
  side: 'BUY' | 'SELL';
  price: number;
  lot: number;
  filledLot: number;
  avgPrice: number | null;
  state: string;
  reason: string | null;
  createdAt: string;
  updatedAt: string;
  phantom: Phantom | null;
  isFinal: boolean;
  flags: string[];
  tif: string;
  warnings: string[];
  madeBy: string | null;
  events?: OrderEvent[];
}

export interface Position {
  accountId: string;
  code: string;
  lots: number;
  availableLots: number;
  avgPrice: number | null;
  lastPrice: number | null;
  realizedPnl: number;
  unrealizedPnl: number | null;
  phantom: (Levels & { state: string }) | null;
  phantoms: Phantom[];
  brokerLots: number | null;
  lotSize: number;
}

export interface Portfolio {
  accountId: string;
  currency: string;
  cashAvailable: number | null;
  positionsValue: number;
  totalValue: number | null;
  realizedPnl: number;
  unrealizedPnl: number;
  dayPnl: number;
  positions: Position[];
}

export interface Portfolios {
  items: Portfolio[];
  total: Omit<Portfolio, 'accountId' | 'positions'> | null;
}

export interface OrderPage {
  items: Order[];
  nextCursor: string | null;
}

/** A limit that an order exceeds. */
export interface Limit {
  limit: string;
  allowed: number | null;
  asked: number | null;
  unit: string;
  reason: string;
}

export const TRADING = '/api/v1/trading';

/** The exchange's price steps below each bound (IDX II-A); above the last bound the step is 25. */
const STEPS: readonly (readonly [below: number, step: number])[] = [[200, 1], [500, 2], [2000, 5], [5000, 10]];

/** The step from a price to the next, in the direction; an instrument's own step where it has one. */
export function stepAt(price: number, up: boolean, tickSize: number | null): number {
  if (tickSize !== null) return tickSize;
  return STEPS.find(([below]) => (up ? price < below : price <= below))?.[1] ?? 25;
}
