// The words of the page for the values of targets and events. A test requires one for each value.

import type { Catalogue } from '../../api.ts';

export type Occasion = Catalogue['occasions'][number];
export type Level = Catalogue['levels'][number];

/** A value beside one line of explanation. */
export interface Word {
  readonly label: string;
  readonly hint: string;
}

/** A value of a target's `on` in sentences: "sends failures", "mentions @here for a failure". */
export interface OccasionWord extends Word {
  readonly news: string;
  readonly one: string;
}

/** The values of a target's `on`. */
export const OCCASIONS: Record<Occasion, OccasionWord> = {
  failed: {
    label: 'Failed',
    hint: 'Every failure, the first and all repeated ones',
    news: 'failures',
    one: 'a failure',
  },
  broken: {
    label: 'First failure',
    hint: 'Only the failure after a success',
    news: 'first failures',
    one: 'a first failure',
  },
  'still-failing': {
    label: 'Still failing',
    hint: 'Only failures after a failure',
    news: 'repeated failures',
    one: 'a repeated failure',
  },
  fixed: { label: 'Fixed', hint: 'The success after one or more failures', news: 'fixes', one: 'a fix' },
  'recovered-on-retry': {
    label: 'Recovered on retry',
    hint: 'Only fixes by a retry of the failed stage, within the same run',
    news: 'recoveries on retry',
    one: 'a recovery on retry',
  },
  succeeded: {
    label: 'Succeeded',
    hint: 'Every success, also without an earlier failure',
    news: 'successes',
    one: 'a success',
  },
  approval: {
    label: 'Approval needed',
    hint: 'A run waits for a person',
    news: 'approval requests',
    one: 'an approval request',
  },
  approved: { label: 'Approved', hint: 'A person approved', news: 'approvals', one: 'an approval' },
  rejected: {
    label: 'Rejected',
    hint: 'A person rejected. “Failed” includes it',
    news: 'rejections',
    one: 'a rejection',
  },
  expired: {
    label: 'Expired',
    hint: 'Nobody answered in time. “Failed” includes it',
    news: 'expired approvals',
    one: 'an expired approval',
  },
  started: { label: 'Started', hint: 'A run started', news: 'starts', one: 'a start' },
  stopping: {
    label: 'Stopping',
    hint: 'A person asked to stop a run, which still works',
    news: 'stop requests',
    one: 'a stop request',
  },
  stopped: { label: 'Stopped', hint: 'A person stopped a run', news: 'stopped runs', one: 'a stopped run' },
  superseded: {
    label: 'Superseded',
    hint: 'A newer run overtook this one',
    news: 'superseded runs',
    one: 'a superseded run',
  },
  canceled: {
    label: 'Cancelled',
    hint: 'An action ended because its pipeline ended',
    news: 'cancelled actions',
    one: 'a cancelled action',
  },
  resumed: { label: 'Resumed', hint: 'A run goes on after a retry', news: 'resumed runs', one: 'a resumed run' },
  abandoned: {
    label: 'Abandoned',
    hint: 'An action was given up and its result is not used',
    news: 'abandoned actions',
    one: 'an abandoned action',
  },
  'rolled-back': {
    label: 'Rolled back',
    hint: 'A stage or a stack went back to its last version',
    news: 'rollbacks',
    one: 'a rollback',
  },
  change: { label: 'Change', hint: 'A change or a state without success or failure', news: 'changes', one: 'a change' },
  message: { label: 'Message', hint: 'Plain text and events of unknown form', news: 'messages', one: 'a message' },
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
