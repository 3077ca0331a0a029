// Runs before the first paint, so that no page flashes in the wrong theme or language.
import { readChoice, systemTheme } from './lib/choices';

const root = document.documentElement;
root.dataset.theme = readChoice('theme', ['light', 'dark']) ?? systemTheme();
root.lang = readChoice('language', ['id', 'en']) ?? (navigator.languages.some(l => /^(id|in|ms)\b/i.test(l)) ? 'id' : 'en');
