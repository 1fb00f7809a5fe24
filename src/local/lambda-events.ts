import type { Clock } from './clock.ts';
import type { QueueMessage } from './queue.ts';

/** Timeout of the functions in serverless.yml. */
const TIMEOUT_MS = 30_000;

/** The parts of Lambda's context argument that the functions use. */
export const lambdaContext = (clock: Clock) => {
  const until = clock.now().getTime() + TIMEOUT_MS;
  return { awsRequestId: 'local', getRemainingTimeInMillis: () => until - clock.now().getTime() };
};

/** A message in the form of Lambda's event source mapping. */
export const toSqsRecord = (message: QueueMessage) => ({
  eventSource: 'aws:sqs',
  messageId: message.messageId,
  receiptHandle: message.receiptHandle ?? '',
  body: message.body,
  attributes: {
    ApproximateReceiveCount: String(message.receives),
    SentTimestamp: String(message.sentAt.getTime()),
    ApproximateFirstReceiveTimestamp: String((message.firstReceivedAt ?? message.sentAt).getTime()),
  },
});

interface Publication {
  readonly messageId: string;
  readonly topicArn: string;
  readonly subject: string | undefined;
  readonly text: string;
  readonly at: Date;
}

/** A publication in the form of an SNS subscription. */
export const toSnsEvent = ({ messageId, topicArn, subject, text, at }: Publication) => {
  const Sns = {
    Type: 'Notification',
    MessageId: messageId,
    TopicArn: topicArn,
    Subject: subject ?? null,
    Message: text,
    Timestamp: at.toISOString(),
  };
  return { Records: [{ EventSource: 'aws:sns', EventVersion: '1.0', Sns }] };
};
