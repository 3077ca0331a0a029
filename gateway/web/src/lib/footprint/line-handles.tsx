// The labels of price lines, beside the canvas: pointer and keyboard move them, screen readers read them.
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { price } from '../format';
import { tidy } from './bar';
import type { FootprintCanvas } from './chart';
import type { PriceLine } from './price-line';
import { priceAt, snap, yOf } from './scale';
import { text } from './text';

interface Moving {
  id: string;
  price: number;
}

/** @param frame Changes with every frame that the chart draws. @param onMoving Told where a line is while it is moved; null at the end. */
export function LineHandles(props: { chart: FootprintCanvas; lines: readonly PriceLine[]; frame: unknown; onMoving: (moving: Moving | null) => void }) {
  const [moving, setMoving] = useState<Moving | null>(null);
  const move = (next: Moving | null) => {
    setMoving(next);
    props.onMoving(next);
  };
  return (
    <>
      {props.lines.map(line => (
        <Handle key={line.id} chart={props.chart} line={line} moved={moving?.id === line.id ? moving.price : null} onMove={p => move(p === null ? null : { id: line.id, price: p })} />
      ))}
    </>
  );
}

function Handle(props: { chart: FootprintCanvas; line: PriceLine; moved: number | null; onMove: (price: number | null) => void }) {
  const { chart, line, moved } = props;
  const box = useRef<HTMLDivElement>(null);
  const held = useRef<number | null>(null);
  const shown = moved ?? line.price;
  const { scale, layout } = chart;
  useLayoutEffect(() => {
    const element = box.current!;
    element.hidden = scale === null;
    if (!scale) return;
    const y = yOf(scale, shown);
    // A line outside of what is seen keeps its label at the edge.
    const at = Math.max(10, Math.min(layout.prices - 10, y));
    element.style.transform = `translateY(${Math.round(at - 10)}px)`;
    element.style.right = `${Math.round(layout.width - layout.plot + 4)}px`;
    element.dataset.off = y < 0 ? 'above' : y > layout.prices ? 'below' : '';
  });
  const canMove = Boolean(line.onMove);
  const bounded = (wanted: number) => {
    const tick = scale?.tick ?? 1;
    return Math.max(line.least ?? tick, Math.min(line.most ?? Infinity, snap({ tick }, wanted)));
  };
  const release = () => {
    if (moved !== null && moved !== line.price) line.onMove?.(moved);
    props.onMove(null);
  };
  return (
    <div
      ref={box}
      class={`fp-line ${line.tone}`}
      role={canMove ? 'slider' : 'note'}
      tabIndex={canMove ? 0 : undefined}
      aria-label={line.label}
      aria-orientation={canMove ? 'vertical' : undefined}
      aria-valuenow={canMove ? shown : undefined}
      aria-valuemin={canMove ? line.least ?? 0 : undefined}
      aria-valuemax={canMove ? line.most : undefined}
      aria-valuetext={canMove ? text('line', { label: line.label, price: price(shown) }) : undefined}
      aria-description={canMove ? text('lineHint') : undefined}
      data-line={line.id}
      data-price={shown}
      onPointerDown={event => {
        if (!canMove || event.button !== 0 || !scale) return;
        event.preventDefault();
        event.currentTarget.setPointerCapture(event.pointerId);
        event.currentTarget.focus();
        held.current = event.clientY - chart.canvas.getBoundingClientRect().top - Math.max(0, Math.min(layout.prices, yOf(scale, line.price)));
      }}
      onPointerMove={event => {
        if (held.current === null || !scale) return;
        props.onMove(bounded(priceAt(scale, event.clientY - chart.canvas.getBoundingClientRect().top - held.current)));
      }}
      onPointerUp={() => {
        if (held.current === null) return;
        held.current = null;
        release();
      }}
      onPointerCancel={() => {
        held.current = null;
        props.onMove(null);
      }}
      onKeyDown={event => {
        if (!canMove || !scale) return;
        const by = { ArrowUp: 1, ArrowDown: -1, PageUp: 10, PageDown: -10 }[event.key];
        if (by !== undefined) props.onMove(bounded(tidy(shown + by * (event.shiftKey ? 10 : 1) * scale.tick)));
        else if (event.key === 'Enter') release();
        else if (event.key === 'Escape') props.onMove(null);
        else return;
        event.preventDefault();
        event.stopPropagation();
      }}
      onBlur={() => held.current === null && props.onMove(null)}
    >
      {line.label} <b>{price(shown)}</b>
    </div>
  );
}
