import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { pipelineEvent } from '../../src/events/shared/codepipeline-examples.ts';
import { TOPIC_ARN } from '../../src/local/aws.ts';
import { toSqsRecord } from '../../src/local/lambda-events.ts';
import type { LocalQueue } from '../../src/local/queue-message.ts';

/** The time at which every test over the relay in memory starts. */
export const START = new Date('2026-03-04T09:20:00.000Z');

/** @returns the time `seconds` after {@link START}. */
export const timeAt = (seconds: number): Date => new Date(START.getTime() + seconds * 1000);

/** The fixture of a failed pipeline execution, as EventBridge sends it. Its id is always the same. */
export const pipelineFailed = (): Record<string, unknown> =>
  JSON.parse(readFileSync(new URL('../events/codepipeline/fixtures/pipeline-failed.json', import.meta.url), 'utf8'));

let executions = 0;

/** A pipeline event in this state at {@link START}, with a new event id and a new execution at each call. */
export const anEvent = (state = 'FAILED', facts: Partial<Parameters<typeof pipelineEvent>[1]> = {}) =>
  pipelineEvent(state, {
    pipeline: 'web',
    execution: `execution-${executions++}`,
    startedAt: timeAt(-300),
    at: START,
    ...facts,
  });

/** One record of the event with which SNS invokes a function. Objects are sent as JSON. */
export const snsRecord = (message: unknown, { topicArn = TOPIC_ARN, messageId = randomUUID() as string } = {}) => ({
  EventSource: 'aws:sns',
  EventVersion: '1.0',
  Sns: {
    Type: 'Notification',
    MessageId: messageId,
    TopicArn: topicArn,
    Subject: null,
    Message: typeof message === 'string' ? message : JSON.stringify(message),
    Timestamp: START.toISOString(),
  },
});

export const snsEvent = (...messages: unknown[]) => ({ Records: messages.map((message) => snsRecord(message)) });

/** Puts a body on a FIFO queue, as a message of its own. */
export const putBody = (queue: LocalQueue, body: string, groupId = 'team'): string =>
  queue.send(body, { groupId, deduplicationId: randomUUID() });

/** Receives up to `max` visible messages and returns them as Lambda's event source mapping passes them to a function. */
export const sqsEvent = (queue: LocalQueue, max = 10) => ({ Records: queue.receive(max).map(toSqsRecord) });

/** Lambda's second argument, as far as the functions use it. */
export const context = (remainingMs = 30_000) => ({
  awsRequestId: 'request-1',
  getRemainingTimeInMillis: () => remainingMs,
});
