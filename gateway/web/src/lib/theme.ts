// Light or dark: the system's preference until the user chooses; charts follow the signal.
import { computed, effect, signal } from '@preact/signals';
import { readChoice, remember, systemTheme } from './choices';

export type Theme = 'light' | 'dark';

const system = signal<Theme>(systemTheme());
const chosen = signal<Theme | null>(readChoice<Theme>('theme', ['light', 'dark']));

/** The theme in force. */
export const theme = computed<Theme>(() => chosen.value ?? system.value);

matchMedia('(prefers-color-scheme: light)').addEventListener('change', () => {
  system.value = systemTheme();
});

effect(() => {
  document.documentElement.dataset.theme = theme.value;
  document.querySelector('meta[name=theme-color]')?.setAttribute('content', token('--panel'));
});

/** Changes to the other theme and remembers it; the system's own is not remembered, so that the page follows it again. */
export function toggleTheme(): void {
  const next: Theme = theme.value === 'dark' ? 'light' : 'dark';
  chosen.value = next === system.value ? null : next;
  remember('theme', chosen.value);
}

/** The value of a design token in the theme in force, for what is painted on a canvas. Read `theme` beside it to follow changes. */
export function token(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}
