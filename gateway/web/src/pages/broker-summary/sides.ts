// Smart money and retail over a range, from the brokers' rows. Pure.
import type { Broker } from './answers';

export interface Side {
  bought: number;
  sold: number;

  /** Bought less sold. */
  net: number;
}

export interface Sides {
  smart: Side;
  retail: Side;

  /** Smart money's part of all that was bought and sold, in percent; null without any. */
  share: number | null;
  sentiment: 'BULLISH' | 'BEARISH' | 'NEUTRAL';
}

/** The market's sentiment is bullish where smart money bought more than it sold. */
export function sidesOf(brokers: readonly Broker[]): Sides {
  const [smart, retail]: [Side, Side] = [{ bought: 0, sold: 0, net: 0 }, { bought: 0, sold: 0, net: 0 }];
  for (const broker of brokers) {
    const side = broker.category === 'retail' ? retail : smart;
    side.bought += broker.buyValue;
    side.sold += broker.sellValue;
    side.net += broker.netValue;
  }

  const [a, b] = [smart.bought + smart.sold, retail.bought + retail.sold];
  return { smart, retail, share: a + b > 0 ? (100 * a) / (a + b) : null, sentiment: smart.net > 0 ? 'BULLISH' : smart.net < 0 ? 'BEARISH' : 'NEUTRAL' };
}
