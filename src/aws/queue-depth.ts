import * as z from 'zod/mini';
import { readAnswer } from './answer.ts';
import type { AwsCall } from './call.ts';

const Depth = z.object({
  Attributes: z.object({
    ApproximateNumberOfMessages: z.string(),
    ApproximateNumberOfMessagesNotVisible: z.string(),
  }),
});

/**
 * Messages of a queue, visible and hidden. SQS counts approximately.
 * @throws AwsError
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_GetQueueAttributes.html
 */
export const depth = async (call: AwsCall, queueUrl: string): Promise<number> => {
  const AttributeNames = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'];
  const output = await call('sqs', 'GetQueueAttributes', { QueueUrl: queueUrl, AttributeNames });
  const { Attributes } = readAnswer(Depth, 'sqs', 'GetQueueAttributes', output);
  return Number(Attributes.ApproximateNumberOfMessages) + Number(Attributes.ApproximateNumberOfMessagesNotVisible);
};
