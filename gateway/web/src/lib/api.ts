// The HTTP side of the API: JSON, or an error that says why.
import { heardTime, now } from './clock';
import { answered, unanswered } from './link';
import { ApiError, Unreachable, isAborted } from './problem';
import { note } from './requests';
import { credentials, forget, isUser, renew, restored, session, strangersRefused } from './session';

export type Query = Record<string, string | number | boolean | null | undefined>;

/** An answer with its age. */
export interface Answer<T> {
  data: T;

  /** When the gateway gave it, in milliseconds of its clock. */
  at: number;

  /** Whether it is the last good answer, kept by the service worker, because the gateway did not answer now. */
  kept: boolean;
}

const TIMEOUT = 20_000;

/** Set by the service worker on answers that it kept: milliseconds. */
const KEPT_AT = 'X-Kept-At';

/** The address of a call; parameters without a value are left out. */
export function address(path: string, query: Query = {}): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== '') parameters.set(name, String(value));
  }

  const text = parameters.toString();
  return text ? `${path}?${text}` : path;
}

/**
 * Reads.
 * @throws ApiError when the gateway refuses, Unreachable when it does not answer and nothing was kept, AbortError when the signal says so.
 */
export async function get<T>(path: string, query?: Query, signal?: AbortSignal): Promise<Answer<T>> {
  const response = await call('GET', address(path, query), undefined, signal);
  const kept = Number(response.headers.get(KEPT_AT) ?? 0);
  const data = (await response.json()) as T;
  return { data, at: kept || now(), kept: kept > 0 };
}

/** Changes something; the answer's body, or null when it has none. Nothing is sent again by itself, except what was refused for an old token. */
export async function send<T = null>(method: 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown, signal?: AbortSignal): Promise<T> {
  const response = await call(method, path, body === undefined ? undefined : JSON.stringify(body), signal);
  const text = await response.text();
  return (text === '' ? null : JSON.parse(text)) as T;
}

async function call(method: string, path: string, body: string | undefined, signal: AbortSignal | undefined): Promise<Response> {
  await restored;
  let response = await once(method, path, body, signal);
  if (response.status === 401 && isUser()) {
    if (await renew().catch(() => false)) response = await once(method, path, body, signal);
    else if (method === 'GET') response = await once(method, path, body, signal);
  }

  if (response.ok) return response;
  const problem = await read(response);
  if (response.status === 401 && method === 'GET') {
    if (session.value.kind === 'nobody') strangersRefused.value = true;
    // A key that is wrong, or not any more, helps nobody.
    else if (session.value.kind === 'key') forget();
  }

  throw problem;
}

async function once(method: string, path: string, body: string | undefined, signal: AbortSignal | undefined): Promise<Response> {
  const start = performance.now();
  const done = (status: number) => note({ method, path, status, ms: performance.now() - start, at: Date.now() });
  const headers: Record<string, string> = { Accept: 'application/json', ...credentials() };
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  const limit = AbortSignal.timeout(TIMEOUT);
  try {
    const response = await fetch(path, { method, headers, body: body ?? null, signal: signal ? either(signal, limit) : limit });
    done(response.status);
    const kept = Number(response.headers.get(KEPT_AT) ?? 0);
    if (kept) unanswered(kept);
    else {
      heardTime(response.headers.get('Date'));
      answered(now());
    }

    return response;
  } catch (error) {
    if (signal?.aborted || isAborted(error)) throw new DOMException('given up', 'AbortError');
    done(0);
    unanswered();
    throw new Unreachable(error instanceof Error ? error.message : String(error));
  }
}

/** Like AbortSignal.any, which not all browsers have that this page is for. */
function either(one: AbortSignal, other: AbortSignal): AbortSignal {
  if ('any' in AbortSignal) return AbortSignal.any([one, other]);
  const both = new AbortController();
  for (const signal of [one, other]) {
    if (signal.aborted) both.abort();
    else signal.addEventListener('abort', () => both.abort(), { once: true });
  }

  return both.signal;
}

async function read(response: Response): Promise<ApiError> {
  const body = (await response.json().catch(() => ({}))) as Record<string, unknown>;
  const after = Number(response.headers.get('Retry-After') ?? NaN);
  return new ApiError(response.status, body, Number.isFinite(after) ? after : null);
}
