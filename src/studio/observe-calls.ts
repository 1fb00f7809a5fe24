import type { AwsCall, Service } from '../aws/call.ts';
import { QUEUES } from '../local/aws.ts';
import { type Delivery, parseDelivery } from '../model/delivery.ts';

interface Observer {
  /** A delivery was put on the queue. */
  queued(delivery: Delivery): void;
  /** Called after every call. */
  changed(): void;
}

const enqueuedDeliveries = (service: Service, operation: string, input: unknown, output: unknown): Delivery[] => {
  if (service !== 'sqs' || operation !== 'SendMessageBatch') return [];
  const { QueueUrl, Entries = [] } = input as { QueueUrl: string; Entries?: { Id: string; MessageBody: string }[] };
  const { Successful = [] } = output as { Successful?: { Id: string }[] };
  const accepted = new Set(Successful.map(({ Id }) => Id));
  if (QueueUrl !== QUEUES.deliveries) return [];
  return Entries.filter(({ Id }) => accepted.has(Id)).flatMap(
    ({ MessageBody }) => parseDelivery(JSON.parse(MessageBody)) ?? [],
  );
};

/** Passes calls on, and reports the deliveries that they put on the queue. */
export const observeCalls =
  (call: AwsCall, { queued, changed }: Observer): AwsCall =>
  async (service, operation, input) => {
    try {
      const output = await call(service, operation, input);
      for (const delivery of enqueuedDeliveries(service, operation, input, output)) queued(delivery);
      return output;
    } finally {
      changed();
    }
  };
