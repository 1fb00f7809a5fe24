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
    MessageGroupId: z.optional(z.string()),
  }),
  messageAttributes: z.optional(z.record(z.string(), z.object({ stringValue: z.optional(z.string()) }))),
});
export type SqsRecord = z.infer<typeof SqsRecord>;
export const SqsEvent = z.object({ Records: z.array(SqsRecord) });

/** What a message says that was set aside: see `sendTo` in src/aws/lanes.ts. */
const asideOf = (attributes: SqsRecord['messageAttributes'] = {}) => {
  const firstSentAt = Date.parse(attributes.firstSentAt?.stringValue ?? '');
  const failedAttempts = Number(attributes.failedAttempts?.stringValue);
  return {
    ...(Number.isFinite(firstSentAt) && { firstSentAt: new Date(firstSentAt) }),
    ...(Number.isInteger(failedAttempts) && failedAttempts >= 0 && { failedAttempts }),
  };
};

/** The attributes of a message in the types that the relay uses. */
export const receivedOf = ({
  messageId,
  receiptHandle,
  body,
  attributes,
  messageAttributes,
}: Omit<SqsRecord, 'eventSource'>) => ({
  messageId,
  lane: attributes.MessageGroupId ?? '',
  receiptHandle,
  body,
  receives: Number(attributes.ApproximateReceiveCount),
  sentAt: new Date(Number(attributes.SentTimestamp)),
  firstReceivedAt: new Date(Number(attributes.ApproximateFirstReceiveTimestamp)),
  ...asideOf(messageAttributes),
});
