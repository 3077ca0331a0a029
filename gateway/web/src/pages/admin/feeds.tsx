import { useState } from 'preact/hooks';
import { send } from '../../lib/api';
import { second } from '../../lib/clock';
import { useDebug } from '../../lib/debug';
import { Confirm, Needs, useAction } from '../../lib/forms';
import { count, decimal, instant, span } from '../../lib/format';
import { Badge, Card, Show, type Tone } from '../../lib/parts';
import { PlainTable } from '../../lib/plain-table';
import { may } from '../../lib/session';
import type { Feeds as Answer } from '../../lib/types';
import { useData } from '../../lib/use-data';
import { text } from './text';

const tones: Record<string, Tone> = { running: 'good', completed: 'good', failed: 'bad', stale: 'bad', stopped: 'quiet' };

/** Where trades come from, with what came and what did not. */
export function Feeds() {
  const feeds = useData<Answer>('/feeds', undefined, 3);
  const [stopping, setStopping] = useState<string | null>(null);
  const act = useAction();
  const mayRun = may('operator');
  const path = (name: string) => `/feeds/${encodeURIComponent(name)}`;
  useDebug('feeds', feeds.data);
  return (
    <>
      <Needs role="operator" />
      <Card title={text('feeds')} flush>
        <Show of={feeds} isEmpty={f => f.items.length === 0} empty={text('noFeeds')}>
          {f => (
            <PlainTable label={text('feeds')} name="feeds" head={[...(['feed', 'state', 'kind', 'venue', 'trades', 'duplicates', 'rejected', 'gaps', 'reconnects', 'progress', 'age'] as const).map(key => text(key)), ...(mayRun ? [text('actions')] : [])]}>
              {f.items.map(x => (
                <tr key={x.name} data-feed={x.name}>
                  <th scope="row" title={x.message ?? undefined}>
                    {x.name}
                  </th>
                  <td>
                    <Badge tone={tones[x.state.toLowerCase()] ?? 'quiet'}>{x.state}</Badge>
                  </td>
                  <td>{x.kind}</td>
                  <td>{x.venue ?? '–'}</td>
                  <td data-cell="trades">{count(x.trades)}</td>
                  <td>{count(x.duplicates)}</td>
                  <td>{count(x.rejected)}</td>
                  <td>{count(x.gaps)}</td>
                  <td>{count(x.reconnects)}</td>
                  <td>{x.progress === null ? '–' : `${decimal(100 * x.progress, 1)}%`}</td>
                  <td>{x.lastTradeAt ? span(second.value - instant(x.lastTradeAt)) : '–'}</td>
                  {mayRun && (
                    <td>
                      {x.state.toLowerCase() === 'running' ? (
                        <button type="button" class="button small danger" onClick={() => setStopping(x.name)}>
                          {text('stop')}
                        </button>
                      ) : (
                        <button
                          type="button"
                          class="button small"
                          disabled={act.busy}
                          onClick={() =>
                            void act.run(async () => {
                              await send('POST', `${path(x.name)}/start`);
                              feeds.reload();
                            })
                          }
                        >
                          {text('start')}
                        </button>
                      )}
                    </td>
                  )}
                </tr>
              ))}
            </PlainTable>
          )}
        </Show>
      </Card>
      {stopping && (
        <Confirm
          title={text('stopTitle', { feed: stopping })}
          action={text('stop')}
          danger
          onClose={() => setStopping(null)}
          onConfirm={async () => {
            await send('POST', `${path(stopping)}/stop`);
            feeds.reload();
          }}
        >
          <p>{text('stopText')}</p>
        </Confirm>
      )}
    </>
  );
}
