import { isRecord } from '../text/json.ts';
import type { Notification } from './notification.ts';
import { readQueued } from './queued-notification.ts';

/** One notification on its way to one target: the body of a queue message. It names the target, never its URL. */
export interface Delivery {
  readonly version: 1;
  /** Stable over retries, redrives and copies of the event; letters, digits and `_` only. */
  readonly id: string;
  readonly target: string;
  readonly notification: Notification;
  /** The target's filters did not ask for it: it may update messages that were posted, and posts none. */
  readonly updateOnly?: true;
  /**
   * The authors of the commits that newly broke something, for a target that mentions them: each a
   * `Person` of src/model/author.ts, which src/relay/people.ts reads.
   */
  readonly people?: readonly unknown[];
}

/**
 * The body of a delivery's queue message.
 * SQS rejects U+FFFE and U+FFFF, which JSON may contain unescaped.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
 */
export const queueBody = (delivery: Delivery): string =>
  JSON.stringify(delivery).replace(/[\ufffe\uffff]/g, (char) => `\\u${char.charCodeAt(0).toString(16)}`);

/** Reads a delivery from the JSON of a queue message. @returns `undefined` if it is not a delivery. */
export const parseDelivery = (value: unknown): Delivery | undefined => {
  if (!isRecord(value)) return undefined;
  const { version, id, target } = value;
  const notification = readQueued(value.notification);
  if (version !== 1 || typeof id !== 'string' || !/^\w{1,64}$/.test(id)) return undefined;
  if (typeof target !== 'string' || !notification) return undefined;
  return {
    version,
    id,
    target,
    notification,
    ...(value.updateOnly === true && { updateOnly: true }),
    ...(Array.isArray(value.people) && { people: value.people }),
  };
};

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
