import { queueNames } from '../../model/stack.ts';
import { type Call, orMissing } from './operations.ts';

/** A queue's attributes, by AWS's names; `undefined` if the queue does not exist. */
export const queueAttributes = async (call: Call, QueueName: string): Promise<Record<string, string> | undefined> => {
  const url = await orMissing(call('sqs GetQueueUrl', { QueueName }));
  if (!url?.QueueUrl) return undefined;
  const { Attributes } = await call('sqs GetQueueAttributes', { QueueUrl: url.QueueUrl, AttributeNames: ['All'] });
  return Attributes ?? {};
};

/** SQS's approximate number of messages: visible, and hidden or delayed. */
export interface Depth {
  readonly ready: number;
  readonly held: number;
}

export const depthOf = (attributes: Readonly<Record<string, string>>): Depth => {
  const count = (name: string): number => Number(attributes[name] ?? 0);
  return {
    ready: count('ApproximateNumberOfMessages'),
    held: count('ApproximateNumberOfMessagesNotVisible') + count('ApproximateNumberOfMessagesDelayed'),
  };
};

export type Queues = ReturnType<typeof queueNames>;

/** The depth of every queue of a stage; `undefined` for a queue that does not exist. */
export const readDepths = async (call: Call, stage: string): Promise<Record<keyof Queues, Depth | undefined>> => {
  const read = async (name: string): Promise<Depth | undefined> => {
    const attributes = await queueAttributes(call, name);
    return attributes && depthOf(attributes);
  };
  const { deliveries, unrouted, deadLetters } = queueNames(stage);
  const [a, b, c] = await Promise.all([deliveries, unrouted, deadLetters].map(read));
  return { deliveries: a, unrouted: b, deadLetters: c };
};
