// The chart's colours, from the design tokens of the theme in force.
import { token } from '../theme';

const SHADES = 16;

export interface Palette {
  panel: string;
  line: string;
  grid: string;
  ink: string;
  muted: string;
  onStrong: string;
  buy: string;
  sell: string;
  buyText: string;
  sellText: string;
  poc: string;
  area: string;
  areaLine: string;
  cvd: string;
  cvdFill: string;
  cross: string;
  hover: string;
  lastLine: string;
  neutral: string;

  /** Backgrounds of cells and of narrow bars of cells, from faint to strong. */
  buyShades: readonly string[];
  sellShades: readonly string[];
  buyBars: readonly string[];
  sellBars: readonly string[];
}

export function readPalette(): Palette {
  const [panel, line, ink, muted] = [token('--panel'), token('--line'), token('--ink'), token('--muted')];
  const [buy, sell, warn, info] = [token('--buy'), token('--sell'), token('--warn'), token('--info')];
  const shades = (color: string, least: number, most: number) => Array.from({ length: SHADES }, (_, i) => fade(color, least + ((most - least) * i) / (SHADES - 1)));
  return {
    panel,
    line,
    grid: fade(line, 0.55),
    ink,
    muted,
    onStrong: token('--chart-on-strong'),
    buy,
    sell,
    buyText: token('--buy-text'),
    sellText: token('--sell-text'),
    poc: warn,
    area: fade(info, 0.13),
    areaLine: fade(info, 0.7),
    cvd: info,
    cvdFill: fade(info, 0.16),
    cross: muted,
    hover: fade(muted, 0.1),
    lastLine: fade(ink, 0.35),
    neutral: fade(muted, 0.35),
    buyShades: shades(buy, 0.05, 0.5),
    sellShades: shades(sell, 0.05, 0.5),
    buyBars: shades(buy, 0.3, 0.95),
    sellBars: shades(sell, 0.3, 0.95),
  };
}

/** Index of a shade for a share between 0 and 1. */
export const shade = (share: number): number => Math.min(SHADES - 1, Math.max(0, Math.round(share * (SHADES - 1))));

/** A colour of the form #rgb or #rrggbb with an opacity. */
export function fade(color: string, alpha: number): string {
  const hex = color.replace('#', '');
  const full = hex.length === 3 ? [...hex].map(c => c + c).join('') : hex;
  const [r, g, b] = [0, 2, 4].map(i => parseInt(full.slice(i, i + 2), 16));
  return `rgba(${r}, ${g}, ${b}, ${alpha.toFixed(3)})`;
}
