// Whether the gateway answers, and how old what is on the screen may be.
import { batch, signal } from '@preact/signals';

/** False from the first request that got no answer until one that did. */
export const reachable = signal(true);

/** When the gateway last answered, in milliseconds; 0 when it has not. */
export const answeredAt = signal(0);

/** When the oldest kept answer that is on the screen was given, in milliseconds; 0 when all are fresh. */
export const keptAt = signal(0);

export function answered(at: number): void {
  batch(() => {
    reachable.value = true;
    answeredAt.value = at;
    keptAt.value = 0;
  });
}

export function unanswered(kept?: number): void {
  batch(() => {
    reachable.value = false;
    if (kept !== undefined) keptAt.value = keptAt.value === 0 ? kept : Math.min(keptAt.value, kept);
  });
}
