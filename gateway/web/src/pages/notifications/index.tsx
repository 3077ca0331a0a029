import { OnlyUsers } from '../../lib/only-users';
import { session } from '../../lib/session';
import { Tabs, useTab } from '../../lib/tabs';
import { Inbox } from './inbox';
import { Rules } from './rules';
import { SettingsPart } from './settings';
import { text } from './text';

const PARTS = { inbox: Inbox, rules: Rules, settings: SettingsPart } as const;

/** What happened that the user wants to know, and how it is told. */
export default function Notifications() {
  const options = (Object.keys(PARTS) as (keyof typeof PARTS)[]).map(p => [p, text(p)] as const);
  const part = useTab(options);
  if (session.value.kind !== 'user') return <OnlyUsers title={text('title')} />;
  const Shown = PARTS[part];
  return (
    <>
      <div class="page-title">
        <h1>{text('title')}</h1>
      </div>
      <Tabs label={text('parts')} value={part} options={options} />
      <Shown key={session.value.id} />
    </>
  );
}
