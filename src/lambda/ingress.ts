import * as z from 'zod/mini';
import { toMessage } from '../events/index.ts';
import type { Incoming } from '../relay/routing.ts';
import { parseJson } from '../text/json.ts';
import type { SqsRecord } from './sqs-event.ts';

const Sns = z.object({
  MessageId: z.string(),
  TopicArn: z.string(),
  Subject: z.optional(z.nullable(z.string())),
  Message: z.string(),
  Timestamp: z.string(),
});
type Sns = z.infer<typeof Sns>;

const SnsEvent = z.object({ Records: z.array(z.object({ EventSource: z.literal('aws:sns'), Sns })) });

/**
 * The record that Lambda puts on the `unrouted` queue after a failed invocation, with the event of the invocation.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
 */
const FailedInvocation = z.object({ requestPayload: z.unknown() });

const ofSns = ({ MessageId, TopicArn, Subject, Message, Timestamp }: Sns): Incoming => ({
  topicArn: TopicArn,
  message: toMessage({ text: Message, subject: Subject ?? undefined, messageId: MessageId, publishedAt: Timestamp }),
});

/** @returns `otherwise` for a value that is nested too deeply for JSON. */
const textOf = (event: unknown, otherwise: string): string => {
  if (typeof event === 'string') return event;
  try {
    return JSON.stringify(event);
  } catch {
    return otherwise;
  }
};

/** An event without a known envelope is a message itself: a bare EventBridge event, a test event of the console. */
const ofText = (text: string, messageId: string, now: Date): Incoming => ({
  message: toMessage({ text, messageId, publishedAt: now.toISOString() }),
});

/**
 * The messages of an invocation of the router.
 * @param otherwise the text of an event that is nested too deeply for JSON.
 */
export const fromInvocation = (
  event: unknown,
  requestId: string,
  now: Date,
  otherwise = 'an event that is nested too deeply',
): Incoming[] => {
  const sns = SnsEvent.safeParse(event);
  if (sns.success) return sns.data.Records.map((record) => ofSns(record.Sns));
  return [ofText(textOf(event, otherwise), requestId, now)];
};

/**
 * The messages in a message of the `unrouted` queue. It has one of two shapes: SNS's envelope if SNS could not invoke
 * the function, or Lambda's record of a failed invocation.
 */
export const fromUnrouted = ({ body, messageId, attributes }: SqsRecord): Incoming[] => {
  const sentAt = new Date(Number(attributes.SentTimestamp));
  const content = parseJson(body);
  // Plain text is a message like any other.
  if (content === undefined) return [ofText(body, messageId, sentAt)];
  const envelope = Sns.safeParse(content);
  if (envelope.success) return [ofSns(envelope.data)];
  const failed = FailedInvocation.safeParse(content);
  return fromInvocation(failed.success ? failed.data.requestPayload : content, messageId, sentAt, body);
};
