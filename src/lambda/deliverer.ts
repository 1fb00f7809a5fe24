import type { Context, SQSBatchResponse } from 'aws-lambda';
import { type AwsCall, createCall } from '../aws/call.ts';
import { hide, receive, remove, sendTo } from '../aws/lanes.ts';
import { createLedger } from '../aws/ledger.ts';
import type { SecretsPlace } from '../aws/secrets.ts';
import { createTargetReader } from '../aws/targets.ts';
import type { Send } from '../model/http.ts';
import type { PeopleRows } from '../model/people.ts';
import { DELIVERER_VARIABLES } from '../model/stack.ts';
import { createSend } from '../net/http.ts';
import { openTarget, sharedFields } from '../platforms/index.ts';
import { deliverBatch } from '../relay/batch.ts';
import { createMemory, type Memory } from '../relay/memory.ts';
import { delivererTelemetry } from './deliverer-telemetry.ts';
import { awsOptions, type Env, readEnvironment } from './environment.ts';
import type { Powertools } from './log-lines.ts';
import { createSignedSend } from './signed-send.ts';
import { receivedOf, SqsEvent } from './sqs-event.ts';
import type { DelivererTelemetry } from './telemetry.ts';

export interface DelivererOptions {
  call: AwsCall;
  send: Send;
  telemetry: DelivererTelemetry;
  /** The stage whose secrets targets may refer to. */
  stage: string;
  targetsPath: string;
  /** Where the secrets of targets must be. Without it, the ARN of a secret is read by its name. */
  secretsPlace?: SecretsPlace | undefined;
  /** The DynamoDB table of delivery states. */
  ledgerTable: string;
  deliveriesQueueUrl: string;
  deadLettersQueueUrl: string;
  allowPrivateTargets: boolean;
  now?: () => Date;
  random?: () => number;
  sleep?: (ms: number) => Promise<void>;
  /** Receives further messages while it waits for slow receivers. Default: `true`. */
  receivesMore?: boolean;
  /** Default: one that lives as long as the container. */
  memory?: Memory;
}

/**
 * Makes the function behind the deliveries queue, which gets up to ten messages at a time.
 * It reports the messages that stay on the queue and never throws for a failed delivery: Lambda would poll more slowly
 * for all targets because of one.
 */
export const createDeliverer = (options: DelivererOptions) => {
  const { call, send, telemetry, allowPrivateTargets, now = () => new Date(), random = Math.random } = options;
  const { sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms)) } = options;
  const { deliveriesQueueUrl, deadLettersQueueUrl, receivesMore = true } = options;
  const memory = options.memory ?? createMemory();
  const targets = createTargetReader({
    call,
    path: options.targetsPath,
    // Loaded when a target refers to a secret: most targets contain theirs.
    resolve: async (raw, target) => {
      const referrer = { target, stage: options.stage, shared: await sharedFields(raw) };
      return (await import('../aws/secrets.ts')).resolveSecrets(call, raw, referrer, options.secretsPlace);
    },
    open: ({ raw, hasShared }) => openTarget(raw, { allowPrivate: allowPrivateTargets, ownHostsOnly: hasShared }),
    report: telemetry.targets,
    now,
    random,
    sleep,
  });
  let rowsOfPeople: PeopleRows | undefined;
  const people = async (): Promise<PeopleRows> => {
    rowsOfPeople ??= (await import('../aws/people.ts')).createPeople({
      call,
      table: options.ledgerTable,
      report: telemetry.ledger,
      unanswered: (target, detail) => telemetry.lane({ kind: 'author-unknown', target, detail }),
      now,
    });
    return rowsOfPeople;
  };
  const ledger = createLedger({ call, table: options.ledgerTable, report: telemetry.ledger, now });

  return async (event: unknown, context: Pick<Context, 'getRemainingTimeInMillis'>): Promise<SQSBatchResponse> => {
    const messages = SqsEvent.parse(event).Records.map(receivedOf);
    const staying = await deliverBatch(messages, {
      targets,
      send,
      ledger,
      memory,
      bury: async (letter) => (await import('../aws/bury.ts')).bury(call, deadLettersQueueUrl, letter),
      sendTo: (lane, message, deliveryId) => sendTo(call, deliveriesQueueUrl, lane, message, deliveryId),
      loadWords: async (source) => (await import('../wording/verdict-tables.ts')).loadVerdicts(source),
      conversations: async () =>
        (await import('../aws/conversations.ts')).createConversations({
          call,
          table: options.ledgerTable,
          report: telemetry.ledger,
          now,
        }),
      people,
      summaryNotification: async (summary) => (await import('../wording/summary.ts')).summaryNotification(summary),
      hide: (hidings) => hide(call, deliveriesQueueUrl, hidings),
      remove: (handled) => remove(call, deliveriesQueueUrl, handled),
      ...(receivesMore && {
        receiveMore: async () => (await receive(call, deliveriesQueueUrl)).map(receivedOf),
      }),
      // Read only while deliveries wait for long.
      depth: async () => (await import('../aws/queue-depth.ts')).depth(call, deliveriesQueueUrl),
      report: telemetry.delivered,
      notice: telemetry.lane,
      now,
      random,
      sleep,
      remainingMs: () => context.getRemainingTimeInMillis(),
    });
    return { batchItemFailures: staying.map((itemIdentifier) => ({ itemIdentifier })) };
  };
};

/** The deliverer as the stack configures it. @throws ConfigError if a variable is missing. */
export const delivererFromEnvironment = (env: Env, powertools: Powertools) => {
  const variables = readEnvironment(env, ...DELIVERER_VARIABLES);
  const allowPrivateTargets = env.ALLOW_PRIVATE_TARGETS === 'true';
  const aws = awsOptions(env);
  return createDeliverer({
    call: createCall(aws),
    send: createSignedSend(createSend({ allowPrivate: allowPrivateTargets }), aws.credentials),
    telemetry: delivererTelemetry(powertools),
    stage: variables.STAGE,
    targetsPath: variables.TARGETS_PATH,
    ledgerTable: variables.LEDGER_TABLE,
    deliveriesQueueUrl: variables.DELIVERIES_QUEUE_URL,
    deadLettersQueueUrl: variables.DEAD_LETTERS_QUEUE_URL,
    allowPrivateTargets,
    ...(env.ACCOUNT_ID && { secretsPlace: { region: aws.region, account: env.ACCOUNT_ID } }),
  });
};
