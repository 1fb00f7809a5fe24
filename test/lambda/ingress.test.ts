import { fromInvocation, fromUnrouted } from '../../src/lambda/ingress.ts';
import { anEvent, START, snsEvent, snsRecord } from '../support/lambda-events.ts';

const record = (body: string) => ({
  eventSource: 'aws:sqs' as const,
  messageId: 'q-1',
  receiptHandle: 'r-1',
  body,
  attributes: {
    ApproximateReceiveCount: '3',
    SentTimestamp: String(START.getTime()),
    ApproximateFirstReceiveTimestamp: String(START.getTime() + 1000),
  },
});

const NOW = new Date('2026-03-04T10:00:00.000Z');

describe('an invocation of the router', () => {
  test('by SNS keeps its topic, subject, id and time', () => {
    const { Sns, ...rest } = snsRecord({ hello: 'world' }, { messageId: 'm-1' });
    const event = { Records: [{ ...rest, Sns: { ...Sns, Subject: 'Greetings' } }] };

    expect(fromInvocation(event, 'request-1', NOW)).toEqual([
      {
        topicArn: Sns.TopicArn,
        message: { body: { hello: 'world' }, subject: 'Greetings', messageId: 'm-1', publishedAt: START.toISOString() },
      },
    ]);
  });

  test('by SNS may contain several messages', () => {
    expect(fromInvocation(snsEvent('a', 'b', 'c'), 'request-1', NOW).map(({ message }) => message.body)).toEqual([
      'a',
      'b',
      'c',
    ]);
  });

  test("by another caller is a message with the request's id and the current time, and without a topic", () => {
    expect(fromInvocation({ hello: 'world' }, 'request-1', NOW)).toEqual([
      {
        message: {
          body: { hello: 'world' },
          subject: undefined,
          messageId: 'request-1',
          publishedAt: NOW.toISOString(),
        },
      },
    ]);
  });
});

describe('a message of the unrouted queue', () => {
  test("in SNS's envelope keeps the id and time of SNS", () => {
    const [incoming] = fromUnrouted(record(JSON.stringify(snsRecord('hello', { messageId: 'm-1' }).Sns)));

    expect(incoming).toMatchObject({
      topicArn: expect.stringMatching(/^arn:aws:sns:/),
      message: { body: 'hello', messageId: 'm-1', publishedAt: START.toISOString() },
    });
  });

  test('of EventBridge, which could not publish it, is the event, whatever its attributes say', () => {
    const event = anEvent();
    const attribute = (stringValue: string) => ({ stringValue, dataType: 'String' });
    const [incoming, ...rest] = fromUnrouted({
      ...record(JSON.stringify(event)),
      messageAttributes: {
        RULE_ARN: attribute('arn:aws:events:eu-central-1:111122223333:rule/pipebell-prod-codepipeline'),
        TARGET_ARN: attribute('arn:aws:sns:eu-central-1:111122223333:pipebell-prod-events'),
        ERROR_CODE: attribute('NO_PERMISSIONS'),
        ERROR_MESSAGE: attribute('The role may not publish.'),
        EXHAUSTED_RETRY_CONDITION: attribute('NotRetriable'),
        RETRY_ATTEMPTS: attribute('0'),
      },
    });

    expect(incoming).toEqual({
      message: { body: event, subject: undefined, messageId: 'q-1', publishedAt: START.toISOString() },
    });
    expect(rest).toEqual([]);
  });

  test('without an envelope has the id and the time of the queue', () => {
    for (const body of ['hello', '"hello"']) {
      expect(fromUnrouted(record(body))).toEqual([
        { message: { body: 'hello', subject: undefined, messageId: 'q-1', publishedAt: START.toISOString() } },
      ]);
    }
  });
});
