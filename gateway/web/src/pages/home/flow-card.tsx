import { useState } from 'preact/hooks';
import { useDebug } from '../../lib/debug';
import { signedRupiah } from '../../lib/format';
import { AsOf, Badge, Card, Segments, Show } from '../../lib/parts';
import { SmartMoneyChart } from '../../lib/smart-money-chart';
import type { FlowSeries } from '../../lib/types';
import { useData } from '../../lib/use-data';
import { text } from './text';

const KINDS = ['SMART_ACCUM_RETAIL_DIST', 'SMART_DIST_RETAIL_ACCUM', 'BOTH_ACCUM', 'BOTH_DIST', 'NEUTRAL'] as const;

/** Smart money against retail over the whole market. */
export function FlowCard() {
  const [mode, setMode] = useState<'daily' | 'cumulative'>('daily');
  const flow = useData<FlowSeries>('/flow/market-smart-money', { days: 30, mode }, 60);
  useDebug('market-smart-money', flow.data);
  const kind = KINDS.find(k => k === flow.data?.summary.divergence);
  return (
    <Card
      class="home-flow"
      title={text('flow')}
      tools={
        <>
          {kind && <Badge tone={kind === 'SMART_ACCUM_RETAIL_DIST' ? 'good' : kind === 'SMART_DIST_RETAIL_ACCUM' ? 'bad' : 'quiet'}>{text(kind)}</Badge>}
          <Segments label={text('flowMode')} value={mode} options={[['daily', text('daily')], ['cumulative', text('cumulative')]]} onChange={setMode} />
        </>
      }
      foot={
        flow.data && (
          <>
            <span data-flow-total>{text('total', { smart: signedRupiah(flow.data.summary.smartMoney_total), retail: signedRupiah(flow.data.summary.retail_total) })}</span> · <AsOf at={flow.data.generated_at} />
          </>
        )
      }
    >
      <Show of={flow} isEmpty={f => f.series.length === 0}>
        {f => <SmartMoneyChart flow={f} label={text('flow')} />}
      </Show>
    </Card>
  );
}
