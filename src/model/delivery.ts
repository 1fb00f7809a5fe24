import * as z from 'zod/mini';
import { pattern } from './check.ts';
import { QueuedNotification } from './queued-notification.ts';

/** One notification on its way to one target: the body of a queue message. It names the target, never its URL. */
export const Delivery = z.object({
  version: z.literal(1),
  /** Stable over retries, redrives and copies of the event; letters, digits and `_` only. */
  id: z.string().check(pattern(/^\w{1,64}$/)),
  target: z.string(),
  notification: QueuedNotification,
});
export type Delivery = z.infer<typeof Delivery>;

/** A delivery that is given up, with what an operator needs to know. Times are ISO 8601 in UTC. */
export interface DeadLetter {
  readonly body: string;
  readonly reason: string;
  readonly target?: string;
  readonly deliveryId?: string;
  readonly eventId?: string;
  readonly attempts: number;
  readonly lastStatus?: number;
  readonly firstSeen: string;
}
