// The pages, in one table. A page is a module of its own that is loaded when it is first opened.
import type { ComponentType } from 'preact';
import type { Role } from '../lib/session';
import type { Text } from '../i18n';

export interface Page {
  default: ComponentType;
}

export interface Route {
  id: string;

  /** The path; the gateway answers it with the app (see Pages.cs). */
  path: string;

  /** Other paths that lead to the same page. */
  also?: readonly string[];
  title: Text;
  load: () => Promise<Page>;

  /** Where it stands in the navigation; null for pages that others lead to. */
  nav: 'market' | 'trade' | 'more' | null;

  /** The least role that the page is of use to. */
  role: Role;
}

export const routes: readonly Route[] = [
  { id: 'home', path: '/', also: ['/index.html'], title: 'page.home', load: () => import('../pages/home'), nav: 'market', role: 'viewer' },
  { id: 'scanner', path: '/idx/emiten/index.html', also: ['/idx/emiten/'], title: 'page.scanner', load: () => import('../pages/scanner'), nav: 'market', role: 'viewer' },
  { id: 'footprint', path: '/idx/emiten/detail.html', title: 'page.footprint', load: () => import('../pages/footprint'), nav: 'market', role: 'viewer' },
  { id: 'broker-summary', path: '/idx/emiten/broker-summary.html', title: 'page.brokers', load: () => import('../pages/broker-summary'), nav: 'market', role: 'viewer' },
  { id: 'sectors', path: '/sectors.html', title: 'page.sectors', load: () => import('../pages/sectors'), nav: 'market', role: 'viewer' },
  { id: 'trading', path: '/trading.html', title: 'page.trading', load: () => import('../pages/trading'), nav: 'trade', role: 'viewer' },
  { id: 'performance', path: '/performance-report.html', title: 'page.performance', load: () => import('../pages/performance'), nav: 'trade', role: 'viewer' },
  { id: 'admin', path: '/admin-dashboard.html', title: 'page.admin', load: () => import('../pages/admin'), nav: 'more', role: 'viewer' },
  { id: 'education', path: '/educational.html', title: 'page.education', load: () => import('../pages/education'), nav: 'more', role: 'viewer' },
  { id: 'notifications', path: '/notifications.html', title: 'page.notifications', load: () => import('../pages/notifications'), nav: null, role: 'viewer' },
  { id: 'profile', path: '/profile.html', title: 'page.profile', load: () => import('../pages/profile'), nav: null, role: 'viewer' },
  { id: 'sign-in', path: '/sign-in.html', also: ['/reset-password'], title: 'page.signIn', load: () => import('../pages/sign-in'), nav: null, role: 'viewer' },
];

const byPath = new Map(routes.flatMap(r => [r.path, ...(r.also ?? [])].map(p => [p, r] as const)));

export const routeOf = (path: string): Route | undefined => byPath.get(path);

/** The address of a page by its id. */
export function hrefOf(id: string, query: Record<string, string> = {}): string {
  const route = routes.find(r => r.id === id);
  if (!route) throw new Error(`There is no page ${id}.`);
  const text = new URLSearchParams(query).toString();
  return text ? `${route.path}?${text}` : route.path;
}

/** An instrument in the address of a page: `kode=BBCA`, with `venue=` for another venue than IDX. */
export const instrumentQuery = (ticker: string, venue?: string): Record<string, string> => (venue && venue !== 'IDX' ? { kode: ticker, venue } : { kode: ticker });
