import { useState } from 'preact/hooks';
import { day, decimal, signedRupiah } from '../../lib/format';
import { Arithmetic, Badge, Card, Dialog, Explained, reasonOf, type Step, type Tone } from '../../lib/parts';
import { ApiError } from '../../lib/problem';
import type { FeatureBadge, FeatureInput, Features } from './answers';
import { text } from './text';
import type { FoundFeatures } from './use-features';

const tones: Record<FeatureBadge['class'], Tone> = { success: 'good', warning: 'warn', danger: 'bad', secondary: 'quiet' };

const SHOWN = [
  ['effort', 'z_effort', 'howEffort'],
  ['result', 'z_result', 'howResult'],
  ['ngr', 'z_ngr', 'howNgr'],
  ['elas', 'z_elas', 'howElas'],
] as const;

type Opened = (typeof SHOWN)[number][0] | 'state';

/** The z-scores with their badges, and the state; each opens its arithmetic. */
export function FeaturesCard(props: { found: FoundFeatures }) {
  const { features, error, calculated, loading } = props.found;
  const [open, setOpen] = useState<Opened | null>(null);
  const missing = error instanceof ApiError && error.status === 404;
  return (
    <Card
      class="bs-features"
      title={text('features')}
      note={features && `${text('featuresNote', { date: day(features.date) })}${calculated ? `, ${text('calculated')}` : ''}`}
      foot={features?.insufficient ? text('insufficient', { days: features.days }) : undefined}
    >
      {features ? (
        <dl class="bs-grid">
          {SHOWN.map(([name, z]) => (
            <div key={name} data-feature={z}>
              <dt>{text(name)}</dt>
              <dd>
                <Explained label={text(name)} onOpen={() => setOpen(name)}>
                  {decimal(features[z])}
                </Explained>
                <BadgeOf badge={features.inputs[name].badge} />
                <small lang="en">{features.inputs[name].badge.interpretation}</small>
              </dd>
            </div>
          ))}
          <div data-feature="state">
            <dt>{text('state')}</dt>
            <dd>
              <Explained label={text('state')} onOpen={() => setOpen('state')}>
                {signedRupiah(features.smNet)}
              </Explained>
              <BadgeOf badge={features.stateBadge} />
              <small lang="en">{features.stateBadge.interpretation}</small>
            </dd>
          </div>
        </dl>
      ) : (
        <p class="nothing" role={error && !missing ? 'alert' : undefined} aria-busy={loading || undefined}>
          {missing || !error ? (loading ? '…' : text('noFeatures')) : reasonOf(error)}
        </p>
      )}
      {features && open && <FeatureDialog features={features} of={open} onClose={() => setOpen(null)} />}
    </Card>
  );
}

const BadgeOf = (props: { badge: FeatureBadge }) => (
  <span lang="en">
    <Badge tone={tones[props.badge.class]}>{props.badge.text}</Badge>
  </span>
);

function FeatureDialog(props: { features: Features; of: Opened; onClose: () => void }) {
  const { features, of } = props;
  const name = text(of);
  const shown = SHOWN.find(([n]) => n === of);
  const steps = shown ? stepsOf(features.inputs[shown[0]], features[shown[1]], text(shown[2])) : [
    { label: text('smNet'), value: signedRupiah(features.smNet) },
    { label: text('retailNet'), value: signedRupiah(features.retailNet) },
    { label: 'z_ngr', value: decimal(features.z_ngr, 4) },
    { label: text('state'), value: features.state, strong: true },
  ];
  return (
    <Dialog title={text('arithmetic', { name })} onClose={props.onClose}>
      <Arithmetic caption={name} steps={steps} />
      {!shown && <p class="muted">{text('stateHow')}</p>}
    </Dialog>
  );
}

function stepsOf(input: FeatureInput, z: number | null, how: string): Step[] {
  const n = (value: number | null) => (value !== null && value !== 0 && Math.abs(value) < 1e-4 ? value.toExponential(4) : decimal(value, 6));
  return [
    { label: text('value'), how, value: n(input.value) },
    { label: text('mean', { count: input.count }), value: n(input.mean) },
    { label: text('sd', { count: input.count }), value: n(input.sd) },
    { label: 'z', how: text('z'), value: decimal(z, 4), strong: true },
  ];
}
