import * as z from 'zod/mini';
import type { DeadLetter, Delivery } from '../model/delivery.ts';
import { RelayError } from '../model/errors.ts';
import { isTargetName } from '../model/stack.ts';
import { readAnswer } from './answer.ts';
import type { AwsCall } from './call.ts';

/** @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html */
const MAX_BATCH_ENTRIES = 10;
/** Room for ten of the largest notifications, and a quarter of what SQS takes by now. */
const MAX_BATCH_BYTES = 256 * 1024;
const TRIES = 3;

const BatchResult = z.object({ Successful: z.optional(z.nullable(z.array(z.object({ Id: z.string() })))) });
const SendResult = z.object({ MessageId: z.string().check(z.minLength(1)) });

/**
 * SQS refuses U+FFFE and U+FFFF, which JSON may hold as they are.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
 */
const bodyOf = (delivery: Delivery): string =>
  JSON.stringify(delivery).replace(/[\ufffe\uffff]/g, (char) => `\\u${char.charCodeAt(0).toString(16)}`);

interface Entry {
  Id: string;
  MessageBody: string;
  MessageGroupId: string;
}

const batchesOf = (deliveries: readonly Delivery[]): Entry[][] => {
  const batches: Entry[][] = [];
  let bytes = 0;
  for (const [index, delivery] of deliveries.entries()) {
    const entry = { Id: String(index), MessageBody: bodyOf(delivery), MessageGroupId: delivery.target };
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
 * Puts deliveries on the queue, ten to a call. A batch can fail in part under an HTTP 200: every delivery that
 * the answer does not list as successful is sent again, three times in all. The message group is the target's name, so that SQS shares the queue out fairly among targets.
 * @throws RelayError, or AwsError, if some are still not on the queue. Those that are stay there; sending all of them
 * again gives copies with the same delivery ids.
 */
export const enqueue = async (call: AwsCall, queueUrl: string, deliveries: readonly Delivery[]): Promise<void> => {
  const sendBatch = async (entries: Entry[]): Promise<void> => {
    let left = entries;
    for (let tries = 1; left.length > 0; tries++) {
      const output = await call('sqs', 'SendMessageBatch', { QueueUrl: queueUrl, Entries: left });
      const sent = new Set(readAnswer(BatchResult, 'sqs', 'SendMessageBatch', output).Successful?.map(({ Id }) => Id));
      left = left.filter(({ Id }) => !sent.has(Id));
      if (left.length > 0 && tries === TRIES) throw new RelayError(`the queue refused ${left.length} deliveries`);
    }
  };
  const results = await Promise.allSettled(batchesOf(deliveries).map(sendBatch));
  const failure = results.find((result) => result.status === 'rejected');
  if (failure) throw failure.reason;
};

/** Hides a message that was received for `seconds` more, at most 43,200. @throws AwsError */
export const postpone = async (
  call: AwsCall,
  queueUrl: string,
  receiptHandle: string,
  seconds: number,
): Promise<void> => {
  const input = { QueueUrl: queueUrl, ReceiptHandle: receiptHandle, VisibilityTimeout: seconds };
  await call('sqs', 'ChangeMessageVisibility', input);
};

/** Puts a delivery among the dead letters, with the attributes that scripts rely on. @throws AwsError */
export const bury = async (call: AwsCall, queueUrl: string, letter: DeadLetter): Promise<void> => {
  const { body, ...facts } = letter;
  // SQS takes no attribute that is empty, and no group that is empty, long or odd: a message made by hand can have one.
  const told = Object.entries(facts).filter(([, value]) => value !== '');
  const attributes = told.map(([name, value]) => [
    name,
    { DataType: typeof value === 'number' ? 'Number' : 'String', StringValue: String(value) },
  ]);
  const { target = '' } = letter;
  const output = await call('sqs', 'SendMessage', {
    QueueUrl: queueUrl,
    MessageBody: body || '(empty)',
    MessageGroupId: isTargetName(target) ? target : 'unreadable',
    MessageAttributes: Object.fromEntries(attributes),
  });
  readAnswer(SendResult, 'sqs', 'SendMessage', output);
};
