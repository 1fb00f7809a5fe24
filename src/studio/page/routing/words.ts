// The words of the page for the values of targets and events. A test requires one for each value.

import type { Catalogue } from '../../api.ts';

export type Occasion = Catalogue['occasions'][number];
export type Level = Catalogue['levels'][number];

/** A value beside one line of explanation. */
export interface Word {
  readonly label: string;
  readonly hint: string;
}

/** The values of a target's `on`. `news` is the plural in a sentence: "sends failures". */
export const OCCASIONS: Record<Occasion, Word & { readonly news: string }> = {
  failed: { label: 'Failed', hint: 'Every failure, the first and all repeated ones', news: 'failures' },
  broken: { label: 'First failure', hint: 'Only the failure after a success', news: 'first failures' },
  'still-failing': { label: 'Still failing', hint: 'Only failures after a failure', news: 'repeated failures' },
  fixed: { label: 'Fixed', hint: 'The success after one or more failures', news: 'fixes' },
  'recovered-on-retry': {
    label: 'Recovered on retry',
    hint: 'Only fixes by a retry of the failed stage, within the same run',
    news: 'recoveries on retry',
  },
  succeeded: { label: 'Succeeded', hint: 'Every success, also without an earlier failure', news: 'successes' },
  approval: { label: 'Approval needed', hint: 'A run waits for a person', news: 'approval requests' },
  approved: { label: 'Approved', hint: 'A person approved', news: 'approvals' },
  rejected: { label: 'Rejected', hint: 'A person rejected. “Failed” includes it', news: 'rejections' },
  expired: { label: 'Expired', hint: 'Nobody answered in time. “Failed” includes it', news: 'expired approvals' },
  started: { label: 'Started', hint: 'A run started', news: 'starts' },
  stopping: { label: 'Stopping', hint: 'A person asked to stop a run, which still works', news: 'stop requests' },
  stopped: { label: 'Stopped', hint: 'A person stopped a run', news: 'stopped runs' },
  superseded: { label: 'Superseded', hint: 'A newer run overtook this one', news: 'superseded runs' },
  canceled: { label: 'Cancelled', hint: 'An action ended because its pipeline ended', news: 'cancelled actions' },
  resumed: { label: 'Resumed', hint: 'A run goes on after a retry', news: 'resumed runs' },
  abandoned: {
    label: 'Abandoned',
    hint: 'An action was given up and its result is not used',
    news: 'abandoned actions',
  },
  'rolled-back': { label: 'Rolled back', hint: 'A stage or a stack went back to its last version', news: 'rollbacks' },
  change: { label: 'Change', hint: 'A change or a state without success or failure', news: 'changes' },
  message: { label: 'Message', hint: 'Plain text and events of unknown form', news: 'messages' },
};

/** The groups of the form. All groups but the last are open. */
export const OCCASION_GROUPS: readonly { readonly title: string; readonly occasions: readonly Occasion[] }[] = [
  { title: 'Failures', occasions: ['failed', 'broken', 'still-failing'] },
  { title: 'Recovery', occasions: ['fixed', 'recovered-on-retry', 'succeeded'] },
  { title: 'Approvals', occasions: ['approval', 'approved', 'rejected', 'expired'] },
  {
    title: 'Everything else',
    occasions: [
      'started',
      'stopping',
      'stopped',
      'superseded',
      'canceled',
      'resumed',
      'abandoned',
      'rolled-back',
      'change',
      'message',
    ],
  },
];

export const LEVELS: Record<Level, Word & { readonly news: string }> = {
  pipeline: {
    label: 'Whole run',
    hint: 'The run of a pipeline, and events of other sources: one message for each result',
    news: 'runs',
  },
  stage: { label: 'Stages', hint: 'Each stage of a pipeline', news: 'stages' },
  action: { label: 'Actions', hint: 'Each action of a stage', news: 'actions' },
  job: { label: 'Jobs', hint: 'The build or the deployment that an action runs', news: 'jobs' },
};

/** Titles of event sources by their name in the relay. */
const SOURCES: Readonly<Record<string, string>> = {
  codepipeline: 'CodePipeline',
  'codepipeline-approval': 'CodePipeline',
  codebuild: 'CodeBuild',
  codedeploy: 'CodeDeploy',
  codecommit: 'CodeCommit',
  'step-functions': 'Step Functions',
  'cloudwatch-alarm': 'CloudWatch alarms',
  cloudformation: 'CloudFormation',
  cloudtrail: 'CloudTrail',
  'elastic-beanstalk': 'Elastic Beanstalk',
  ecs: 'ECS',
  ecr: 'ECR',
  s3: 'S3',
  lambda: 'Lambda',
  health: 'AWS Health',
  'pipebell-notification': 'Own notifications',
  generic: 'Other',
};

export const sourceTitle = (name: string): string => SOURCES[name] ?? name;

/** The meaning of an end after the runs before it. Without a choice the sample, or the relay's history, decides. */
export const HISTORIES: Readonly<Record<string, string>> = {
  automatic: 'automatic',
  broken: 'first failure',
  'still-failing': 'still failing',
  fixed: 'fixed',
  'recovered-on-retry': 'recovered on retry',
};
