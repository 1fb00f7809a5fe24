import type { Context, SQSBatchResponse } from 'aws-lambda';
import { type AwsCall, createCall } from '../aws/call.ts';
import { enqueue } from '../aws/enqueue.ts';
import { createFilters } from '../aws/filters.ts';
import { readMessage, sourcesFor } from '../events/index.ts';
import { RelayError } from '../model/errors.ts';
import { ROUTER_VARIABLES } from '../model/stack.ts';
import type { ContextPorts } from '../relay/context.ts';
import type { ReroutingPorts } from '../relay/rerouting.ts';
import { routeBatch } from '../relay/routing.ts';
import { isRecord } from '../text/json.ts';
import { createContext } from './context.ts';
import { awsOptions, type Env, enrichmentBudget, listOf, readEnvironment } from './environment.ts';
import { fromInvocation, fromUnrouted } from './ingress.ts';
import type { Powertools } from './log-lines.ts';
import { routerTelemetry } from './router-telemetry.ts';
import type { RouterTelemetry } from './telemetry.ts';

/** Messages of a queue, if they have the form that Lambda gives them. Any other invocation is an event. */
const queuedIn = async (event: unknown) => {
  const [first] = isRecord(event) && Array.isArray(event.Records) ? event.Records : [];
  if (!isRecord(first) || first.eventSource !== 'aws:sqs') return undefined;
  // Loaded when it is needed: the first event comes from the topic.
  const { receivedOf, SqsEvent } = await import('./sqs-event.ts');
  const { data } = SqsEvent.safeParse(event);
  return data?.Records.map((record) => ({ ...receivedOf(record), incoming: fromUnrouted(record) }));
};

export interface RouterOptions {
  call: AwsCall;
  telemetry: RouterTelemetry;
  targetsPath: string;
  deliveriesQueueUrl: string;
  unroutedQueueUrl: string;
  deadLettersQueueUrl: string;
  /** The DynamoDB table of histories, delivery states and filters. */
  ledgerTable: string;
  topicArn: string;
  /** The accounts whose events are routed. Without it, those of all accounts. */
  accounts?: ReadonlySet<string> | undefined;
  /** Without it, events are routed as they were read. */
  context?: ContextPorts | undefined;
  now?: () => Date;
  random?: () => number;
  sleep?: (ms: number) => Promise<void>;
}

/**
 * Makes the function behind the topic and behind the `unrouted` queue.
 * Invoked by SNS it throws if a message could not be routed: Lambda retries twice and then puts the event on the
 * `unrouted` queue, where it is retried until it can be routed.
 * @returns the function. Its `readTargets` reads the targets before the first event, and rejects if they cannot be read.
 */
export const createRouter = (options: RouterOptions) => {
  const { call, telemetry, topicArn, context, now = () => new Date(), random = Math.random } = options;
  const sleep = options.sleep ?? ((ms) => new Promise((resolve) => setTimeout(resolve, ms)));
  const timing = { now, random, sleep };
  const targets = createFilters({
    call,
    path: options.targetsPath,
    table: options.ledgerTable,
    report: telemetry.targets,
    failed: telemetry.ledger,
    ...timing,
  });
  const ports: Omit<ReroutingPorts, 'postpone' | 'bury'> = {
    topicArn,
    accounts: options.accounts,
    context,
    read: async (message) => readMessage(message, await sourcesFor(message)),
    targets,
    enqueue: (deliveries) => enqueue(call, options.deliveriesQueueUrl, deliveries, timing),
    report: telemetry.routed,
    now,
    random,
  };

  const handle = async (event: unknown, { awsRequestId }: Pick<Context, 'awsRequestId'>): Promise<SQSBatchResponse> => {
    const messages = await queuedIn(event);
    if (messages) {
      const [{ rerouteBatch }, { postpone }] = await Promise.all([
        import('../relay/rerouting.ts'),
        import('../aws/queue.ts'),
      ]);
      const staying = await rerouteBatch(messages, {
        ...ports,
        postpone: ({ receiptHandle }, seconds) => postpone(call, options.unroutedQueueUrl, receiptHandle, seconds),
        bury: async (deadLetter) =>
          (await import('../aws/bury.ts')).bury(call, options.deadLettersQueueUrl, deadLetter),
      });
      return { batchItemFailures: staying.map((itemIdentifier) => ({ itemIdentifier })) };
    }
    const incoming = fromInvocation(event, awsRequestId, now());
    const failures = (await routeBatch(incoming, ports)).filter((failure) => failure !== undefined);
    for (const failure of failures) telemetry.routed({ kind: 'unrouted', messageId: awsRequestId, ...failure });
    if (failures.length > 0) {
      throw new RelayError(`${failures.length} of ${incoming.length} messages could not be routed`);
    }
    return { batchItemFailures: [] };
  };
  return Object.assign(handle, { readTargets: async () => void (await targets()) });
};

/**
 * The router as the stack configures it.
 * @returns the function. Its `readAhead` reads what every event needs, and never rejects: the first event reads again what
 * could not be read, or is too old by then.
 * @throws ConfigError if a variable is missing.
 */
export const routerFromEnvironment = (env: Env, powertools: Powertools) => {
  const variables = readEnvironment(env, ...ROUTER_VARIABLES);
  const telemetry = routerTelemetry(powertools);
  const aws = awsOptions(env);
  const call = createCall(aws);
  const { TOPIC_ARN: topicArn } = variables;
  const [, partition, , , account = ''] = topicArn.split(':');
  const ended: ContextPorts['ended'] = async (notification) => {
    const { pipelineMetrics } = await import('./pipeline-metrics.ts');
    powertools.measure(pipelineMetrics(notification));
  };
  const context = createContext({
    aws,
    call,
    telemetry,
    ended: env.PIPELINE_METRICS === 'true' ? ended : undefined,
    table: variables.LEDGER_TABLE,
    settingsName: variables.SETTINGS_NAME,
    account,
    partition,
    roleName: env.ENRICHMENT_ROLE,
    budgetMs: enrichmentBudget(env),
  });
  const route = createRouter({
    call,
    telemetry,
    context,
    targetsPath: variables.TARGETS_PATH,
    deliveriesQueueUrl: variables.DELIVERIES_QUEUE_URL,
    unroutedQueueUrl: variables.UNROUTED_QUEUE_URL,
    deadLettersQueueUrl: variables.DEAD_LETTERS_QUEUE_URL,
    ledgerTable: variables.LEDGER_TABLE,
    topicArn,
    accounts: new Set([account, ...listOf(env.ACCOUNTS)]),
  });
  const readAhead = async (): Promise<void> => {
    await Promise.allSettled([route.readTargets(), context.readAhead()]);
  };
  return Object.assign(route, { readAhead });
};
