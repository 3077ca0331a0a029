// Focus and clicks stay with a row, though the elements of a table belong to places.
import { useLayoutEffect, useRef } from 'preact/hooks';

const FOCUSABLE = 'a, button';

const rowOf = (target: EventTarget | null): HTMLElement | null => (target instanceof Element ? target.closest<HTMLElement>('[data-key]') : null);

/**
 * A row that changes its place takes the focus with it; where it leaves the view, the table keeps it. A press that ends on another row
 * than it began on, because the rows changed places in between, does nothing.
 * @returns What the table listens to.
 */
export function useStayingRow(table: { current: HTMLElement | null }) {
  const focused = useRef<{ key: string; control: number } | null>(null);
  const pressed = useRef<string | undefined>(undefined);
  useLayoutEffect(() => {
    const held = focused.current;
    const row = rowOf(document.activeElement);
    if (!held || !row || !table.current?.contains(row) || row.dataset.key === held.key) return;
    const now = table.current.querySelector<HTMLElement>(`[data-key="${CSS.escape(held.key)}"]`);
    const control = now?.querySelectorAll<HTMLElement>(FOCUSABLE)[held.control];
    (control ?? table.current).focus({ preventScroll: true });
  });
  return {
    onFocusIn: (event: FocusEvent) => {
      const row = rowOf(event.target);
      const control = row ? [...row.querySelectorAll(FOCUSABLE)].indexOf(event.target as Element) : -1;
      focused.current = row && control >= 0 ? { key: row.dataset.key!, control } : null;
    },
    onFocusOut: (event: FocusEvent) => {
      // A window that is left keeps its focus for when it is come back to.
      if (document.activeElement !== event.target) focused.current = null;
    },
    onPointerDown: (event: PointerEvent) => {
      pressed.current = rowOf(event.target)?.dataset.key;
    },
    onClickCapture: (event: MouseEvent) => {
      // A click of the keyboard has no press before it.
      if (event.detail > 0 && pressed.current !== undefined && rowOf(event.target)?.dataset.key !== pressed.current) {
        event.preventDefault();
        event.stopPropagation();
      }
    },
  };
}
