// A table of many rows: only those in view are in the document, and an update touches only cells that changed. An element belongs to
// a place and not to a row, so that a market that changes its order ten times a second makes no new elements.
import type { ComponentChildren } from 'preact';
import { useEffect, useId, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { t } from '../i18n';
import { sorted, visible, widths, type Cell, type Sort } from './order';
import { useStayingRow } from './use-staying-row';

export interface Column<T> {
  id: string;
  title: string;

  /** What the title means; shown on the header. */
  hint?: string;

  /** What it is sorted by. */
  value: (row: T) => Cell;

  /** What it shows; without it the value. */
  cell?: (row: T) => ComponentChildren;

  /** Width in pixels; the first column and those with `grow` take what is left. */
  width: number;
  grow?: boolean;
  align?: 'start' | 'end';

  /** Class of the cell. */
  class?: (row: T) => string;

  /** Left out when the table is narrower than this many pixels. */
  from?: number;

  /** Sorted upwards on the first press. */
  up?: boolean;
}

const ROW = 30;
const PAGE = 10;

/**
 * A sortable grid.
 * @param label What it is, for who does not see it.
 * @param rowKey A name of a row that stays.
 * @param onOpen Is told the row that was pressed, or on which Enter was.
 * @param selected Key of the row that is marked.
 */
export function DataTable<T>(props: {
  label: string;
  columns: readonly Column<T>[];
  rows: readonly T[];
  rowKey: (row: T) => string;
  sort: Sort;
  onSort: (sort: Sort) => void;
  onOpen?: (row: T) => void;
  selected?: string | null;
  empty?: ComponentChildren;
  class?: string;
}) {
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ top: 0, height: 600, width: 2000 });
  const [active, setActive] = useState<string | null>(null);

  useLayoutEffect(() => {
    const element = scroller.current!;
    const look = () => setView(v => (v.top === element.scrollTop && v.height === element.clientHeight && v.width === element.clientWidth ? v : { top: element.scrollTop, height: element.clientHeight, width: element.clientWidth }));
    const sizes = new ResizeObserver(look);
    sizes.observe(element);
    element.addEventListener('scroll', look, { passive: true });
    look();
    return () => {
      sizes.disconnect();
      element.removeEventListener('scroll', look);
    };
  }, []);

  const columns = props.columns.filter(c => (c.from ?? 0) <= view.width);
  const by = props.columns.find(c => c.id === props.sort.column) ?? props.columns[0]!;
  const rows = useMemo(() => sorted(props.rows, by.value, props.rowKey, props.sort.ascending), [props.rows, by.id, props.sort.ascending]);
  const [first, last] = visible(view.top, view.height, ROW, rows.length);
  const at = active === null ? -1 : rows.findIndex(r => props.rowKey(r) === active);
  // In pixels: a browser has nothing to find out of what the cells say.
  const pixels = widths(columns, view.width);
  const layout = { gridTemplateColumns: pixels.map(w => `${w}px`).join(' '), width: `${pixels.reduce((sum, w) => sum + w, 0)}px` };
  const staying = useStayingRow(scroller);

  const move = (to: number) => {
    const index = Math.max(0, Math.min(rows.length - 1, to));
    const row = rows[index];
    if (row === undefined) return;
    setActive(props.rowKey(row));
    const element = scroller.current!;
    const [top, bottom] = [index * ROW, (index + 2) * ROW];
    if (top < element.scrollTop) element.scrollTop = top;
    else if (bottom > element.scrollTop + element.clientHeight) element.scrollTop = bottom - element.clientHeight;
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== scroller.current) return;
    const to = { ArrowDown: at + 1, ArrowUp: at < 0 ? 0 : at - 1, PageDown: at + PAGE, PageUp: at - PAGE, Home: 0, End: rows.length - 1 }[event.key];
    if (to !== undefined) {
      event.preventDefault();
      move(to);
    } else if (event.key === 'Enter' && at >= 0) {
      props.onOpen?.(rows[at]!);
    }
  };

  // Another order starts at its beginning.
  useEffect(() => {
    if (scroller.current) scroller.current.scrollTop = 0;
  }, [props.sort.column, props.sort.ascending]);

  return (
    <div
      class={`grid ${props.class ?? ''}`}
      ref={scroller}
      role="grid"
      tabIndex={0}
      aria-label={props.label}
      aria-description={props.onOpen ? t('table.keys') : undefined}
      aria-rowcount={rows.length + 1}
      aria-colcount={columns.length}
      aria-activedescendant={at >= first && at < last ? `${id}-${active}` : undefined}
      onKeyDown={onKeyDown}
      {...staying}
    >
      <div class="grid-row grid-head" role="row" aria-rowindex={1} style={layout}>
        {columns.map((column, i) => (
          <div
            key={column.id}
            role="columnheader"
            aria-colindex={i + 1}
            aria-sort={column.id === by.id ? (props.sort.ascending ? 'ascending' : 'descending') : 'none'}
            class={column.align === 'start' ? 'start' : undefined}
          >
            <button
              type="button"
              title={column.hint ?? t('table.sort', { column: column.title })}
              onClick={() => props.onSort(column.id === by.id ? { column: column.id, ascending: !props.sort.ascending } : { column: column.id, ascending: column.up ?? false })}
            >
              {column.title}
            </button>
          </div>
        ))}
      </div>
      {rows.length === 0 && <p class="nothing">{props.empty ?? t('table.none')}</p>}
      <div class="grid-body" role="rowgroup" style={{ height: `${rows.length * ROW}px` }}>
        {rows.slice(first, last).map((row, i) => {
          const key = props.rowKey(row);
          const place = first + i;
          return (
            <div
              key={place}
              id={`${id}-${key}`}
              role="row"
              aria-rowindex={place + 2}
              aria-selected={key === props.selected}
              data-key={key}
              class={`grid-row${key === active ? ' active' : ''}${key === props.selected ? ' selected' : ''}${place % 2 ? ' odd' : ''}`}
              style={{ ...layout, top: `${place * ROW}px` }}
              onClick={event => {
                setActive(key);
                if (!(event.target as Element).closest('a, button')) props.onOpen?.(row);
              }}
            >
              {columns.map((column, c) => (
                <div key={column.id} role="gridcell" aria-colindex={c + 1} class={`${column.align === 'start' ? 'start ' : ''}${column.class?.(row) ?? ''}`}>
                  {column.cell ? column.cell(row) : column.value(row)}
                </div>
              ))}
            </div>
          );
        })}
      </div>
    </div>
  );
}
