import * as z from 'zod/mini';
import { matches } from './check.ts';
import { Notification } from './notification.ts';

/** One notification on its way to one target: the body of a message on the queue. It names the target, never its URL. */
export const Delivery = z.object({
  version: z.literal(1),
  /** Stable over retries, redrives and copies of the event; letters, digits and `_` only. */
  id: z.string().check(matches(/^\w{1,64}$/)),
  target: z.string(),
  notification: Notification,
});
export type Delivery = z.infer<typeof Delivery>;

/** A delivery that will not be tried again, with what an operator wants to know. Times are ISO 8601 in UTC. */
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
