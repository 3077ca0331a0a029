import { signedRupiah } from '../../lib/format';
import { AsOf, Badge, Card, Segments, Show } from '../../lib/parts';
import { SmartMoneyChart } from '../../lib/smart-money-chart';
import type { FlowSeries } from '../../lib/types';
import type { Data } from '../../lib/use-data';
import { text } from './text';

export type Mode = 'daily' | 'cumulative';

const KINDS = ['SMART_ACCUM_RETAIL_DIST', 'SMART_DIST_RETAIL_ACCUM', 'BOTH_ACCUM', 'BOTH_DIST', 'NEUTRAL'] as const;

/** What the two hands did together, in words. */
export function FlowKind(props: { kind: string | undefined }) {
  const kind = KINDS.find(k => k === props.kind);
  return kind ? <Badge tone={kind === 'SMART_ACCUM_RETAIL_DIST' ? 'good' : kind === 'SMART_DIST_RETAIL_ACCUM' ? 'bad' : 'quiet'}>{text(kind)}</Badge> : null;
}

/** Smart money against retail, daily or added up. */
export function FlowCard(props: { flow: Data<FlowSeries>; title: string; mode: Mode; onMode: (mode: Mode) => void; class?: string }) {
  const { data } = props.flow;
  return (
    <Card
      class={props.class ?? ''}
      title={props.title}
      tools={
        <>
          <FlowKind kind={data?.summary.divergence} />
          <Segments label={text('mode')} value={props.mode} options={[['daily', text('daily')], ['cumulative', text('cumulative')]]} onChange={props.onMode} />
        </>
      }
      foot={
        data && (
          <>
            <span data-flow-total>{text('total', { smart: signedRupiah(data.summary.smartMoney_total), retail: signedRupiah(data.summary.retail_total) })}</span> · <AsOf at={data.generated_at} />
          </>
        )
      }
    >
      <Show of={props.flow} isEmpty={f => f.series.length === 0} empty={text('noFlow')}>
        {f => <SmartMoneyChart flow={f} label={props.title} />}
      </Show>
    </Card>
  );
}
