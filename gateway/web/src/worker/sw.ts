// The service worker. The shell is kept whole by version; answers of the market are asked for first and kept for when nobody
// answers, marked with their age. Nothing of a user's own is kept.
declare const self: ServiceWorkerGlobalScope;
declare const SHELL: string[];
declare const VERSION: string;

const SHELL_CACHE = `shell-${VERSION}`;
const DATA_CACHE = 'data';
const KEPT_AT = 'X-Kept-At';
const MOST_ANSWERS = 150;

/** What everybody may read who may read anything. */
const MARKET = /^\/(footprint|flow|screener|features|range|divergence|feeds|check|instruments|brokers)(\/|$)/;

self.addEventListener('install', event => {
  event.waitUntil(caches.open(SHELL_CACHE).then(cache => cache.addAll(SHELL.map(path => new Request(path, { cache: 'reload' })))).then(() => self.skipWaiting()));
});

self.addEventListener('activate', event => {
  event.waitUntil(
    caches
      .keys()
      .then(names => Promise.all(names.filter(n => n.startsWith('shell-') && n !== SHELL_CACHE).map(n => caches.delete(n))))
      .then(() => self.clients.claim()),
  );
});

self.addEventListener('message', event => {
  if ((event.data as { kind?: string } | null)?.kind === 'forget') event.waitUntil(caches.delete(DATA_CACHE));
});

self.addEventListener('fetch', event => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== self.location.origin) return;
  if (request.mode === 'navigate') event.respondWith(page(request, url));
  else if (SHELL.includes(url.pathname)) event.respondWith(shell(request));
  else if (MARKET.test(url.pathname) && request.headers.get('Accept')?.includes('json')) event.respondWith(data(event, request));
});

/** The page from the gateway; the kept one when it is away and the address is one of this app's. */
async function page(request: Request, url: URL): Promise<Response> {
  try {
    return await fetch(request);
  } catch (error) {
    const kept = /(\.html|\/|\/reset-password)$/.test(url.pathname) && !/^\/(docs|admin\/)/.test(url.pathname) ? await caches.match('/') : undefined;
    if (kept) return kept;
    throw error;
  }
}

async function shell(request: Request): Promise<Response> {
  return (await caches.match(request, { ignoreSearch: true })) ?? fetch(request);
}

async function data(event: FetchEvent, request: Request): Promise<Response> {
  try {
    const answer = await fetch(request);
    // Stretches of bars move on with time and are not asked for twice.
    if (answer.ok && !/^[^?]*\/footprint\/.*[?&]from=/.test(request.url)) event.waitUntil(keep(request.url, answer.clone()));
    return answer;
  } catch (error) {
    const kept = await (await caches.open(DATA_CACHE)).match(request.url);
    if (kept) return kept;
    throw error;
  }
}

async function keep(url: string, answer: Response): Promise<void> {
  const headers = new Headers({ 'Content-Type': answer.headers.get('Content-Type') ?? 'application/json', [KEPT_AT]: String(Date.now()) });
  const body = await answer.arrayBuffer();
  const cache = await caches.open(DATA_CACHE);
  await cache.put(url, new Response(body, { headers }));
  const known = await cache.keys();
  if (known.length > MOST_ANSWERS) await Promise.all(known.slice(0, known.length - MOST_ANSWERS).map(k => cache.delete(k)));
}

interface PushText {
  title?: string;
  body?: string;
  url?: string;
  tag?: string;
}

self.addEventListener('push', event => {
  let text: PushText;
  try {
    text = (event.data?.json() ?? {}) as PushText;
  } catch {
    text = { body: event.data?.text() ?? '' };
  }

  const more: NotificationOptions = { body: text.body ?? '', icon: '/icon-192.png', badge: '/icon-192.png', data: { url: text.url ?? '/notifications.html' } };
  if (text.tag) more.tag = text.tag;
  event.waitUntil(self.registration.showNotification(text.title ?? 'Sssaham', more));
});

self.addEventListener('notificationclick', event => {
  event.notification.close();
  const to = new URL(String((event.notification.data as { url?: string } | null)?.url ?? '/'), self.location.origin);
  // A message names a page of this app, never another site.
  if (to.origin !== self.location.origin) return;
  event.waitUntil(
    self.clients.matchAll({ type: 'window' }).then(async windows => {
      const open = windows[0];
      if (!open) return self.clients.openWindow(to.href);
      await open.navigate(to.href).catch(() => null);
      return open.focus();
    }),
  );
});

export {};
