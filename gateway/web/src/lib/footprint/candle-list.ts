import type { Candle } from './bar';

/** Candles of one instrument and timeframe by rising time. */
export class CandleList {
  /** Another array whenever older candles come in. */
  items: Candle[] = [];

  get last(): Candle | undefined {
    return this.items.at(-1);
  }

  /** Index of the first candle that starts at or after an instant. */
  indexOf(t0: number): number {
    let low = 0;
    let high = this.items.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.items[middle]!.t0 < t0) low = middle + 1;
      else high = middle;
    }

    return low;
  }

  at(t0: number): Candle | undefined {
    const candle = this.items[this.indexOf(t0)];
    return candle?.t0 === t0 ? candle : undefined;
  }

  /**
   * Takes candles, by rising time. A bar only grows, so of two states of one span the one with more trades is the newer.
   * @returns How many came in before the first known one, and whether anything changed.
   */
  merge(candles: readonly Candle[]): { before: number; changed: boolean } {
    const first = this.items[0]?.t0;
    if (first === undefined || (candles.length > 0 && candles.at(-1)!.t0 < first)) {
      // The common case of older candles, many at once.
      this.items = [...candles, ...this.items];
      return { before: first === undefined ? 0 : candles.length, changed: candles.length > 0 };
    }

    let before = 0;
    let changed = false;
    for (const candle of candles) {
      const at = this.indexOf(candle.t0);
      const known = this.items[at];
      if (known?.t0 === candle.t0) {
        if (candle.trades < known.trades || (candle.trades === known.trades && candle.cvd === known.cvd && candle.revision === known.revision)) continue;
        this.items[at] = candle;
      } else {
        this.items.splice(at, 0, candle);
        if (candle.t0 < first) before++;
      }

      changed = true;
    }

    return { before, changed };
  }

  /** Whether the running delta goes on from a candle to the next; when not, an earlier one changed and later ones must be read again. */
  continues(t0: number): boolean {
    const at = this.indexOf(t0);
    const [candle, next] = [this.items[at], this.items[at + 1]];
    if (!candle || !next) return true;
    const before = next.cvd - next.delta;
    return before === 0 || Math.abs(before - candle.cvd) < 1e-6;
  }
}
