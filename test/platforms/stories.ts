import { readFileSync } from 'node:fs';
import type { Notification } from '../../src/model/notification.ts';
import { aNotification } from '../support/factories.ts';

const CONSOLE = 'https://eu-west-1.console.aws.amazon.com';

const [commit] = aNotification().commits;
if (!commit) throw new Error('the factory makes no commit');

/** A build that broke: two commits, a log excerpt, the second retry. */
const failed = aNotification({
  execution: { id: '7f6e5d4c-3b2a-4190-8f7e-6d5c4b3a2910', attempt: 3, url: `${CONSOLE}/codesuite/execution` },
  trigger: { type: 'WebhookV2' },
  commits: [
    commit,
    {
      id: '0aa1b2c3d4e5f60718293a4b5c6d7e8f90123456',
      summary: 'Wait for the answer',
      author: 'Grace Okafor',
      url: 'https://github.com/acme-shop/storefront/commit/0aa1b2c3d4e5f60718293a4b5c6d7e8f90123456',
      repository: 'acme-shop/storefront',
      branch: 'main',
    },
  ],
  failures: [
    {
      stage: 'Build',
      action: 'UnitTests',
      code: 'JobFailed',
      reason: 'Phase BUILD: exit status 1\n  ● checkout › charges the card once\n    expected 1 call, received 2',
      url: `${CONSOLE}/codesuite/codebuild/log`,
    },
  ],
});

const fixed = aNotification({
  moment: 'succeeded',
  transition: { kind: 'fixed', count: 2, since: '2026-03-04T07:05:30.000Z' },
  severity: 'success',
  state: 'SUCCEEDED',
  failures: [],
  text: 'Red for 2 h 10 min',
});

const { durationSeconds: _none, ...waiting } = aNotification({
  moment: 'approval',
  level: 'action',
  severity: 'attention',
  state: 'STARTED',
  stage: 'Release',
  action: { name: 'Approve', category: 'Approval', provider: 'Manual' },
  failures: [],
  approval: {
    expiresAt: '2026-03-11T09:15:30.000Z',
    comment: 'Look at staging first.',
    reviewUrl: `${CONSOLE}/codesuite/approve`,
    entityUrl: 'https://staging.example.com/',
  },
});

const approval: Notification = waiting;

const alarm: Notification = {
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

/** The messages that people see most, each with a golden picture of it beside the platform's tests. */
export const stories: Record<string, Notification> = { failed, fixed, approval, alarm };

/** Reads `<platform>/fixtures/<story>.json`: what the story must look like, reviewed by eye. */
export const goldenMessage = (platform: string, story: string): unknown =>
  JSON.parse(readFileSync(new URL(`./${platform}/fixtures/${story}.json`, import.meta.url), 'utf8'));

const HOSTILE =
  '<!channel> <!here> <@U123> <#C1> <!subteam^S1> <https://evil.example|Approve> &lt;!channel&gt; &amp;lt; `a` ```b``` ' +
  '[x](https://evil.example) ![i](http://t/p.png) <at>all</at> < AT>x</ at> {{DATE(2026-01-01T00:00:00Z,SHORT)}} _*~\n> # -';

/** Markup of every platform in every text. */
export const hostile: Notification = aNotification({
  title: HOSTILE,
  text: HOSTILE,
  stopReason: HOSTILE,
  account: HOSTILE,
  region: HOSTILE,
  execution: { id: HOSTILE },
  trigger: { type: HOSTILE },
  action: { name: HOSTILE, provider: HOSTILE },
  approval: { comment: HOSTILE },
  commits: [{ id: HOSTILE, summary: HOSTILE, author: HOSTILE, branch: HOSTILE, url: 'javascript:alert(1)' }],
  failures: [{ stage: HOSTILE, action: HOSTILE, reason: HOSTILE, code: HOSTILE, url: 'data:text/html,x' }],
  details: [{ label: HOSTILE, value: HOSTILE }],
  links: [{ label: HOSTILE, url: 'https://example.com/a|b>c' }],
});

/** More of everything than any receiver takes. */
export const huge: Notification = aNotification({
  text: 'wörter '.repeat(5000),
  commits: Array.from({ length: 40 }, (_, at) => ({ ...commit, id: `${at}`.padStart(40, '0') })),
  failures: Array.from({ length: 20 }, (_, at) => ({
    stage: `Stage${at}`,
    reason: `${'行'.repeat(3000)}\n${'line\n'.repeat(500)}`,
    url: `https://example.com/${'x'.repeat(1900)}${at}`,
  })),
  details: Array.from({ length: 60 }, (_, at) => ({ label: `Label ${at}`, value: 'value '.repeat(500) })),
  links: Array.from({ length: 30 }, (_, at) => ({ label: `Place ${at}`, url: `https://example.com/${at}` })),
});
