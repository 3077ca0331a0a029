import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { address, get, type Query } from './api';
import { reachable } from './link';
import { isAborted } from './problem';
import { session } from './session';

/** What a page shows of an answer. The last data stays while a newer answer is on its way or does not come. */
export interface Data<T> {
  data: T | null;

  /** When the data was given, in milliseconds; 0 before the first. */
  at: number;

  /** Whether the data is a kept answer. */
  kept: boolean;

  /** Why the last try failed; null when it did not. */
  error: Error | null;
  loading: boolean;

  /** Asks now. */
  reload: () => void;
}

/** Seconds between tries while the gateway does not answer. */
const RETRY = 3;

/**
 * Reads an address and, while the page is seen, reads it again.
 * @param path The path; null reads nothing.
 * @param query Its parameters.
 * @param every Seconds between reads; 0 reads once.
 */
export function useData<T>(path: string | null, query?: Query, every = 0): Data<T> {
  const url = path === null ? null : address(path, query);
  const [state, setState] = useState<Omit<Data<T>, 'reload'> & { url: string | null }>({ url: null, data: null, at: 0, kept: false, error: null, loading: true });
  const ask = useRef<() => void>(() => {});
  const who = session.value;
  useEffect(() => {
    if (url === null) return;
    const stop = new AbortController();
    let timer = 0;
    let busy = false;
    const read = async () => {
      if (busy) return;
      busy = true;
      clearTimeout(timer);
      let failed = false;
      try {
        const answer = await get<T>(url, undefined, stop.signal);
        setState({ url, data: answer.data, at: answer.at, kept: answer.kept, error: null, loading: false });
        failed = answer.kept;
      } catch (error) {
        if (stop.signal.aborted || isAborted(error)) return;
        failed = true;
        // What another address gave is not this one's data.
        setState(s => ({ ...(s.url === url ? s : { ...s, data: null, at: 0, kept: false }), url, error: error as Error, loading: false }));
      } finally {
        busy = false;
      }

      const wait = failed && !reachable.peek() ? RETRY : every;
      if (wait > 0 && document.visibilityState === 'visible') timer = window.setTimeout(() => void read(), wait * 1000);
    };
    const seen = () => {
      if (document.visibilityState === 'visible' && (every > 0 || !reachable.peek())) void read();
      else clearTimeout(timer);
    };
    ask.current = () => void read();
    document.addEventListener('visibilitychange', seen);
    void read();
    return () => {
      stop.abort();
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', seen);
    };
  }, [url, every, who]);
  const reload = useCallback(() => ask.current(), []);
  const { data, at, kept, error, loading } = state;
  return { data: state.url === url ? data : null, at, kept, error: state.url === url ? error : null, loading: loading || state.url !== url, reload };
}
