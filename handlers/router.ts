import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import middy from '@middy/core';
import { awsOptions, enrichmentBudget, readEnvironment } from '../src/lambda/environment.ts';
import { createCall } from '../src/lambda/outgoing.ts';
import { createRouter } from '../src/lambda/router.ts';
import { createPowertools, routerTelemetry } from '../src/lambda/telemetry.ts';

const env = readEnvironment(
  process.env,
  'STAGE',
  'TARGETS_PATH',
  'DELIVERIES_QUEUE_URL',
  'UNROUTED_QUEUE_URL',
  'TOPIC_ARN',
  'LEDGER_TABLE',
  'SETTINGS_NAME',
);
const powertools = createPowertools(env.STAGE);

const telemetry = routerTelemetry(powertools);
const aws = awsOptions(process.env);
const call = createCall(aws);

const background = async () => {
  const { createBackground } = await import('../src/lambda/background.ts');
  const ended =
    process.env.PIPELINE_METRICS === 'true'
      ? (await import('../src/lambda/pipeline-metrics.ts')).pipelineMetrics(powertools.metrics)
      : undefined;
  return createBackground({
    aws,
    call,
    telemetry,
    ended,
    table: env.LEDGER_TABLE,
    settingsName: env.SETTINGS_NAME,
    account: env.TOPIC_ARN.split(':')[4] ?? '',
    roleName: process.env.ENRICHMENT_ROLE,
    budgetMs: enrichmentBudget(process.env),
  });
};

/** Fed by the topic, and by the `unrouted` queue. */
export const handler = middy()
  .use(injectLambdaContext(powertools.logger))
  .use(logMetrics(powertools.metrics))
  .handler(
    createRouter({
      call,
      telemetry,
      background,
      targetsPath: env.TARGETS_PATH,
      deliveriesQueueUrl: env.DELIVERIES_QUEUE_URL,
      unroutedQueueUrl: env.UNROUTED_QUEUE_URL,
      topicArn: env.TOPIC_ARN,
    }),
  );
