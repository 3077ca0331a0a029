// The small parts that pages are made of.
import { signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import { t } from '../i18n';
import { second } from './clock';
import { clock, span } from './format';
import { ApiError, Unreachable } from './problem';
import type { Data } from './use-data';

export type Tone = 'good' | 'bad' | 'warn' | 'info' | 'quiet';

/** A titled panel. @param tools What stands at the right of the title. @param foot A line below. */
export function Card(props: { title?: ComponentChildren; note?: ComponentChildren; tools?: ComponentChildren; foot?: ComponentChildren; class?: string; id?: string; flush?: boolean; children?: ComponentChildren }) {
  const heading = useId();
  return (
    <section class={`card ${props.class ?? ''}`} id={props.id} aria-labelledby={props.title ? heading : undefined}>
      {(props.title || props.tools) && (
        <header class="card-head">
          {props.title && <h2 id={heading}>{props.title}</h2>}
          {props.note && <p class="muted">{props.note}</p>}
          {props.tools && <div class="card-tools">{props.tools}</div>}
        </header>
      )}
      <div class={props.flush ? 'card-body flush' : 'card-body'}>{props.children}</div>
      {props.foot && <footer class="card-foot">{props.foot}</footer>}
    </section>
  );
}

/** A word with a meaning; never colour alone. */
export function Badge(props: { tone: Tone; title?: string; children: ComponentChildren }) {
  return (
    <span class={`badge ${props.tone}`} title={props.title}>
      {props.children}
    </span>
  );
}

/** Chooses one of a few. */
export function Segments<T extends string>(props: { label: string; value: T; options: readonly (readonly [T, string])[]; onChange: (value: T) => void }) {
  return (
    <div class="segments" role="group" aria-label={props.label}>
      {props.options.map(([value, text]) => (
        <button key={value} type="button" aria-pressed={value === props.value} onClick={() => props.onChange(value)}>
          {text}
        </button>
      ))}
    </div>
  );
}

/** A form field with its label, hint and error. */
export function Field(props: {
  label: string;
  name: string;
  value: string;
  onInput: (value: string) => void;
  type?: 'text' | 'password' | 'email' | 'date' | 'time';
  hint?: string;
  error?: string | undefined;
  autocomplete?: string;
  inputMode?: 'numeric' | 'text' | 'email';
  required?: boolean;
  maxLength?: number;
  focus?: boolean;
}) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (props.focus) input.current?.focus();
  }, [props.focus]);
  const described = [props.hint && `${id}h`, props.error && `${id}e`].filter(Boolean).join(' ');
  return (
    <div class="field">
      <label for={id}>{props.label}</label>
      <input
        id={id}
        ref={input}
        name={props.name}
        type={(props.type ?? 'text') as 'text'}
        value={props.value}
        onInput={e => props.onInput(e.currentTarget.value)}
        autoComplete={props.autocomplete ?? 'off'}
        inputMode={props.inputMode}
        required={props.required}
        maxLength={props.maxLength}
        spellcheck={false}
        autoCapitalize="none"
        aria-invalid={props.error ? true : undefined}
        aria-describedby={described || undefined}
      />
      {props.hint && (
        <p class="hint" id={`${id}h`}>
          {props.hint}
        </p>
      )}
      {props.error && (
        <p class="error" id={`${id}e`}>
          {props.error}
        </p>
      )}
    </div>
  );
}

