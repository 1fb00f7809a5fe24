import type { Delivery } from '../../../src/model/delivery.ts';
import type { Notification } from '../../../src/model/notification.ts';
import { deliveryId } from '../../../src/relay/route.ts';
import { aNotification } from '../../support/factories.ts';

/** A queue that works needs no repetition. */
export const timing = {
  now: () => new Date(),
  random: () => 0,
  sleep: async () => {
    throw new Error('the queue failed, and the call would be repeated');
  },
};

/** The longest name of a target. */
export const LONGEST = 'n'.repeat(100);

/** A name with each kind of character that a target's name may have. */
export const ODD = 'Az09_.-';

export const deliveryOf = (event: string, target: string, overrides: Partial<Notification> = {}): Delivery => ({
  version: 1,
  id: deliveryId(event, target),
  target,
  notification: aNotification({ id: event, ...overrides }),
});

/** Text that SQS refuses in a body, and text that is easily cut or counted wrongly. */
export const HOSTILE = '\u0000\u0008\u001f \ufffe\uffff \ud800 \u{1f600} é界 "\\ \u2028';
