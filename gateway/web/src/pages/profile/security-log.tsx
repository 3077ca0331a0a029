import { useDebug } from '../../lib/debug';
import { clock, shortDay } from '../../lib/format';
import { Badge, Card, Show } from '../../lib/parts';
import { useData } from '../../lib/use-data';
import { text } from './text';

interface Entry {
  timestamp: string;
  action: string;
  outcome: string;
  ipAddress: string | null;
}

/** What was done with the user's credentials, by whom it says it was, from where. */
export function SecurityLog() {
  const log = useData<{ items: Entry[] }>('/api/v1/security/log', undefined, 30);
  useDebug('security-log', log.data);
  return (
    <Card class="wide" title={text('log')} note={text('logHint')} flush>
      <Show of={log} isEmpty={l => l.items.length === 0} empty={text('noLog')}>
        {l => (
          <div class="scroll-y scroll-x" tabIndex={0} role="region" aria-label={text('log')}>
            <table class="plain-table left" data-security-log>
              <thead>
                <tr>
                  <th scope="col">{text('time')}</th>
                  <th scope="col">{text('action')}</th>
                  <th scope="col">{text('outcome')}</th>
                  <th scope="col">{text('address')}</th>
                </tr>
              </thead>
              <tbody>
                {l.items.map((e, i) => (
                  <tr key={`${e.timestamp}${i}`}>
                    <th scope="row">
                      {shortDay(e.timestamp)} {clock(e.timestamp)}
                    </th>
                    <td>{e.action}</td>
                    <td>{e.outcome === 'ok' ? <Badge tone="good">ok</Badge> : <span lang="en">{e.outcome}</span>}</td>
                    <td>{e.ipAddress ?? '–'}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      </Show>
    </Card>
  );
}
