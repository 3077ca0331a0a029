import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { query, setQuery } from '../../app/router';
import { useDebug } from '../../lib/debug';
import { DAY, TIMEFRAMES, type Timeframe } from '../../lib/footprint/bar';
import type { Drawn, FootprintCanvas } from '../../lib/footprint/chart';
import { FootprintChart } from '../../lib/footprint/footprint-chart';
import type { PriceLine } from '../../lib/footprint/price-line';
import { text as chartText } from '../../lib/footprint/text';
import { useFootprint } from '../../lib/footprint/use-footprint';
import { decimal, longDay, price } from '../../lib/format';
import { ChooseInstrument, useChosen, WrongInstrument, type Chosen } from '../../lib/instrument-page';
import { reasonOf, Segments } from '../../lib/parts';
import { ApiError } from '../../lib/problem';
import { usePhantomLines } from '../../lib/use-phantom-lines';
import { useRow } from '../../lib/use-row';
import { useThrottled } from '../../lib/use-throttled';
import { Headline } from './headline';
import { Legend } from './legend';
import { ReplayBar } from './replay-bar';
import { text } from './text';
import { useReplay } from './use-replay';

/** Spans that a button shows at once, in days. */
const SPANS = [1, 5, 30] as const;

const NO_LINES: readonly PriceLine[] = [];

/** The footprint chart of an instrument. */
export default function Footprint() {
  const chosen = useChosen();
  return chosen ? <Instrument key={`${chosen.venue ?? ''}:${chosen.ticker}`} chosen={chosen} /> : <ChooseInstrument />;
}

