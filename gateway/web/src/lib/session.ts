// Who is signed in. The access token lives in memory only; the refresh token is a cookie that scripts cannot read.
import { batch, computed, signal } from '@preact/signals';
import { readText, remember } from './choices';

export type Role = 'viewer' | 'trader' | 'operator' | 'admin';

export const ROLES: readonly Role[] = ['viewer', 'trader', 'operator', 'admin'];

/** Nobody (who may read on the gateway's own machine), a user, or whoever has the admin key. */
export type Session = { kind: 'nobody' } | { kind: 'user'; id: string; name: string; role: Role } | { kind: 'key'; role: Role };

export const session = signal<Session>({ kind: 'nobody' });

/** True once somebody who is not signed in was refused: this gateway does not let strangers read. */
export const strangersRefused = signal(false);

/** The role in which calls are made now. */
export const role = computed<Role>(() => (session.value.kind === 'nobody' ? 'viewer' : session.value.role));

/** Whether the role in force includes another. */
export const may = (least: Role): boolean => ROLES.indexOf(role.value) >= ROLES.indexOf(least);

const HINT = 'signed-in';
let access: string | null = null;
let adminKey: string | null = null;
let renewing: Promise<boolean> | null = null;

/** The credentials of a call, as headers. */
export function credentials(): Record<string, string> {
  return access ? { Authorization: `Bearer ${access}` } : adminKey ? { 'X-Api-Key': adminKey } : {};
}

export const isUser = (): boolean => access !== null;

/** Takes the answer of a sign-in. */
export function signedIn(token: string): void {
  const claims = JSON.parse(new TextDecoder().decode(Uint8Array.from(atob((token.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/')), c => c.charCodeAt(0)))) as { sub: string; name: string; role: Role };
  batch(() => {
    access = token;
    adminKey = null;
    strangersRefused.value = false;
    const current = session.value;
    // A renewal changes nothing that pages show, unless the role did.
    if (current.kind !== 'user' || current.id !== claims.sub || current.role !== claims.role) session.value = { kind: 'user', id: claims.sub, name: claims.name, role: claims.role };
  });
  remember(HINT, '1');
}

/** Uses the admin key until the page is left. */
export function useAdminKey(key: string): void {
  adminKey = key;
  access = null;
  strangersRefused.value = false;
  session.value = { kind: 'key', role: 'admin' };
}

/** Forgets who was signed in, and what was kept for offline reading. */
export function forget(): void {
  access = null;
  adminKey = null;
  session.value = { kind: 'nobody' };
  remember(HINT, null);
  navigator.serviceWorker?.controller?.postMessage({ kind: 'forget' });
}

/** Renews the access token with the cookie. Tabs do it one after the other: a refresh token is good once. */
export function renew(): Promise<boolean> {
  renewing ??= locked(async () => {
    const answer = await fetch('/api/v1/security/refresh', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{}' });
    if (answer.ok) {
      signedIn(((await answer.json()) as { accessToken: string }).accessToken);
      return true;
    }

    if (answer.status === 400 || answer.status === 401) forget();
    return false;
  }).finally(() => {
    renewing = null;
  });
  return renewing;
}

/** Signs in again at the start of the page, when this browser was signed in. */
export const restored: Promise<unknown> = readText(HINT) ? renew().catch(() => false) : Promise.resolve();

function locked<T>(work: () => Promise<T>): Promise<T> {
  return navigator.locks ? navigator.locks.request('sssaham-refresh', work) as Promise<T> : work();
}
