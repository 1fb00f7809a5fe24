import { fromUnrouted } from '../lambda/ingress.ts';
import { parseDelivery } from '../model/delivery.ts';
import { rejectReasons } from '../model/outcome.ts';
import { isRecord, parseJson } from '../text/json.ts';
import { safeLine } from '../text/safe-line.ts';
import { headline } from '../wording/words.ts';
import type { Received } from './queues.ts';

/** The reason of an event that carries no reason: the router could not route it. */
const UNROUTED = 'unrouted';

/** The values of `--reason`. */
export const DEAD_LETTER_REASONS: readonly string[] = [...rejectReasons(), UNROUTED];

/** A `delivery` is sent to the deliverer, an `event` to the router. An `unreadable` message came from the deliverer. */
export type Kind = 'delivery' | 'event' | 'unreadable';

/** The part of a dead letter that may be shown: no URL and no payload. */
export interface DeadLetter {
  readonly messageId: string;
  /** Name of its queue. */
  readonly queue: string;
  readonly kind: Kind;
  /** One of {@link DEAD_LETTER_REASONS}, or `unknown`. */
  readonly reason: string;
  readonly target?: string | undefined;
  readonly attempts?: number | undefined;
  readonly lastStatus?: number | undefined;
  /** ISO 8601 in UTC. */
  readonly since: string;
  readonly event: string;
  readonly deliveryId?: string | undefined;
  readonly eventId?: string | undefined;
}

const MAX_EVENT_CHARS = 80;
const MAX_NAME_CHARS = 100;
const UNREADABLE = '(cannot be read)';

const describeEvent = (body: unknown): string => {
  if (!isRecord(body)) return 'a message';
  const type = body['detail-type'] ?? body.detailType;
  if (typeof body.source === 'string' && typeof type === 'string') return `${body.source}: ${type}`;
  return isRecord(body.approval) ? 'an approval' : 'a message';
};

/** Describes the event that the router would read from the message. */
const describeRoutable = ({ id, receipt, body, sentAt }: Received): string => {
  const time = String(sentAt.getTime());
  const [first, ...rest] = fromUnrouted({
    eventSource: 'aws:sqs',
    messageId: id,
    receiptHandle: receipt,
    body,
    attributes: { SentTimestamp: time, ApproximateReceiveCount: '1', ApproximateFirstReceiveTimestamp: time },
  });
  return `${describeEvent(first?.message.body)}${rest.length > 0 ? ` and ${rest.length} more` : ''}`;
};

/**
 * True for an unreadable message of the deliverer: it has a reason, or the form of a delivery. The router gives an event
 * up for the reason `waited` alone, and names no target.
 */
const wasDelivery = (content: unknown, { attributes: { reason, target } }: Received): boolean =>
  (reason !== undefined && (reason !== 'waited' || target !== undefined)) ||
  (isRecord(content) && 'notification' in content && 'target' in content);

const word = (value: string | undefined): string | undefined =>
  value === undefined || /^[\w-]{1,40}$/.test(value) ? value : 'unknown';
const count = (value: string | undefined): number | undefined =>
  value !== undefined && /^\d{1,9}$/.test(value) ? Number(value) : undefined;
const name = (value: string | undefined): string | undefined =>
  value === undefined ? undefined : safeLine(value, MAX_NAME_CHARS);

/** Reads the content of a dead letter, which is a delivery or an event. */
const readContent = (
  received: Received,
): Pick<DeadLetter, 'kind' | 'reason' | 'target' | 'event' | 'deliveryId' | 'eventId'> => {
  const { attributes } = received;
  const content = parseJson(received.body);
  const delivery = parseDelivery(content);
  if (delivery) {
    const { id, target, notification } = delivery;
    const event = safeLine(headline(notification), MAX_EVENT_CHARS);
    return {
      kind: 'delivery',
      // Without a reason it comes from version 0.1, whose queue moved what had crashed the function.
      reason: word(attributes.reason) ?? 'crashed',
      target: name(target),
      event,
      deliveryId: id,
      eventId: name(notification.id),
    };
  }
  if (!wasDelivery(content, received)) {
    const reason = word(attributes.reason) ?? UNROUTED;
    return { kind: 'event', reason, event: safeLine(describeRoutable(received), MAX_EVENT_CHARS) };
  }
  return {
    kind: 'unreadable',
    reason: word(attributes.reason) ?? 'invalid-message',
    target: name(attributes.target),
    event: UNREADABLE,
    deliveryId: name(attributes.deliveryId),
    eventId: name(attributes.eventId),
  };
};

const timeOf = (...candidates: readonly number[]): string =>
  new Date(candidates.find((time) => !Number.isNaN(time)) ?? 0).toISOString();

/** A message that cannot be described is listed all the same, so that it can be found and the others are read. */
const describe = (received: Received): ReturnType<typeof readContent> => {
  try {
    return readContent(received);
  } catch {
    return { kind: 'unreadable', reason: word(received.attributes.reason) ?? 'invalid-message', event: UNREADABLE };
  }
};

/** Reads a message of the dead-letter queue. It never throws, whatever the message holds. */
export const readDeadLetter = (received: Received, queue: string): DeadLetter => {
  const { attributes, sentAt } = received;
  return {
    messageId: received.id,
    queue,
    ...describe(received),
    attempts: count(attributes.attempts),
    lastStatus: count(attributes.lastStatus),
    since: timeOf(Date.parse(attributes.firstSeen ?? ''), sentAt.getTime()),
  };
};
