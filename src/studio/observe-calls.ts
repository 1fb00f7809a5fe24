import { type AwsCall, AwsError, type Service } from '../aws/call.ts';
import { QUEUES } from '../local/aws.ts';
import { type Delivery, parseDelivery } from '../model/delivery.ts';

interface Observer {
  /** A delivery was put on the queue. */
  queued(delivery: Delivery): void;
  /** An attempt of a delivery begins. */
  sending(deliveryId: string): void;
  /** Called after every call. */
  changed(): void;
}

/** The delivery that a write to the ledger claims. */
const claimedDelivery = (service: Service, operation: string, input: unknown): string | undefined => {
  if (service !== 'dynamodb' || operation !== 'PutItem') return undefined;
  const { Item } = input as { Item?: { id?: { S?: string }; state?: { S?: string } } };
  return Item?.state?.S === 'claimed' ? Item.id?.S : undefined;
};

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

/** Passes calls on, and reports the queued deliveries and the attempts that they mean. */
export const observeCalls =
  (call: AwsCall, { queued, sending, changed }: Observer): AwsCall =>
  async (service, operation, input) => {
    const claimed = claimedDelivery(service, operation, input);
    try {
      const output = await call(service, operation, input);
      for (const delivery of enqueuedDeliveries(service, operation, input, output)) queued(delivery);
      if (claimed !== undefined) sending(claimed);
      return output;
    } catch (error) {
      const refused = error instanceof AwsError && error.code === 'ConditionalCheckFailedException';
      // The relay sends without a ledger, but not after a claim that was refused.
      if (claimed !== undefined && !refused) sending(claimed);
      throw error;
    } finally {
      changed();
    }
  };
