import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import middy from '@middy/core';
import { routerFromEnvironment } from '../src/lambda/router.ts';
import { createPowertools } from '../src/lambda/telemetry.ts';

const powertools = createPowertools(process.env.STAGE ?? '');

/** Invoked by the topic and by the `unrouted` queue. */
export const handler = middy()
  .use(injectLambdaContext(powertools.logger))
  .use(logMetrics(powertools.metrics))
  .handler(routerFromEnvironment(process.env, powertools));
