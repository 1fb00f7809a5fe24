import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import { createPowertools } from '../src/lambda/log-lines.ts';
import { routerFromEnvironment } from '../src/lambda/router.ts';

const powertools = createPowertools(process.env.STAGE ?? '');

/** Invoked by the topic and by the `unrouted` queue. */
export const handler = middy()
  .use(injectLambdaContext(powertools.logger))
  .handler(routerFromEnvironment(process.env, powertools));
