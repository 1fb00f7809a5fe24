import { readDeadLetter } from '../dead-letters/dead-letter.ts';
import { QUEUES } from '../local/aws.ts';
import type { QueueMessage } from '../local/queue.ts';
import { type Delivery, parseDelivery } from '../model/delivery.ts';
import type { DeadLetterView } from './flow-api.ts';
import { RefusalError } from './refusal.ts';
import type { Simulation } from './simulation.ts';
import { reasonWords } from './words.ts';

const letterOf = (message: QueueMessage) => {
  const attributes = Object.entries(message.attributes).map(([name, { StringValue }]) => [name, StringValue]);
  const { messageId, receiptHandle = '', body, sentAt } = message;
  const received = { id: messageId, receipt: receiptHandle, body, attributes: Object.fromEntries(attributes), sentAt };
  return readDeadLetter(received, QUEUES.deadLetters);
};

/** The dead letters as the page shows them, the oldest first, at most `max`. */
export const deadLetters = ({ aws, deliveries }: Simulation, max: number): DeadLetterView[] =>
  aws.deadLetters.messages.slice(-max).map((message) => {
    const { messageId, kind, reason, target, attempts, lastStatus, since, event, deliveryId } = letterOf(message);
    const delivery = deliveries.deadOf(deliveryId);
    const id = { id: messageId, ...(delivery && { delivery }) };
    return { ...id, kind, reason, words: reasonWords(reason), target, attempts, lastStatus, since, event };
  });

const parse = (body: string): Delivery | undefined => {
  try {
    return parseDelivery(JSON.parse(body));
  } catch {
    // Not JSON: a letter that nobody can read.
    return undefined;
  }
};

/**
 * Sends one dead letter again, or all: first it is put on its queue, then deleted, as the CLI does it.
 * @returns how many.
 * @throws RefusalError if there is none of that id.
 */
export const redrive = (
  { aws, deliveries, events }: Simulation,
  id: string | undefined,
  platformOf: (target: string) => string | undefined,
): number => {
  const chosen = aws.deadLetters.messages.filter(({ messageId }) => id === undefined || messageId === id);
  if (id !== undefined && chosen.length === 0) throw new RefusalError(404, 'That dead letter is there no more.');
  const ids = new Set(chosen.map(({ messageId }) => messageId));
  for (const message of aws.deadLetters.receive(Number.POSITIVE_INFINITY)) {
    const handle = message.receiptHandle ?? '';
    if (!ids.has(message.messageId)) {
      aws.deadLetters.changeVisibility(handle, 0);
      continue;
    }
    const delivery = parse(message.body);
    if (letterOf(message).kind === 'event') aws.unrouted.send(message.body);
    else aws.deliveries.send(message.body, { groupId: message.groupId });
    if (delivery) deliveries.queued(delivery, events.eventOf(delivery.notification), platformOf(delivery.target));
    aws.deadLetters.delete(handle);
  }
  return chosen.length;
};
