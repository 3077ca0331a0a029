import { toast } from '../../lib/parts';
import type { Order } from '../../lib/trading';
import { text } from './text';

/** Tells that an order was taken, and which limits could not be checked; the order's own page keeps saying so. */
export function tellPlaced(order: Order): void {
  toast(text('placed', { id: order.id, state: order.state }), order.state === 'Rejected' ? 'warn' : 'good');
  if (order.warnings.length > 0) toast(`${text('warnings')}: ${order.warnings.join(' ')}`, 'warn');
}
