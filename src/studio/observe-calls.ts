import type { AwsCall, Service } from '../aws/call.ts';
import { QUEUES } from '../local/aws.ts';
import { type Delivery, parseDelivery } from '../model/delivery.ts';

interface Observer {
  /** A delivery was put on the queue. */
  queued(delivery: Delivery): void;
  /** The queue dropped a delivery that was sent to it within the last five minutes. */
  dropped(delivery: Delivery): void;
  /** Called after every call. */
  changed(): void;
}

/** The deliveries that a call put on the queue, with the message's id: a repeated delivery has that of the first. */
const enqueued = (service: Service, operation: string, input: unknown, output: unknown) => {
  if (service !== 'sqs' || operation !== 'SendMessageBatch') return [];
  const { QueueUrl, Entries = [] } = input as { QueueUrl: string; Entries?: { Id: string; MessageBody: string }[] };
  const { Successful = [] } = output as { Successful?: { Id: string; MessageId: string }[] };
  const messageIds = new Map(Successful.map(({ Id, MessageId }) => [Id, MessageId]));
  if (QueueUrl !== QUEUES.deliveries) return [];
  return Entries.flatMap(({ Id, MessageBody }) => {
    const [delivery, messageId] = [parseDelivery(JSON.parse(MessageBody)), messageIds.get(Id)];
    return delivery && messageId ? [{ delivery, messageId }] : [];
  });
};

/** Passes calls on, and reports the deliveries that they put on the queue. */
export const observeCalls = (call: AwsCall, { queued, dropped, changed }: Observer): AwsCall => {
  const known = new Set<string>();
  return async (service, operation, input) => {
    try {
      const output = await call(service, operation, input);
      for (const { delivery, messageId } of enqueued(service, operation, input, output)) {
        queued(delivery);
        if (known.has(messageId)) dropped(delivery);
        known.add(messageId);
      }
      return output;
    } finally {
      changed();
    }
  };
};
