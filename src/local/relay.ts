import { randomUUID } from 'node:crypto';
import { createContext } from '../lambda/context.ts';
import { createDeliverer } from '../lambda/deliverer.ts';
import { createRouter } from '../lambda/router.ts';
import type { DelivererTelemetry, EnrichmentTelemetry, RouterTelemetry } from '../lambda/telemetry.ts';
import type { Send } from '../model/http.ts';
import { createLocalAws, LEDGER_TABLE, type LocalAws, QUEUES, SETTINGS_NAME, TARGETS_PATH, TOPIC_ARN } from './aws.ts';
import type { Clock } from './clock.ts';
import type { MemoryQueue, QueueMessage } from './queue.ts';

/** How long a function may run, as serverless.yml sets it. */
const TIMEOUT_MS = 30_000;

/** What Lambda gives a function as its second argument, as far as it is used. */
const contextOf = (clock: Clock) => {
  const until = clock.now().getTime() + TIMEOUT_MS;
  return { awsRequestId: 'local', getRemainingTimeInMillis: () => until - clock.now().getTime() };
};

export interface LocalRelayOptions {
  clock: Clock;
  send: Send;
  telemetry: RouterTelemetry & DelivererTelemetry & Partial<EnrichmentTelemetry>;
  random?: () => number;
  /** Targets may be http and on this machine. */
  allowPrivateTargets: boolean;
  /** Asks the AWS at hand what the events do not say; without it they are told as they are. */
  enrichmentMs?: number;
  /** The AWS of another relay, if this one is to be a second container of the same stack. */
  aws?: LocalAws;
  /** Until when (epoch milliseconds) each target is left alone. */
  pauses?: Map<string, number>;
}

export interface LocalRelay {
  readonly aws: LocalAws;
  /** The functions by themselves, for what no queue and no topic would bring them. */
  readonly router: ReturnType<typeof createRouter>;
  readonly deliverer: ReturnType<typeof createDeliverer>;
  /** Publishes to the topic: the router runs, and its deliveries wait on the queue. */
  publish(text: string, subject?: string, messageId?: string): Promise<void>;
  /** Lets the queues feed the functions for as long as something is visible now. */
  drain(): Promise<void>;
  /** {@link LocalRelay.drain}, and on over every wait until nothing waits any more, or `deadline` is reached. */
  settle(deadline?: Date): Promise<void>;
  /** Puts a target into Parameter Store. */
  addTarget(name: string, target: object | string): void;
}

/** A message as Lambda's event source mapping hands it to a function. */
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

/** The router and the deliverer that run in Lambda, over a topic, queues and a Parameter Store in memory. */
export const createLocalRelay = ({
  clock,
  send,
  telemetry,
  random,
  allowPrivateTargets,
  enrichmentMs,
  aws = createLocalAws(clock),
  pauses,
}: LocalRelayOptions): LocalRelay => {
  const common = {
    call: aws.call,
    telemetry,
    targetsPath: TARGETS_PATH,
    deliveriesQueueUrl: QUEUES.deliveries,
    now: clock.now,
    ...(random && { random }),
  };
  const context = () =>
    createContext({
      aws: { region: TOPIC_ARN.split(':')[3] ?? '', credentials: () => ({ accessKeyId: '', secretAccessKey: '' }) },
      call: aws.call,
      telemetry: { enrichment: telemetry.enrichment ?? (() => {}) },
      table: LEDGER_TABLE,
      settingsName: SETTINGS_NAME,
      account: TOPIC_ARN.split(':')[4] ?? '',
      budgetMs: enrichmentMs ?? 0,
      now: clock.now,
    });
  const router = createRouter({
    ...common,
    unroutedQueueUrl: QUEUES.unrouted,
    topicArn: TOPIC_ARN,
    ...(enrichmentMs !== undefined && { context: context() }),
  });
  const deliverer = createDeliverer({
    ...common,
    send,
    ledgerTable: LEDGER_TABLE,
    deadLettersQueueUrl: QUEUES.deadLetters,
    allowPrivateTargets,
    ...(pauses && { pauses }),
  });

  const publish = async (text: string, subject?: string, messageId: string = randomUUID()): Promise<void> => {
    const Sns = {
      Type: 'Notification',
      MessageId: messageId,
      TopicArn: TOPIC_ARN,
      Subject: subject ?? null,
      Message: text,
      Timestamp: clock.now().toISOString(),
    };
    const event = { Records: [{ EventSource: 'aws:sns', EventVersion: '1.0', Sns }] };
    try {
      await router(event, contextOf(clock));
    } catch {
      // Lambda's part: what a function could not take goes to its on-failure destination. The router has reported it.
      aws.unrouted.send(JSON.stringify({ version: '1.0', requestPayload: event }));
    }
  };

  /** What an event source mapping does: hand out a batch, delete what was not reported as failed. */
  const feed = async (queue: MemoryQueue, handler: typeof router | typeof deliverer): Promise<boolean> => {
    const messages = queue.receive(10);
    if (messages.length === 0) return false;
    const { batchItemFailures } = await handler({ Records: messages.map(toSqsRecord) }, contextOf(clock));
    const staying = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
    for (const { messageId, receiptHandle } of messages) {
      if (!staying.has(messageId) && receiptHandle) queue.delete(receiptHandle);
    }
    return true;
  };

  const drain = async (): Promise<void> => {
    while ((await feed(aws.unrouted, router)) || (await feed(aws.deliveries, deliverer)));
  };

  return {
    aws,
    router,
    deliverer,
    publish,
    drain,
    async settle(deadline) {
      for (;;) {
        await drain();
        const times = [aws.deliveries.nextVisibleAt(), aws.unrouted.nextVisibleAt()].filter(
          (time) => time !== undefined,
        );
        const next = times.sort((a, b) => a.getTime() - b.getTime())[0];
        if (!next || (deadline && next > deadline)) return;
        await clock.until(next);
      }
    },
    addTarget: (name, target) => {
      aws.parameters.set(`${TARGETS_PATH}/${name}`, typeof target === 'string' ? target : JSON.stringify(target));
    },
  };
};
