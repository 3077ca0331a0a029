import { t } from '../../i18n';
import { day, percent, signedRupiah } from '../../lib/format';
import { Badge, Card, Show } from '../../lib/parts';
import { DivergenceWarning } from '../../lib/score';
import type { SummaryItem } from '../../lib/types';
import type { Data } from '../../lib/use-data';
import type { BrokerRange } from './answers';
import { sidesOf, type Sides } from './sides';
import { text } from './text';
import { trapOf, whoOf } from './verdict';

const tones = { BULLISH: 'good', BEARISH: 'bad', NEUTRAL: 'warn' } as const;
const signs = { BULLISH: '▲', BEARISH: '▼', NEUTRAL: '–' } as const;

/** Sentiment, the proportional bar, and the answer in words. */
export function SummaryCard(props: { range: Data<BrokerRange>; row: SummaryItem | null }) {
  const { row } = props;
  const trap = trapOf(row);
  return (
    <Card class="bs-summary">
      <Show of={props.range} isEmpty={r => r.days.length === 0} empty={text('noFlow')}>
        {r => {
          const sides = sidesOf(r.brokers);
          return (
            <>
              <p class="bs-sentiment">
                {text('sentiment')}{' '}
                <Badge tone={tones[sides.sentiment]}>
                  <span aria-hidden="true">{signs[sides.sentiment]} </span>
                  {sides.sentiment}
                </Badge>
              </p>
              <Proportion sides={sides} />
              <div class="bs-answers">
                <section data-answer="who">
                  <h2>{text('who')}</h2>
                  {whoOf(r, sides).map(line => (
                    <p key={line}>{line}</p>
                  ))}
                </section>
                <section data-answer="trap" class={trap.tone}>
                  <h2>{text('trap')}</h2>
                  <p>{trap.words}</p>
                  {row?.contextDate && <p class="muted">{text('context', { date: day(row.contextDate) })}</p>}
                </section>
              </div>
            </>
          );
        }}
      </Show>
      {row?.warning && <DivergenceWarning warning={row.warning} />}
    </Card>
  );
}

/** The two hands by what they bought and sold, as one bar. */
function Proportion(props: { sides: Sides }) {
  const { smart, retail, share } = props.sides;
  if (share === null) return null;
  const parts = [
    ['smart', t('money.smart'), share, smart.net],
    ['retail', t('money.retail'), 100 - share, retail.net],
  ] as const;
  return (
    <div class="bs-proportion" role="group" aria-label={text('bar')}>
      <div class="bs-bar" aria-hidden="true">
        {parts.map(([kind, , part]) => (
          <i key={kind} class={kind} style={{ flexGrow: part }} />
        ))}
      </div>
      <ul>
        {parts.map(([kind, name, part, net]) => (
          <li key={kind} data-part={kind}>
            <i class={`bs-swatch ${kind}`} aria-hidden="true" />
            <b class={kind}>{name}</b> <span>{text('share', { share: percent(part, 1).replace('+', '') })}</span> <span>{text('net', { net: signedRupiah(net) })}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
