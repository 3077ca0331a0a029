import { hrefOf, instrumentQuery } from '../../app/routes';
import { useDebug } from '../../lib/debug';
import { clock, shortDay } from '../../lib/format';
import { Badge, Card, Show } from '../../lib/parts';
import { RiskBadge } from '../../lib/score';
import type { SummaryItem } from '../../lib/types';
import { useData } from '../../lib/use-data';
import { text } from './text';

interface Alert extends SummaryItem {
  number: number;
  raisedAt: string;
  severity: 'LOW' | 'HIGH';
  reasons: string[];
}

/** Sessions that contradict the 20 days before them, newest first. */
export function AlertList() {
  const alerts = useData<{ items: Alert[] }>('/divergence/alerts', { limit: 20 }, 20);
  useDebug('alerts', alerts.data);
  return (
    <Card class="home-alerts" title={text('alerts')} flush>
      <Show of={alerts} isEmpty={a => a.items.length === 0} empty={text('noAlerts')}>
        {a => (
          <ul class="alerts" tabIndex={0} aria-label={text('alerts')}>
            {a.items.map(x => (
              <li key={x.number}>
                <p>
                  <Badge tone={x.severity === 'HIGH' ? 'bad' : 'warn'}>{x.severity}</Badge> <a href={hrefOf('broker-summary', instrumentQuery(x.ticker, x.venue))}>{x.ticker}</a> <RiskBadge risk={x.risk} />
                  <time class="muted" dateTime={x.raisedAt}>
                    {shortDay(x.raisedAt)} {clock(x.raisedAt, false)}
                  </time>
                </p>
                <p class="muted" lang="en">
                  {x.warning ?? x.reasons.join(' ')}
                </p>
              </li>
            ))}
          </ul>
        )}
      </Show>
    </Card>
  );
}
