import { ACCOUNT, REGION } from './recorder.ts';

const arn = (service: string, last: string): string => `arn:aws:${service}:${REGION}:${ACCOUNT}:${last}`;

const LOG_STREAM = arn('logs', 'log-group:/aws/codepipeline/web:log-stream:0a1b2c3d');

/** Failed actions by their providers, with what CodePipeline says about each. */
const RESULTS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  CodeBuild: { externalExecutionId: 'build-batch/web-tests:51f0c2a8-7be4' },
  CloudFormation: {
    externalExecutionId: arn('cloudformation', 'stack/shop-prod/5b0c7d10-17b6-11f1-9a55-0a1b2c3d4e5f'),
  },
  StepFunctions: { externalExecutionId: arn('states', 'execution:nightly-settlement:0a1b2c3d') },
  CodeDeploy: { externalExecutionId: 'd-9XK2PLM4Q' },
  Commands: { logStreamARN: LOG_STREAM },
};

/** AWS's answers about runs, by provider, in each of which the action of this provider failed. */
export const failedActions = (): { provider: string; answer: (input: unknown) => object }[] =>
  Object.entries(RESULTS).map(([provider, executionResult]) => ({
    provider,
    answer: (input) => ({
      actionExecutionDetails: [
        {
          pipelineExecutionId: (input as { filter?: { pipelineExecutionId?: string } }).filter?.pipelineExecutionId,
          actionExecutionId: 'a1',
          stageName: 'Release',
          actionName: provider,
          status: 'Failed',
          input: { actionTypeId: { category: 'Build', owner: 'AWS', provider, version: '1' } },
          output: { executionResult },
        },
      ],
    }),
  }));
