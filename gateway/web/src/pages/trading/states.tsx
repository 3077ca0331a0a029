import { Badge, type Tone } from '../../lib/parts';

const TONES: Record<string, Tone> = {
  Ready: 'good', Connecting: 'warn', Reconciling: 'warn', Disconnected: 'quiet', LoginRequired: 'bad', Unavailable: 'bad',
  Held: 'info', PendingNew: 'info', Sent: 'info', Open: 'info', PartiallyFilled: 'warn', PendingCancel: 'warn', PendingAmend: 'warn',
  Filled: 'good', Rejected: 'bad', Cancelled: 'quiet', Unknown: 'bad',
  Waiting: 'info', Armed: 'good', Triggered: 'warn', Selling: 'warn', Done: 'quiet', NeedsPerson: 'bad',
};

/** A state in the API's word, which the guide explains. */
export const State = (props: { state: string; title?: string | null }) => (
  <Badge tone={TONES[props.state] ?? 'quiet'} {...(props.title ? { title: props.title } : {})}>
    {props.state}
  </Badge>
);

/** A side with its sign. */
export const Side = (props: { side: string }) => <b class={props.side === 'BUY' ? 'up' : 'down'}>{props.side}</b>;
