import { rupiah } from '../../lib/format';
import { Segments } from '../../lib/parts';
import { KINDS, STATES, VALUES, type Filters } from './filters';
import { text } from './text';

/** The filters. */
export function Toolbar(props: { filters: Filters; onChange: (changes: Partial<Filters>) => void; onReset: () => void; chart: boolean; onChart: (shown: boolean) => void }) {
  const { filters: f, onChange } = props;
  const isFiltered = f.text !== '' || f.kind !== null || f.state !== null || f.warned || f.minValue > 0;
  return (
    <div class="toolbar" role="group" aria-label={text('filter')}>
      <input class="input" type="search" value={f.text} placeholder={text('filter')} aria-label={text('filter')} maxLength={40} spellcheck={false} onInput={e => onChange({ text: e.currentTarget.value })} />
      <Segments label={text('signals')} value={f.kind ?? 'all'} options={[['all', text('all')], ...KINDS.map(k => [k, text(k)] as const)]} onChange={k => onChange({ kind: k === 'all' ? null : k })} />
      <select class="input" aria-label={text('states')} value={f.state ?? ''} onChange={e => onChange({ state: STATES.find(s => s === e.currentTarget.value) ?? null })}>
        <option value="">{`${text('states')}: ${text('all')}`}</option>
        {STATES.map(s => (
          <option key={s} value={s}>
            {s}
          </option>
        ))}
      </select>
      <select class="input" aria-label={text('minValue')} value={String(f.minValue)} onChange={e => onChange({ minValue: Number(e.currentTarget.value) })}>
        {VALUES.map(v => (
          <option key={v} value={String(v)}>
            {v === 0 ? `${text('minValue')}: ${text('all')}` : `≥ ${rupiah(v)}`}
          </option>
        ))}
      </select>
      <label class="check">
        <input type="checkbox" checked={f.warned} onChange={e => onChange({ warned: e.currentTarget.checked })} />
        {text('warned')}
      </label>
      {isFiltered && (
        <button type="button" class="link-button" onClick={props.onReset}>
          {text('reset')}
        </button>
      )}
      <button type="button" class="button small" aria-pressed={props.chart} onClick={() => props.onChart(!props.chart)}>
        {props.chart ? text('hideChart') : text('showChart')}
      </button>
    </div>
  );
}
