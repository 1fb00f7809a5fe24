import type { Example } from '../../model/event-source.ts';
import type { Transition } from '../../model/notification.ts';
import {
  EXAMPLE_ACCOUNT as ACCOUNT,
  exampleEvent,
  jsonExample,
  minutesBefore,
  EXAMPLE_REGION as REGION,
} from './example.ts';

/** Example events of CodePipeline, in AWS's form. */

interface PipelineFacts {
  pipeline: string;
  execution: string;
  attempt?: number;
  startedAt: Date;
  at: Date;
  /** The commit that started the execution. Default: a fixed example commit. */
  commit?: string;
  message?: string;
}

const envelope = (detailType: string, { pipeline, at }: PipelineFacts, detail: object) =>
  exampleEvent({
    source: 'aws.codepipeline',
    detailType,
    at,
    resources: [`arn:aws:codepipeline:${REGION}:${ACCOUNT}:${pipeline}`],
    detail,
  });

const common = ({ pipeline, execution, attempt = 1, startedAt }: PipelineFacts) => ({
  pipeline,
  'execution-id': execution,
  'start-time': startedAt.toISOString(),
  version: 3,
  'pipeline-execution-attempt': attempt,
});

/** The trigger in the last event of an execution that a push through a connection started. */
export const push = {
  'author-display-name': 'Jo Okafor',
  'full-repository-name': 'example-org/shop',
  'provider-type': 'GitHub',
  'commit-message': 'Ask for the delivery slot before payment (#214)',
  'commit-id': '3f9c1d7a52be60418c7d9e0f4b2a6c8d1e5f7093',
  'branch-name': 'main',
  'connection-arn': `arn:aws:codeconnections:${REGION}:${ACCOUNT}:connection/5a1c7b1e-0d3f-4f1c-9b7a-2f6f4c1d8e90`,
};

export const pipelineEvent = (state: string, facts: PipelineFacts) =>
  envelope('CodePipeline Pipeline Execution State Change', facts, {
    ...common(facts),
    state,
    ...(state === 'STARTED' && {
      'execution-trigger': { 'trigger-type': 'WebhookV2', 'trigger-detail': push['connection-arn'] },
    }),
    ...(/^(SUCCEEDED|FAILED)$/.test(state) && {
      'execution-trigger': {
        ...push,
        ...(facts.commit && { 'commit-id': facts.commit }),
        ...(facts.message && { 'commit-message': facts.message }),
      },
    }),
  });

const stageFailedEvent = (facts: PipelineFacts) =>
  envelope('CodePipeline Stage Execution State Change', facts, { ...common(facts), stage: 'Deploy', state: 'FAILED' });

export const actionFailedEvent = (facts: PipelineFacts) =>
  envelope('CodePipeline Action Execution State Change', facts, {
    ...common(facts),
    stage: 'Deploy',
    action: 'Roll-out',
    'action-execution-id': crypto.randomUUID(),
    state: 'FAILED',
    region: REGION,
    type: { owner: 'AWS', provider: 'CodeDeploy', category: 'Deploy', version: '1' },
    'execution-result': {
      'external-execution-url': `https://${REGION}.console.aws.amazon.com/codesuite/codedeploy/deployments/d-9XK2PLM4Q`,
      'external-execution-summary': 'Deployment d-9XK2PLM4Q failed: too few healthy instances are left',
      'external-execution-id': 'd-9XK2PLM4Q',
      'error-code': 'JobFailed',
    },
  });

/** The start of a manual approval. */
export const approvalStarted = (facts: PipelineFacts) =>
  envelope('CodePipeline Action Execution State Change', facts, {
    ...common(facts),
    stage: 'Release',
    action: 'Sign-off',
    'action-execution-id': crypto.randomUUID(),
    state: 'STARTED',
    region: REGION,
    type: { owner: 'AWS', provider: 'Manual', category: 'Approval', version: '1' },
  });

/** A notification rule's message about a failed pipeline. It contains the failed action and its error. */
export const ruleFailedMessage = (facts: PipelineFacts) => {
  const { version, id, 'detail-type': detailType, ...rest } = pipelineEvent('FAILED', facts);
  return {
    ...rest,
    detailType,
    notificationRuleArn: `arn:aws:codestar-notifications:${REGION}:${ACCOUNT}:notificationrule/0c6e4f1d8a2b`,
    additionalAttributes: {
      failedActionCount: 1,
      failedActions: [
        {
          action: 'Roll-out',
          additionalInformation: 'Deployment d-9XK2PLM4Q failed: too few healthy instances are left',
        },
      ],
      failedStage: 'Deploy',
    },
  };
};

/** The message that a manual approval action publishes. */
export const approvalMessage = (pipeline: string, expires: Date) => {
  const token = crypto.randomUUID();
  const view = `https://console.aws.amazon.com/codesuite/codepipeline/pipelines/${pipeline}/view?region=${REGION}`;
  return {
    region: REGION,
    consoleLink: view,
    approval: {
      pipelineName: pipeline,
      stageName: 'Release',
      actionName: 'Sign-off',
      token,
      expires: `${expires.toISOString().slice(0, 16)}Z`,
      externalEntityLink: 'https://github.com/example-org/shop/compare/v41...v42',
      approvalReviewLink: `${view}#/Release/Sign-off/approve/${token}`,
      customData: 'Smoke tests are green on staging. Ship v42?\n',
    },
  };
};

const PIPELINE = 'shop-prod';

const factsAt = (now: Date): PipelineFacts => ({
  pipeline: PIPELINE,
  execution: crypto.randomUUID(),
  startedAt: minutesBefore(now, 9),
  at: now,
});

const after = (kind: Transition['kind'], now: Date): { transition: Transition } => ({
  transition: { kind, count: kind === 'still-failing' ? 3 : 2, since: minutesBefore(now, 130).toISOString() },
});

/** The examples of the source `codepipeline`. */
export const pipelineExamples = (now: Date): readonly Example[] => {
  const state = (name: string, ends: string, more = {}): Example =>
    jsonExample(name, pipelineEvent(ends, factsAt(now)), more);
  return [
    state('failed', 'FAILED'),
    state('still-failing', 'FAILED', after('still-failing', now)),
    state('fixed', 'SUCCEEDED', after('fixed', now)),
    jsonExample('failed-rule', ruleFailedMessage(factsAt(now))),
    jsonExample('stage-failed', stageFailedEvent(factsAt(now))),
    jsonExample('action-failed', actionFailedEvent(factsAt(now))),
    state('started', 'STARTED'),
    state('succeeded', 'SUCCEEDED'),
    state('stopped', 'STOPPED'),
    state('superseded', 'SUPERSEDED'),
  ];
};

/** The examples of the source `codepipeline-approval`. */
export const approvalExamples = (now: Date): readonly Example[] => [
  jsonExample('approval', approvalMessage(PIPELINE, minutesBefore(now, -7 * 24 * 60)), {
    subject: `APPROVAL NEEDED: AWS CodePipeline ${PIPELINE} for action Sign-off`,
  }),
];
