import type { Clock } from './clock.ts';
import type { QueueMessage } from './queue-message.ts';

/** Timeout of the functions in serverless.yml. */
const TIMEOUT_MS = 30_000;

/** The parts of Lambda's context argument that the functions use. */
export const lambdaContext = (clock: Clock) => {
  const until = clock.now().getTime() + TIMEOUT_MS;
  return { awsRequestId: 'local', getRemainingTimeInMillis: () => until - clock.now().getTime() };
};

/**
 * A message in the form of Lambda's event source mapping.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html
 */
export const toSqsRecord = (message: QueueMessage) => ({
  eventSource: 'aws:sqs',
  messageId: message.messageId,
  receiptHandle: message.receiptHandle ?? '',
  body: message.body,
  attributes: {
    ApproximateReceiveCount: String(message.receives),
    SentTimestamp: String(message.sentAt.getTime()),
    ApproximateFirstReceiveTimestamp: String((message.firstReceivedAt ?? message.sentAt).getTime()),
    ...(message.groupId !== undefined && { MessageGroupId: message.groupId }),
    ...(message.deduplicationId !== undefined && { MessageDeduplicationId: message.deduplicationId }),
    ...(message.sequenceNumber !== undefined && { SequenceNumber: message.sequenceNumber }),
  },
  messageAttributes: Object.fromEntries(
    Object.entries(message.attributes).map(([name, { DataType, StringValue }]) => [
      name,
      { stringValue: StringValue, stringListValues: [], binaryListValues: [], dataType: DataType },
    ]),
  ),
});

/** A message of a topic. */
interface Publication {
  readonly messageId: string;
  readonly topicArn: string;
  readonly subject: string | undefined;
  readonly text: string;
  readonly at: Date;
}

/** Publications in the form of an SNS subscription, with a record for each. */
export const toSnsEvent = (...publications: readonly Publication[]) => ({
  Records: publications.map(({ messageId, topicArn, subject, text, at }) => {
    const Sns = {
      Type: 'Notification',
      MessageId: messageId,
      TopicArn: topicArn,
      Subject: subject ?? null,
      Message: text,
      Timestamp: at.toISOString(),
    };
    return { EventSource: 'aws:sns', EventVersion: '1.0', Sns };
  }),
});
