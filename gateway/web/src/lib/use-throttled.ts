import { useEffect, useRef, useState } from 'preact/hooks';

/** A value that changes at most once in so many milliseconds; the last one is never lost. */
export function useThrottled<T>(value: T, ms: number): T {
  const [shown, setShown] = useState(value);
  const last = useRef(-Infinity);
  useEffect(() => {
    // What a page begins with is no change: the first one is shown at once.
    if (value === shown) return;
    const wait = last.current + ms - performance.now();
    const show = () => {
      last.current = performance.now();
      setShown(() => value);
    };
    if (wait <= 0) {
      show();
      return;
    }

    const timer = setTimeout(show, wait);
    return () => clearTimeout(timer);
  }, [value, ms]);
  return shown;
}
