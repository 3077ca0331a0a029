// Indonesian and English. A dictionary is two objects with the same keys: one that is missing does not compile.
import { effect, signal } from '@preact/signals';
import { readChoice, remember } from './choices';

export type Language = 'id' | 'en';
export type Values = Record<string, string | number>;

/** The language in force; components that read a text follow it. */
export const language = signal<Language>(first());

function first(): Language {
  const chosen = readChoice<Language>('language', ['id', 'en']);
  if (chosen) return chosen;
  return typeof navigator !== 'undefined' && (navigator.languages ?? []).some(l => /^(id|in|ms)\b/i.test(l)) ? 'id' : 'en';
}

if (typeof document !== 'undefined') {
  effect(() => {
    document.documentElement.lang = language.value;
  });
}

export function setLanguage(next: Language): void {
  language.value = next;
  remember('language', next);
}

/** Makes the function that gives a dictionary's texts in the language in force; `{name}` in a text is replaced by a value. */
export function dictionary<T extends Record<string, string>>(id: T, en: Record<keyof T, string>): (key: keyof T & string, values?: Values) => string {
  return (key, values) => fill((language.value === 'id' ? id : en)[key], values);
}

function fill(text: string, values: Values | undefined): string {
  return values ? text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole)) : text;
}
