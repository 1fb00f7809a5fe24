import * as z from 'zod/mini';

/** One message of a queue, as Lambda passes it to a function. */
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

/** The attributes of a message in the types that the relay uses. */
export const receivedOf = ({ messageId, receiptHandle, body, attributes }: SqsRecord) => ({
  messageId,
  receiptHandle,
  body,
  receives: Number(attributes.ApproximateReceiveCount),
  sentAt: new Date(Number(attributes.SentTimestamp)),
  firstReceivedAt: new Date(Number(attributes.ApproximateFirstReceiveTimestamp)),
});
