import type { Notification } from '../../src/model/notification.ts';

export const ID = '4b1d7c52-8a0e-4f63-9c1b-2e7f5a3d6048';
export const EARLIER = '0c9e2f71-5b3a-4d86-a1f4-7d2b8e60c935';
export const GOOD = 'e57a3b10-9d4c-4c2f-8b6e-1f0a7c9d2e84';
export const SHA = '9f2c4e6a8b0d1f3e5c7a9b2d4f6e8a0c1b3d5f70';
const EARLIER_SHA = '1a3c5e7f9b2d4f6a8c0e1b3d5f7a9c2e4b6d8f01';
export const GOOD_SHA = 'c4d6e8f0a2b4c6d8e0f1a3b5c7d9e1f3a5b7c9d1';

/** A pipeline's failure from EventBridge, which contains no cause. */
export const aBareFailure = (overrides: Partial<Notification> = {}): Notification => ({
  version: 1,
  id: '5e8d2c1a-7f34-4b69-8a20-93c6e1d4b7f5',
  source: 'codepipeline',
  moment: 'failed',
  level: 'pipeline',
  severity: 'failure',
  time: '2026-04-08T14:20:05.000Z',
  account: '222233334444',
  region: 'eu-central-1',
  pipeline: { name: 'bakery-web' },
  state: 'FAILED',
  execution: { id: ID, attempt: 1 },
  commits: [],
  failures: [],
  details: [],
  links: [],
  ...overrides,
});

export const connectionUrl = (repository: string, sha: string): string =>
  `https://eu-central-1.console.aws.amazon.com/codesuite/settings/connections/redirect?connectionArn=arn:aws:codeconnections:eu-central-1:222233334444:connection/b0a1c2d3-e4f5-4678-9abc-def012345678&referenceType=COMMIT&FullRepositoryId=${repository}&Commit=${sha}`;

export const aRevision = (sha: string, message: string, provider = 'GitHub') => ({
  name: 'SourceArtifact',
  revisionId: sha,
  revisionSummary: JSON.stringify({ ProviderType: provider, CommitMessage: message }),
  revisionUrl: connectionUrl('north-bakery/web', sha),
});

const seconds = (time: string): number => Date.parse(time) / 1000;

export const anAction = (stageName: string, actionName: string, overrides: object = {}) => ({
  pipelineExecutionId: ID,
  actionExecutionId: `a-${stageName}-${actionName}`,
  pipelineVersion: 4,
  stageName,
  actionName,
  status: 'Succeeded',
  startTime: seconds('2026-04-08T14:17:00Z'),
  lastUpdateTime: seconds('2026-04-08T14:20:00Z'),
  updatedBy: 'arn:aws:sts::222233334444:assumed-role/bakery-pipeline/session',
  input: { region: 'eu-central-1', configuration: {}, resolvedConfiguration: {} },
  output: { outputArtifacts: [], executionResult: {}, outputVariables: {} },
  ...overrides,
});

export const aSourceAction = () =>
  anAction('Source', 'Checkout', {
    input: {
      actionTypeId: { category: 'Source', owner: 'AWS', provider: 'CodeStarSourceConnection', version: '1' },
      region: 'eu-central-1',
    },
    output: {
      executionResult: { externalExecutionId: SHA },
      outputVariables: {
        AuthorDate: '2026-04-08T14:10:00Z',
        AuthorDisplayName: 'Mira Falk',
        BranchName: 'main',
        CommitId: SHA,
        CommitMessage: 'Bake at 230 degrees (#214)\n\nSlower crust.',
        FullRepositoryName: 'north-bakery/web',
      },
    },
  });

const BUILD_ID = 'bakery-tests:7c1e9b34-2f5d-4a80-b6c3-d8e0f1a29547';

