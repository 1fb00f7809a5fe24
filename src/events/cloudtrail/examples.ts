import type { Example } from '../../model/event-source.ts';
import {
  EXAMPLE_ACCOUNT as ACCOUNT,
  exampleEvent,
  jsonExample,
  minutesBefore,
  EXAMPLE_REGION as REGION,
} from '../shared/example.ts';

const PIPELINE = 'shop-prod';

const assumed = (role: string, session: string, more: object = {}) => ({
  type: 'AssumedRole',
  principalId: `AROAEXAMPLEEXAMPLE000:${session}`,
  arn: `arn:aws:sts::${ACCOUNT}:assumed-role/${role}/${session}`,
  accountId: ACCOUNT,
  accessKeyId: 'ASIAEXAMPLEEXAMPLE00',
  sessionContext: {
    sessionIssuer: {
      type: 'Role',
      principalId: 'AROAEXAMPLEEXAMPLE000',
      arn: `arn:aws:iam::${ACCOUNT}:role/${role}`,
      accountId: ACCOUNT,
      userName: role,
    },
    attributes: { creationDate: '2026-03-04T08:01:12Z', mfaAuthenticated: 'false' },
  },
  ...more,
});

const JO = assumed('AWSReservedSSO_Developers_0f1e2d3c4b5a6978', 'jo.okafor');

const called = (
  at: Date,
  eventName: string,
  { by = JO, request, response, error = {} }: { by?: object; request: object; response?: object; error?: object },
) =>
  exampleEvent({
    source: 'aws.codepipeline',
    detailType: 'AWS API Call via CloudTrail',
    // CloudTrail delivers with a delay of some minutes.
    at: minutesBefore(at, 2),
    detail: {
      eventVersion: '1.11',
      userIdentity: by,
      eventTime: `${minutesBefore(at, 2).toISOString().slice(0, 19)}Z`,
      eventSource: 'codepipeline.amazonaws.com',
      eventName,
      awsRegion: REGION,
      sourceIPAddress: '192.0.2.14',
      userAgent: 'aws-cli/2.31.0',
      requestParameters: request,
      responseElements: response ?? null,
      ...error,
      requestID: crypto.randomUUID(),
      eventID: crypto.randomUUID(),
      readOnly: false,
      eventType: 'AwsApiCall',
      managementEvent: true,
      recipientAccountId: ACCOUNT,
      eventCategory: 'Management',
    },
  });

const action = (actionName: string, category: string, provider: string) => ({
  name: actionName,
  actionTypeId: { category, owner: 'AWS', provider, version: '1' },
  configuration: { ProjectName: 'web-tests' },
  runOrder: 1,
  inputArtifacts: [],
  outputArtifacts: [],
});

/** The pipeline's structure, with the client's version in the request and the new version in the response. */
const structure = (version: number) => ({
  pipeline: {
    name: PIPELINE,
    roleArn: `arn:aws:iam::${ACCOUNT}:role/pipelines`,
    stages: [
      { name: 'Source', actions: [action('Checkout', 'Source', 'CodeStarSourceConnection')] },
      { name: 'Test', actions: [action('Unit', 'Build', 'CodeBuild'), action('Browser', 'Build', 'CodeBuild')] },
      { name: 'Deploy', actions: [action('Roll-out', 'Deploy', 'CodeDeploy')] },
    ],
    version,
    pipelineType: 'V2',
    executionMode: 'QUEUED',
  },
});

/** The examples of the source `cloudtrail`. */
export const cloudtrailExamples = (now: Date): readonly Example[] => [
  jsonExample(
    'cloudtrail-transition-disabled',
    called(now, 'DisableStageTransition', {
      request: {
        pipelineName: PIPELINE,
        stageName: 'Deploy',
        transitionType: 'Inbound',
        reason: 'No releases during the sale, until Monday 08:00',
      },
    }),
  ),
  jsonExample(
    'cloudtrail-pipeline-changed',
    called(now, 'UpdatePipeline', {
      by: assumed('Infrastructure', 'ada.moreno', { invokedBy: 'cloudformation.amazonaws.com' }),
      request: structure(7),
      response: structure(8),
    }),
  ),
  jsonExample(
    'cloudtrail-start-refused',
    called(now, 'StartPipelineExecution', {
      by: assumed('start-shop', '9c0e4b1d7a2f4c6e8b3d5f7a90c1e2d4', { invokedBy: 'events.amazonaws.com' }),
      error: {
        errorCode: 'AccessDenied',
        errorMessage: `User: arn:aws:sts::${ACCOUNT}:assumed-role/start-shop/9c0e4b1d7a2f4c6e8b3d5f7a90c1e2d4 is not authorized to perform: codepipeline:StartPipelineExecution on resource: arn:aws:codepipeline:${REGION}:${ACCOUNT}:${PIPELINE}`,
      },
      request: { name: PIPELINE },
    }),
  ),
  jsonExample(
    'cloudtrail-rejected',
    called(now, 'PutApprovalResult', {
      request: {
        pipelineName: PIPELINE,
        stageName: 'Release',
        actionName: 'Sign-off',
        result: { summary: 'The checkout is slow on staging', status: 'Rejected' },
        token: crypto.randomUUID(),
      },
      response: { approvedAt: 'Mar 4, 2026 9:13:30 AM' },
    }),
  ),
  jsonExample(
    'cloudtrail-rolled-back',
    called(now, 'RollbackStage', {
      request: { pipelineName: PIPELINE, stageName: 'Deploy', targetPipelineExecutionId: crypto.randomUUID() },
      response: { pipelineExecutionId: crypto.randomUUID() },
    }),
  ),
];
