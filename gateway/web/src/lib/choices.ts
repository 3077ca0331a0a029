// What the user chose and this browser remembers. A browser that forbids storage forgets it, and nothing else changes.

const PREFIX = 'sssaham.';

/** A remembered choice; null when there is none, or none of those that are known. */
export function readChoice<T extends string>(name: string, known: readonly T[]): T | null {
  const text = readText(name);
  return known.find(k => k === text) ?? null;
}

export function readText(name: string): string | null {
  try {
    return localStorage.getItem(PREFIX + name);
  } catch {
    return null;
  }
}

/** Remembers a choice; null forgets it. */
export function remember(name: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(PREFIX + name);
    else localStorage.setItem(PREFIX + name, value);
  } catch {
    // Private windows may refuse; the choice lasts as long as the page.
  }
}

export const systemTheme = (): 'light' | 'dark' => (matchMedia('(prefers-color-scheme: light)').matches ? 'light' : 'dark');
