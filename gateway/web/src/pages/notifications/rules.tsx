import { useState } from 'preact/hooks';
import { send } from '../../lib/api';
import { useDebug } from '../../lib/debug';
import { useSubmit } from '../../lib/fields';
import { Confirm, Select, useAction } from '../../lib/forms';
import { price } from '../../lib/format';
import { language } from '../../lib/i18n';
import { Badge, Card, Field, Show } from '../../lib/parts';
import { may } from '../../lib/session';
import { useData } from '../../lib/use-data';
import { bodyOf, emptyRule, typedOf, type TypedRule } from './rule-form';
import { text } from './text';
import { CONDITIONS, NOTIFICATIONS, TOPICS, type Rule, type RuleKind } from './types';

const PATH = `${NOTIFICATIONS}/rules`;

/** What is watched for. */
export function Rules() {
  const rules = useData<{ items: Rule[] }>(PATH);
  const [editing, setEditing] = useState<Rule | null>(null);
  const [removing, setRemoving] = useState<Rule | null>(null);
  const act = useAction();
  useDebug('rules', rules.data);
  return (
    <div class="notify-grid">
      <RuleForm
        key={editing?.id ?? ''}
        rule={editing}
        onDone={() => {
          setEditing(null);
          rules.reload();
        }}
        onCancel={() => setEditing(null)}
      />
      <Card title={text('rules')} flush>
        <Show of={rules} isEmpty={r => r.items.length === 0} empty={text('noRules')}>
          {r => (
            <ul class="inbox">
              {r.items.map(x => (
                <li key={x.id} data-rule={x.id}>
                  <div class="inbox-head">
                    <Badge tone={x.enabled ? 'good' : 'quiet'}>{text(x.enabled ? 'on' : 'off')}</Badge>
                    <Badge tone="quiet">{text(x.kind)}</Badge>
                    <b>{wordsOf(x)}</b>
                    {x.name && <span class="muted">{x.name}</span>}
                  </div>
                  {x.problem && (
                    <p class="form-error" lang="en">
                      {x.problem}
                    </p>
                  )}
                  <p class="inbox-ways">
                    <button
                      type="button"
                      class="link-button"
                      disabled={act.busy}
                      onClick={() =>
                        void act.run(async () => {
                          await send('PUT', `${PATH}/${encodeURIComponent(x.id)}`, bodyOf({ ...typedOf(x, price), enabled: !x.enabled }, language.value).body);
                          rules.reload();
                        })
                      }
                    >
                      {text(x.enabled ? 'turnOff' : 'turnOn')}
                    </button>
                    <button type="button" class="link-button" onClick={() => setEditing(x)}>
                      {text('edit')}
                    </button>
                    <button type="button" class="link-button danger-text" onClick={() => setRemoving(x)}>
                      {text('remove')}
                    </button>
                  </p>
                </li>
              ))}
            </ul>
          )}
        </Show>
      </Card>
      {removing && (
        <Confirm
          title={text('removeTitle', { name: removing.name || wordsOf(removing) })}
          action={text('remove')}
          danger
          onClose={() => setRemoving(null)}
          onConfirm={async () => {
            await send('DELETE', `${PATH}/${encodeURIComponent(removing.id)}`);
            if (editing?.id === removing.id) setEditing(null);
            rules.reload();
          }}
        >
          <p>{text('removeText')}</p>
        </Confirm>
      )}
    </div>
  );
}

/** A rule in words. */
function wordsOf(rule: Rule): string {
  switch (rule.kind) {
    case 'price':
      return `${rule.instrument} ${text(rule.condition ?? 'above')} ${price(rule.level)}${rule.condition === 'change' ? '%' : ''}${rule.repeats ? ` · ${text('repeats')}` : ''}`;
    case 'divergence':
      return `${rule.tickers?.length ? rule.tickers.join(', ') : text('everyStock')} · ${text(rule.severity ?? 'any')}${rule.leastScore ? ` · ≥ ${price(rule.leastScore)}` : ''}`;
    case 'order':
      return `${(rule.events?.length ? rule.events : TOPICS).map(e => (TOPICS.find(t => t === e) ? text(e as (typeof TOPICS)[number]) : e)).join(', ')}${rule.accounts?.length ? ` · ${rule.accounts.join(', ')}` : ''}`;
    default:
      return text('system');
  }
}

