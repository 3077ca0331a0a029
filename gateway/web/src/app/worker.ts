// The service worker: keeps the shell and the last answers for when the gateway is away.
import { t } from '../i18n';
import { toast } from '../lib/parts';

/** The worker reads the whole app: it does so when the page has what it is about, in milliseconds. */
const AFTER = 2000;

export function watchWorker(): void {
  if (!('serviceWorker' in navigator)) return;
  const had = navigator.serviceWorker.controller !== null;
  addEventListener('load', () => {
    // Without a secure origin there is no worker; the page works without it.
    setTimeout(() => navigator.serviceWorker.register('/sw.js').catch((error: unknown) => console.warn(`The service worker was not registered: ${String(error)}`)), AFTER);
  });
  navigator.serviceWorker.addEventListener('controllerchange', () => {
    if (had) toast(t('app.newVersion'));
  });
}
