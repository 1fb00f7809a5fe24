import * as z from 'zod/mini';
import { AwsError } from '../aws/call.ts';
import { type Fault, type Operations, refusal } from './faults.ts';
import { MemoryFifoQueue } from './fifo-queue.ts';
import { toSqsRecord } from './lambda-events.ts';
import type { LocalQueue, QueueMessage } from './queue-message.ts';

const attribute = z.object({ DataType: z.string(), StringValue: z.string() });
const entry = z.object({
  MessageBody: z.string(),
  MessageGroupId: z.optional(z.string()),
  MessageDeduplicationId: z.optional(z.string()),
  MessageAttributes: z.optional(z.record(z.string(), attribute)),
  DelaySeconds: z.optional(z.number()),
});
const handle = z.object({ ReceiptHandle: z.string() });
const visibility = z.extend(handle, { VisibilityTimeout: z.number() });
const Url = z.object({ QueueUrl: z.string() });
const batch = z.object({ QueueUrl: z.string(), Entries: z.array(z.looseObject({ Id: z.string() })) });
const AttributeNames = z.object({ QueueUrl: z.string(), AttributeNames: z.array(z.string()) });

type Entry = z.infer<typeof entry>;

/** @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html */
const MAX_ENTRIES = 10;
const MAX_BYTES = 1024 * 1024;
const MAX_ATTRIBUTES = 10;
const MAX_VISIBILITY_SECONDS = 43_200;

const bytesOf = ({ MessageBody, MessageAttributes = {} }: Entry): number =>
  Object.entries(MessageAttributes)
    .flatMap(([name, { DataType, StringValue }]) => [name, DataType, StringValue])
    .reduce((total, text) => total + Buffer.byteLength(text), Buffer.byteLength(MessageBody));

/** @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html */
const send = (queue: LocalQueue, operation: string, sent: Entry): { MessageId: string } => {
  const { MessageBody, MessageGroupId, MessageDeduplicationId, MessageAttributes = {}, DelaySeconds } = sent;
  const isFifo = queue instanceof MemoryFifoQueue;
  const invalid = (why: string) => refusal('sqs', operation, 'InvalidParameterValue', why);
  const missing = (why: string) => refusal('sqs', operation, 'MissingParameter', why);
  if (isFifo && !MessageGroupId) throw missing('a FIFO queue requires MessageGroupId');
  if (isFifo && !MessageDeduplicationId) throw missing('a FIFO queue requires MessageDeduplicationId');
  if (!isFifo && MessageDeduplicationId) throw invalid('a standard queue refuses MessageDeduplicationId');
  if (isFifo && DelaySeconds !== undefined) throw invalid('a FIFO queue refuses DelaySeconds of a message');
  for (const id of [MessageGroupId, MessageDeduplicationId]) {
    if (id !== undefined && !/^[\x21-\x7e]{1,128}$/.test(id)) throw invalid('an id has an invalid length or character');
  }
  if (MessageBody === '') throw missing('MessageBody is empty');
  if (/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/u.test(MessageBody)) {
    throw refusal('sqs', operation, 'InvalidMessageContents', 'the body has a character that SQS rejects');
  }
  if (Object.keys(MessageAttributes).length > MAX_ATTRIBUTES) throw invalid('more than ten message attributes');
  if (Object.values(MessageAttributes).some(({ StringValue }) => StringValue === '')) throw invalid('empty attribute');
  if (bytesOf(sent) > MAX_BYTES) throw invalid('the message is larger than 1 MiB');
  const ids = { groupId: MessageGroupId, deduplicationId: MessageDeduplicationId };
  return { MessageId: queue.send(MessageBody, { ...ids, attributes: MessageAttributes }) };
};

/** A message as ReceiveMessage returns it. */
const toReceivedMessage = (message: QueueMessage) => {
  const { messageId, receiptHandle, body, attributes } = toSqsRecord(message);
  return {
    MessageId: messageId,
    ReceiptHandle: receiptHandle,
    Body: body,
    Attributes: attributes,
    MessageAttributes: message.attributes,
  };
};

const changeVisibility = (queue: LocalQueue, operation: string, input: z.infer<typeof visibility>): undefined => {
  const { ReceiptHandle, VisibilityTimeout: seconds } = input;
  const isSeconds = Number.isInteger(seconds) && seconds >= 0 && seconds <= MAX_VISIBILITY_SECONDS;
  if (isSeconds && queue.changeVisibility(ReceiptHandle, seconds)) return;
  throw refusal('sqs', operation, 'InvalidParameterValue', 'the handle, or the timeout, is not valid');
};

