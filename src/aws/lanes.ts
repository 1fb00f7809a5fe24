import * as z from 'zod/mini';
import { readAnswer } from './answer.ts';
import { type AwsCall, AwsError } from './call.ts';
import { sendMessage } from './queue.ts';

/** A received message of the deliveries queue. */
interface Receipt {
  readonly messageId: string;
  readonly receiptHandle: string;
}

const BatchResult = z.object({ Successful: z.optional(z.nullable(z.array(z.object({ Id: z.string() })))) });

type BatchOperation = 'ChangeMessageVisibilityBatch' | 'DeleteMessageBatch';

/**
 * Calls a batch operation of SQS for up to ten messages. A call can fail for some of them with HTTP 200.
 * @throws AwsError `PartialFailure` unless the answer lists every message as successful.
 */
const callBatch = async (call: AwsCall, operation: BatchOperation, queueUrl: string, entries: readonly object[]) => {
  const Entries = entries.map((entry, index) => ({ Id: String(index), ...entry }));
  const output = await call('sqs', operation, { QueueUrl: queueUrl, Entries });
  const done = readAnswer(BatchResult, 'sqs', operation, output).Successful?.length ?? 0;
  if (done < entries.length) throw new AwsError('sqs', operation, 'PartialFailure');
};

/**
 * Hides up to ten received messages, each for up to 43,200 seconds from now; 0 makes a message visible at once.
 * @throws AwsError if it fails for one of them.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ChangeMessageVisibilityBatch.html
 */
export const hide = (
  call: AwsCall,
  queueUrl: string,
  hidings: readonly { readonly message: Receipt; readonly seconds: number }[],
): Promise<void> =>
  callBatch(
    call,
    'ChangeMessageVisibilityBatch',
    queueUrl,
    hidings.map(({ message, seconds }) => ({ ReceiptHandle: message.receiptHandle, VisibilityTimeout: seconds })),
  );

/**
 * Deletes up to ten received messages.
 * @throws AwsError if it fails for one of them.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_DeleteMessageBatch.html
 */
export const remove = (call: AwsCall, queueUrl: string, messages: readonly Receipt[]): Promise<void> =>
  callBatch(
    call,
    'DeleteMessageBatch',
    queueUrl,
    messages.map(({ receiptHandle }) => ({ ReceiptHandle: receiptHandle })),
  );

/**
 * Sends a delivery to a lane, with the time and the attempts of the message that it replaces. SQS drops a repetition
 * within five minutes.
 * @throws AwsError
 */
export const sendTo = async (
  call: AwsCall,
  queueUrl: string,
  lane: string,
  { body, firstSentAt, failedAttempts = 0 }: { body: string; firstSentAt: Date; failedAttempts?: number | undefined },
  deliveryId: string,
): Promise<void> => {
  await sendMessage(call, queueUrl, {
    MessageBody: body,
    MessageGroupId: lane,
    MessageDeduplicationId: deliveryId,
    MessageAttributes: {
      firstSentAt: { DataType: 'String', StringValue: firstSentAt.toISOString() },
      failedAttempts: { DataType: 'Number', StringValue: String(failedAttempts) },
    },
  });
};

const Messages = z.object({
  Messages: z.optional(
    z.nullable(
      z.array(
        z.object({
          MessageId: z.string(),
          ReceiptHandle: z.string(),
          Body: z.string(),
          Attributes: z.object({
            ApproximateReceiveCount: z.string(),
            SentTimestamp: z.string(),
            ApproximateFirstReceiveTimestamp: z.string(),
            MessageGroupId: z.string(),
          }),
          MessageAttributes: z.optional(z.record(z.string(), z.object({ StringValue: z.optional(z.string()) }))),
        }),
      ),
    ),
  ),
});

/**
 * Receives up to ten messages of a FIFO queue without waiting, in the form in which Lambda passes them to a function.
 * @throws AwsError
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html
 */
export const receive = async (call: AwsCall, queueUrl: string) => {
  const output = await call('sqs', 'ReceiveMessage', {
    QueueUrl: queueUrl,
    MaxNumberOfMessages: 10,
    WaitTimeSeconds: 0,
    MessageSystemAttributeNames: ['All'],
    MessageAttributeNames: ['All'],
  });
  const { Messages: messages } = readAnswer(Messages, 'sqs', 'ReceiveMessage', output);
  return (messages ?? []).map(({ MessageId, ReceiptHandle, Body, Attributes, MessageAttributes = {} }) => ({
    messageId: MessageId,
    receiptHandle: ReceiptHandle,
    body: Body,
    attributes: Attributes,
    messageAttributes: Object.fromEntries(
      Object.entries(MessageAttributes).map(([name, { StringValue }]) => [name, { stringValue: StringValue }]),
    ),
  }));
};
