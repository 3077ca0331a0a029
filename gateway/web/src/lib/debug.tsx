// The panel of ?debug: requests with timings, the stream's counts, and the raw data that pages give it.
import { signal } from '@preact/signals';
import { useEffect, useState } from 'preact/hooks';
import { requests } from './requests';
import { socketCounts, socketState } from './socket';
import { second } from './clock';
import { clock, count, decimal } from './format';

const given = signal<ReadonlyMap<string, unknown>>(new Map());

/** Shows a page's data in the panel while the page is there. */
export function useDebug(name: string, value: unknown): void {
  useEffect(() => {
    given.value = new Map(given.peek()).set(name, value);
  }, [name, value]);
  useEffect(
    () => () => {
      const rest = new Map(given.peek());
      rest.delete(name);
      given.value = rest;
    },
    [name],
  );
}

/** Draws the panel. */
export function DebugPanel() {
  const [open, setOpen] = useState<string | null>(null);
  second.value;
  const timing = performance.getEntriesByType('navigation')[0] as PerformanceNavigationTiming | undefined;
  const raw = open === null ? undefined : given.value.get(open);
  const text = raw === undefined ? '' : JSON.stringify(raw, null, 1);
  return (
    <aside class="debug" aria-label="Debug">
      <details open>
        <summary>Debug</summary>
        <p>
          socket {socketState.value.state} · {count(socketCounts.messages)} messages · {count(socketCounts.bytes / 1000)} kB · {socketCounts.reconnects} reconnects · page in{' '}
          {count(timing?.domContentLoadedEventEnd ?? 0)} ms
        </p>
        <p class="debug-names">
          {[...given.value.keys()].map(name => (
            <button key={name} type="button" aria-pressed={open === name} onClick={() => setOpen(open === name ? null : name)}>
              {name}
            </button>
          ))}
        </p>
        {text && <pre tabIndex={0}>{text.length > 200_000 ? `${text.slice(0, 200_000)}\n…` : text}</pre>}
        <table>
          <tbody>
            {requests.value.slice(0, 20).map((r, i) => (
              <tr key={i}>
                <td>{clock(r.at)}</td>
                <td>{r.method}</td>
                <td>{r.path}</td>
                <td>{r.status || 'none'}</td>
                <td>{decimal(r.ms, 1)} ms</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </aside>
  );
}
