import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import middy from '@middy/core';
import { createCall } from '../src/aws/call.ts';
import { awsOptions, readEnvironment } from '../src/lambda/environment.ts';
import { createRouter } from '../src/lambda/router.ts';
import { createPowertools, routerTelemetry } from '../src/lambda/telemetry.ts';

const env = readEnvironment(
  process.env,
  'STAGE',
  'TARGETS_PATH',
  'DELIVERIES_QUEUE_URL',
  'UNROUTED_QUEUE_URL',
  'TOPIC_ARN',
);
const powertools = createPowertools(env.STAGE);

/** Fed by the topic, and by the `unrouted` queue. */
export const handler = middy()
  .use(injectLambdaContext(powertools.logger))
  .use(logMetrics(powertools.metrics))
  .handler(
    createRouter({
      call: createCall(awsOptions(process.env)),
      telemetry: routerTelemetry(powertools),
      targetsPath: env.TARGETS_PATH,
      deliveriesQueueUrl: env.DELIVERIES_QUEUE_URL,
      unroutedQueueUrl: env.UNROUTED_QUEUE_URL,
      topicArn: env.TOPIC_ARN,
    }),
  );
