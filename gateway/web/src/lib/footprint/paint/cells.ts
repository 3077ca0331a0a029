// The bid × ask cells of the bars in view: shaded by volume, imbalances filled, the point of control framed, the value area behind
// them, stacked imbalances as a rail beside them.
import { volumeOf, type Candle, type Level, type Profile } from '../bar';
import { candleWidth, TEXT_BAR } from '../layout';
import { shade } from '../palette';
import { short } from '../quantity';
import { rowHeight, rowTop, type Frame } from './frame';

interface Place {
  left: number;
  middle: number;
  right: number;
  profile: Profile;
  high: number;
}

export function paintCells(frame: Frame): void {
  const { data, view } = frame;
  const text = view.barWidth >= TEXT_BAR;
  const candle = candleWidth(view.barWidth);
  const shown: [number, Profile][] = [];
  let maxSide = 0;
  let maxVolume = 0;
  for (let i = view.first; i <= view.last; i++) {
    const profile = data.profile(data.candles[i]!.t0);
    if (!profile || profile.levels.length === 0) continue;
    shown.push([i, profile]);
    maxSide = Math.max(maxSide, profile.maxSide);
    maxVolume = Math.max(maxVolume, profile.maxVolume);
  }

  for (const [i, profile] of shown) {
    const left = Math.round(view.x(i) + candle + 4);
    const right = Math.round(view.x(i) + view.barWidth - Math.min(5, view.barWidth * 0.06) - 1);
    const place: Place = { left, right, middle: left + Math.round((right - left) / 2), profile, high: rowHeight(frame.scale, profile.step) };
    area(frame, place, text);
    // A profile per bar, which a quiet bar does not fill.
    const reach = (right - left) * (0.4 + 0.6 * Math.sqrt(profile.maxVolume / maxVolume));
    if (text) numbers(frame, place, maxSide);
    else shapes(frame, place, reach);
    control(frame, place, text ? right - left : null, reach);
    rails(frame, place, text);
    if (text) marks(frame, place, data.candles[i]!);
  }
}

function area({ ctx, palette, scale }: Frame, { profile, left, right, high }: Place, text: boolean): void {
  const top = Math.round(rowTop(scale, profile.vah, profile.step));
  const end = Math.round(rowTop(scale, profile.val, profile.step) + high);
  ctx.fillStyle = palette.area;
  ctx.fillRect(left, top, right - left, end - top);
  ctx.fillStyle = palette.areaLine;
  ctx.fillRect(right, top, text ? 2 : 1, end - top);
}

/** Top and height of a row in whole pixels. */
function row({ scale, layout }: Frame, { profile, high }: Place, price: number): [number, number] | null {
  const exact = rowTop(scale, price, profile.step);
  if (exact > layout.prices || exact + high < 0) return null;
  const top = Math.round(exact);
  return [top, Math.max(1, Math.round(exact + high) - top - (high >= 6 ? 1 : 0))];
}

/** Narrow bars: a horizontal bar for each level, as long as its volume, in the colour of its delta. */
function shapes(frame: Frame, place: Place, reach: number): void {
  const { ctx, palette } = frame;
  for (const level of place.profile.levels) {
    const at = row(frame, place, level.price);
    if (!at) continue;
    const delta = level.ask - level.bid;
    const volume = volumeOf(level);
    ctx.fillStyle =
      level.imbalance === 'ask' ? palette.buy
      : level.imbalance === 'bid' ? palette.sell
      : delta === 0 ? palette.neutral
      : (delta > 0 ? palette.buyBars : palette.sellBars)[shade((Math.abs(delta) / volume) * 0.8)]!;
    ctx.fillRect(place.left, at[0], Math.max(1, Math.round((reach * volume) / place.profile.maxVolume)), at[1]);
  }
}

