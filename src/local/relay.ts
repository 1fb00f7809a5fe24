import { randomUUID } from 'node:crypto';
import { Cache } from '../enrichment/cache.ts';
import { type ContextOptions, createContext } from '../lambda/context.ts';
import { createDeliverer } from '../lambda/deliverer.ts';
import { createRouter } from '../lambda/router.ts';
import type { DelivererTelemetry, EnrichmentTelemetry, RouterTelemetry } from '../lambda/telemetry.ts';
import type { Send } from '../model/http.ts';
import type { ContextPorts } from '../relay/context.ts';
import type { Memory } from '../relay/memory.ts';
import {
  createLocalAws,
  LEDGER_TABLE,
  type LocalAws,
  QUEUES,
  SETTINGS_NAME,
  STAGE,
  TARGETS_PATH,
  TOPIC_ARN,
} from './aws.ts';
import { type Clock, sleepBy } from './clock.ts';
import { workBatch } from './event-source.ts';
import { lambdaContext, toSnsEvent } from './lambda-events.ts';
import { type AnswersFor, inquireWith } from './made-up-answers.ts';

export interface LocalRelayOptions {
  clock: Clock;
  send: Send;
  telemetry: RouterTelemetry &
    Omit<DelivererTelemetry, 'lane'> &
    Partial<EnrichmentTelemetry & Pick<DelivererTelemetry, 'lane'>>;
  random?: () => number;
  /** Allows targets with http and with private addresses. */
  allowPrivateTargets: boolean;
  /** Budget for enrichment from the local AWS. Without it, the router has neither enrichment nor histories. */
  enrichmentMs?: number;
  /** The accounts whose events are routed. Without it, those of all accounts. */
  accounts?: ReadonlySet<string>;
  /** The local AWS has the answers for the events of all accounts and Regions, not only for the relay's own. */
  answersEverywhere?: boolean;
  /** Answers for single events, instead of those of the local AWS. */
  answersFor?: AnswersFor;
  /** The AWS of another relay, to simulate a second container of its stack. */
  aws?: LocalAws;
  /** What the deliverer's container remembers. Default: a new memory. */
  memory?: Memory;
  /** Default: `false`, because each wait moves the clock on, and `drain` serves every lane. */
  receivesMore?: boolean;
}

/** A message to publish. */
export interface Publishing {
  readonly text: string;
  readonly subject?: string | undefined;
  readonly messageId: string;
}

export interface LocalRelay {
  readonly aws: LocalAws;
  /** The functions, for events that come from neither the topic nor the queues. */
  readonly router: ReturnType<typeof createRouter>;
  readonly deliverer: ReturnType<typeof createDeliverer>;
  /** Publishes to the topic. The router runs, and puts its deliveries on the queue. */
  publish(text: string, subject?: string, messageId?: string): Promise<void>;
  /** Publishes several messages, which reach the router in one invocation. */
  publishTogether(messages: readonly Publishing[]): Promise<void>;
  /** Runs the functions until no message is visible. */
  drain(): Promise<void>;
  /** Drains the queues and waits, until they are empty or the next message is due after `deadline`. */
  settle(deadline?: Date): Promise<void>;
  /** Writes a target to Parameter Store. */
  addTarget(name: string, target: object | string): void;
}

/** The real router and deliverer, with a topic, queues, a table and a Parameter Store in memory. */
export const createLocalRelay = ({
  clock,
  send,
  telemetry,
  random,
  allowPrivateTargets,
  enrichmentMs,
  accounts,
  answersEverywhere = false,
  answersFor,
  aws = createLocalAws(clock, random && { random }),
  memory,
  receivesMore = false,
}: LocalRelayOptions): LocalRelay => {
  const common = {
    call: aws.call,
    telemetry,
    targetsPath: TARGETS_PATH,
    deliveriesQueueUrl: QUEUES.deliveries,
    now: clock.now,
    sleep: sleepBy(clock),
    ...(random && { random }),
  };
  const [, , , ownRegion = '', ownAccount = ''] = TOPIC_ARN.split(':');
  const context = (): ContextPorts => {
    const options: ContextOptions = {
      aws: {
        region: ownRegion,
        credentials: () => ({ accessKeyId: '', secretAccessKey: '' }),
        sleep: common.sleep,
        ...(random && { random }),
      },
      call: aws.call,
      telemetry: { ...telemetry, enrichment: telemetry.enrichment ?? (() => {}) },
      table: LEDGER_TABLE,
      settingsName: SETTINGS_NAME,
      account: ownAccount,
      budgetMs: enrichmentMs ?? 0,
      cache: new Cache(),
      now: clock.now,
      ...(answersEverywhere && { callFor: async () => aws.call }),
    };
    const ports = createContext(options);
    const accountAlias: ContextPorts['accountAlias'] = async (notification) =>
      aws.answers.has('iam ListAccountAliases') ? ports.accountAlias?.(notification) : undefined;
    return { ...ports, accountAlias, ...(answersFor && { inquire: inquireWith(options, answersFor) }) };
  };
  const router = createRouter({
    ...common,
    unroutedQueueUrl: QUEUES.unrouted,
    deadLettersQueueUrl: QUEUES.deadLetters,
    ledgerTable: LEDGER_TABLE,
    topicArn: TOPIC_ARN,
    accounts,
    ...(enrichmentMs !== undefined && { context: context() }),
  });
  const deliverer = createDeliverer({
    ...common,
    stage: STAGE,
    receivesMore,
    telemetry: { lane: () => {}, ...telemetry },
    send,
    ledgerTable: LEDGER_TABLE,
    deadLettersQueueUrl: QUEUES.deadLetters,
    allowPrivateTargets,
    ...(memory && { memory }),
  });

  const publishTogether: LocalRelay['publishTogether'] = async (messages) => {
    const at = clock.now();
    const event = toSnsEvent(
      ...messages.map(({ messageId, subject, text }) => ({ messageId, topicArn: TOPIC_ARN, subject, text, at })),
    );
    try {
      await router(event, lambdaContext(clock));
    } catch {
      // Lambda sends failed events to the on-failure destination. The router has reported the error.
      aws.unrouted.send(JSON.stringify({ version: '1.0', requestPayload: event }));
    }
  };

  const drain = async (): Promise<void> => {
    while ((await workBatch(aws.unrouted, router, clock)) || (await workBatch(aws.deliveries, deliverer, clock)));
  };

  return {
    aws,
    router,
    deliverer,
    publish: (text, subject, messageId = randomUUID()) => publishTogether([{ text, subject, messageId }]),
    publishTogether,
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
