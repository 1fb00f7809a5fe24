import type { Notification } from '../../src/model/notification.ts';
import type { ConversationKind } from '../../src/relay/conversations-of.ts';
import { stories } from './stories.ts';

const START = Date.parse('2026-03-04T07:05:30.000Z');
const at = (minutes: number): string => new Date(START + minutes * 60_000).toISOString();

/** News of its own identity, some minutes after the first one. */
const news = (minutes: number, notification: Notification, more: Partial<Notification> = {}): Notification => ({
  ...notification,
  id: `e-${minutes}-${notification.moment}-${notification.level}`,
  time: at(minutes),
  ...more,
});

const since = at(0);
const { failed, fixed, approval, approved, rejected, expired, stopped, started, succeeded } = stories;
const [build] = failed.failures;
const typeError = {
  ...build,
  reason: "tsc: 'total' is possibly undefined (src/cart.ts:31)",
  log: '31   return total.add(tax)',
};

const incident = [
  news(0, failed, { transition: { kind: 'broken', count: 1, since } }),
  news(22, failed, {
    transition: { kind: 'still-failing', count: 2, since, error: 'same' },
    commits: failed.commits.slice(0, 1),
  }),
  news(65, failed, {
    transition: { kind: 'still-failing', count: 3, since, error: 'different' },
    failures: [typeError],
  }),
  news(71, failed, {
    transition: { kind: 'still-failing', count: 4, since, retry: 1, error: 'same' },
    failures: [typeError],
  }),
  news(130, fixed, { transition: { kind: 'fixed', count: 4, since } }),
];

const rollback = [
  news(0, failed, { transition: { kind: 'broken', count: 1, since } }),
  news(9, stories['rolled-back']),
  news(40, stopped),
];

const { durationSeconds: _, ...running } = started;
const stage = (minutes: number, moment: 'started' | 'succeeded' | 'failed', name: string): Notification =>
  news(minutes, moment === 'failed' ? failed : moment === 'started' ? running : succeeded, {
    id: `e-${minutes}-${moment}-${name}`,
    moment,
    level: 'stage',
    stage: name,
    failures: [],
  });

const run = [
  news(0, running, { usualSeconds: 540 }),
  stage(0, 'started', 'Source'),
  stage(1, 'succeeded', 'Source'),
  stage(1, 'started', 'Build'),
  stage(4, 'failed', 'Build'),
  news(4, failed, { transition: { kind: 'broken', count: 1, since: at(4) } }),
];

const alarmValue = (value: number, code = 'alarm-value') => ({
  code,
  values: { value, metric: 'errors', statistic: 'Sum', period: 300, limit: 10 },
});
const alarm = (minutes: number, value: number, more: Partial<Notification>): Notification => ({
  version: 1,
  id: `a-${minutes}`,
  source: 'cloudwatch-alarm',
  moment: 'failed',
  severity: 'failure',
  time: at(minutes),
  account: '111122223333',
  region: 'eu-west-1',
  environment: 'production',
  lasting: true,
  verdict: alarmValue(value),
  text: 'Answers of the shop with 5xx',
  resource: { kind: 'alarm', name: 'storefront-5xx', url: 'https://eu-west-1.console.aws.amazon.com/cloudwatch/home' },
  commits: [],
  failures: [],
  details: [],
  links: [{ label: 'runbook', url: 'https://wiki.acme.example/runbooks/5xx' }],
  ...more,
});
const alarms = [
  alarm(0, 41, { transition: { kind: 'broken', count: 1, since } }),
  alarm(60, 52, { transition: { kind: 'still-failing', count: 2, since } }),
  alarm(95, 2, {
    moment: 'succeeded',
    severity: 'success',
    verdict: alarmValue(2, 'alarm-ok-again'),
    transition: { kind: 'fixed', count: 2, since },
  }),
];

/** The news of whole conversations. */
export const conversations: Readonly<Record<string, { kind: ConversationKind; news: readonly Notification[] }>> = {
  incident: { kind: 'incident', news: incident },
  rollback: { kind: 'incident', news: rollback },
  alarm: { kind: 'incident', news: alarms },
  run: { kind: 'run', news: run },
  approved: { kind: 'approval', news: [news(0, approval), news(84, approved)] },
  rejected: { kind: 'approval', news: [news(0, approval), news(84, rejected)] },
  expired: { kind: 'approval', news: [news(0, approval), news(10_080, expired)] },
};
