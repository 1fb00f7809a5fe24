import type { Notification } from '../../../src/model/notification.ts';
import { drawn } from './drawn.ts';
import { ago, LOG_URL, run } from './factory.ts';

const CHARGE = {
  id: `5f0c1a9${'b'.repeat(33)}`,
  summary: 'Charge the card once',
  author: 'Ada Moreno',
  branch: 'main',
};
const RESTORE = { id: `61e0a7f${'b'.repeat(33)}`, summary: 'Restore the rounding', author: 'Jo Lindqvist' };

const REASON = 'checkout › charges the card once: expected 1, received 2';
const failure = { stage: 'Build', action: 'Unit-tests', reason: REASON, log: 'FAIL checkout.test.ts', logUrl: LOG_URL };
const lastGood = {
  execution: '2c9d8e7f-6a5b-4c3d-9e8f-7a6b5c4d3e2f',
  time: ago(40),
  commit: `c81d2e3${'f'.repeat(33)}`,
  compareUrl: 'https://github.com/acme-shop/shop/compare/c81d2e3...5f0c1a9',
};

/** A run that failed, for the first time unless `more` has another transition. */
const failed = (more: Partial<Notification> = {}) =>
  run('failed', { failures: [failure], commits: [CHARGE], lastGood, ...more });

const still = (count: number, minutes: number, more: object): Notification['transition'] => ({
  kind: 'still-failing',
  count,
  since: ago(minutes),
  ...more,
});