/** Wide bars: two cells with numbers for each level. */
function numbers(frame: Frame, place: Place, maxSide: number): void {
  const { ctx, palette, data, view, font } = frame;
  const { left, middle, right, high } = place;
  const size = Math.max(9, Math.min(12, high - 2, view.barWidth / 8.8));
  const plain = `${size}px ${font}`;
  const strong = `700 ${size}px ${font}`;
  const room = middle - left - 6;
  ctx.font = plain;
  for (const level of place.profile.levels) {
    const at = row(frame, place, level.price);
    if (!at) continue;
    const [top, tall] = at;
    ctx.fillStyle = level.imbalance === 'bid' ? palette.sell : palette.sellShades[shade(Math.sqrt(level.bid / maxSide))]!;
    ctx.fillRect(left, top, middle - left, tall);
    ctx.fillStyle = level.imbalance === 'ask' ? palette.buy : palette.buyShades[shade(Math.sqrt(level.ask / maxSide))]!;
    ctx.fillRect(middle + 1, top, right - middle - 1, tall);
    if (tall < 8) continue;
    const line = top + tall / 2 + 0.5;
    if (level.bid === 0 && level.ask === 0) {
      ctx.textAlign = 'center';
      ctx.fillStyle = palette.muted;
      ctx.fillText(tight(level.unknown / data.lot), middle, line, right - left - 4);
      continue;
    }

    ctx.textAlign = 'right';
    side(frame, level, 'bid', middle - 3, line, room, plain, strong);
    ctx.textAlign = 'left';
    side(frame, level, 'ask', middle + 4, line, room, plain, strong);
  }
}

function side({ ctx, palette, data }: Frame, level: Level, name: 'bid' | 'ask', x: number, y: number, room: number, plain: string, strong: string): void {
  const loud = level.imbalance === name;
  if (loud) ctx.font = strong;
  ctx.fillStyle = loud ? palette.onStrong : level[name] > 0 ? palette.ink : palette.muted;
  ctx.fillText(tight(level[name] / data.lot), x, y, room);
  if (loud) ctx.font = plain;
}

function control(frame: Frame, place: Place, wide: number | null, reach: number): void {
  const at = row(frame, place, place.profile.poc);
  if (!at) return;
  const { ctx, palette } = frame;
  const width = wide ?? Math.max(1, Math.round(reach));
  if (place.high >= 4) {
    ctx.strokeStyle = palette.poc;
    ctx.lineWidth = wide === null ? 1 : 1.5;
    ctx.strokeRect(place.left + 0.25, at[0] + 0.25, width - 0.5, at[1] - 0.5);
  } else {
    ctx.fillStyle = palette.poc;
    ctx.fillRect(place.left, at[0], width, at[1]);
  }
}

function rails({ ctx, palette, scale }: Frame, { profile, left, right, high }: Place, text: boolean): void {
  for (const run of profile.stacked) {
    const top = Math.round(rowTop(scale, run.to, profile.step));
    ctx.fillStyle = run.side === 'ask' ? palette.buy : palette.sell;
    ctx.fillRect(run.side === 'ask' ? right + (text ? 2 : 1) : left - 2, top, 2, Math.round(rowTop(scale, run.from, profile.step) + high) - top);
  }
}

/** Above and below a bar: a ring for an unfinished auction, a triangle for absorption, against which the price did not go. */
function marks({ ctx, palette, scale }: Frame, { profile, left, right, high }: Place, candle: Candle): void {
  const x = (left + right) / 2;
  const above = rowTop(scale, profile.levels.at(-1)!.price, profile.step) - 6;
  const below = rowTop(scale, profile.levels[0]!.price, profile.step) + high + 6;
  ctx.lineWidth = 1.25;
  ctx.strokeStyle = palette.muted;
  for (const y of [profile.unfinished.high ? above : null, profile.unfinished.low ? below : null]) {
    if (y === null) continue;
    ctx.beginPath();
    ctx.arc(x, y, 2.6, 0, 7);
    ctx.stroke();
  }

  if (!candle.absorption) return;
  const bought = candle.absorption === 'buy';
  const [y, d] = bought ? [above, 1] : [below, -1];
  ctx.fillStyle = bought ? palette.sell : palette.buy;
  ctx.beginPath();
  ctx.moveTo(x + 9, y - 3.5 * d);
  ctx.lineTo(x + 17, y - 3.5 * d);
  ctx.lineTo(x + 13, y + 3.5 * d);
  ctx.fill();
}

/** With a thin space: cells are narrow. */
const tight = (value: number): string => short(value).replace(' ', '\u2009');
