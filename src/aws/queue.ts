import * as z from 'zod/mini';
import { readAnswer } from './answer.ts';
import type { AwsCall } from './call.ts';

const SendResult = z.object({ MessageId: z.string().check(z.minLength(1)) });

/**
 * Sends one message.
 * @param message the input of SendMessage without the queue's URL.
 * @throws AwsError also if the answer does not say that the queue has the message.
 */
export const sendMessage = async (call: AwsCall, queueUrl: string, message: object): Promise<void> => {
  const output = await call('sqs', 'SendMessage', { QueueUrl: queueUrl, ...message });
  readAnswer(SendResult, 'sqs', 'SendMessage', output);
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
