import type { Example } from '../../model/event-source.ts';
import type { Transition } from '../../model/notification.ts';
import { STORY, sessionOf } from './codepipeline-story.ts';
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
  /** The commit that started the execution. Default: the one that breaks the pipeline in the story. */
  commit?: string;
  message?: string;
  author?: string;
  branch?: string;
  pullRequest?: string;
  /** Who rolls back, if the execution is a rollback. */
  rollbackBy?: string;
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
  'author-display-name': STORY.broken.author,
  'full-repository-name': 'example-org/shop',
  'provider-type': 'GitHub',
  'commit-message': STORY.broken.message,
  'commit-id': STORY.broken.commit,
  'branch-name': 'main',
  'connection-arn': `arn:aws:codeconnections:${REGION}:${ACCOUNT}:connection/5a1c7b1e-0d3f-4f1c-9b7a-2f6f4c1d8e90`,
};

const pushOf = ({ commit, message, author, branch, pullRequest }: PipelineFacts) => ({
  ...push,
  ...(commit && { 'commit-id': commit }),
  ...(message && { 'commit-message': message }),
  ...(author && { 'author-display-name': author }),
  ...(branch && { 'branch-name': branch }),
  ...(pullRequest && { 'pull-request-id': pullRequest }),
});

const triggerOf = (state: string, facts: PipelineFacts): object | undefined => {
  if (facts.rollbackBy) return { 'trigger-type': 'ManualRollback', 'trigger-detail': facts.rollbackBy };
  if (/^(SUCCEEDED|FAILED)$/.test(state)) return pushOf(facts);
  return state === 'STARTED' ? { 'trigger-type': 'WebhookV2', 'trigger-detail': push['connection-arn'] } : undefined;
};

export const pipelineEvent = (state: string, facts: PipelineFacts) => {
  const trigger = triggerOf(state, facts);
  return envelope('CodePipeline Pipeline Execution State Change', facts, {
    ...common(facts),
    state,
    ...(trigger && { 'execution-trigger': trigger }),
  });
};

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

const approvalEvent = (state: string, facts: PipelineFacts, more: object = {}) =>
  envelope('CodePipeline Action Execution State Change', facts, {
    ...common(facts),
    stage: 'Release',
    action: 'Sign-off',
    'action-execution-id': crypto.randomUUID(),
    state,
    region: REGION,
    type: { owner: 'AWS', provider: 'Manual', category: 'Approval', version: '1' },
    ...more,
  });

/** The start of a manual approval. */
export const approvalStarted = (facts: PipelineFacts) => approvalEvent('STARTED', facts);

const answerOf = (summary: string) => ({
  'execution-result': { 'external-execution-summary': summary, 'external-execution-id': crypto.randomUUID() },
});

/** The end of a manual approval that a person approved. */
export const approvalGiven = (facts: PipelineFacts, by: string) =>
  approvalEvent('SUCCEEDED', facts, answerOf(`Approved by ${by}`));

/** A notification rule's message about a failed pipeline, with the failed action and its error. */
export const ruleFailedMessage = (
  facts: PipelineFacts,
  failedStage = 'Deploy',
  failedAction = {
    action: 'Roll-out',
    additionalInformation: 'Deployment d-9XK2PLM4Q failed: too few healthy instances are left',
  },
) => {
  const { version, id, 'detail-type': detailType, ...rest } = pipelineEvent('FAILED', facts);
  return {
    ...rest,
    detailType,
    notificationRuleArn: `arn:aws:codestar-notifications:${REGION}:${ACCOUNT}:notificationrule/0c6e4f1d8a2b`,
    additionalAttributes: { failedActionCount: 1, failedActions: [failedAction], failedStage },
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
const WEEK_MINUTES = 7 * 24 * 60;
const HANA = sessionOf(ACCOUNT, 'hana.kim');

const factsAt = (now: Date, more: Partial<PipelineFacts> = {}): PipelineFacts => ({
  pipeline: PIPELINE,
  execution: crypto.randomUUID(),
  startedAt: minutesBefore(now, 9),
  at: now,
  ...more,
});

/** A transition after failures that began some minutes ago. */
const after = (kind: Transition['kind'], now: Date, minutes: number, more: Partial<Transition>) => ({
  transition: { kind, count: 1, since: minutesBefore(now, minutes).toISOString(), ...more },
});

/** The answers to an approval of the release that fixes the pipeline. */
const decisions = (now: Date): readonly Example[] => {
  const asked = { startedAt: minutesBefore(now, 180), ...STORY.fix };
  const rejection = { action: 'Sign-off', additionalInformation: `Rejected by ${HANA}` };
  const expired = { startedAt: minutesBefore(now, WEEK_MINUTES), ...STORY.fix };
  return [
    jsonExample('approved', approvalGiven(factsAt(now, asked), HANA)),
    jsonExample('rejected', ruleFailedMessage(factsAt(now, asked), 'Release', rejection)),
    jsonExample('expired', approvalEvent('FAILED', factsAt(now, expired))),
  ];
};

/** The examples of the source `codepipeline`. */
export const pipelineExamples = (now: Date): readonly Example[] => {
  const state = (name: string, ends: string, facts: Partial<PipelineFacts> = {}, more = {}): Example =>
    jsonExample(name, pipelineEvent(ends, factsAt(now, facts)), more);
  const still = after('still-failing', now, 130, { count: 3, error: 'same' });
  const retry = after('recovered-on-retry', now, 7, { retry: 1 });
  const request = { pipeline: 'pr-checks', branch: 'feature/delivery-slot', pullRequest: '7', ...STORY.third };
  return [
    state('failed', 'FAILED'),
    state('still-failing', 'FAILED', STORY.third, still),
    state('fixed', 'SUCCEEDED', STORY.fix, after('fixed', now, 130, { count: 3 })),
    state('recovered', 'SUCCEEDED', { attempt: 2, startedAt: minutesBefore(now, 16) }, retry),
    jsonExample('failed-rule', ruleFailedMessage(factsAt(now))),
    state('failed-pull-request', 'FAILED', request),
    jsonExample('stage-failed', stageFailedEvent(factsAt(now))),
    jsonExample('action-failed', actionFailedEvent(factsAt(now))),
    state('started', 'STARTED'),
    state('succeeded', 'SUCCEEDED', STORY.fix),
    ...decisions(now),
    state('stopped', 'STOPPED', STORY.fix),
    state('rolled-back', 'SUCCEEDED', { rollbackBy: sessionOf(ACCOUNT, 'ada.moreno') }),
    state('superseded', 'SUPERSEDED', STORY.second),
  ];
};

/** The examples of the source `codepipeline-approval`. */
export const approvalExamples = (now: Date): readonly Example[] => [
  jsonExample('approval', approvalMessage(PIPELINE, minutesBefore(now, -WEEK_MINUTES)), {
    subject: `APPROVAL NEEDED: AWS CodePipeline ${PIPELINE} for action Sign-off`,
  }),
];
