// Says that the gateway does not answer or the stream is cut, and how old the data on the screen is.
import { t } from '../i18n';
import { second } from '../lib/clock';
import { clock, count, span } from '../lib/format';
import { answeredAt, keptAt, reachable } from '../lib/link';
import { droppedMessages, socketState } from '../lib/socket';

export function Banner() {
  const now = second.value;
  const stream = socketState.value;
  if (!reachable.value) {
    const at = keptAt.value || answeredAt.value;
    return (
      <p class="banner bad" role="alert" data-banner="lost">
        {at ? t('link.lost', { age: span(now - at), time: clock(at) }) : t('link.lostEmpty')}
      </p>
    );
  }

  if (stream.state === 'waiting') {
    return (
      <p class="banner" role="status" data-banner="stream">
        {t('link.stream', { wait: span(stream.until - Date.now()) })}
      </p>
    );
  }

  return droppedMessages.value > 0 ? (
    <p class="banner" role="status" data-banner="dropped">
      {t('link.dropped', { count: count(droppedMessages.value) })}
      <button type="button" class="icon-button" aria-label={t('app.close')} onClick={() => (droppedMessages.value = 0)}>
        ✕
      </button>
    </p>
  ) : null;
}
