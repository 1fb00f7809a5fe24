import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import { createPowertools } from '../src/lambda/log-lines.ts';
import { prime } from '../src/lambda/prime.ts';
import { primeRouter } from '../src/lambda/prime-router.ts';
import { routerFromEnvironment } from '../src/lambda/router.ts';

const powertools = createPowertools(process.env.STAGE ?? '');
const route = routerFromEnvironment(process.env, powertools);

/** Invoked by the topic and by the `unrouted` queue. */
export const handler = middy().use(injectLambdaContext(powertools.logger)).handler(route);

await prime(primeRouter, powertools, { readAhead: route.readAhead });
