// The page's question in words: who is accumulating, and is it a trap. The words follow the API's figures and its risk; nothing is
// decided here.
import { day, decimal, percent, rupiah, signedRupiah } from '../../lib/format';
import type { SummaryItem } from '../../lib/types';
import type { Broker, BrokerRange } from './answers';
import type { Sides } from './sides';
import { text } from './text';

const NAMED = 3;

const list = (brokers: readonly Broker[]): string => brokers.slice(0, NAMED).map(b => `${b.code} ${b.name} (${text(b.category)}) ${signedRupiah(b.netValue)}`).join(', ');

/** Who is accumulating: a sentence or three. */
export function whoOf(range: BrokerRange, sides: Sides): string[] {
  const retailNet = sides.retail.net;
  const values = {
    days: range.days.length,
    from: range.from ? day(range.from) : '',
    to: range.to ? day(range.to) : '',
    net: rupiah(Math.abs(sides.smart.net)),
    retail: text(retailNet > 0 ? 'retailBuys' : retailNet < 0 ? 'retailSells' : 'retailFlat', { net: rupiah(Math.abs(retailNet)) }),
  };
  const lines = [text(sides.smart.net > 0 ? 'smartBuys' : sides.smart.net < 0 ? 'smartSells' : 'smartFlat', values)];
  if (range.top.accumulators.length > 0) lines.push(text('buyers', { list: list(range.top.accumulators) }));
  if (range.top.distributors.length > 0) lines.push(text('sellers', { list: list(range.top.distributors) }));
  return lines;
}

/** Whether the session looks like a trap. */
export function trapOf(row: SummaryItem | null): { tone: 'good' | 'bad' | 'warn' | 'quiet'; words: string } {
  if (!row) return { tone: 'quiet', words: text('trapNoSession') };
  const values = { delta: percent(row.deltaPct, 1), state: row.state, smart: signedRupiah(row.smNet), retail: signedRupiah(row.retailNet), z: decimal(row.z_ngr) };
  if (row.risk === 'RETAIL_TRAP') return { tone: 'bad', words: text('trapYes', values) };
  if (row.signal === 'TRAP_WARNING') return { tone: 'warn', words: text('trapPressure', values) };
  if (row.risk === 'SHAKEOUT') return { tone: 'warn', words: text('trapShakeout', values) };
  if (!row.hasHistory) return { tone: 'quiet', words: text('trapNoHistory') };
  if (row.risk === 'CONFIRMED') return row.deltaPct > 0 ? { tone: 'good', words: text('trapConfirmedUp', values) } : { tone: 'warn', words: text('trapConfirmedDown', values) };
  return { tone: 'quiet', words: text('trapNone', values) };
}
