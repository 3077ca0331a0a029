// What the scanner shows of the market, and the same as parameters of the address.
import type { Kind } from '../../lib/score';
import type { FlowState, Signal, SummaryItem } from '../../lib/types';

export interface Filters {
  /** Part of a code. */
  text: string;
  kind: Kind | null;
  state: FlowState | null;

  /** With a divergence warning only. */
  warned: boolean;

  /** The least traded value, in the instruments' currency; 0 for all. */
  minValue: number;
}

export const KINDS: readonly Kind[] = ['buy', 'watch', 'warning', 'sell', 'neutral'];
export const STATES: readonly FlowState[] = ['ACCUMULATION', 'DISTRIBUTION', 'NEUTRAL'];
export const VALUES: readonly number[] = [0, 100e6, 1e9, 10e9, 100e9];

export function readFilters(query: URLSearchParams): Filters {
  const value = Number(query.get('min') ?? 0);
  return {
    text: (query.get('q') ?? '').slice(0, 40),
    kind: KINDS.find(k => k === query.get('signal')) ?? null,
    state: STATES.find(s => s === query.get('state')) ?? null,
    warned: query.get('warned') === '1',
    minValue: VALUES.includes(value) ? value : 0,
  };
}

export const writeFilters = (f: Filters): Record<string, string | null> => ({
  q: f.text || null,
  signal: f.kind,
  state: f.state,
  warned: f.warned ? '1' : null,
  min: f.minValue > 0 ? String(f.minValue) : null,
});

/** The rows that pass. */
export function filtered(rows: readonly SummaryItem[], f: Filters, kindOf: Record<Signal, Kind>): readonly SummaryItem[] {
  const text = f.text.trim().toUpperCase();
  if (!text && !f.kind && !f.state && !f.warned && f.minValue === 0) return rows;
  return rows.filter(
    r =>
      (!text || r.ticker.includes(text)) &&
      (!f.kind || kindOf[r.signal] === f.kind) &&
      (!f.state || r.state === f.state) &&
      (!f.warned || r.warning !== null) &&
      r.value >= f.minValue,
  );
}
