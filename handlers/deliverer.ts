import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import { delivererFromEnvironment } from '../src/lambda/deliverer.ts';
import { createPowertools } from '../src/lambda/log-lines.ts';
import { prime } from '../src/lambda/prime.ts';
import { primeDeliverer } from '../src/lambda/prime-deliverer.ts';

const powertools = createPowertools(process.env.STAGE ?? '');

/** Invoked by the deliveries queue. */
export const handler = middy()
  .use(injectLambdaContext(powertools.logger))
  .handler(delivererFromEnvironment(process.env, powertools));

await prime(primeDeliverer, powertools);
