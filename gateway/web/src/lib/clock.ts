// The gateway's clock, as far as its answers tell it, and a beat of a second for what shows time or age.
import { signal } from '@preact/signals';

/** Milliseconds that the gateway's clock is ahead of the browser's. */
let ahead = 0;

/** The gateway's time now, in milliseconds. */
export const now = (): number => Date.now() + ahead;

/** Changes every second; its value is `now()`. */
export const second = signal(now());

setInterval(() => {
  second.value = now();
}, 1000);

/** Takes the time that an answer carries, in whole seconds. Small differences are the way of the answer, not of the clocks. */
export function heardTime(header: string | null): void {
  const at = header ? Date.parse(header) : NaN;
  if (!Number.isFinite(at)) return;
  const difference = at - Date.now();
  ahead = Math.abs(difference) > 2500 ? difference : 0;
}
