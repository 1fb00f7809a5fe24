import { readDeadLetter } from '../dead-letters/dead-letter.ts';
import { QUEUES } from '../local/aws.ts';
import type { QueueMessage } from '../local/queue-message.ts';
import { type Delivery, parseDelivery } from '../model/delivery.ts';
import { laneOf } from '../model/lane.ts';
import type { DeadLetterView } from './flow-api.ts';
import { reasonText } from './outcome-text.ts';
import { RefusalError } from './refusal.ts';
import type { Simulation } from './simulation.ts';

const deadLetterOf = (message: QueueMessage) => {
  const attributes = Object.entries(message.attributes).map(([name, { StringValue }]) => [name, StringValue]);
  const { messageId, receiptHandle = '', body, sentAt } = message;
  const received = { id: messageId, receipt: receiptHandle, body, attributes: Object.fromEntries(attributes), sentAt };
  return readDeadLetter(received, QUEUES.deadLetters);
};

/** The newest `max` dead letters as the page shows them, the oldest first. */
export const deadLetters = ({ aws, deliveries }: Simulation, max: number): DeadLetterView[] =>
  aws.deadLetters.messages.slice(-max).map((message) => {
    const { messageId, kind, reason, target, attempts, lastStatus, since, event, deliveryId } = deadLetterOf(message);
    const delivery = deliveries.deadLetterOf(deliveryId);
    const id = { id: messageId, ...(delivery && { delivery }) };
    return { ...id, kind, reason, reasonText: reasonText(reason), target, attempts, lastStatus, since, event };
  });

const parse = (body: string): Delivery | undefined => {
  try {
    return parseDelivery(JSON.parse(body));
  } catch {
    // A message that is not JSON.
    return undefined;
  }
};

/**
 * Sends one dead letter, or all, again. Each is put on its queue first and deleted then, as the CLI does it.
 * @returns how many were sent.
 * @throws RefusalError for an unknown id.
 */
export const redrive = (
  { aws, deliveries, events }: Simulation,
  id: string | undefined,
  platformOf: (target: string) => string | undefined,
): number => {
  const chosen = aws.deadLetters.messages.filter(({ messageId }) => id === undefined || messageId === id);
  if (id !== undefined && chosen.length === 0) throw new RefusalError(404, 'The dead letter no longer exists.');
  const ids = new Set(chosen.map(({ messageId }) => messageId));
  for (const message of aws.deadLetters.receive(Number.POSITIVE_INFINITY)) {
    const handle = message.receiptHandle ?? '';
    if (!ids.has(message.messageId)) {
      aws.deadLetters.changeVisibility(handle, 0);
      continue;
    }
    const delivery = parse(message.body);
    if (deadLetterOf(message).kind === 'event') aws.unrouted.send(message.body);
    else {
      // As the CLI does it: the same dead letter, sent again within five minutes, is dropped by the queue.
      const deduplicationId = `${delivery?.id ?? 'unreadable'}-${message.messageId}`;
      const groupId = delivery ? laneOf(delivery) : 'unreadable';
      aws.deliveries.send(message.body, { groupId, deduplicationId });
    }
    if (delivery) deliveries.queued(delivery, events.eventOf(delivery.notification), platformOf(delivery.target));
    aws.deadLetters.delete(handle);
  }
  return chosen.length;
};
