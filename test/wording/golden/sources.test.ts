import type { Notification } from '../../../src/model/notification.ts';
import { loadVerdicts } from '../../../src/wording/verdict-tables.ts';
import { drawn } from './drawn.ts';
import { ago, event, LOG_URL, run } from './factory.ts';

const REASON = 'checkout › charges the card once: expected 1, received 2';
const COMMIT = {
  id: `5f0c1a9${'b'.repeat(33)}`,
  summary: 'Charge the card once',
  author: 'Ada Moreno',
  branch: 'main',
};
const MUTE = { by: 'nightly-maintenance', until: '2026-11-27T04:00:00.000Z' };

const GOLDEN: Record<string, { notification: Notification; push: string; lines: string[] }> = {
  codebuild: {
    notification: event('codebuild', 'build', 'web-tests', {
      failures: [{ reason: REASON, logUrl: LOG_URL }],
      commits: [COMMIT],
      execution: { id: '655c59d8-e24c-41d6-a0ab-6e3cbf3b3e92' },
      durationSeconds: 240,
    }),
    push: `🔴 web-tests failed on main — ${REASON}`,
    lines: [
      '🔴 web-tests failed on main',
      REASON,
      '5f0c1a9  Charge the card once · Ada Moreno',
      'Open log',
      'took 4 min  ·  account 111122223333, eu-west-1  ·  build 655c59d8',
    ],
  },
  'codebuild batch': {
    notification: event('codebuild', 'build-batch', 'shop-matrix', {
      counts: { of: 'builds', failed: 20, total: 30 },
      failures: [
        { action: 'linux_node18', reason: 'ENOSPC' },
        { action: 'linux_node20', reason: 'ENOSPC' },
        { action: 'windows_node20', reason: 'image not found' },
      ],
    }),
    push: '🔴 shop-matrix: 20 of 30 builds failed — linux_node18: ENOSPC',
    lines: [
      '🔴 shop-matrix: 20 of 30 builds failed',
      'linux_node18, linux_node20: ENOSPC',
      'windows_node20: image not found',
    ],
  },
  'codebuild batch of a branch': {
    notification: event('codebuild', 'build-batch', 'shop-matrix', {
      series: { kind: 'branch', name: 'next' },
      counts: { of: 'builds', failed: 1 },
      failures: [{ action: 'linux_node18', reason: 'ENOSPC' }],
    }),
    push: '🔴 shop-matrix on next: 1 build failed — linux_node18: ENOSPC',
    lines: ['🔴 shop-matrix on next: 1 build failed', 'linux_node18: ENOSPC'],
  },
  'codebuild batch, the update': {
    notification: event('codebuild', 'build-batch', 'shop-matrix', {
      counts: { of: 'builds', failed: 2 },
      failures: [{ action: 'linux_node18', reason: 'ENOSPC\nat disk.ts:3' }],
      update: true,
    }),
    push: '🔴 shop-matrix: 2 builds failed — linux_node18: ENOSPC',
    lines: ['🔴 shop-matrix: 2 builds failed', 'More builds failed since the first alert.'],
  },
  codedeploy: {
    notification: event('codedeploy', 'deployment', 'shop/live', {
      counts: { of: 'instances', failed: 2, total: 3 },
      failures: [{ reason: 'AfterInstall exited with 1', code: 'ScriptFailed' }],
    }),
    push: '🔴 shop/live deployment failed on 2 of 3 instances — AfterInstall exited with 1',
    lines: ['🔴 shop/live deployment failed on 2 of 3 instances', 'AfterInstall exited with 1'],
  },
  ecs: {
    notification: event('ecs', 'deployment', 'shop/web', {
      environment: 'prod',
      counts: { of: 'tasks', failed: 2, total: 3 },
      failures: [{ reason: 'image shop:42 not found', code: 'CannotPullContainerError' }],
    }),
    push: '🔴 prod · shop/web deployment failed — CannotPullContainerError: image shop:42 not found',
    lines: [
      '🔴 shop/web deployment failed · prod',
      'CannotPullContainerError: image shop:42 not found',
      '2 of 3 tasks failed.',
    ],
  },
  'ecs, rolled back': {
    notification: event('ecs', 'deployment', 'shop/web', {
      moment: 'rolled-back',
      severity: 'warning',
      rollback: true,
      rollbackTo: { name: 'shop:41' },
    }),
    push: '↩️ shop/web deployment rolled back to task definition shop:41',
    lines: [
      '↩️ shop/web deployment was rolled back',
      'Now running task definition shop:41. The failure stays open until a new deployment succeeds.',
    ],
  },
  cloudformation: {
    notification: event('cloudformation', 'stack', 'shop-prod', {
      failures: [{ action: 'PaymentQueue', reason: 'already exists' }],
    }),
    push: '🔴 Stack shop-prod failed — PaymentQueue: already exists',
    lines: ['🔴 Stack shop-prod failed', 'PaymentQueue: already exists'],
  },
  'cloudformation, a resource': {
    notification: event('cloudformation', 'stack-resource', 'PaymentQueue', {
      failures: [{ action: 'PaymentQueue', reason: 'already exists' }],
      parent: 'shop-prod',
    }),
    push: '🔴 PaymentQueue failed — already exists',
    lines: ['🔴 PaymentQueue failed', 'already exists', 'part of shop-prod  ·  account 111122223333, eu-west-1'],
  },
  'cloudformation, a stack set': {
    notification: event('cloudformation', 'stack-set', 'guardrails', {
      counts: { of: 'stack-instances', failed: 1 },
      failures: [{ reason: 'The bucket does not exist' }],
    }),
    push: '🔴 Stack set guardrails failed — The bucket does not exist',
    lines: ['🔴 Stack set guardrails failed', 'The bucket does not exist', '1 stack instance failed.'],
  },
  'ecr, one finding': {
    notification: event('ecr', 'repository', 'shop/api', {
      verdict: { code: 'ecr-finding', values: { image: 'shop/api:41', name: 'CVE-2026-1', grade: 'critical' } },
      failures: [{ code: 'CVE-2026-1', reason: 'A crafted chain' }],
    }),
    push: '🔴 shop/api:41 has CVE-2026-1 (critical) — A crafted chain',
    lines: ['🔴 shop/api:41 has CVE-2026-1 (critical)', 'A crafted chain'],
  },
  'step-functions': {
    notification: event('step-functions', 'state-machine', 'nightly-settlement', {
      failures: [{ stage: 'Settle', code: 'LedgerMismatch', reason: 'debits and credits differ by 12.40 EUR' }],
    }),
    push: '🔴 nightly-settlement failed at Settle — LedgerMismatch: debits and credits differ by 12.40 EUR',
    lines: [
      '🔴 nightly-settlement failed at Settle',
      'LedgerMismatch: debits and credits differ by 12.40 EUR',
      'account 111122223333, eu-west-1',
    ],
  },
  'alarm, a further report': {
    notification: event('custom', 'alarm', 'shop-5xx', {
      title: 'shop-5xx: 41 errors in 5 min, limit 10',
      lasting: true,
      transition: { kind: 'still-failing', count: 2, since: ago(42) },
    }),
    push: '🔴 shop-5xx: 41 errors in 5 min, limit 10, 2nd time in 42 min',
    lines: ['🔴 shop-5xx: 41 errors in 5 min, limit 10', '2nd report in a row, red for 42 min.'],
  },
  'alarm, over': {
    notification: event('custom', 'alarm', 'shop-5xx', {
      title: 'shop-5xx is OK again',
      moment: 'succeeded',
      severity: 'success',
      lasting: true,
      transition: { kind: 'fixed', count: 1, since: ago(42) },
      counts: { of: 'contributors', failed: 2 },
    }),
    push: '🟢 shop-5xx is OK again, fixed after 42 min — 2 other series are still in alarm.',
    lines: ['🟢 shop-5xx is OK again', 'Red for 42 min.', '2 other series are still in alarm.'],
  },
  'alarm, muted': {
    notification: event('custom', 'alarm', 'shop-5xx', {
      title: 'shop-5xx went off',
      moment: 'change',
      severity: 'warning',
      mute: MUTE,
    }),
    push: '⚪ shop-5xx went off, muted by nightly-maintenance until Nov 27, 04:00 UTC',
    lines: ['⚪ shop-5xx went off, muted by nightly-maintenance until Nov 27, 04:00 UTC'],
  },
  'the build of a pipeline': {
    notification: run('failed', {
      level: 'job',
      environment: undefined,
      resource: { kind: 'build', name: 'web-tests' },
      failures: [{ reason: REASON }],
    }),
    push: `🔴 web-tests failed — ${REASON}`,
    lines: ['🔴 web-tests failed', REASON],
  },
  custom: {
    notification: event('generic', 'release', 'shop-app', {
      title: 'Release 42 is not in the app store',
      text: 'Its privacy notes are missing.',
      details: [{ label: 'Next steps', value: 'Add them and submit again' }],
    }),
    push: '🔴 Release 42 is not in the app store — Its privacy notes are missing.',
    lines: [
      '🔴 Release 42 is not in the app store',
      'Its privacy notes are missing.',
      'Next steps  Add them and submit again',
    ],
  },
};

beforeAll(() => loadVerdicts('ecr'));

test.each(Object.entries(GOLDEN))('%s', (_, { notification, push, lines }) => {
  const message = drawn(notification);

  expect(message.push).toBe(push);
  expect(message.lines.slice(0, lines.length)).toEqual(lines);
});
