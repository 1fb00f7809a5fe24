import { push } from '../events/shared/codepipeline-examples.ts';

/** Answers of AWS to enrichment, by service and operation, such as `codepipeline GetPipelineExecution`. */
export type Answers = Record<string, (input: unknown) => unknown>;

const ACCOUNT = '111122223333';
const REGION = 'eu-central-1';
const BUILD = '4b6a0c1e-8d1f-4c57-9a52-6f0e2d9b7c31';
const DEPLOYMENT = 'd-9XK2PLM4Q';

const LOG = `[Container] 2026/11/20 09:12:40.118213 Running command npm test
> shop@41.0.0 test
PASS test/cart.test.ts
FAIL test/checkout.test.ts
  ● checkout › charges the card once

    expect(received).toBe(expected)

    Expected: 1
    Received: 2

      at charge (src/checkout.ts:48:11)
Tests:       1 failed, 212 passed, 213 total
[Container] 2026/11/20 09:13:02.771034 Command did not exit successfully npm test exit status 1
[Container] 2026/11/20 09:13:02.785120 Phase complete: BUILD State: FAILED`;

interface Run {
  execution: string;
  startedAt: Date;
  /** A run in progress waits for an approval. */
  status: 'Succeeded' | 'Failed' | 'InProgress';
  /** The action that failed. Default: `build`. */
  failed?: 'build' | 'deployment';
  commit: string;
  message: string;
}

const revision = ({ commit, message }: Run) => ({
  revisionId: commit,
  revisionSummary: JSON.stringify({ ProviderType: 'GitHub', CommitMessage: message }),
  revisionUrl: `https://${REGION}.console.aws.amazon.com/codesuite/settings/connections/redirect?connectionArn=${push['connection-arn']}&referenceType=COMMIT&FullRepositoryId=${push['full-repository-name']}&Commit=${commit}`,
});

const seconds = (date: Date): number => date.getTime() / 1000;

const EXECUTION_OF = (input: unknown): string => {
  const { pipelineExecutionId, filter } = input as {
    pipelineExecutionId?: string;
    filter?: { pipelineExecutionId?: string };
  };
  return pipelineExecutionId ?? filter?.pipelineExecutionId ?? '';
};

/** The action run of a run that failed or waits. */
const actionOf = ({ status, failed = 'build' }: Run): object[] => {
  if (status === 'Succeeded') return [];
  if (status === 'InProgress') {
    const actionTypeId = { category: 'Approval', owner: 'AWS', provider: 'Manual', version: '1' };
    return [{ stageName: 'Release', actionName: 'Sign-off', status, input: { actionTypeId } }];
  }
  if (failed === 'deployment') {
    const actionTypeId = { category: 'Deploy', owner: 'AWS', provider: 'CodeDeploy', version: '1' };
    const executionResult = {
      externalExecutionId: DEPLOYMENT,
      externalExecutionUrl: `https://${REGION}.console.aws.amazon.com/codesuite/codedeploy/deployments/${DEPLOYMENT}`,
      errorDetails: { code: 'JobFailed', message: `Deployment ${DEPLOYMENT} failed` },
    };
    return [
      { stageName: 'Deploy', actionName: 'Roll-out', status, input: { actionTypeId }, output: { executionResult } },
    ];
  }
  const actionTypeId = { category: 'Build', owner: 'AWS', provider: 'CodeBuild', version: '1' };
  const executionResult = {
    externalExecutionId: `shop-build:${BUILD}`,
    externalExecutionUrl: `https://console.aws.amazon.com/codebuild/home?region=${REGION}#/builds/shop-build:${BUILD}/view/new`,
    errorDetails: { code: 'JobFailed', message: 'Build terminated with state: FAILED' },
  };
  return [
    { stageName: 'Build', actionName: 'Unit-tests', status, input: { actionTypeId }, output: { executionResult } },
  ];
};

/** The answers about one pipeline. @param runs newest first. */
export const answersOf = (pipeline: string, runs: readonly Run[]): Answers => {
  const runOf = (input: unknown): Run | undefined => runs.find(({ execution }) => execution === EXECUTION_OF(input));
  return {
    'codepipeline GetPipelineExecution': (input) => {
      const run = runOf(input);
      return {
        pipelineExecution: {
          pipelineName: pipeline,
          pipelineExecutionId: EXECUTION_OF(input),
          status: run?.status,
          artifactRevisions: run ? [{ name: 'source', ...revision(run) }] : [],
          executionMode: 'QUEUED',
          executionType: 'STANDARD',
        },
      };
    },
    'codepipeline ListActionExecutions': (input) => {
      // Without an execution, the latest run is meant.
      const run = EXECUTION_OF(input) ? runOf(input) : runs[0];
      const actionExecutionDetails = (run ? actionOf(run) : []).map((action) => ({
        pipelineExecutionId: run?.execution,
        actionExecutionId: 'c1',
        pipelineVersion: 3,
        startTime: run && seconds(run.startedAt),
        ...action,
      }));
      return { actionExecutionDetails };
    },
    'codepipeline ListPipelineExecutions': () => ({
      pipelineExecutionSummaries: runs.map((run) => ({
        pipelineExecutionId: run.execution,
        status: run.status,
        startTime: seconds(run.startedAt),
        lastUpdateTime: seconds(run.startedAt) + 300,
        executionType: 'STANDARD',
        sourceRevisions: [{ actionName: 'Source', ...revision(run) }],
      })),
    }),
    'codebuild BatchGetBuilds': () => ({
      builds: [
        {
          id: `shop-build:${BUILD}`,
          arn: `arn:aws:codebuild:${REGION}:${ACCOUNT}:build/shop-build:${BUILD}`,
          buildStatus: 'FAILED',
          currentPhase: 'COMPLETED',
          phases: [
            { phaseType: 'INSTALL', phaseStatus: 'SUCCEEDED', contexts: [{ statusCode: '', message: '' }] },
            {
              phaseType: 'BUILD',
              phaseStatus: 'FAILED',
              contexts: [
                {
                  statusCode: 'COMMAND_EXECUTION_ERROR',
                  message: 'Error while executing command: npm test. Reason: exit status 1',
                },
              ],
            },
          ],
          logs: {
            groupName: '/aws/codebuild/shop-build',
            streamName: BUILD,
            deepLink: `https://console.aws.amazon.com/cloudwatch/home?region=${REGION}#logsV2:log-groups/log-group/$252Faws$252Fcodebuild$252Fshop-build/log-events/${BUILD}`,
          },
        },
      ],
    }),
    'logs GetLogEvents': () => ({
      events: LOG.split('\n').map((line, index) => ({ timestamp: index, message: `${line}\n` })),
    }),
  };
};
