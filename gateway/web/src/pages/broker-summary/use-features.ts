import { useData } from '../../lib/use-data';
import type { Features } from './answers';

export interface FoundFeatures {
  features: Features | null;

  /** Whether they were calculated for this page, because the screener does not have them. */
  calculated: boolean;
  error: Error | null;
  loading: boolean;
}

/**
 * Features of an instrument: the screener's, else calculated from its broker summaries.
 * @param venue Undefined while it is not known. @param hasDays Whether there are summaries to calculate from.
 */
export function useFeatures(ticker: string, venue: string | undefined, hasDays: boolean): FoundFeatures {
  const screener = useData<{ items: Features[] }>(venue ? '/screener' : null, { limit: 9999, venue }, 60);
  const listed = screener.data?.items.find(i => i.ticker === ticker) ?? null;
  const absent = venue !== undefined && !screener.loading && listed === null && hasDays;
  const own = useData<Features>(absent ? '/features/calculate' : null, { ticker, venue }, 60);
  return { features: listed ?? own.data, calculated: listed === null && own.data !== null, error: listed ? null : (own.error ?? screener.error), loading: screener.loading || (absent && own.loading) };
}
