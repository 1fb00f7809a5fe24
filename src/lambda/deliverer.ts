import type { Context, SQSBatchResponse } from 'aws-lambda';
import type { AwsCall } from '../aws/call.ts';
import { createLedger } from '../aws/ledger.ts';
import { bury, postpone } from '../aws/queue.ts';
import { createTargetStore } from '../aws/targets.ts';
import type { Send } from '../model/http.ts';
import { openTarget } from '../platforms/index.ts';
import { deliverBatch } from '../relay/batch.ts';
import { SqsEvent } from './sqs-event.ts';
import type { DelivererTelemetry } from './telemetry.ts';

export interface DelivererOptions {
  call: AwsCall;
  send: Send;
  telemetry: DelivererTelemetry;
  targetsPath: string;
  /** The DynamoDB table that remembers what was delivered. */
  ledgerTable: string;
  deliveriesQueueUrl: string;
  deadLettersQueueUrl: string;
  allowPrivateTargets: boolean;
  now?: () => Date;
  random?: () => number;
  /** Until when (epoch milliseconds) each target is left alone; for who wants to look on. */
  pauses?: Map<string, number>;
}

/**
 * Makes the function that the deliveries queue feeds, ten messages at a time.
 * It reports what stays on the queue and never throws for a failed delivery: Lambda would slow down the polling for all
 * targets because of one.
 */
export const createDeliverer = (options: DelivererOptions) => {
  const { call, send, telemetry, allowPrivateTargets, now = () => new Date(), random = Math.random } = options;
  const { pauses = new Map<string, number>() } = options;
  const load = createTargetStore({
    call,
    path: options.targetsPath,
    // Loaded when a target refers to a secret: most hold theirs.
    resolve: async (raw) => (await import('../aws/secrets.ts')).resolveSecrets(call, raw),
    open: (raw) => openTarget(raw, { allowPrivate: allowPrivateTargets }),
    report: telemetry.targets,
    now,
  });
  const ledger = createLedger({ call, table: options.ledgerTable, report: telemetry.ledger, now });

  return async (event: unknown, context: Pick<Context, 'getRemainingTimeInMillis'>): Promise<SQSBatchResponse> => {
    const messages = SqsEvent.parse(event).Records.map(({ messageId, receiptHandle, body, attributes }) => ({
      messageId,
      receiptHandle,
      body,
      receives: Number(attributes.ApproximateReceiveCount),
      sentAt: new Date(Number(attributes.SentTimestamp)),
      firstReceivedAt: new Date(Number(attributes.ApproximateFirstReceiveTimestamp)),
    }));
    const staying = await deliverBatch(messages, {
      targets: async (since) => (await load(since)).targets,
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
