import { useDebug } from '../../lib/debug';
import { bytes, count, decimal, stamp } from '../../lib/format';
import { AsOf, Badge, Card, Show } from '../../lib/parts';
import { PlainTable } from '../../lib/plain-table';
import { useData } from '../../lib/use-data';
import { text } from './text';

interface Silo {
  address: string;
  name: string | null;
  state: string;
  since: string;
  answers: boolean;
  version: string | null;
  cpuPercent: number | null;
  memoryBytes: number | null;
  managedBytes: number | null;
  availableMemoryBytes: number | null;
  activations: number | null;
  recentlyUsed: number | null;
  threadPoolQueue: number | null;
  isOverloaded: boolean | null;
}

interface ClusterAnswer {
  status: string;
  generated_at: string;
  message: string | null;
  silos: Silo[];
  grains: { type: string; activations: number; silos: number }[];
  totals: { silos: number; active: number; answering: number; activations: number; grainTypes: number };
}

/** Silos with their load, and what lives on them. */
export function Cluster() {
  const cluster = useData<ClusterAnswer>('/admin/cluster', undefined, 5);
  useDebug('cluster', cluster.data);
  return (
    <>
      <Card
        title={text('silos')}
        flush
        foot={
          cluster.data && (
            <>
              {text('totals', { active: count(cluster.data.totals.active), silos: count(cluster.data.totals.silos), answering: count(cluster.data.totals.answering), activations: count(cluster.data.totals.activations), types: count(cluster.data.totals.grainTypes) })} ·{' '}
              <AsOf at={cluster.data.generated_at} />
            </>
          )
        }
      >
        <Show of={cluster}>
          {c => (
            <>
              {c.message && (
                <p class="stale" lang="en">
                  {c.message}
                </p>
              )}
              <PlainTable label={text('silos')} name="silos" head={(['silo', 'state', 'cpu', 'memory', 'managed', 'free', 'activations', 'recently', 'queue', 'version', 'since'] as const).map(key => text(key))}>
                {c.silos.map(s => (
                  <tr key={`${s.address}${s.since}`}>
                    <th scope="row">
                      {s.address} <span class="muted">{s.name}</span>
                    </th>
                    <td>
                      <Badge tone={s.state !== 'Active' ? 'quiet' : s.answers ? 'good' : 'bad'}>{s.state}</Badge>
                      {s.state === 'Active' && !s.answers && <Badge tone="bad">{text('noAnswer')}</Badge>}
                      {s.isOverloaded && <Badge tone="bad">{text('overloaded')}</Badge>}
                    </td>
                    <td>{s.cpuPercent === null ? '–' : `${decimal(s.cpuPercent, 1)}%`}</td>
                    <td>{bytes(s.memoryBytes)}</td>
                    <td>{bytes(s.managedBytes)}</td>
                    <td>{bytes(s.availableMemoryBytes)}</td>
                    <td>{count(s.activations)}</td>
                    <td>{count(s.recentlyUsed)}</td>
                    <td>{count(s.threadPoolQueue)}</td>
                    <td title={s.version ?? undefined}>{s.version?.replace(/\+(.{8}).*/, ' $1') ?? '–'}</td>
                    <td>{stamp(s.since)}</td>
                  </tr>
                ))}
              </PlainTable>
            </>
          )}
        </Show>
      </Card>
      <Card title={text('grains')} class="narrow" flush>
        <Show of={cluster} isEmpty={c => c.grains.length === 0}>
          {c => (
            <PlainTable label={text('grains')} name="grains" head={(['grain', 'activations', 'onSilos'] as const).map(key => text(key))}>
              {c.grains.map(g => (
                <tr key={g.type} title={g.type}>
                  <th scope="row">{g.type.split('.').at(-1)}</th>
                  <td>{count(g.activations)}</td>
                  <td>{count(g.silos)}</td>
                </tr>
              ))}
            </PlainTable>
          )}
        </Show>
      </Card>
    </>
  );
}