const GOLDEN: Record<string, { notification: Notification; push: string; lines: string[] }> = {
  broken: {
    notification: failed(),
    push: '🔴 prod · shop failed at Build — checkout › charges the card once: expected 1, received 2',
    lines: [
      '🔴 shop failed at Build · prod',
      'checkout › charges the card once: expected 1, received 2',
      'FAIL checkout.test.ts',
      'Since the last success',
      '5f0c1a9  Charge the card once · Ada Moreno · main',
      'Last success 40 min ago · c81d2e3',
      'Open log · Open run · Compare',
      'Build › Unit-tests  ·  took 4 min 12 s  ·  account 111122223333, eu-west-1  ·  run 3f9c1d70',
    ],
  },
  'still failing': {
    notification: failed({ transition: still(3, 130, { error: 'same' }) }),
    push: '🔴 prod · shop still failing, 3rd time in 2 h 10 min — same error',
    lines: [
      '🔴 shop is still failing · prod',
      '3rd failure in a row, red for 2 h 10 min. Same error.',
      'checkout › charges the card once: expected 1, received 2',
    ],
  },
  'different error': {
    notification: failed({
      transition: still(4, 180, { error: 'different' }),
      failures: [{ ...failure, reason: "tsc: 'total' is possibly undefined (cart.ts:31)" }],
    }),
    push: "🔴 prod · shop still failing, different error — tsc: 'total' is possibly undefined (cart.ts:31)",
    lines: [
      '🔴 shop is still failing · prod',
      '4th failure in a row, red for 3 h. Different error now.',
      "tsc: 'total' is possibly undefined (cart.ts:31)",
    ],
  },
  'failed again': {
    notification: failed({ transition: still(2, 12, { error: 'same', retry: 1 }) }),
    push: '🔴 prod · shop failed again on retry 1 — same error',
    lines: ['🔴 shop failed again · prod', 'Retry 1 of the same run. Same error.'],
  },
  fixed: {
    notification: run('succeeded', { transition: { kind: 'fixed', count: 3, since: ago(130) }, commits: [RESTORE] }),
    push: '🟢 prod · shop is fixed after 2 h 10 min — 61e0a7f Restore the rounding by Jo Lindqvist',
    lines: [
      '🟢 shop is fixed · prod',
      'Red for 2 h 10 min, 3 failures.',
      'Fixed by',
      '61e0a7f  Restore the rounding · Jo Lindqvist',
      'Open run',
    ],
  },
  recovered: {
    notification: run('succeeded', {
      transition: { kind: 'recovered-on-retry', count: 1, since: ago(7), retry: 1 },
      commits: [CHARGE],
      commitsNote: 'same',
    }),
    push: '🟢 prod · shop recovered on retry 1 — same commit, run again',
    lines: ['🟢 shop recovered on retry 1 · prod', 'Red for 7 min. The same commit, run again.'],
  },
  approval: {
    notification: run('approval', {
      level: 'action',
      stage: 'Release',
      action: { name: 'Sign-off', category: 'Approval' },
      commits: [CHARGE, RESTORE],
      approval: {
        comment: 'Smoke tests are green on staging. Ship v42?',
        expiresAt: ago(-(7 * 24 * 60 - 1)),
        reviewUrl: 'https://console.example.com/review',
        entityUrl: 'https://staging.example.com/',
      },
    }),
    push: '✋ prod · shop waiting for approval at Release — 2 commits, 6 days left',
    lines: [
      '✋ shop is waiting for approval · Release › Sign-off · prod',
      '"Smoke tests are green on staging. Ship v42?"',
      'Expires in 6 days (Dec 3, 21:56 UTC)',
      'Ships',
      '5f0c1a9  Charge the card once · Ada Moreno · main',
      '61e0a7f  Restore the rounding · Jo Lindqvist',
      'Review · Open run · What it ships',
    ],
  },
  approved: {
    notification: run('approved', {
      level: 'action',
      stage: 'Release',
      action: { name: 'Sign-off', category: 'Approval' },
      durationSeconds: 10_800,
      decision: { kind: 'approved', by: 'Hana Kim', comment: 'Looks good' },
    }),
    push: '✅ prod · shop approved by Hana Kim at Release',
    lines: ['✅ shop was approved by Hana Kim, after 3 h · prod', '"Looks good"'],
  },
  rejected: {
    notification: run('rejected', {
      failures: [{ stage: 'Release', action: 'Sign-off' }],
      decision: { kind: 'rejected', by: 'Hana Kim', comment: 'Wait for #318' },
    }),
    push: '⛔ prod · shop rejected by Hana Kim — Wait for #318',
    lines: ['⛔ shop was rejected by Hana Kim · prod', '"Wait for #318"', 'The run ended at Release.'],
  },
  expired: {
    notification: run('expired', {
      level: 'action',
      stage: 'Release',
      action: { name: 'Sign-off', category: 'Approval' },
      durationSeconds: 604_800,
      decision: { kind: 'expired' },
    }),
    push: '⌛ prod · shop approval expired after 7 days',
    lines: ['⌛ The approval of shop expired · prod', 'Nobody answered for 7 days. The run ended at Release.'],
  },
  'expired, as the run reports it': {
    notification: run('expired', { failures: [{ stage: 'Release' }], decision: { kind: 'expired' } }),
    push: '⌛ prod · shop approval expired',
    lines: ['⌛ The approval of shop expired · prod', 'Nobody answered in time. The run ended at Release.'],
  },
  stopped: {
    notification: run('stopped', {
      failures: [{ stage: 'Deploy' }],
      stoppedBy: 'Ada Moreno',
      stopReason: 'wrong configuration',
      commits: [{ ...CHARGE, summary: `${CHARGE.summary} and for every order of the basket` }],
    }),
    push: '⏹️ prod · shop stopped at Deploy by Ada Moreno — wrong configuration',
    lines: [
      '⏹️ shop was stopped at Deploy by Ada Moreno · prod',
      '"wrong configuration"',
      'Was shipping',
      '5f0c1a9  Charge the card once and for every order of the basket · Ada Moreno · main',
    ],
  },
  'rolled back': {
    notification: run('rolled-back', {
      stage: 'Deploy',
      rollback: true,
      rollbackTo: {
        id: '3e1d9c70-52b4-4b8e-a6f1-0c9d8e7f6a50',
        commit: `9b1f4c2${'d'.repeat(33)}`,
        time: '2026-03-03T16:40:12.000Z',
      },
    }),
    push: '↩️ prod · shop rolled back to 9b1f4c2 at Deploy',
    lines: [
      '↩️ shop was rolled back at Deploy · prod',
      'Now running 9b1f4c2 of Mar 3 (run 3e1d9c70). The failure stays open until a new run succeeds.',
    ],
  },
  'rolled back to an unknown version': {
    notification: run('rolled-back', { rollback: true }),
    push: '↩️ prod · shop rolled back',
    lines: [
      '↩️ shop was rolled back · prod',
      'An earlier version is running again. The failure stays open until a new run succeeds.',
    ],
  },
  'pull request': {
    notification: run('failed', {
      pipeline: { name: 'pr-checks' },
      environment: undefined,
      series: { kind: 'pull-request', name: 'feature/a', number: '7' },
      failures: [{ reason: REASON }],
    }),
    push: '🔴 pr-checks failed for feature/a (#7) — checkout › charges the card once: expected 1, received 2',
    lines: ['🔴 pr-checks failed for feature/a (#7)', REASON],
  },
  'further failure on a branch': {
    notification: failed({ series: { kind: 'branch', name: 'next' }, transition: still(2, 5, {}) }),
    push: '🔴 prod · shop still failing for next, 2nd time in 5 min — checkout › charges the card once: expected 1, rece…',
    lines: ['🔴 shop is still failing for next · prod', '2nd failure in a row, red for 5 min.'],
  },
  'further failure on the main branch': {
    notification: failed({ series: { kind: 'branch', name: 'main' }, transition: still(2, 5, {}) }),
    push: '🔴 prod · shop still failing, 2nd time in 5 min — checkout › charges the card once: expected 1, received 2',
    lines: ['🔴 shop is still failing · prod', '2nd failure in a row, red for 5 min.'],
  },
  started: {
    notification: run('started', { trigger: { type: 'WebhookV2' }, commits: [CHARGE], durationSeconds: undefined }),
    push: '🔵 prod · shop started — 5f0c1a9 Charge the card once by Ada Moreno',
    lines: [
      '🔵 shop started · prod',
      '5f0c1a9  Charge the card once · Ada Moreno · main',
      'Open run',
      'started by a push  ·  account 111122223333, eu-west-1  ·  run 3f9c1d70',
    ],
  },
  superseded: {
    notification: run('superseded', {}),
    push: '⚪ prod · shop superseded',
    lines: ['⚪ shop was superseded · prod', 'Open run'],
  },
};

test.each(Object.entries(GOLDEN))('%s', (_, { notification, push, lines }) => {
  const message = drawn(notification);

  expect(message.push).toBe(push);
  expect(message.lines.slice(0, lines.length)).toEqual(lines);
});
