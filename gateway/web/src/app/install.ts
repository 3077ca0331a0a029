import { signal } from '@preact/signals';

interface InstallPrompt extends Event {
  prompt(): Promise<unknown>;
}

let waiting: InstallPrompt | null = null;

/** Whether the browser offers to install the app now. */
export const installable = signal(false);

addEventListener('beforeinstallprompt', event => {
  event.preventDefault();
  waiting = event as InstallPrompt;
  installable.value = true;
});
addEventListener('appinstalled', () => {
  installable.value = false;
});

/** Asks the user; the browser gives one chance per offer. */
export async function install(): Promise<void> {
  installable.value = false;
  await waiting?.prompt();
  waiting = null;
}
