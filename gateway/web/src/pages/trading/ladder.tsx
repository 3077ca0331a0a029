// A price ladder on which stop and target are dragged, or moved by keyboard. Nothing is sent before it is confirmed.
import { useEffect, useRef, useState } from 'preact/hooks';
import { hrefOf, instrumentQuery } from '../../app/routes';
import { failureOf, useAction } from '../../lib/forms';
import { direction, price, signedCount } from '../../lib/format';
import { Card, toast } from '../../lib/parts';
import { profitAt, type Movable } from '../../lib/phantom';
import { levelWords, moveLevels, MoveWords, TrailWords } from '../../lib/phantom-levels';
import { may } from '../../lib/session';
import type { Level } from '../../lib/trading';
import type { Instrument } from '../../lib/types';
import { apart, onGrid, placeOf, priceAt, scaleOf, stepped, type Scale } from './ladder-scale';
import type { PhantomRow } from './model';
import { text } from './text';

const NAMES: readonly Movable[] = ['target', 'stop'];

/** Percent of the ladder's height that a label takes. */
const LABEL = 8;

export function Ladder(props: { phantom: PhantomRow | null; instrument: Instrument | null; onDone: () => void }) {
  const { phantom } = props;
  return (
    <Card
      class="trading-ladder"
      title={phantom ? text('ladderOf', { code: phantom.code }) : text('ladder')}
      tools={phantom && props.instrument && <a href={hrefOf('footprint', instrumentQuery(phantom.code, props.instrument.venue))}>{text('chart')}</a>}
    >
      {phantom && phantom.avgPrice !== null ? <Rungs key={phantom.key} phantom={phantom} instrument={props.instrument} onDone={props.onDone} /> : <p class="nothing">{text('ladderNone')}</p>}
    </Card>
  );
}

function Rungs(props: { phantom: PhantomRow; instrument: Instrument | null; onDone: () => void }) {
  const { phantom } = props;
  const tick = props.instrument?.tickSize ?? null;
  const lotSize = phantom.position?.lotSize ?? props.instrument?.lotSize ?? 1;
  const last = phantom.position?.lastPrice ?? null;
  const [moved, setMoved] = useState<Partial<Record<Movable, number>>>({});
  const [held, setHeld] = useState<{ name: Movable; scale: Scale } | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const box = useRef<HTMLDivElement>(null);
  const act = useAction();
  const mayAct = may('trader');

  // What was moved and is in force now is not moved any more.
  useEffect(() => {
    setMoved(m => Object.fromEntries(Object.entries(m).filter(([name, value]) => phantom[name as Movable] !== value)));
  }, [phantom.stop, phantom.target]);

  const levelOf = (name: Movable): number | null => moved[name] ?? priceOf(phantom[name]);
  const prices = [phantom.avgPrice!, ...(last === null ? [] : [last]), ...NAMES.map(levelOf).filter(p => p !== null)];
  const scale = held?.scale ?? scaleOf(prices);

  const move = (name: Movable, to: number) => {
    setFailure(null);
    setMoved(m => {
      const next = { ...m, [name]: to };
      if (to === priceOf(phantom[name])) delete next[name];
      return next;
    });
  };
  const at = (event: PointerEvent): number => {
    const area = box.current!.getBoundingClientRect();
    return priceAt((event.clientY - area.top) / area.height, held?.scale ?? scale, tick);
  };
  const onKeyDown = (name: Movable) => (event: KeyboardEvent) => {
    const steps = { ArrowUp: 1, ArrowRight: 1, ArrowDown: -1, ArrowLeft: -1, PageUp: 10, PageDown: -10 }[event.key];
    const from = levelOf(name);
    if (event.key === 'Escape' && moved[name] !== undefined) {
      event.preventDefault();
      move(name, priceOf(phantom[name])!);
    } else if (steps !== undefined && from !== null && mayAct) {
      event.preventDefault();
      move(name, stepped(from, steps, tick));
    }
  };

  const confirm = () =>
    act.run(
      async () => {
        await moveLevels(phantom.accountId, phantom, moved);
        toast(levelWords('amended'), 'good');
        props.onDone();
      },
      error => {
        setFailure(failureOf(error));
        return true;
      },
    );

  const marks: { key: string; kind: string; label: string; value: number; name?: Movable }[] = [
    ...NAMES.flatMap(name => {
      const value = levelOf(name);
      return value === null ? [] : [{ key: name, kind: name, label: text(name), value, name }];
    }),
    { key: 'avg', kind: 'avg', label: text('avg'), value: phantom.avgPrice! },
    ...(last === null ? [] : [{ key: 'last', kind: 'last', label: text('lastPrice'), value: last }]),
  ];
  const labels = apart(marks.map(m => placeOf(m.value, scale)), LABEL);
  const changes = NAMES.filter(name => moved[name] !== undefined);
  return (
    <>
      <div class={`ladder${held ? ' dragging' : ''}`} ref={box}>
        {marks.map((mark, i) => {
          const profit = profitAt(mark.value, phantom, lotSize);
          const line = { top: `${placeOf(mark.value, scale)}%` };
          const label = { top: `${labels[i]}%` };
          const words = `${mark.label} ${price(mark.value, 2)}`;
          return [
            <i key={`${mark.key}l`} class={`rung ${mark.kind}`} style={line} aria-hidden="true" />,
            mark.name && mayAct ? (
              <button
                key={mark.key}
                type="button"
                role="slider"
                aria-orientation="vertical"
                aria-label={mark.label}
                aria-valuemin={0}
                aria-valuemax={onGrid(scale.high * 2, tick)}
                aria-valuenow={mark.value}
                aria-valuetext={price(mark.value)}
                class={`rung-label handle ${mark.kind}${moved[mark.name] === undefined ? '' : ' moved'}`}
                data-handle={mark.name}
                style={label}
                onKeyDown={onKeyDown(mark.name)}
                onPointerDown={event => {
                  event.currentTarget.setPointerCapture(event.pointerId);
                  setHeld({ name: mark.name!, scale });
                }}
                onPointerMove={event => held?.name === mark.name && event.buttons > 0 && move(mark.name!, at(event))}
                onPointerUp={() => setHeld(null)}
                onPointerCancel={() => setHeld(null)}
              >
                <span aria-hidden="true">⇕ </span>
                {words}
                <small class={profit === null ? '' : direction(profit)}>{signedCount(profit)}</small>
              </button>
            ) : (
              <span key={mark.key} class={`rung-label ${mark.kind}`} style={label}>
                {words}
              </span>
            ),
          ];
        })}
      </div>
      <TrailWords phantom={phantom} />
      {mayAct && changes.length === 0 && <p class="muted">{text('ladderHint')}</p>}
      {changes.length > 0 && (
        <div class="ladder-confirm" role="group" aria-label={text('set')}>
          {changes.map(name => (
            <MoveWords key={name} phantom={phantom} name={name} to={moved[name]!} last={last} lotSize={lotSize} />
          ))}
          {failure && (
            <p class="form-error" role="alert">
              {failure}
            </p>
          )}
          <p class="dialog-actions">
            <button type="button" class="button" onClick={() => setMoved({})}>
              {text('back')}
            </button>
            <button type="button" class="button primary" data-confirm disabled={act.busy} onClick={() => void confirm()}>
              {text('set')}
            </button>
          </p>
        </div>
      )}
    </>
  );
}

/** A level that can be drawn: one without a price in force cannot. */
const priceOf = (level: Level | null): number | null => (typeof level === 'number' ? level : null);