const remove = (queue: LocalQueue, operation: string, { ReceiptHandle }: z.infer<typeof handle>): undefined => {
  if (queue.delete(ReceiptHandle)) return;
  throw refusal('sqs', operation, 'InvalidParameterValue', 'the receipt handle has expired');
};

/** SQS in memory. A queue's name serves as its URL. */
export const sqsOperations = (queues: readonly LocalQueue[], fault: Fault): Operations => {
  const queueOf = (input: unknown, operation: string): LocalQueue => {
    const { QueueUrl } = Url.parse(input);
    const found = queues.find(({ name }) => name === QueueUrl);
    if (!found) throw refusal('sqs', operation, 'QueueDoesNotExist', QueueUrl);
    return found;
  };

  /** Runs one operation for each entry. An entry that fails is listed in the answer, and the others take effect. */
  const each =
    (operation: string, run: (queue: LocalQueue, entry: unknown) => object | undefined) =>
    async (input: unknown): Promise<object> => {
      const queue = queueOf(input, operation);
      const { Entries } = batch.parse(input);
      const refuse = (code: string) => refusal('sqs', operation, code, `${Entries.length} entries`);
      if (Entries.length === 0) throw refuse('EmptyBatchRequest');
      if (Entries.length > MAX_ENTRIES) throw refuse('TooManyEntriesInBatchRequest');
      if (new Set(Entries.map(({ Id }) => Id)).size < Entries.length) throw refuse('BatchEntryIdsNotDistinct');
      const Successful: object[] = [];
      const Failed: object[] = [];
      for (const [index, one] of Entries.entries()) {
        const { Id } = one;
        const code = await fault('sqs', `${operation}#${index}`);
        if (code) {
          Failed.push({ Id, Code: code, SenderFault: false });
          continue;
        }
        try {
          Successful.push({ Id, ...run(queue, one) });
        } catch (error) {
          if (!(error instanceof AwsError)) throw error;
          Failed.push({ Id, Code: error.code, SenderFault: true });
        }
      }
      return { Successful, Failed };
    };

  return {
    'sqs SendMessage': (input) => send(queueOf(input, 'SendMessage'), 'SendMessage', entry.parse(input)),
    'sqs SendMessageBatch': (input) => {
      const bytes = z
        .object({ Entries: z.array(entry) })
        .parse(input)
        .Entries.reduce((total, one) => total + bytesOf(one), 0);
      if (bytes > MAX_BYTES) throw refusal('sqs', 'SendMessageBatch', 'BatchRequestTooLong', `${bytes} bytes`);
      return each('SendMessageBatch', (queue, one) => send(queue, 'SendMessageBatch', entry.parse(one)))(input);
    },
    'sqs ChangeMessageVisibility': (input) => {
      const operation = 'ChangeMessageVisibility';
      return changeVisibility(queueOf(input, operation), operation, visibility.parse(input)) ?? {};
    },
    'sqs ChangeMessageVisibilityBatch': each('ChangeMessageVisibilityBatch', (queue, one) =>
      changeVisibility(queue, 'ChangeMessageVisibilityBatch', visibility.parse(one)),
    ),
    'sqs DeleteMessageBatch': each('DeleteMessageBatch', (queue, one) =>
      remove(queue, 'DeleteMessageBatch', handle.parse(one)),
    ),
    // Only for FIFO queues: the relay receives nothing else by itself.
    'sqs ReceiveMessage': (input) => {
      const { MaxNumberOfMessages } = z.object({ MaxNumberOfMessages: z.int() }).parse(input);
      const Messages = queueOf(input, 'ReceiveMessage').receive(MaxNumberOfMessages).map(toReceivedMessage);
      return Messages.length > 0 ? { Messages } : {};
    },
    'sqs GetQueueAttributes': (input) => {
      const { visible, inFlight } = queueOf(input, 'GetQueueAttributes').depth();
      const all: Record<string, string> = {
        ApproximateNumberOfMessages: String(visible),
        ApproximateNumberOfMessagesNotVisible: String(inFlight),
        ApproximateNumberOfMessagesDelayed: '0',
      };
      const names = AttributeNames.parse(input).AttributeNames;
      const unknown = names.find((name) => name !== 'All' && all[name] === undefined);
      if (unknown) throw refusal('sqs', 'GetQueueAttributes', 'InvalidAttributeName', unknown);
      const asked = Object.entries(all).filter(([name]) => names.includes('All') || names.includes(name));
      return { Attributes: Object.fromEntries(asked) };
    },
  };
};
