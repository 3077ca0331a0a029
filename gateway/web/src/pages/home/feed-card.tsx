import { second } from '../../lib/clock';
import { useDebug } from '../../lib/debug';
import { count, instant, span } from '../../lib/format';
import { Badge, Card, Show, type Tone } from '../../lib/parts';
import type { Feeds } from '../../lib/types';
import { useData } from '../../lib/use-data';
import { text } from './text';

interface Check {
  status: string;
  alarms: { source: string; message: string; since: string }[];
  jobs: { name: string; stale: boolean }[];
}

const tones: Record<string, Tone> = { running: 'good', completed: 'good', failed: 'bad', stale: 'bad', stopped: 'quiet' };

/** Where the data comes from and how old it is, and whether the work behind it is done in time. */
export function FeedCard() {
  const feeds = useData<Feeds>('/feeds', undefined, 10);
  const check = useData<Check>('/check', undefined, 30);
  const now = second.value;
  useDebug('feeds', feeds.data);
  useDebug('check', check.data);
  return (
    <Card class="home-feeds" title={text('feeds')} flush>
      <Show of={feeds} isEmpty={f => f.items.length === 0} empty={text('noFeeds')}>
        {f => (
          <table class="plain-table">
            <thead>
              <tr>
                <th scope="col">{text('feed')}</th>
                <th scope="col">{text('state')}</th>
                <th scope="col">{text('count')}</th>
                <th scope="col">{text('age')}</th>
              </tr>
            </thead>
            <tbody>
              {f.items.map(x => (
                <tr key={x.name} title={x.message ?? undefined}>
                  <th scope="row">{x.name}</th>
                  <td>
                    <Badge tone={tones[x.state.toLowerCase()] ?? 'quiet'}>{x.state}</Badge>
                  </td>
                  <td>{count(x.trades)}</td>
                  <td>{x.lastTradeAt ? span(now - instant(x.lastTradeAt)) : '–'}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </Show>
      {check.data && (
        <div class="home-check">
          {check.data.alarms.length === 0 ? (
            <p>
              <Badge tone="good">OK</Badge> {text('jobsOk', { count: check.data.jobs.length })}
            </p>
          ) : (
            <>
              <p>
                <Badge tone="bad">{text('alarms', { count: check.data.alarms.length })}</Badge>
              </p>
              <ul>
                {check.data.alarms.map(a => (
                  <li key={a.source} lang="en">
                    <b>{a.source}</b> {a.message}
                  </li>
                ))}
              </ul>
            </>
          )}
        </div>
      )}
    </Card>
  );
}
