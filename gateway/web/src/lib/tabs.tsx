import { useEffect, useRef } from 'preact/hooks';
import { query, setQuery } from '../app/router';

/** The parts of a page, one of which is shown; which one stands in the address as `tab`. */
export function Tabs<T extends string>(props: { label: string; value: T; options: readonly (readonly [T, string])[] }) {
  const nav = useRef<HTMLElement>(null);
  // On narrow screens the row scrolls; the part that is shown has its button in view.
  useEffect(() => {
    const button = nav.current?.querySelector<HTMLElement>('[aria-current]');
    if (button && nav.current) nav.current.scrollLeft = button.offsetLeft - (nav.current.clientWidth - button.offsetWidth) / 2;
  }, [props.value]);
  return (
    <nav ref={nav} class="tabs scroll-x" aria-label={props.label}>
      {props.options.map(([value, text], i) => (
        <button key={value} type="button" data-tab={value} aria-current={value === props.value ? 'page' : undefined} onClick={() => setQuery({ tab: i === 0 ? null : value })}>
          {text}
        </button>
      ))}
    </nav>
  );
}

/** The part that the address names; the first one when it names none of them. */
export function useTab<T extends string>(options: readonly (readonly [T, string])[]): T {
  const asked = query.value.get('tab');
  return (options.find(([value]) => value === asked) ?? options[0]!)[0];
}
