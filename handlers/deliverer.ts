import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import middy from '@middy/core';
import { createDeliverer } from '../src/lambda/deliverer.ts';
import { awsOptions, readEnvironment } from '../src/lambda/environment.ts';
import { createCall, createSend } from '../src/lambda/outgoing.ts';
import { createPowertools, delivererTelemetry } from '../src/lambda/telemetry.ts';

const env = readEnvironment(
  process.env,
  'STAGE',
  'TARGETS_PATH',
  'LEDGER_TABLE',
  'DELIVERIES_QUEUE_URL',
  'DEAD_LETTERS_QUEUE_URL',
);
const allowPrivateTargets = process.env.ALLOW_PRIVATE_TARGETS === 'true';
const powertools = createPowertools(env.STAGE);

/** Fed by the deliveries queue. */
export const handler = middy()
  .use(injectLambdaContext(powertools.logger))
  .use(logMetrics(powertools.metrics))
  .handler(
    createDeliverer({
      call: createCall(awsOptions(process.env)),
      send: createSend({ allowPrivate: allowPrivateTargets }),
      telemetry: delivererTelemetry(powertools),
      targetsPath: env.TARGETS_PATH,
      ledgerTable: env.LEDGER_TABLE,
      deliveriesQueueUrl: env.DELIVERIES_QUEUE_URL,
      deadLettersQueueUrl: env.DEAD_LETTERS_QUEUE_URL,
      allowPrivateTargets,
    }),
  );
