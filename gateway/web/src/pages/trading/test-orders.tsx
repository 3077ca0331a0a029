// "Test BUY 1 Lot" and "Test SELL 1 Lot": tries an account out with one lot.
import { useState } from 'preact/hooks';
import { address, send } from '../../lib/api';
import { Confirm, Select } from '../../lib/forms';
import { Card, Field } from '../../lib/parts';
import { may } from '../../lib/session';
import { TRADING, type Account, type Order } from '../../lib/trading';
import { tellPlaced } from './placed';
import { text } from './text';

export function TestOrders(props: { accounts: readonly Account[]; onPlaced: () => void }) {
  const [chosen, setAccount] = useState('');
  const [code, setCode] = useState('');
  const [side, setSide] = useState<'BUY' | 'SELL' | null>(null);
  const account = chosen || (props.accounts.find(a => a.state === 'Ready') ?? props.accounts[0])?.accountId || '';
  const disabled = !may('trader') || account === '';
  return (
    <Card class="trading-test" title={text('test')}>
      <div class="form">
        <div class="ticket-row two">
          <Select label={text('account')} name="testAccount" value={account} options={props.accounts.map(a => [a.accountId, a.accountId] as const)} onChange={setAccount} />
          <Field label={text('code')} name="testCode" value={code} onInput={v => setCode(v.toUpperCase())} maxLength={32} />
        </div>
        <p class="muted">{text('testHint')}</p>
        <div class="ticket-row two">
          <button type="button" class="button place buy" disabled={disabled} onClick={() => setSide('BUY')}>
            ▲ {text('testBuy')}
          </button>
          <button type="button" class="button place sell" disabled={disabled} onClick={() => setSide('SELL')}>
            ▼ {text('testSell')}
          </button>
        </div>
      </div>
      {side && (
        <Confirm
          title={text(side === 'BUY' ? 'testBuy' : 'testSell')}
          action={text(side === 'BUY' ? 'testBuy' : 'testSell')}
          onClose={() => setSide(null)}
          onConfirm={async () => {
            const order = await send<Order>('POST', address(`${TRADING}/accounts/${encodeURIComponent(account)}/test-order`, { side, code: code.trim(), wait: 'ack' }));
            tellPlaced(order);
            props.onPlaced();
          }}
        >
          <p>{text('testConfirm', { account })}</p>
        </Confirm>
      )}
    </Card>
  );
}
