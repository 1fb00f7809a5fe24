import { createCall } from '../aws/call.ts';
import { Cache } from '../enrichment/cache.ts';
import { eventSources } from '../events/index.ts';
import { RelayError } from '../model/errors.ts';
import type { RoutingReport } from '../relay/routing.ts';
import { createContext } from './context.ts';
import { madeUpAws, PATH, PLACE, TARGET, TARGET_JSON } from './prime.ts';
import { createRouter } from './router.ts';

const ID = '00000000-0000-4000-8000-000000000000';
const TOPIC_ARN = `arn:aws:sns:${PLACE.region}:${PLACE.account}:prime`;
const ANSWERS = {
  GetParameter: { Parameter: { Value: '{}' } },
  GetParametersByPath: { Parameters: [{ Name: `${PATH}/${TARGET}`, Value: TARGET_JSON }] },
  UpdateItem: { Attributes: {} },
  SendMessageBatch: { Successful: [{ Id: '0' }] },
};

const failedRun = (time: string): string =>
  JSON.stringify({
    id: ID,
    'detail-type': 'CodePipeline Pipeline Execution State Change',
    source: 'aws.codepipeline',
    ...PLACE,
    time,
    detail: { pipeline: 'prime', 'execution-id': ID, state: 'FAILED', 'start-time': time },
  });

/**
 * Routes the failed run of a made-up pipeline, and loads what asks AWS about it. It asks nothing: to compile the
 * patterns for the logs of builds would cost each start more than it saves the first failed event.
 */
export const primeRouter = async (): Promise<void> => {
  const fail = (error: unknown): never => {
    throw error;
  };
  let routed: string | undefined;
  const telemetry = {
    targets: fail,
    routed: (report: RoutingReport) => {
      routed = report.kind === 'routed' ? report.targets[0] : report.kind;
    },
    ledger: fail,
    enrichment: fail,
  };
  const aws = madeUpAws(ANSWERS);
  const shared = { call: createCall(aws), telemetry };
  const table = 'prime';
  const route = createRouter({
    ...shared,
    context: createContext({
      ...shared,
      aws,
      table,
      settingsName: 'prime',
      account: PLACE.account,
      budgetMs: 0,
      cache: new Cache(),
    }),
    targetsPath: PATH,
    deliveriesQueueUrl: 'prime',
    unroutedQueueUrl: 'prime',
    deadLettersQueueUrl: 'prime',
    ledgerTable: table,
    topicArn: TOPIC_ARN,
    accounts: new Set([PLACE.account]),
  });
  const now = new Date().toISOString();
  const Sns = { MessageId: ID, TopicArn: TOPIC_ARN, Message: failedRun(now), Timestamp: now };
  const source = await eventSources.named('codepipeline');
  await Promise.all([
    route({ Records: [{ EventSource: 'aws:sns', Sns }] }, { awsRequestId: ID }),
    source?.enrichment?.load(),
  ]);
  if (routed !== TARGET) throw new RelayError('the made-up event was not routed');
};