function Instrument(props: { chosen: Chosen }) {
  const { ticker, venue } = props.chosen;
  const asked = query.value.get('tf');
  const timeframe: Timeframe = TIMEFRAMES.find(tf => tf === asked) ?? '1m';
  const setTimeframe = (tf: Timeframe) => setQuery({ tf: tf === '1m' ? null : tf });
  const [replaying, setReplaying] = useState(false);
  const chart = useRef<FootprintCanvas | null>(null);
  const [drawn, setDrawn] = useState<Drawn | null>(null);
  const footprint = useFootprint(props.chosen, timeframe);
  const { window, state, instrument } = footprint;
  const { row } = useRow(ticker, venue ?? state.venue ?? undefined);
  const newest = window.candles.at(-1)?.t0 ?? 0;
  const replay = useReplay(replaying, { ticker, venue: state.venue ?? venue }, timeframe, window.lot, instrument?.tickSize ?? 0, newest);
  const data = replaying && replay.data ? replay.data : window;
  const timings = useTimings(drawn, data);
  const seen = useThrottled(drawn, 250);
  const reference = replaying ? null : (row?.reference ?? null);
  const phantoms = usePhantomLines(ticker);
  const levels = replaying ? NO_LINES : phantoms.lines;
  const lines = useMemo(
    (): readonly PriceLine[] => (reference ? [{ id: 'reference', price: reference, label: text('reference'), tone: 'quiet' }, ...levels] : levels),
    [reference, levels, text('reference')],
  );

  useEffect(() => {
    const key = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      const tf = TIMEFRAMES[Number(event.key) - 1];
      if (tf) setTimeframe(tf);
      else if (event.key === 'r') setReplaying(!replaying);
      else if (event.key === ' ' && replaying && !(event.target as Element).closest('button, summary, a, input')) {
        event.preventDefault();
        replay.play(!replay.playing);
      }
    };
    addEventListener('keydown', key);
    return () => removeEventListener('keydown', key);
  });
  useDebug('footprint', { ...timings, levelsKept: window.levels, candles: data.candles.length, seen: seen && { first: seen.first, last: seen.last, barWidth: seen.barWidth, scale: seen.scale } });

  const wrong = state.error instanceof ApiError && !state.loaded && [400, 404, 409].includes(state.error.status);
  if (wrong) return <WrongInstrument name={ticker} error={state.error} />;
  const over = replaying ? null : overText(ticker, state.error, footprint.ready, window.candles.length);
  const show = async (days: number) => {
    const last = data.candles.at(-1);
    if (!last) return;
    const from = last.t0 - days * DAY;
    if (data === window) await window.reach(from);
    const candles = data.candles;
    chart.current?.move(view => view.fit(candles.length - Math.max(0, candles.findIndex(c => c.t0 >= from))));
  };
  return (
    <div class="footprint">
      <Headline ticker={ticker} venue={state.venue ?? venue ?? null} instrument={instrument} row={row} last={replaying ? null : timeframe === '1m' ? (window.candles.at(-1)?.close ?? null) : null} lot={window.lot} />
      <div class="fp-tools">
        <Segments label={text('timeframe')} value={timeframe} options={TIMEFRAMES.map(tf => [tf, tf] as const)} onChange={setTimeframe} />
        <div class="segments" role="group" aria-label={text('view')}>
          <button type="button" title={text('zoomOut')} aria-label={text('zoomOut')} onClick={() => chart.current?.move(view => view.zoom(1 / 1.35))}>
            −
          </button>
          <button type="button" title={text('zoomIn')} aria-label={text('zoomIn')} onClick={() => chart.current?.move(view => view.zoom(1.35))}>
            +
          </button>
          <button type="button" aria-pressed={seen?.follow ?? true} title={text('newestHint')} onClick={() => chart.current?.move(view => view.end())}>
            {text('newest')}
          </button>
          <button type="button" aria-pressed={seen?.fitted ?? true} title={text('fitHint')} onClick={() => chart.current?.fit()}>
            {text('fit')}
          </button>
        </div>
        <div class="segments" role="group" aria-label={text('span')}>
          {SPANS.map(days => (
            <button key={days} type="button" data-days={days} onClick={() => void show(days).catch(() => {})}>
              {text('days', { count: days })}
            </button>
          ))}
        </div>
        <button type="button" class="button" aria-pressed={replaying} title={text('replayHint')} onClick={() => setReplaying(!replaying)}>
          {text('replay')}
        </button>
      </div>
      {replaying && <ReplayBar replay={replay} onLeave={() => setReplaying(false)} />}
      <FootprintChart data={data} name={`${ticker}${replaying && replay.day ? ` ${longDay(replay.day.t0)}` : ''}`} onChart={made => (chart.current = made)} onDrawn={setDrawn} lines={lines} class={replaying ? 'replayed' : ''}>
        {over && (
          <p class="fp-over" role="status">
            {over}
          </p>
        )}
      </FootprintChart>
      {phantoms.confirm}
      <footer class="fp-foot">
        <span class="muted" data-levels-note>
          {seen?.scale && `${seen.barWidth < 18 ? text('zoom') : seen.scale.step ? text('merged', { step: price(seen.scale.step), tick: price(seen.scale.tick) }) : text('ticks', { tick: price(seen.scale.tick) })}${data.lot === 1 ? '' : ` · ${text('lotNote', { lot: price(data.lot) })}`}`}
        </span>
        {query.value.has('debug') && (
          <span data-timings>{text('timing', { last: decimal(timings.lastMs, 1), worst: decimal(timings.worstMs, 1), first: decimal(timings.firstMs, 1) })}</span>
        )}
        <Legend />
      </footer>
    </div>
  );
}

function overText(name: string, error: Error | null, ready: boolean, candles: number): string | null {
  if (candles > 0) return null;
  if (error) return chartText('failed', { reason: reasonOf(error) });
  return ready ? `${chartText('noBars', { name })} ${chartText('noBarsText')}` : chartText('reading');
}

/** How long painting takes: the first frame with data, the last and the worst. */
function useTimings(drawn: Drawn | null, data: unknown): { firstMs: number; lastMs: number; worstMs: number } {
  const kept = useRef({ of: data, firstMs: 0, lastMs: 0, worstMs: 0 });
  if (kept.current.of !== data) kept.current = { of: data, firstMs: 0, lastMs: 0, worstMs: 0 };
  if (drawn?.scale) {
    const t = kept.current;
    if (t.firstMs === 0) t.firstMs = drawn.ms;
    t.lastMs = drawn.ms;
    t.worstMs = Math.max(t.worstMs, drawn.ms);
  }

  const { firstMs, lastMs, worstMs } = kept.current;
  return { firstMs, lastMs, worstMs };
}

const isTyping = (target: EventTarget | null): boolean => target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) && (target as HTMLInputElement).type !== 'range';
