import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { TargetsReport } from '../../src/aws/targets.ts';
import { createDeliverer } from '../../src/lambda/deliverer.ts';
import { createRouter } from '../../src/lambda/router.ts';
import { createLocalAws, LEDGER_TABLE, QUEUES, TARGETS_PATH, TOPIC_ARN } from '../../src/local/aws.ts';
import { frozenClock } from '../../src/local/clock.ts';
import type { MemoryQueue } from '../../src/local/queue.ts';
import type { HttpReply, HttpRequest } from '../../src/model/http.ts';
import type { Outcome } from '../../src/model/outcome.ts';
import type { DeliveryReport } from '../../src/relay/batch.ts';
import type { RoutingReport } from '../../src/relay/routing.ts';

export const START = new Date('2026-03-04T09:20:00.000Z');

/** A pipeline that failed, as EventBridge tells it. */
export const pipelineFailed = (): Record<string, unknown> =>
  JSON.parse(readFileSync(new URL('../events/codepipeline/fixtures/pipeline-failed.json', import.meta.url), 'utf8'));

/** One record of what SNS invokes a function with. */
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

/** What a queue hands out, as Lambda hands it on. */
export const sqsEvent = (queue: MemoryQueue, max = 10) => ({
  Records: queue.receive(max).map(({ messageId, receiptHandle, body, receives, sentAt, firstReceivedAt }) => ({
    eventSource: 'aws:sqs',
    messageId,
    receiptHandle: receiptHandle ?? '',
    body,
    attributes: {
      ApproximateReceiveCount: String(receives),
      SentTimestamp: String(sentAt.getTime()),
      ApproximateFirstReceiveTimestamp: String((firstReceivedAt ?? sentAt).getTime()),
    },
  })),
});

interface Report {
  routed: RoutingReport[];
  delivered: DeliveryReport[];
  targets: TargetsReport[];
  ledger: unknown[];
}

/** The router and the deliverer over AWS in memory, at a time that stands still. */
export const openLambda = ({
  answer = () => ({ status: 200, body: 'ok' }),
}: {
  answer?: (request: HttpRequest, nth: number) => HttpReply | Outcome;
} = {}) => {
  const clock = frozenClock(START);
  const aws = createLocalAws(clock);
  const requests: HttpRequest[] = [];
  const reports: Report = { routed: [], delivered: [], targets: [], ledger: [] };
  const common = {
    call: aws.call,
    telemetry: {
      routed: (report: RoutingReport) => void reports.routed.push(report),
      delivered: (report: DeliveryReport) => void reports.delivered.push(report),
      targets: (report: TargetsReport) => void reports.targets.push(report),
      ledger: (error: unknown) => void reports.ledger.push(error),
    },
    targetsPath: TARGETS_PATH,
    deliveriesQueueUrl: QUEUES.deliveries,
    now: clock.now,
    random: () => 0.5,
  };
  const router = createRouter({ ...common, unroutedQueueUrl: QUEUES.unrouted, topicArn: TOPIC_ARN });
  const deliverer = createDeliverer({
    ...common,
    ledgerTable: LEDGER_TABLE,
    deadLettersQueueUrl: QUEUES.deadLetters,
    allowPrivateTargets: false,
    send: async (request) => answer(request, requests.push(request)),
  });
  return {
    aws,
    reports,
    requests,
    pass: (seconds: number) => clock.until(new Date(clock.now().getTime() + seconds * 1000)),
    put: (name: string, target: unknown): void => {
      const value = typeof target === 'string' ? target : JSON.stringify(target);
      aws.parameters.set(`${TARGETS_PATH}/${name}`, value);
    },
    route: (event: unknown) => router(event, { awsRequestId: 'request-1' }),
    deliver: (event: unknown, remainingMs = 30_000) =>
      deliverer(event, { getRemainingTimeInMillis: () => remainingMs }),
  };
};

/** A target in Slack; the part behind the last stroke is its secret. */
export const slackTarget = (overrides: object = {}) => ({
  platform: 'slack',
  url: 'https://hooks.slack.com/services/T0000/B0000/canary',
  ...overrides,
});
