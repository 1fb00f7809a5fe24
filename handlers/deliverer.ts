import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import middy from '@middy/core';
import { delivererFromEnvironment } from '../src/lambda/deliverer.ts';
import { createPowertools } from '../src/lambda/telemetry.ts';

const powertools = createPowertools(process.env.STAGE ?? '');

/** Invoked by the deliveries queue. */
export const handler = middy()
  .use(injectLambdaContext(powertools.logger))
  .use(logMetrics(powertools.metrics))
  .handler(delivererFromEnvironment(process.env, powertools));
