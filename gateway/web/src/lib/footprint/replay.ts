// A past day, shown as it was at a moment of it: the minutes that had ended by then, put together to the timeframe.
import { candleOf, profileOf, spanOf, tidy, type Bar, type Candle, type Profile, type Timeframe } from './bar';
import type { ChartData, Need } from './chart-data';
import { marksOf, mergeBars, sumLevels } from './marks';

const WIB = 7 * 3_600_000;

export class ReplayData implements ChartData {
  #bars: Bar[] = [];
  #candles: Candle[] = [];
  #shown = 0;
  #step: number | null = null;
  readonly #profiles = new Map<number, Profile>();
  onChange: (before: number) => void = () => {};

  /**
   * @param minutes All minutes of the day by rising time. @param step Step of their levels; 0 for ticks. @param day The span of the
   * trading day, in milliseconds.
   */
  constructor(readonly timeframe: Timeframe, readonly minutes: readonly Bar[], readonly step: number, readonly lot: number, readonly tick: number, readonly day: readonly [number, number]) {}

  get candles(): readonly Candle[] {
    return this.#candles;
  }

  /** How many minutes are shown. */
  get shown(): number {
    return this.#shown;
  }

  /** Shows the first so many minutes. */
  show(count: number): void {
    const next = Math.max(0, Math.min(this.minutes.length, count));
    if (next === this.#shown) return;
    // Whatever was put together of minutes up to the first that changes is made anew.
    const from = Math.min(next, this.#shown);
    const [start] = this.#spanOf(this.minutes[from] ?? this.minutes[from - 1]!);
    while (this.#bars.length > 0 && this.#bars.at(-1)!.t0 >= start) this.#drop();
    const begin = this.minutes.findIndex(m => m.t0 >= start);
    for (let i = begin; i < next; ) {
      const [t0, t1] = this.#spanOf(this.minutes[i]!);
      let end = i;
      while (end < next && this.minutes[end]!.t0 < t1) end++;
      this.#add(this.timeframe === '1m' ? this.minutes[i]! : mergeBars(this.minutes.slice(i, end), t0, t1, this.timeframe, this.#unit, this.lot));
      i = end;
    }

    this.#shown = next;
    this.onChange(0);
  }

  need(need: Need): void {
    if (need.step === null || need.step === this.#step) return;
    this.#step = need.step;
    this.#profiles.clear();
    this.onChange(0);
  }

  profile(t0: number): Profile | null {
    const known = this.#profiles.get(t0);
    if (known) return known;
    const bar = this.#bars.findLast(b => b.t0 === t0);
    if (!bar) return null;
    const made = this.#profile(bar);
    this.#profiles.set(t0, made);
    return made;
  }

  /** The distance of two levels as they are. */
  get #unit(): number {
    return this.step || this.tick;
  }

  #profile(bar: Bar): Profile {
    const wanted = this.#step ?? 0;
    if (wanted <= this.#unit) return profileOf(bar, this.step);
    const levels = sumLevels([bar.levels], wanted);
    return profileOf({ ...marksOf(levels, wanted, this.lot, bar.vwap), trades: bar.trades }, wanted);
  }

  #spanOf(minute: Bar): readonly [number, number] {
    if (this.timeframe === '1d') return this.day;
    const span = spanOf[this.timeframe];
    const t0 = Math.floor((minute.t0 + WIB) / span) * span - WIB;
    return [t0, t0 + span];
  }

  #add(bar: Bar): void {
    this.#bars.push(bar);
    this.#candles.push(candleOf(bar));
    this.#profiles.delete(bar.t0);
  }

  #drop(): void {
    this.#profiles.delete(this.#bars.pop()!.t0);
    this.#candles.pop();
  }
}

/** The step at which a day's levels are read for a replay: at most some hundred of them. */
export function replayStep(low: number, high: number, tick: number, most: number, nice: (least: number, tick: number) => number): number {
  return tick > 0 && (high - low) / tick <= most ? 0 : nice(Math.max(tidy((high - low) / most), tick || 1e-8), tick || tidy((high - low) / most) || 1);
}
