// The order and choice of a table's rows. Pure, so that it is tested without a page.

export type Cell = number | string | null | undefined;

export interface Sort {
  column: string;
  ascending: boolean;
}

/** Compares cells: numbers by size, texts by the alphabet; what is missing comes last in either direction. */
export function compare(a: Cell, b: Cell, ascending: boolean): number {
  const noA = a === null || a === undefined || Number.isNaN(a);
  const noB = b === null || b === undefined || Number.isNaN(b);
  if (noA || noB) return noA === noB ? 0 : noA ? 1 : -1;
  const order = typeof a === 'number' && typeof b === 'number' ? a - b : String(a) < String(b) ? -1 : String(a) > String(b) ? 1 : 0;
  return ascending ? order : -order;
}

/** Rows in an order; equal ones by their key, so that they do not change places from one update to the next. */
export function sorted<T>(rows: readonly T[], value: (row: T) => Cell, key: (row: T) => string, ascending: boolean): T[] {
  return rows
    .map(row => ({ row, cell: value(row), key: key(row) }))
    .sort((a, b) => compare(a.cell, b.cell, ascending) || (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
    .map(x => x.row);
}

/** Reads "finalScore" or "finalScore:asc"; null for what names no column. */
export function readSort(text: string | null, columns: readonly string[]): Sort | null {
  const [column = '', order] = (text ?? '').split(':');
  return columns.includes(column) ? { column, ascending: order === 'asc' } : null;
}

export const writeSort = (sort: Sort): string => (sort.ascending ? `${sort.column}:asc` : sort.column);

/** Which rows to draw. @returns First and one past the last index. */
export function visible(scrollTop: number, height: number, rowHeight: number, count: number, margin = 6): [number, number] {
  const first = Math.max(0, Math.floor(scrollTop / rowHeight) - margin);
  return [Math.min(first, Math.max(0, count - 1)), Math.min(count, Math.ceil((scrollTop + height) / rowHeight) + margin)];
}

/** Widths of columns in pixels: those that grow share what is left. */
export function widths(columns: readonly { width: number; grow?: boolean }[], available: number): number[] {
  const growing = columns.filter(c => c.grow).length;
  const left = Math.max(0, available - columns.reduce((sum, c) => sum + c.width, 0));
  const share = growing > 0 ? Math.floor(left / growing) : 0;
  let rest = growing > 0 ? left - share * growing : 0;
  return columns.map(c => {
    if (!c.grow) return c.width;
    const width = c.width + share + rest;
    rest = 0;
    return width;
  });
}
