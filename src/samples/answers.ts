import { push } from '../events/shared/codepipeline-examples.ts';
import { ACCOUNT, actionsOf, BUILD, REGION, type Run } from './answer-actions.ts';

/** Answers of AWS to enrichment, by service and operation, such as `codepipeline GetPipelineExecution`. */
export type Answers = Record<string, (input: unknown) => unknown>;

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

const rollbackOf = ({ rollbackTo }: Run) =>
  rollbackTo
    ? { executionType: 'ROLLBACK', rollbackMetadata: { rollbackTargetPipelineExecutionId: rollbackTo } }
    : { executionType: 'STANDARD' };

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
          ...(run && rollbackOf(run)),
        },
      };
    },
    'codepipeline ListActionExecutions': (input) => {
      // Without an execution, the actions of all runs are listed.
      const asked = EXECUTION_OF(input) ? [runOf(input)] : runs;
      const actionExecutionDetails = asked.flatMap((run) =>
        (run ? actionsOf(run) : []).map((action) => ({
          pipelineExecutionId: run?.execution,
          actionExecutionId: 'c1',
          pipelineVersion: 3,
          startTime: run && seconds(run.startedAt),
          ...action,
        })),
      );
      return { actionExecutionDetails };
    },
    'codepipeline ListPipelineExecutions': () => ({
      pipelineExecutionSummaries: runs.map((run) => ({
        pipelineExecutionId: run.execution,
        status: run.status,
        startTime: seconds(run.startedAt),
        lastUpdateTime: seconds(run.startedAt) + 300,
        ...rollbackOf(run),
        ...(run.stop && { stopTrigger: { reason: run.stop.reason } }),
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
