// What pages that change something share: selects, confirmation, one action at a time, and the word that a role is missing.
import type { ComponentChildren } from 'preact';
import { useId, useRef, useState } from 'preact/hooks';
import { path } from '../app/router';
import { hrefOf } from '../app/routes';
import { t } from '../i18n';
import { dictionary } from './i18n';
import { Dialog, reasonOf, toast } from './parts';
import { ApiError } from './problem';
import { may, role, session, type Role } from './session';

const text = dictionary(
  {
    needs: 'Hanya dibaca: untuk bertindak perlu peran {role}; Anda {mine}.',
    stranger: 'Hanya dibaca: masuk sebagai {role} untuk bertindak.',
    unknown: 'Gateway tidak menjawab. Tidak diketahui apakah ini sudah dilakukan; lihat dulu sebelum mencoba lagi.',
  },
  {
    needs: 'Reading only: to act you need the role {role}; you are {mine}.',
    stranger: 'Reading only: sign in as {role} to act.',
    unknown: 'The gateway did not answer. It is not known whether this was done; look before you try again.',
  },
);

/** What became of a change, in words. */
export const failureOf = (error: unknown): string =>
  error instanceof ApiError ? (error.status === 403 ? reasonOf(error) : error.message) : text('unknown');

export interface Action {
  busy: boolean;

  /**
   * Does something unless something is being done already. What goes wrong is told in a toast.
   * @param onError Takes an error; true when it has told of it.
   */
  run: (work: () => Promise<void>, onError?: (error: unknown) => boolean) => Promise<void>;
}

/** One action at a time: a second press while the first is on its way does nothing. */
export function useAction(): Action {
  const [busy, setBusy] = useState(false);
  const working = useRef(false);
  const run: Action['run'] = async (work, onError) => {
    if (working.current) return;
    working.current = true;
    setBusy(true);
    try {
      await work();
    } catch (error) {
      if (!onError?.(error)) toast(failureOf(error), 'bad');
    } finally {
      working.current = false;
      setBusy(false);
    }
  };
  return { busy, run };
}

/** Asks before something that cannot be taken back. */
export function Confirm(props: { title: string; action: string; danger?: boolean; onConfirm: () => Promise<void>; onClose: () => void; children: ComponentChildren }) {
  const act = useAction();
  return (
    <Dialog
      title={props.title}
      onClose={props.onClose}
      class="confirm"
      actions={
        <>
          <button type="button" class="button" onClick={props.onClose}>
            {t('app.cancel')}
          </button>
          <button
            type="button"
            class={props.danger ? 'button danger' : 'button primary'}
            data-confirm
            disabled={act.busy}
            onClick={() =>
              void act.run(async () => {
                await props.onConfirm();
                props.onClose();
              })
            }
          >
            {props.action}
          </button>
        </>
      }
    >
      {props.children}
    </Dialog>
  );
}

/** A choice out of a list, with its label. */
export function Select<T extends string>(props: { label: string; name: string; value: T; options: readonly (readonly [T, string])[]; onChange: (value: T) => void; error?: string | undefined; hideLabel?: boolean }) {
  const id = useId();
  return (
    <div class="field">
      <label for={id} class={props.hideLabel ? 'sr' : undefined}>
        {props.label}
      </label>
      <select id={id} name={props.name} value={props.value} aria-invalid={props.error ? true : undefined} aria-describedby={props.error ? `${id}e` : undefined} onChange={e => props.onChange(e.currentTarget.value as T)}>
        {props.options.map(([value, label]) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </select>
      {props.error && (
        <p class="error" id={`${id}e`}>
          {props.error}
        </p>
      )}
    </div>
  );
}

/** Says which role is missing for what stands here; nothing when it is there. */
export function Needs(props: { role: Role }) {
  if (may(props.role)) return null;
  return (
    <p class="needs" role="note">
      {session.value.kind === 'nobody' ? text('stranger', { role: t(`role.${props.role}`) }) : text('needs', { role: t(`role.${props.role}`), mine: t(`role.${role.value}`) })}{' '}
      {session.value.kind === 'nobody' && <a href={hrefOf('sign-in', { then: path.value })}>{t('shell.signIn')}</a>}
    </p>
  );
}
