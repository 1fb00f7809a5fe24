import type { Clock } from './clock.ts';
import { lambdaContext, toSqsRecord } from './lambda-events.ts';
import type { LocalQueue, QueueMessage } from './queue-message.ts';

/** A function behind a queue: it reports the messages that stay. */
type Handler = (
  event: unknown,
  context: ReturnType<typeof lambdaContext>,
) => Promise<{ batchItemFailures: readonly { itemIdentifier: string }[] }>;

/**
 * Checks what a function reports about a batch of a FIFO queue: a message that left the queue before an older one of its
 * group would have overtaken it.
 * @throws Error if a message is reported as done after one of its group that stays.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
 */
export const checkOrder = (messages: readonly QueueMessage[], failed: ReadonlySet<string>): void => {
  const blocked = new Map<string, string>();
  for (const { messageId, groupId, sequenceNumber } of messages) {
    if (groupId === undefined || sequenceNumber === undefined) continue;
    const older = blocked.get(groupId);
    if (failed.has(messageId)) blocked.set(groupId, older ?? messageId);
    else if (older) throw new Error(`order violated: ${messageId} of group ${groupId} is done, and ${older} stays`);
  }
};

/**
 * Runs a function with one batch, as Lambda's event source mapping does: up to ten messages, of several groups on a FIFO
 * queue. Messages that the function does not report as failed are deleted; the others keep the visibility timeout that
 * the function gave them, or the queue's.
 * @returns `false` if no message is visible.
 * @throws Error if the function violates the order of a group.
 */
export const workBatch = async (queue: LocalQueue, handler: Handler, clock: Clock): Promise<boolean> => {
  const messages = queue.receive(10);
  if (messages.length === 0) return false;
  const { batchItemFailures } = await handler({ Records: messages.map(toSqsRecord) }, lambdaContext(clock));
  const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
  checkOrder(messages, failed);
  for (const { messageId, receiptHandle } of messages) {
    if (!failed.has(messageId) && receiptHandle) queue.delete(receiptHandle);
  }
  return true;
};
