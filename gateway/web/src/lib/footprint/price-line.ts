/** A line across the chart at a price, such as a stop. */
export interface PriceLine {
  id: string;
  price: number;
  label: string;

  /** Its meaning, as a colour; the label says it as well. */
  tone: 'buy' | 'sell' | 'warn' | 'info' | 'quiet';

  /** Told the price, on the tick grid, at which the line was let go; null for a line that cannot be moved. The line itself stays where
   * `price` says: whoever is told asks the user, changes the price, or does not. */
  onMove?: ((price: number) => void) | null;

  /** Lowest and highest price that it may be moved to. */
  least?: number;
  most?: number;
}
