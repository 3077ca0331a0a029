import type { Instrument } from './types';
import { useData } from './use-data';

/** What is known of an instrument. `settled` is true once the answer is there, or that there is none. */
export function useInstrument(ticker: string, venue: string | undefined): { instrument: Instrument | null; settled: boolean } {
  const list = useData<{ items: Instrument[] }>('/instruments', { venue, limit: 10_000 });
  const found = list.data?.items.filter(i => i.ticker === ticker) ?? [];
  return { instrument: found.length === 1 ? found[0]! : null, settled: !list.loading };
}
