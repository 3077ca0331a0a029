import { useState } from 'preact/hooks';
import { Segments } from '../../lib/parts';
import { PRESETS, type Range } from './range';
import { text } from './text';

/** Chooses the last days or two dates. @param shown The dates that are shown, when they are known. */
export function RangeBar(props: { range: Range; shown: { from: string; to: string } | null; onChange: (range: Range) => void }) {
  const { range, shown } = props;
  const [draft, setDraft] = useState<{ from: string; to: string } | null>(null);
  const dates = draft ?? ('from' in range ? range : shown) ?? { from: '', to: '' };
  const change = (next: { from: string; to: string }) => {
    // While one date is behind the other, or not all there, the range is not another one yet.
    if (next.from && next.to && next.from <= next.to) {
      setDraft(null);
      props.onChange(next);
    } else {
      setDraft(next);
    }
  };
  return (
    <div class="bs-range" role="group" aria-label={text('range')}>
      <Segments
        label={text('range')}
        value={'days' in range ? String(range.days) : ''}
        options={PRESETS.map(p => [String(p), text('days', { count: p })] as const)}
        onChange={value => {
          setDraft(null);
          props.onChange({ days: Number(value) });
        }}
      />
      <label>
        {text('from')} <input class="input" type="date" value={dates.from} max={dates.to || undefined} aria-invalid={Boolean(draft)} onChange={e => change({ ...dates, from: e.currentTarget.value })} />
      </label>
      <label>
        {text('to')} <input class="input" type="date" value={dates.to} min={dates.from || undefined} aria-invalid={Boolean(draft)} onChange={e => change({ ...dates, to: e.currentTarget.value })} />
      </label>
    </div>
  );
}
