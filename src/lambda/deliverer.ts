import type { Context, SQSBatchResponse } from 'aws-lambda';
import { type AwsCall, createCall } from '../aws/call.ts';
import { createLedger } from '../aws/ledger.ts';
import { bury, postpone } from '../aws/queue.ts';
import { createTargetReader } from '../aws/targets.ts';
import { parseDelivery } from '../model/delivery.ts';
import type { Send } from '../model/http.ts';
import { DELIVERER_VARIABLES } from '../model/stack.ts';
import { createSend } from '../net/http.ts';
import { openTarget } from '../platforms/index.ts';
import type { Pauses } from '../relay/attempt.ts';
import { deliverBatch } from '../relay/batch.ts';
import { parseJson } from '../text/json.ts';
import { awsOptions, type Env, readEnvironment } from './environment.ts';
import { createSignedSend } from './signed-send.ts';
import { receivedOf, SqsEvent } from './sqs-event.ts';
import { type DelivererTelemetry, delivererTelemetry, type Powertools } from './telemetry.ts';

export interface DelivererOptions {
  call: AwsCall;
  send: Send;
  telemetry: DelivererTelemetry;
  targetsPath: string;
  /** The DynamoDB table of delivery states. */
  ledgerTable: string;
  deliveriesQueueUrl: string;
  deadLettersQueueUrl: string;
  allowPrivateTargets: boolean;
  now?: () => Date;
  random?: () => number;
  sleep?: (ms: number) => Promise<void>;
  /** Default: one that lives as long as the container. */
  pauses?: Pauses;
}

/**
 * Makes the function behind the deliveries queue, which gets up to ten messages at a time.
 * It reports the messages that stay on the queue and never throws for a failed delivery: Lambda would poll more slowly
 * for all targets because of one.
 */
export const createDeliverer = (options: DelivererOptions) => {
  const { call, send, telemetry, allowPrivateTargets, now = () => new Date(), random = Math.random } = options;
  const pauses: Pauses = options.pauses ?? new Map();
  const read = createTargetReader({
    call,
    path: options.targetsPath,
    // Loaded when a target refers to a secret: most targets contain theirs.
    resolve: async (raw) => (await import('../aws/secrets.ts')).resolveSecrets(call, raw),
    open: (raw) => openTarget(raw, { allowPrivate: allowPrivateTargets }),
    report: telemetry.targets,
    now,
    random,
    ...(options.sleep && { sleep: options.sleep }),
  });
  const ledger = createLedger({ call, table: options.ledgerTable, report: telemetry.ledger, now });

  return async (event: unknown, context: Pick<Context, 'getRemainingTimeInMillis'>): Promise<SQSBatchResponse> => {
    const messages = SqsEvent.parse(event).Records.map(receivedOf);
    const names = messages.flatMap(({ body }) => parseDelivery(parseJson(body))?.target ?? []);
    const staying = await deliverBatch(messages, {
      targets: (since) => read(names, since),
      send,
      ledger,
      postpone: ({ receiptHandle }, seconds) => postpone(call, options.deliveriesQueueUrl, receiptHandle, seconds),
      bury: (letter) => bury(call, options.deadLettersQueueUrl, letter),
      report: telemetry.delivered,
      now,
      random,
      remainingMs: () => context.getRemainingTimeInMillis(),
      pauses,
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
    targetsPath: variables.TARGETS_PATH,
    ledgerTable: variables.LEDGER_TABLE,
    deliveriesQueueUrl: variables.DELIVERIES_QUEUE_URL,
    deadLettersQueueUrl: variables.DEAD_LETTERS_QUEUE_URL,
    allowPrivateTargets,
  });
};
