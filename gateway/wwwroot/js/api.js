// The HTTP side of the API: JSON, or an Error with the reason that the gateway gave.

const TIMEOUT = 20_000;

export class ApiError extends Error {
  constructor(message, status) {
    super(message);
    this.status = status;
  }
}

export async function get(path, query = {}, signal = undefined) {
  const url = new URL(path, location.origin);
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null) url.searchParams.set(name, value);
  }

  const limit = AbortSignal.timeout(TIMEOUT);
  let response;
  try {
    response = await fetch(url, { signal: signal ? AbortSignal.any([signal, limit]) : limit, headers: { accept: 'application/json' } });
    if (response.ok) return await response.json();
  } catch (e) {
    if (signal?.aborted) throw e;
    if (e.name === 'TimeoutError') throw new ApiError('the gateway does not answer in time', 0);
    throw new ApiError(response ? 'the answer of the gateway could not be read' : 'the gateway cannot be reached', response?.status ?? 0);
  }

  let reason = '';
  try {
    const problem = await response.json();
    reason = problem.detail || problem.title || '';
  } catch {
    // No problem details; the status has to do.
  }

  throw new ApiError(reason || `HTTP ${response.status}`, response.status);
}

/** All bars of a range; follows the pages. */
export async function bars(key, tf, from, to, signal) {
  const items = [];
  let cursor;
  do {
    const page = await get(`/footprint/${encodeURIComponent(key.ticker)}`, { venue: key.venue, tf, from, to, limit: 5000, cursor }, signal);
    for (const bar of page.items) items.push(bar);
    cursor = page.nextCursor;
  } while (cursor);
  return items;
}

const instruments = new Map();

/** What is known of an instrument: name, lot, currency. A venue's list is read once. */
export async function instrument(key) {
  let list = instruments.get(key.venue);
  if (!list?.has(key.ticker)) {
    const page = await get('/instruments', { venue: key.venue, limit: 10_000 });
    list = new Map(page.items.map(i => [i.ticker, i]));
    instruments.set(key.venue, list);
  }

  return list.get(key.ticker);
}
