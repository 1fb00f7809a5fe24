import { createCall } from '../aws/call.ts';
import { Cache } from '../enrichment/cache.ts';
import { RelayError } from '../model/errors.ts';
import type { RoutingReport } from '../relay/routing.ts';
import { createContext } from './context.ts';
import { madeUpAws, PATH, PLACE, TARGET, TARGET_JSON } from './prime.ts';
import { createRouter } from './router.ts';

const ID = '00000000-0000-4000-8000-000000000000';
const TOPIC_ARN = `arn:aws:sns:${PLACE.region}:${PLACE.account}:prime`;
/** It has a character beyond Latin-1, for which V8 compiles each pattern another time. */
const LOG = [
  '[Container] 2026/01/01 00:00:00 Running command npm test',
  'FAIL test/prime.test.js',
  '  ● prime › prime',
  '    expect(received).toBe(expected)',
  '    Expected: 1',
  '    Received: 2',
  '      at prime (test/prime.test.js:1:1)',
  '[Container] 2026/01/01 00:00:00 Command did not exit successfully npm test exit status 1',
  '[Container] 2026/01/01 00:00:00 Phase complete: BUILD State: FAILED',
];
const ANSWERS = {
  GetParameter: { Parameter: { Value: '{}' } },
  GetParametersByPath: { Parameters: [{ Name: `${PATH}/${TARGET}`, Value: TARGET_JSON }] },
  UpdateItem: { Attributes: {} },
  ListPipelineExecutions: {
    pipelineExecutionSummaries: [
      {
        pipelineExecutionId: ID,
        status: 'Failed',
        startTime: 2,
        sourceRevisions: [
          {
            actionName: 'Source',
            revisionId: '0'.repeat(40),
            revisionSummary: '{"ProviderType":"GitHub","CommitMessage":"prime"}',
          },
        ],
      },
      { pipelineExecutionId: 'before', status: 'Succeeded', startTime: 1 },
    ],
  },
  GetPipelineExecution: { pipelineExecution: { pipelineExecutionId: ID, status: 'Failed', artifactRevisions: [] } },
  ListActionExecutions: {
    actionExecutionDetails: [
      {
        pipelineExecutionId: ID,
        stageName: 'Build',
        actionName: 'Build',
        status: 'Failed',
        input: { actionTypeId: { category: 'Build', provider: 'CodeBuild' } },
        output: {
          executionResult: {
            externalExecutionId: 'prime:prime',
            errorDetails: { code: 'JobFailed', message: 'prime' },
          },
        },
      },
    ],
  },
  BatchGetBuilds: {
    builds: [
      {
        phases: [{ phaseType: 'BUILD', phaseStatus: 'FAILED', contexts: [{ message: 'prime' }] }],
        logs: { groupName: 'prime', streamName: 'prime', deepLink: 'https://console.aws.amazon.com/prime' },
      },
    ],
  },
  GetLogEvents: { events: LOG.map((message) => ({ message })) },
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

/** Routes the failed run of a made-up pipeline, and asks about its commits, its build and the log of the build. */
export const primeRouter = async (): Promise<void> => {
  const fail = (error: unknown): never => {
    throw error;
  };
  let routed: string | undefined;
  const telemetry = {
    targets: fail,
    routed: (report: RoutingReport) => {
      routed = report.kind === 'routed' && !report.notification.missing ? report.targets[0] : report.kind;
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
      budgetMs: 2500,
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
  await route({ Records: [{ EventSource: 'aws:sns', Sns }] }, { awsRequestId: ID });
  if (routed !== TARGET) throw new RelayError('the made-up event was not routed');
};
