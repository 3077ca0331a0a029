// The last requests with their timings, for the panel of ?debug.
import { signal } from '@preact/signals';

export interface RequestNote {
  method: string;
  path: string;
  status: number;
  ms: number;
  at: number;
}

const MOST = 60;

export const requests = signal<readonly RequestNote[]>([]);

export function note(request: RequestNote): void {
  requests.value = [request, ...requests.value.slice(0, MOST - 1)];
}
