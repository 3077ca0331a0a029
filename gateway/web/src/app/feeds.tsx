// How old the data is, at a glance. Asks for the feeds now and then, which also tells whether the gateway is there.
import { useEffect } from 'preact/hooks';
import { t } from '../i18n';
import { second } from '../lib/clock';
import { instant, span } from '../lib/format';
import { reachable } from '../lib/link';
import { socketState } from '../lib/socket';
import type { Feeds as Answer } from '../lib/types';
import { useData } from '../lib/use-data';

/** A market that is quiet for longer is closed, or its feed is. */
const OLD = 60_000;

export function Feeds() {
  const feeds = useData<Answer>('/feeds', undefined, 10);
  const cut = socketState.value.state === 'waiting';
  // The stream notices first that the gateway is gone.
  useEffect(() => {
    if (cut) feeds.reload();
  }, [cut]);
  const newest = Math.max(0, ...(feeds.data?.items ?? []).map(f => (f.lastTradeAt ? instant(f.lastTradeAt) : 0)));
  const age = newest > 0 ? second.value - newest : null;
  const tone = !reachable.value ? 'bad' : age === null ? 'quiet' : age < OLD ? 'good' : 'warn';
  const text = age === null ? (feeds.data ? t('shell.noFeeds') : '–') : span(age);
  return (
    <span class={`chip ${tone}`} title={`${age === null ? t('shell.feeds') : t('shell.feedAge', { age: span(age) })} · ${t(`link.${socketState.value.state}`)}`}>
      <i class="dot" aria-hidden="true" />
      <span class="sr">{t('shell.feeds')}: </span>
      {text}
    </span>
  );
}
