import type { Commit, Notification } from '../../src/model/notification.ts';
import { aNotification } from '../support/factories.ts';

const CONSOLE = 'https://eu-west-1.console.aws.amazon.com';
const REPOSITORY = 'acme-shop/storefront';

const commit = (id: string, summary: string, author: string): Commit => ({
  id,
  summary,
  author,
  url: `https://github.com/${REPOSITORY}/commit/${id}`,
  repository: REPOSITORY,
  branch: 'main',
});

const commits = [
  commit('5f0c1a9b7e3d42866f1b2c3d4e5f60718293a4b5', 'Charge the card once', 'Ada Moreno'),
  commit('0aa1b2c3d4e5f60718293a4b5c6d7e8f90123456', 'Wait for the answer of the bank (#318)', 'Grace Okafor'),
  commit('9be47d1f2a3c4b5d6e7f8091a2b3c4d5e6f70819', 'Show the delivery slot on the receipt', 'Jo Lindqvist'),
];
const [newest = commit('', '', '')] = commits;

const where = { accountName: 'shop-live', environment: 'production' };
const push = { trigger: { type: 'WebhookV2' } };
const execution = (attempt: number) => ({
  id: '7f6e5d4c-3b2a-4190-8f7e-6d5c4b3a2910',
  attempt,
  startedAt: '2026-03-04T09:11:18.000Z',
  url: `${CONSOLE}/codesuite/codepipeline/pipelines/storefront/executions/7f6e5d4c-3b2a-4190-8f7e-6d5c4b3a2910/visualization?region=eu-west-1`,
});
const GOOD_COMMIT = 'c81d2e3f405162738495a6b7c8d9e0f1a2b3c4d5';
const lastGood = {
  execution: '2c9d8e7f-6a5b-4c3d-9e8f-7a6b5c4d3e2f',
  time: '2026-03-03T16:40:12.000Z',
  url: `${CONSOLE}/codesuite/codepipeline/pipelines/storefront/executions/2c9d8e7f-6a5b-4c3d-9e8f-7a6b5c4d3e2f/visualization?region=eu-west-1`,
  commit: GOOD_COMMIT,
  compareUrl: `https://github.com/${REPOSITORY}/compare/c81d2e3f4051...5f0c1a9b7e3d`,
};

const LOG = `PASS test/basket.test.ts
FAIL test/checkout.test.ts
  ● checkout › charges the card once
    expect(charges).toHaveLength(expected)
    Expected length: 1
    Received length: 2
      at charge (src/checkout.ts:88:15)
Tests:       1 failed, 211 passed, 212 total`;

const build = {
  stage: 'Build',
  action: 'UnitTests',
  code: 'JobFailed',
  reason: 'checkout › charges the card once: expected length 1, received length 2',
  url: `${CONSOLE}/codesuite/codebuild/111122223333/projects/storefront/build/storefront%3A1b2c3d4e?region=eu-west-1`,
  log: LOG,
  logUrl: `${CONSOLE}/cloudwatch/home?region=eu-west-1#logsV2:log-groups/log-group/%252Faws%252Fcodebuild%252Fstorefront`,
};

/** Newly broken, with everything that can be found out. */
const failed = aNotification({
  ...where,
  ...push,
  execution: execution(1),
  transition: { kind: 'broken', count: 1, since: '2026-03-04T09:15:30.000Z' },
  commits,
  failures: [build],
  lastGood,
});

/** The third time in a row, and some of it could not be found out. */
const stillFailing = aNotification({
  ...where,
  execution: execution(1),
  transition: { kind: 'still-failing', count: 3, since: '2026-03-04T07:05:30.000Z', error: 'same' },
  commits: [commit('b7e21d904c5a6f38172839405a6b7c8d9e0f1122', 'Ask the bank only once', 'Ada Moreno'), newest],
  failures: [{ ...build, log: undefined, logUrl: undefined }],
  lastGood: { ...lastGood, compareUrl: undefined },
  missing: ['log: access-denied'],
});

const failedOnRetry = aNotification({
  ...where,
  execution: execution(3),
  transition: { kind: 'still-failing', count: 3, since: '2026-03-04T09:01:30.000Z', retry: 2, error: 'same' },
  commits: [newest],
  failures: [{ ...build, log: undefined }],
  lastGood: { ...lastGood, commit: newest.id, compareUrl: undefined },
});

const good = { severity: 'success', moment: 'succeeded', state: 'SUCCEEDED', failures: [] } as const;

const fixed = aNotification({
  ...where,
  ...good,
  failures: [],
  transition: { kind: 'fixed', count: 3, since: '2026-03-04T07:05:30.000Z' },
  commits: [commit('61e0a7f3b9c8d2e4f5061728394a5b6c7d8e9f01', 'Restore the rounding', 'Jo Lindqvist')],
});

