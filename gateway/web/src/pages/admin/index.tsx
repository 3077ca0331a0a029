import { may } from '../../lib/session';
import { Tabs, useTab } from '../../lib/tabs';
import { Archive } from './archive';
import { Audit } from './audit';
import { Cluster } from './cluster';
import { Feeds } from './feeds';
import { Jobs } from './jobs';
import { Repairs } from './repairs';
import { text } from './text';
import { Users } from './users';

const PARTS = { jobs: Jobs, feeds: Feeds, repairs: Repairs, archive: Archive, cluster: Cluster, users: Users, audit: Audit } as const;

type Part = keyof typeof PARTS;

/** What only admins may read is left out for everybody else. */
const FOR_ADMINS: readonly Part[] = ['cluster', 'users', 'audit'];

/** The installation at a glance, and the levers of whoever runs it. */
export default function Admin() {
  const options = (Object.keys(PARTS) as Part[]).filter(p => may('admin') || !FOR_ADMINS.includes(p)).map(p => [p, text(p)] as const);
  const part = useTab(options);
  const Shown = PARTS[part];
  return (
    <>
      <div class="page-title">
        <h1>{text('title')}</h1>
      </div>
      <Tabs label={text('tabs')} value={part} options={options} />
      <Shown />
    </>
  );
}
