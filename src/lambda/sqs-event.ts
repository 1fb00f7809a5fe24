import * as z from 'zod/mini';

/** One message of the queue, as Lambda hands it to a function. */
export const SqsRecord = z.object({
  eventSource: z.literal('aws:sqs'),
  messageId: z.string(),
  receiptHandle: z.string(),
  body: z.string(),
  attributes: z.object({
    ApproximateReceiveCount: z.string(),
    SentTimestamp: z.string(),
    ApproximateFirstReceiveTimestamp: z.string(),
  }),
});
export type SqsRecord = z.infer<typeof SqsRecord>;
export const SqsEvent = z.object({ Records: z.array(SqsRecord) });
