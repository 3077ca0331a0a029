import type { Candle, Profile, Timeframe } from './bar';

/** What of the data is in view. */
export interface Need {
  /** Indexes of the first and the last candle that is seen. */
  first: number;
  last: number;

  /** Price step of the cells; null when none are drawn. */
  step: number | null;

  /** Whether there is room for candles before the first one, or soon will be. */
  older: boolean;
}

/** What a chart draws: live and loaded as it is looked at, or replayed. */
export interface ChartData {
  readonly timeframe: Timeframe;
  readonly candles: readonly Candle[];

  /** Shares of a lot. */
  readonly lot: number;

  /** The smallest distance of two prices; 0 while it is not known. */
  readonly tick: number;

  /** The levels of a bar, maybe at another step than was asked for; null while they are not there. */
  profile(t0: number): Profile | null;

  /** Told with every frame; what is missing is read, and `onChange` called when it is there. */
  need(need: Need): void;

  /** Is told when there is something else to draw. @param before How many candles came in left of all others. */
  onChange: (before: number) => void;
}
