import { signal } from '@preact/signals';

/** Notifications of the user that were not read; 0 while nobody is signed in. */
export const unread = signal(0);
