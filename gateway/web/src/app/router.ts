// Real paths, one page: the location as a signal, and links of this app followed without a load.
import { computed, signal } from '@preact/signals';

interface Place {
  path: string;
  search: string;
}

const here = (): Place => ({ path: location.pathname, search: location.search });

const place = signal<Place>(here());

export const path = computed(() => place.value.path);

/** The parameters of the address; read-only, `setQuery` changes them. */
export const query = computed(() => new URLSearchParams(place.value.search));

/** Counts navigations to another page, so that focus follows them. */
export const arrivals = signal(0);

/** Goes to a path of this app; `?debug` travels along. */
export function navigate(href: string, replace = false): void {
  const to = new URL(href, location.href);
  if (query.peek().has('debug')) to.searchParams.set('debug', '');
  const isOther = to.pathname !== location.pathname;
  history[replace ? 'replaceState' : 'pushState'](null, '', to.pathname + tidy(to.search) + to.hash);
  place.value = here();
  if (!isOther) return;
  arrivals.value++;
  scrollTo(0, 0);
}

/** Changes parameters of the address in place; null takes one away. */
export function setQuery(changes: Record<string, string | null>): void {
  const next = new URLSearchParams(place.peek().search);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null || value === '') next.delete(name);
    else next.set(name, value);
  }

  const text = next.toString();
  history.replaceState(null, '', location.pathname + tidy(text ? `?${text}` : '') + location.hash);
  place.value = here();
}

const tidy = (search: string): string => search.replace(/([?&]debug)=(?=&|$)/, '$1');

/** Follows links and the browser's buttons. @param isPage Whether a path is a page of this app. */
export function start(isPage: (path: string) => boolean): void {
  addEventListener('popstate', () => {
    const before = place.peek().path;
    place.value = here();
    if (place.peek().path !== before) arrivals.value++;
  });
  document.addEventListener('click', event => {
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    if (!link || link.target || link.origin !== location.origin || link.hasAttribute('download') || !isPage(link.pathname)) return;
    if (link.hash && link.pathname === location.pathname && link.search === location.search) return;
    event.preventDefault();
    navigate(link.href);
  });
}
