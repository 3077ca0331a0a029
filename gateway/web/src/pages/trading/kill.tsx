import { send } from '../../lib/api';
import { Confirm } from '../../lib/forms';
import { TRADING } from '../../lib/trading';
import { text } from './text';

/** To stop or release an account; null is all of them. */
export interface KillWish {
  account: string | null;
  on: boolean;
}

/** Asks before the kill switch is set or released. */
export function KillConfirm(props: { wish: KillWish; onDone: () => void; onClose: () => void }) {
  const { account, on } = props.wish;
  const name = account ?? text('everyAccount');
  return (
    <Confirm
      title={text(on ? 'killOnTitle' : 'killOffTitle', { account: name })}
      action={on ? `■ ${text('killOn', { account: name })}` : text('killOff')}
      danger={on}
      onClose={props.onClose}
      onConfirm={async () => {
        try {
          await send('POST', `${TRADING}/kill-switch`, account === null ? { on } : { accountId: account, on });
        } finally {
          props.onDone();
        }
      }}
    >
      <p>{text(on ? 'killOnText' : 'killOffText')}</p>
    </Confirm>
  );
}