const recovered = aNotification({
  ...where,
  ...good,
  failures: [],
  execution: execution(2),
  transition: { kind: 'recovered-on-retry', count: 1, since: '2026-03-04T09:01:30.000Z', retry: 1 },
});

const succeeded = aNotification({ ...where, ...push, ...good, failures: [] });

const { durationSeconds: _none, ...running } = aNotification({ ...where, ...push, failures: [] });

const started: Notification = { ...running, moment: 'started', severity: 'info', state: 'STARTED' };

const stopped = aNotification({
  ...where,
  moment: 'stopped',
  severity: 'warning',
  state: 'STOPPED',
  failures: [],
  stage: 'Deploy',
  stoppedBy: 'Ada Moreno',
  stopReason: 'Wrong branch, sorry',
});

const superseded = aNotification({
  ...where,
  moment: 'superseded',
  severity: 'warning',
  state: 'SUPERSEDED',
  failures: [],
});

const signOff = { stage: 'Release', action: { name: 'Sign-off', category: 'Approval', provider: 'Manual' } };

const approval: Notification = {
  ...running,
  ...signOff,
  moment: 'approval',
  level: 'action',
  severity: 'attention',
  state: 'STARTED',
  trigger: undefined,
  commits: commits.slice(0, 2),
  approval: {
    expiresAt: '2026-03-11T09:15:30.000Z',
    comment: 'Smoke tests are green on staging. Look at the basket before you say yes.',
    reviewUrl: `${CONSOLE}/codesuite/codepipeline/pipelines/storefront/view?region=eu-west-1#/Release/Sign-off/approve/1d0c`,
    entityUrl: 'https://staging.example.com/',
  },
};

const rejected = aNotification({
  ...where,
  moment: 'rejected',
  severity: 'warning',
  failures: [{ stage: 'Release', action: 'Sign-off' }],
  decision: { kind: 'rejected', by: 'Hana Kim', comment: 'Wait for #318' },
});

const expired = aNotification({
  ...where,
  ...signOff,
  moment: 'expired',
  level: 'action',
  severity: 'warning',
  failures: [],
  durationSeconds: 604_800,
  decision: { kind: 'expired' },
});

const rolledBack = aNotification({
  ...where,
  moment: 'rolled-back',
  severity: 'warning',
  state: 'SUCCEEDED',
  stage: 'Deploy',
  failures: [],
  trigger: { type: 'ManualRollback', detail: 'arn:aws:iam::111122223333:user/ada.moreno' },
  rollback: true,
  rollbackTo: { id: lastGood.execution, commit: GOOD_COMMIT, time: lastGood.time, url: lastGood.url },
});

const approved = aNotification({
  ...where,
  ...signOff,
  ...good,
  failures: [],
  moment: 'approved',
  level: 'action',
  commits: [],
  durationSeconds: 5040,
  decision: { kind: 'approved', by: 'Hana Kim', comment: 'Looks good, ship it' },
});

const change: Notification = {
  version: 1,
  id: 'c4c1c1c9-6542-e61b-6ef0-8c4d36933a92',
  source: 'generic',
  moment: 'change',
  severity: 'failure',
  time: '2026-03-04T09:15:30.000Z',
  title: 'CloudWatch Alarm State Change',
  text: 'Threshold crossed.',
  account: '111122223333',
  region: 'eu-west-1',
  commits: [],
  failures: [],
  details: [
    { label: 'Alarm', value: 'storefront-5xx' },
    { label: 'State', value: 'ALARM' },
  ],
  links: [{ label: 'Open alarm', url: `${CONSOLE}/cloudwatch` }],
};

const message: Notification = {
  version: 1,
  id: '0f5e4d3c-2b1a-4a0f-9e8d-7c6b5a493827',
  source: 'generic',
  moment: 'message',
  severity: 'info',
  time: '2026-03-04T09:15:30.000Z',
  title: 'Maintenance',
  text: 'The database is read-only from 22:00 to 22:30 UTC.',
  commits: [],
  failures: [],
  details: [],
  links: [],
};

/** A message for every occasion, each with a golden picture of it for every platform. */
export const stories = {
  started,
  succeeded,
  failed,
  'still-failing': stillFailing,
  'failed-on-retry': failedOnRetry,
  fixed,
  recovered,
  stopped,
  superseded,
  'rolled-back': rolledBack,
  approval,
  approved,
  rejected,
  expired,
  change,
  message,
} satisfies Record<string, Notification>;

export const occasions = Object.keys(stories) as (keyof typeof stories)[];