/** A modal dialog; Escape and a press outside close it. */
export function Dialog(props: { title: ComponentChildren; onClose: () => void; actions?: ComponentChildren; class?: string; children: ComponentChildren }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();
  useEffect(() => {
    const element = dialog.current;
    if (element && !element.open) element.showModal();
    return () => element?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      class={`dialog ${props.class ?? ''}`}
      aria-labelledby={heading}
      onClose={props.onClose}
      onClick={e => e.target === dialog.current && dialog.current?.close()}
    >
      <div class="dialog-box">
        <header class="card-head">
          <h2 id={heading}>{props.title}</h2>
          <button type="button" class="icon-button" aria-label={t('app.close')} onClick={() => dialog.current?.close()}>
            ✕
          </button>
        </header>
        <div class="card-body">{props.children}</div>
        {props.actions && <footer class="dialog-actions">{props.actions}</footer>}
      </div>
    </dialog>
  );
}

export interface Step {
  label: ComponentChildren;

  /** How it is computed, with the numbers in it. */
  how?: ComponentChildren;
  value: ComponentChildren;
  strong?: boolean;
}

/** The arithmetic of a number, step by step. */
export function Arithmetic(props: { steps: readonly Step[]; caption: string }) {
  return (
    <table class="arithmetic">
      <caption class="sr">{props.caption}</caption>
      <tbody>
        {props.steps.map((step, i) => (
          <tr key={i} class={step.strong ? 'strong' : undefined}>
            <th scope="row">{step.label}</th>
            <td class="how">{step.how}</td>
            <td class="result">{step.value}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** A number that opens its arithmetic in a dialog. */
export function Explained(props: { label: string; onOpen: () => void; children: ComponentChildren }) {
  return (
    <button
      type="button"
      class="explained"
      aria-haspopup="dialog"
      title={`${props.label}: ${t('how.open')}`}
      onClick={e => {
        e.stopPropagation();
        props.onOpen();
      }}
    >
      {props.children}
    </button>
  );
}

/** A short explanation behind a sign, for pointer, keyboard and touch. */
export function Hint(props: { text: string }) {
  const id = useId();
  return (
    <span class="hint-mark">
      <button type="button" class="hint-button" aria-describedby={id} aria-label="?">
        ?
      </button>
      <span role="tooltip" id={id} class="hint-text">
        {props.text}
      </span>
    </span>
  );
}

interface Toast {
  id: number;
  tone: Tone;
  text: string;
}

const toasts = signal<readonly Toast[]>([]);
let lastToast = 0;

/** Tells something in passing; errors stay until they are closed. */
export function toast(text: string, tone: Tone = 'info'): void {
  const id = ++lastToast;
  toasts.value = [...toasts.value.slice(-3), { id, tone, text }];
  if (tone !== 'bad') setTimeout(() => dismiss(id), 6000);
}

const dismiss = (id: number): void => {
  toasts.value = toasts.value.filter(x => x.id !== id);
};

/** Where toasts show; the shell has it once. */
export function Toasts() {
  return (
    <div class="toasts" role="status" aria-live="polite">
      {toasts.value.map(x => (
        <p key={x.id} class={`toast ${x.tone}`}>
          {x.text}
          <button type="button" class="icon-button" aria-label={t('app.close')} onClick={() => dismiss(x.id)}>
            ✕
          </button>
        </p>
      ))}
    </div>
  );
}

/** What an error means to a reader. */
export function reasonOf(error: Error): string {
  if (error instanceof Unreachable) return t('link.lostEmpty');
  if (error instanceof ApiError && error.status === 403) return t('data.refused');
  return t('data.failed', { reason: error.message });
}

/** Stands where data would: loading, failed, empty; else the children. Data that was there stays, with its age. */
export function Show<T>(props: { of: Data<T>; isEmpty?: (data: T) => boolean; empty?: ComponentChildren; children: (data: T) => ComponentChildren }) {
  const { data, error, kept, at } = props.of;
  if (data === null) return error ? <p class="nothing" role="alert">{reasonOf(error)}</p> : <p class="nothing" aria-busy="true">{t('app.loading')}</p>;
  return (
    <>
      {(kept || (error && !(error instanceof Unreachable))) && <p class="stale">{kept ? t('link.kept', { age: span(second.value - at) }) : reasonOf(error!)}</p>}
      {props.isEmpty?.(data) ? <p class="nothing">{props.empty ?? t('data.empty')}</p> : props.children(data)}
    </>
  );
}

/** "as of 14:03:22 WIB". */
export const AsOf = (props: { at: number | string }) => <span class="muted">{t('data.asOf', { time: clock(props.at) })}</span>;
