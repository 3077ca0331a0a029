// The chart as a part of a page: canvas, read-out, price lines, and the same as a table.
import type { ComponentChildren } from 'preact';
import { useCallback, useEffect, useId, useMemo, useRef, useState } from 'preact/hooks';
import { clock, day, price } from '../format';
import { language } from '../i18n';
import { theme } from '../theme';
import { useThrottled } from '../use-throttled';
import { BarTable } from './bar-table';
import type { Candle } from './bar';
import { FootprintCanvas, type Drawn } from './chart';
import type { ChartData } from './chart-data';
import { listen } from './input';
import { LineHandles } from './line-handles';
import type { PriceLine } from './price-line';
import { full, signedFull } from './quantity';
import { ReadOut } from './read-out';
import { text } from './text';

/** The table and the spoken bar change at most this often, in milliseconds. */
const CALM = 500;

/**
 * The footprint chart.
 * @param data What it draws.
 * @param name The instrument, as it is called.
 * @param lines Price lines over it.
 * @param onChart Handed the canvas, for buttons that move the view; null when it goes.
 * @param onDrawn Told after each frame.
 * @param children What stands over the chart when there is nothing to draw.
 */
export function FootprintChart(props: {
  data: ChartData;
  name: string;
  lines?: readonly PriceLine[];
  onChart?: (chart: FootprintCanvas | null) => void;
  onDrawn?: (drawn: Drawn) => void;
  children?: ComponentChildren;
  class?: string;
}) {
  const id = useId();
  const canvas = useRef<HTMLCanvasElement>(null);
  const [chart, setChart] = useState<FootprintCanvas | null>(null);
  const [drawn, setDrawn] = useState<Drawn | null>(null);
  const [moving, setMoving] = useState<{ id: string; price: number } | null>(null);
  const told = useRef(props);
  told.current = props;

  useEffect(() => {
    const made = new FootprintCanvas(canvas.current!, frame => {
      setDrawn(frame);
      told.current.onDrawn?.(frame);
    });
    const end = listen(made);
    setChart(made);
    told.current.onChart?.(made);
    return () => {
      end();
      made.dispose();
      told.current.onChart?.(null);
    };
  }, []);
  useEffect(() => chart?.show(props.data), [chart, props.data]);
  const [look, speech] = [theme.value, language.value];
  useEffect(() => chart?.recolor(), [chart, look, speech]);
  const lines = useMemo(() => (props.lines ?? []).map(line => (moving?.id === line.id ? { ...line, moved: moving.price } : line)), [props.lines, moving]);
  useEffect(() => {
    if (chart) chart.lines = lines;
  }, [chart, lines]);

  const hover = drawn?.hover ?? null;
  return (
    <div class={`fp ${props.class ?? ''}`}>
      <div class="fp-stage">
        <canvas
          ref={canvas}
          class="fp-canvas"
          tabIndex={0}
          role="application"
          aria-roledescription={text('kind')}
          aria-label={text('chart', { name: props.name, tf: props.data.timeframe })}
          aria-describedby={`${id}k`}
        />
        {chart && <LineHandles chart={chart} lines={props.lines ?? []} frame={drawn} onMoving={setMoving} />}
        {hover && drawn && (
          <ReadOut hover={hover} profile={props.data.profile(hover.candle.t0)} timeframe={props.data.timeframe} lot={props.data.lot} width={drawn.layout.width} height={drawn.layout.height} barWidth={drawn.barWidth} />
        )}
        {props.children}
      </div>
      <p id={`${id}k`} class="sr">
        {text('keys')}
      </p>
      <Words data={props.data} name={props.name} drawn={drawn} stepped={chart?.isStepped ?? false} />
    </div>
  );
}

/** What the chart shows, in words: spoken when the keyboard steps from bar to bar, and as a table for whoever opens it. */
function Words(props: { data: ChartData; name: string; drawn: Drawn | null; stepped: boolean }) {
  const [open, setOpen] = useState(false);
  const calm = useThrottled(props.drawn, CALM);
  const { data } = props;
  const chosen = calm?.hover?.candle ?? null;
  const spoken = useCallback(
    (c: Candle) => {
      const profile = data.profile(c.t0);
      return text('spoken', {
        time: data.timeframe === '1d' ? day(c.t0) : clock(c.t0, false),
        close: price(c.close),
        volume: full(c.volume, data.lot),
        delta: signedFull(c.delta, data.lot),
        cvd: signedFull(c.cvd, data.lot),
        poc: profile && profile.levels.length > 0 ? text('spokenPoc', { poc: price(profile.poc) }) : '',
      });
    },
    [data],
  );
  return (
    <>
      <p class="sr" aria-live="polite">
        {props.stepped && chosen ? spoken(chosen) : ''}
      </p>
      <details class="fp-words" onToggle={event => setOpen(event.currentTarget.open)}>
        <summary>{text('table')}</summary>
        {open && calm && calm.scale && <BarTable data={data} name={props.name} frame={calm} />}
      </details>
    </>
  );
}