function RuleForm(props: { rule: Rule | null; onDone: () => void; onCancel: () => void }) {
  const { rule } = props;
  const [typed, setTyped] = useState<TypedRule>(() => (rule ? typedOf(rule, price) : emptyRule));
  const form = useSubmit('name');
  const set = (more: Partial<TypedRule>) => setTyped({ ...typed, ...more });
  const kinds: RuleKind[] = ['price', 'divergence', 'order', ...(may('operator') ? (['system'] as const) : [])];
  return (
    <Card title={text(rule ? 'editRule' : 'newRule')}>
      <form
        class="form"
        onSubmit={form.submit(async () => {
          const { body, wrong } = bodyOf(typed, language.value);
          if (wrong.length > 0) {
            form.setErrors(Object.fromEntries(wrong.map(field => [field, text('notNumber')])));
            return;
          }

          await send(rule ? 'PUT' : 'POST', rule ? `${PATH}/${encodeURIComponent(rule.id)}` : PATH, body);
          setTyped(emptyRule);
          props.onDone();
        })}
      >
        {!rule && <Select label={text('kind')} name="ruleKind" value={typed.kind} options={kinds.map(k => [k, text(k)] as const)} onChange={kind => set({ kind })} error={form.errors['kind']} />}
        {typed.kind === 'price' && (
          <>
            <Field label={text('instrument')} name="ruleInstrument" value={typed.instrument} onInput={v => set({ instrument: v.toUpperCase() })} hint={text('instrumentHint')} error={form.errors['instrument']} maxLength={64} />
            <div class="ticket-row two">
              <Select label={text('condition')} name="ruleCondition" value={typed.condition} options={CONDITIONS.map(c => [c, text(c)] as const)} onChange={condition => set({ condition })} error={form.errors['condition']} />
              <Field label={text(typed.condition === 'change' ? 'levelPercent' : 'level')} name="ruleLevel" value={typed.level} onInput={level => set({ level })} error={form.errors['level']} inputMode="text" maxLength={20} />
            </div>
            <label class="check">
              <input type="checkbox" checked={typed.repeats} onChange={e => set({ repeats: e.currentTarget.checked })} />
              {text('repeats')}
            </label>
            {typed.repeats && <Field label={text('pause')} name="rulePause" value={typed.pauseMinutes} onInput={pauseMinutes => set({ pauseMinutes })} error={form.errors['pauseMinutes']} inputMode="numeric" maxLength={6} />}
          </>
        )}
        {typed.kind === 'divergence' && (
          <>
            <Field label={text('tickers')} name="ruleTickers" value={typed.tickers} onInput={v => set({ tickers: v.toUpperCase() })} error={form.errors['tickers']} maxLength={1000} />
            <div class="ticket-row two">
              <Select label={text('severity')} name="ruleSeverity" value={typed.severity} options={[['any', text('any')], ['high', text('high')]]} onChange={severity => set({ severity })} error={form.errors['severity']} />
              <Field label={text('leastScore')} name="ruleScore" value={typed.leastScore} onInput={leastScore => set({ leastScore })} error={form.errors['leastScore']} inputMode="text" maxLength={12} />
            </div>
          </>
        )}
        {typed.kind === 'order' && (
          <>
            <fieldset class="checks">
              <legend>{text('events')}</legend>
              {TOPICS.map(topic => (
                <label key={topic} class="check">
                  <input type="checkbox" checked={typed.events.includes(topic)} onChange={e => set({ events: e.currentTarget.checked ? [...typed.events, topic] : typed.events.filter(x => x !== topic) })} />
                  {text(topic)}
                </label>
              ))}
              {form.errors['events'] && <p class="error">{form.errors['events']}</p>}
            </fieldset>
            <Field label={text('accounts')} name="ruleAccounts" value={typed.accounts} onInput={accounts => set({ accounts })} error={form.errors['accounts']} maxLength={1000} />
          </>
        )}
        {typed.kind === 'system' && <p class="muted">{text('systemHint')}</p>}
        <Field label={text('name')} name="ruleName" value={typed.name} onInput={name => set({ name })} error={form.errors['name']} maxLength={256} />
        <div class="ticket-row">
          <button type="submit" class="button primary" disabled={form.busy}>
            {text('save')}
          </button>
          {rule && (
            <button type="button" class="button" onClick={props.onCancel}>
              {text('cancel')}
            </button>
          )}
        </div>
      </form>
    </Card>
  );
}
