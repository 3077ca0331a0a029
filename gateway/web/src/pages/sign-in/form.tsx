import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { refusalOf, type Refusal } from './outcome';

const NOTHING: Refusal = { message: '', fields: {}, needsCode: false };

/** A form that is sent once at a time and says what was refused. */
export function useSending(work: () => Promise<void>, sentCode = false) {
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal>(NOTHING);
  const submit = async (event: Event) => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    try {
      await work();
      setRefusal(NOTHING);
    } catch (error) {
      setRefusal(refusalOf(error, sentCode));
    } finally {
      setBusy(false);
    }
  };
  return { busy, refusal, submit, setRefusal };
}

export function Form(props: { title: string; action: string; busy: boolean; message: string; onSubmit: (event: Event) => void; children: ComponentChildren; links?: ComponentChildren }) {
  return (
    <form class="card sign-in form" onSubmit={props.onSubmit} noValidate>
      <h1>{props.title}</h1>
      {props.children}
      <p class="form-error" role="alert">
        {props.message}
      </p>
      <button type="submit" class="button primary" disabled={props.busy}>
        {props.action}
      </button>
      {props.links && <p class="sign-in-links">{props.links}</p>}
    </form>
  );
}
