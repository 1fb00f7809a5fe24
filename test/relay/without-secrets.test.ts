import { withoutSecrets } from '../../src/relay/without-secrets.ts';
import { aNotification } from '../support/factories.ts';

const SECRET = 'ghp_0123456789canary0123456789abcdef0123';
const OPEN = 'https://eu-west-1.console.aws.amazon.com/x?region=eu-west-1#/Release/Sign-off/approve/0d1c9f5e-2b7a-4c55';
const SIGNED = `https://example.com/a?token=${SECRET}`;

test('removes a secret from every text and link', () => {
  const notification = aNotification({
    title: `Push with ${SECRET} failed`,
    text: SECRET,
    stopReason: SECRET,
    trigger: { type: 'Webhook', detail: SIGNED },
    commits: [{ id: 'a1b2c3d', summary: SECRET, author: `Jo ${SECRET}`, url: SIGNED }],
    failures: [{ reason: SECRET, log: SECRET, url: SIGNED, logUrl: SIGNED }],
    approval: { comment: SECRET, reviewUrl: SIGNED, entityUrl: SIGNED },
    resource: { kind: 'build', name: 'web', url: SIGNED },
    pipeline: { name: 'web', url: SIGNED },
    execution: { id: '1', url: SIGNED },
    details: [{ label: 'Out', value: SECRET }],
    links: [{ label: 'Open', url: SIGNED }],
  });

  const safe = withoutSecrets(notification);

  expect(JSON.stringify(safe)).not.toContain('canary');
  expect(safe).toMatchObject({
    title: 'Push with [redacted] failed',
    details: [{ label: 'Out', value: '[redacted]' }],
    links: [],
  });
});

const aCommit = (id: string) => ({
  id,
  summary: SECRET,
  author: SECRET,
  url: SIGNED,
  repository: 'acme/web',
  branch: SECRET,
  tag: SECRET,
  time: '2026-03-04T09:00:00.000Z',
});

test('removes a secret from what a run, a rollback and an answer add, and keeps their names and codes', () => {
  const notification = aNotification({
    verdict: { code: 'alarm', values: { value: SECRET } },
    series: { kind: 'branch', name: SECRET },
    rollbackTo: { id: '2', name: 'r2', url: SIGNED },
    trigger: { type: SECRET, detail: SECRET, words: SECRET },
    stoppedBy: SECRET,
    decision: { kind: 'rejected', by: SECRET, comment: SECRET, stage: 'Prod', action: 'Ask' },
    mute: { by: SECRET, until: '2026-03-04T10:00:00.000Z' },
    commits: [aCommit('a1b2c3d')],
    lastGood: {
      execution: '3',
      url: SIGNED,
      commit: 'a1b2c3d',
      compareUrl: SIGNED,
      revisions: [aCommit('b2c3d4e')],
      rollback: 'aws codepipeline rollback-stage',
    },
    details: [{ label: SECRET, value: 'x' }],
    links: [{ label: SECRET, url: OPEN }],
  });

  const safe = withoutSecrets(notification);

  expect(JSON.stringify(safe)).not.toContain('canary');
  expect(safe).toMatchObject({
    decision: { kind: 'rejected', by: '[redacted]', stage: 'Prod', action: 'Ask' },
    commits: [{ id: 'a1b2c3d', branch: '[redacted]', repository: 'acme/web' }],
    lastGood: { execution: '3', commit: 'a1b2c3d', rollback: 'aws codepipeline rollback-stage' },
    links: [{ label: '[redacted]', url: OPEN }],
  });
});

test('recognises a secret value by its label', () => {
  const details = [
    { label: 'Password', value: 'hunter2' },
    { label: 'Metric', value: 'AWS/ApplicationELB HTTPCode_Target_5XX_Count, Sum in 5 min' },
  ];

  expect(withoutSecrets(aNotification({ details })).details).toEqual([
    { label: 'Password', value: '[redacted]' },
    details[1],
  ]);
});

test('does not change a notification without secrets, such as the link to an approval', () => {
  const notification = aNotification({
    title: 'Alarm shop-5xx: errors are 41, greater than 10',
    approval: { comment: 'Ship it?', reviewUrl: OPEN, entityUrl: OPEN },
    details: [{ label: 'Version', value: '42.0.1' }],
    links: [{ label: 'Open', url: OPEN }],
    resource: { kind: 'build', name: 'web', url: OPEN },
  });

  expect(withoutSecrets(notification)).toEqual(notification);
});
