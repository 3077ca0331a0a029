// Pointer, wheel, touch and keys of the chart.
import type { FootprintCanvas, Point } from './chart';

interface Drag {
  x: number;
  y: number;
  right: number;
  moved: boolean;

  /** What is dragged: the bars, or the price axis. */
  axis: boolean;
  pinch?: { distance: number; x: number };
}

/** A finger trembles more than a mouse. */
const SLACK = { mouse: 3, touch: 8 };

/** Makes a canvas listen. @returns Ends it. */
export function listen(chart: FootprintCanvas): () => void {
  const { canvas } = chart;
  const end = new AbortController();
  const pointers = new Map<number, Point>();
  let drag: Drag | null = null;
  const at = (event: MouseEvent): Point => {
    const box = canvas.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };
  const spread = () => {
    const [a, b] = [...pointers.values()] as [Point, Point];
    return { distance: Math.max(20, Math.hypot(a.x - b.x, a.y - b.y)), x: (a.x + b.x) / 2 };
  };
  const on = <K extends keyof HTMLElementEventMap>(name: K, handler: (event: HTMLElementEventMap[K]) => void) => canvas.addEventListener(name, handler, { signal: end.signal, passive: false });

  on('wheel', event => {
    event.preventDefault();
    const unit = event.deltaMode === 1 ? 16 : event.deltaMode === 2 ? 400 : 1;
    const place = at(event);
    const factor = Math.exp(-Math.max(-120, Math.min(120, event.deltaY * unit)) * 0.0018);
    if (Math.abs(event.deltaX) > Math.abs(event.deltaY)) chart.move(view => view.pan((event.deltaX * unit) / view.barWidth));
    else if (place.x > chart.layout.plot) chart.stretch(factor);
    else chart.move(view => view.zoom(factor, place.x));
  });
  on('pointerdown', event => {
    if (event.button !== 0) return;
    canvas.setPointerCapture(event.pointerId);
    const point = at(event);
    pointers.set(event.pointerId, point);
    const still = { x: point.x, y: point.y, right: chart.view.right, axis: point.x > chart.layout.plot };
    drag = pointers.size === 2 ? { ...still, moved: true, axis: false, pinch: spread() } : { ...still, moved: pointers.size > 1 };
  });
  on('pointermove', event => {
    const point = at(event);
    if (pointers.has(event.pointerId)) pointers.set(event.pointerId, point);
    if (drag?.pinch && pointers.size === 2) pinch(drag);
    else if (drag && pointers.size === 1) dragTo(drag, point, event.pointerType);
    if (event.pointerType === 'mouse') chart.point(point);
  });
  const pinch = (d: Drag) => {
    const now = spread();
    const before = d.pinch!;
    chart.move(view => {
      view.zoom(now.distance / before.distance, now.x);
      view.pan(-(now.x - before.x) / view.barWidth);
    });
    d.pinch = now;
  };
  const dragTo = (d: Drag, point: Point, type: string) => {
    const [dx, dy] = [point.x - d.x, point.y - d.y];
    const slack = type === 'mouse' ? SLACK.mouse : SLACK.touch;
    if (!d.moved && Math.max(Math.abs(dx), Math.abs(dy)) < slack) return;
    if (!d.moved && type !== 'mouse') chart.point(null);
    d.moved = true;
    canvas.classList.add('dragged');
    if (d.axis) {
      chart.stretch(Math.exp(-dy * 0.006));
      d.y = point.y;
      return;
    }

    chart.move(view => view.panTo(d.right - dx / view.barWidth));
    // Up and down only once the prices no longer follow what is seen.
    if (!chart.fitted && type === 'mouse') {
      chart.shiftPrices(dy / chart.layout.prices);
      d.y = point.y;
    }
  };
  const release = (event: PointerEvent) => {
    if (!pointers.delete(event.pointerId)) return;
    canvas.classList.remove('dragged');
    // A tap of a finger shows the crosshair, a second one near it hides it.
    if (event.type === 'pointerup' && event.pointerType !== 'mouse' && drag && !drag.moved) {
      const point = at(event);
      const shown = chart.pointed;
      chart.point(shown && Math.hypot(shown.x - point.x, shown.y - point.y) < 24 ? null : point);
    }

    const [rest] = pointers.values();
    drag = rest ? { x: rest.x, y: rest.y, right: chart.view.right, moved: true, axis: false } : null;
  };
  on('pointerup', release);
  on('pointercancel', release);
  on('pointerleave', event => {
    if (event.pointerType === 'mouse' && chart.pointed) chart.point(null);
  });
  on('dblclick', () => chart.fit());
  on('blur', () => {
    if (chart.isStepped) chart.point(null);
  });
  on('keydown', event => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const action = actions(chart, event.shiftKey)[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  });
  return () => end.abort();
}

/** What the keys do while the chart has the focus. */
function actions(chart: FootprintCanvas, shift: boolean): Record<string, () => void> {
  const pan = (direction: 1 | -1) => (shift ? chart.step(direction) : chart.move(view => view.pan(direction * Math.max(1, Math.round(20 / view.barWidth)))));
  const zoom = (factor: number) => chart.move(view => view.zoom(factor));
  return {
    ArrowLeft: () => pan(-1),
    ArrowRight: () => pan(1),
    ArrowUp: () => (shift ? chart.stretch(1.15) : chart.shiftPrices(0.06)),
    ArrowDown: () => (shift ? chart.stretch(1 / 1.15) : chart.shiftPrices(-0.06)),
    PageUp: () => chart.move(view => view.page(-1)),
    PageDown: () => chart.move(view => view.page(1)),
    Home: () => chart.move(view => view.start()),
    End: () => chart.move(view => view.end()),
    Escape: () => chart.point(null),
    a: () => chart.fit(),
    '+': () => zoom(1.2),
    '=': () => zoom(1.2),
    '-': () => zoom(1 / 1.2),
    _: () => zoom(1 / 1.2),
  };
}
