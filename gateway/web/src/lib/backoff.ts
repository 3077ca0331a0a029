/** Waits between tries: doubling up to a most, each between 75 and 125 per cent, so that many clients do not come back at once. */
export class Backoff {
  #next: number;

  /** @param first The first wait, in milliseconds. @param most The longest. @param random Between 0 and 1. */
  constructor(readonly first: number, readonly most: number, readonly random: () => number = Math.random) {
    this.#next = first;
  }

  next(): number {
    const wait = this.#next;
    this.#next = Math.min(wait * 2, this.most);
    return wait * (0.75 + this.random() / 2);
  }

  reset(): void {
    this.#next = this.first;
  }
}
