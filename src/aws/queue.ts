import * as z from 'zod/mini';
import type { DeadLetter, Delivery } from '../model/delivery.ts';
import { RelayError } from '../model/errors.ts';
import { laneOf } from '../model/lane.ts';
import { isTargetName } from '../model/stack.ts';
import { readAnswer } from './answer.ts';
import type { AwsCall } from './call.ts';

/** @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html */
const MAX_BATCH_ENTRIES = 10;
/** Enough for several large notifications, and a quarter of the limit of SQS. */
const MAX_BATCH_BYTES = 256 * 1024;
const MAX_SENDS = 3;

const BatchResult = z.object({ Successful: z.optional(z.nullable(z.array(z.object({ Id: z.string() })))) });
const SendResult = z.object({ MessageId: z.string().check(z.minLength(1)) });

/**
 * SQS rejects U+FFFE and U+FFFF, which JSON may contain unescaped.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
 */
const bodyOf = (delivery: Delivery): string =>
  JSON.stringify(delivery).replace(/[\ufffe\uffff]/g, (char) => `\\u${char.charCodeAt(0).toString(16)}`);

interface Entry {
  Id: string;
  MessageBody: string;
  MessageGroupId: string;
  MessageDeduplicationId: string;
}

const batchesOf = (deliveries: readonly Delivery[]): Entry[][] => {
  const batches: Entry[][] = [];
  let bytes = 0;
  for (const [index, delivery] of deliveries.entries()) {
    const ids = { MessageGroupId: laneOf(delivery), MessageDeduplicationId: delivery.id };
    const entry = { Id: String(index), MessageBody: bodyOf(delivery), ...ids };
    const size = Buffer.byteLength(entry.MessageBody);
    let batch = batches.at(-1);
    if (!batch || batch.length === MAX_BATCH_ENTRIES || bytes + size > MAX_BATCH_BYTES) {
      batch = [];
      batches.push(batch);
      bytes = 0;
    }
    batch.push(entry);
    bytes += size;
  }
  return batches;
};

/**
 * Puts deliveries on the queue, ten per call. A call can fail for some entries with HTTP 200: entries that the answer does
 * not list as successful are sent again, up to three times in all. The message group is the delivery's lane, and the
 * deduplication id its own.
 * @throws RelayError or AwsError if some are not on the queue. The others stay there; sending all of them again makes
 * duplicates with the same delivery ids.
 */
export const enqueue = async (call: AwsCall, queueUrl: string, deliveries: readonly Delivery[]): Promise<void> => {
  const sendBatch = async (entries: Entry[]): Promise<void> => {
    let left = entries;
    for (let sends = 1; left.length > 0; sends++) {
      const output = await call('sqs', 'SendMessageBatch', { QueueUrl: queueUrl, Entries: left });
      const sent = new Set(readAnswer(BatchResult, 'sqs', 'SendMessageBatch', output).Successful?.map(({ Id }) => Id));
      left = left.filter(({ Id }) => !sent.has(Id));
      if (left.length > 0 && sends === MAX_SENDS) throw new RelayError(`the queue rejected ${left.length} deliveries`);
    }
  };
  const results = await Promise.allSettled(batchesOf(deliveries).map(sendBatch));
  const failure = results.find((result) => result.status === 'rejected');
  if (failure) throw failure.reason;
};

/** Hides a received message for `seconds`, at most 43,200. @throws AwsError */
export const postpone = async (
  call: AwsCall,
  queueUrl: string,
  receiptHandle: string,
  seconds: number,
): Promise<void> => {
  const input = { QueueUrl: queueUrl, ReceiptHandle: receiptHandle, VisibilityTimeout: seconds };
  await call('sqs', 'ChangeMessageVisibility', input);
};

/** Writes a dead letter, with the attributes that scripts rely on. @throws AwsError */
export const bury = async (call: AwsCall, queueUrl: string, deadLetter: DeadLetter): Promise<void> => {
  const { body, ...facts } = deadLetter;
  // SQS rejects empty attributes and invalid groups, which a message that was written by hand can have.
  const present = Object.entries(facts).filter(([, value]) => value !== '');
  const attributes = present.map(([name, value]) => [
    name,
    { DataType: typeof value === 'number' ? 'Number' : 'String', StringValue: String(value) },
  ]);
  const { target = '' } = deadLetter;
  const output = await call('sqs', 'SendMessage', {
    QueueUrl: queueUrl,
    MessageBody: body || '(empty)',
    MessageGroupId: isTargetName(target) ? target : 'unreadable',
    MessageAttributes: Object.fromEntries(attributes),
  });
  readAnswer(SendResult, 'sqs', 'SendMessage', output);
};