export const aFailedBuild = (overrides: object = {}) =>
  anAction('Test', 'Unit', {
    status: 'Failed',
    input: {
      actionTypeId: { category: 'Build', owner: 'AWS', provider: 'CodeBuild', version: '1' },
      region: 'eu-central-1',
    },
    output: {
      executionResult: {
        externalExecutionId: BUILD_ID,
        externalExecutionSummary: 'Build terminated with state: FAILED',
        externalExecutionUrl: `https://eu-central-1.console.aws.amazon.com/codebuild/home?region=eu-central-1#/builds/${BUILD_ID}/view/new`,
        errorDetails: { code: 'JobFailed', message: 'Build terminated with state: FAILED' },
      },
    },
    ...overrides,
  });

const LOG = [
  '[Container] 2026/04/08 14:19:40.120311 Running command npm test\n',
  '\u001b[31m  ● oven › bakes at 230 degrees\u001b[39m\n',
  '    expect(received).toBe(expected)\n',
  '    Expected: 230\n',
  '    Received: 210\n',
  'Tests:       1 failed, 41 passed, 42 total\n',
  'npm error Lifecycle script `test` failed with error:\n',
  '[Container] 2026/04/08 14:19:58.903114 Command did not exit successfully npm test exit status 1\n',
  '[Container] 2026/04/08 14:19:58.911620 Phase complete: BUILD State: FAILED\n',
];

/** AWS's answers about a pipeline whose build failed in a test. */
export const theAnswers = (): Record<string, unknown> => ({
  'codepipeline GetPipelineExecution': {
    pipelineExecution: {
      pipelineName: 'bakery-web',
      pipelineVersion: 4,
      pipelineExecutionId: ID,
      status: 'Failed',
      artifactRevisions: [aRevision(SHA, 'Bake at 230 degrees (#214)\n\nSlower crust.')],
      trigger: { triggerType: 'WebhookV2', triggerDetail: 'arn:aws:codeconnections:eu-central-1:222233334444:c/1' },
      executionMode: 'SUPERSEDED',
      executionType: 'STANDARD',
    },
  },
  'codepipeline ListActionExecutions': { actionExecutionDetails: [aFailedBuild(), aSourceAction()] },
  'codepipeline ListPipelineExecutions': {
    pipelineExecutionSummaries: [
      { id: ID, status: 'Failed', at: '2026-04-08T14:16:00Z', sha: SHA, message: 'Bake at 230 degrees (#214)' },
      { id: EARLIER, status: 'Superseded', at: '2026-04-08T14:02:00Z', sha: EARLIER_SHA, message: 'Weigh the dough' },
      { id: GOOD, status: 'Succeeded', at: '2026-04-08T13:00:00Z', sha: GOOD_SHA, message: 'Open at six' },
    ].map(({ id, status, at, sha, message }) => ({
      pipelineExecutionId: id,
      status,
      startTime: seconds(at),
      lastUpdateTime: seconds(at) + 240,
      sourceRevisions: [{ ...aRevision(sha, message), name: undefined, actionName: 'Checkout' }],
      trigger: { triggerType: 'WebhookV2' },
      executionType: 'STANDARD',
    })),
  },
  'codebuild BatchGetBuilds': {
    builds: [
      {
        id: BUILD_ID,
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
          { phaseType: 'COMPLETED' },
        ],
        logs: {
          deepLink:
            'https://console.aws.amazon.com/cloudwatch/home?region=eu-central-1#logsV2:log-groups/log-group/$252Faws$252Fcodebuild$252Fbakery-tests',
          groupName: '/aws/codebuild/bakery-tests',
          streamName: '7c1e9b34-2f5d-4a80-b6c3-d8e0f1a29547',
        },
      },
    ],
    buildsNotFound: [],
  },
  'logs GetLogEvents': { events: LOG.map((message) => ({ timestamp: 1, ingestionTime: 2, message })) },
  'codedeploy GetDeployment': {
    deploymentInfo: {
      deploymentId: 'd-7QK2ZJ5AB',
      status: 'Failed',
      errorInformation: { code: 'HEALTH_CONSTRAINTS', message: 'Too few healthy instances are available.' },
      rollbackInfo: { rollbackDeploymentId: 'd-8', rollbackMessage: 'Deployment d-8 rolls back to revision 41.' },
    },
  },
});
