import type { RootFacts } from '../../../src/model/conversation.ts';
import type { Notification } from '../../../src/model/notification.ts';
import { loadAllVerdicts } from '../../../src/wording/verdict-tables.ts';
import { told } from '../told.ts';
import { ACCOUNT, CHARGE, FIRST, failed, type Message, RUN, still } from './conversation-factory.ts';
import { ago, event, run } from './factory.ts';

await loadAllVerdicts();

const QUESTION = 'Smoke tests are green on staging. Ship v42?';
const signOff = { level: 'action', stage: 'Release', action: { name: 'Sign-off' }, commits: [] } as const;
const asked: RootFacts = { since: ago(180), question: QUESTION, commits: [CHARGE] };
const decision = (kind: 'approved' | 'rejected' | 'expired', more: object, durationSeconds: number) =>
  run(kind, { ...signOff, commits: [], decision: { kind, ...more }, durationSeconds });
const approved = decision('approved', { by: 'Hana Kim', comment: 'Looks good' }, 10_800);

const APPROVAL: Record<string, Message> = {
  'waiting, as the state': [
    'root',
    run('approval', { ...signOff, commits: [CHARGE], approval: { comment: QUESTION, expiresAt: ago(-8640) } }),
    asked,
    '✋ shop is waiting for approval · Release › Sign-off · prod',
    `"${QUESTION}"`,
    'Expires in 6 days (Dec 2, 21:57 UTC)',
    'Ships',
    '5f0c1a9  Charge the card once · Ada Moreno',
    'Open run',
    `${ACCOUNT}  ·  ${RUN}`,
  ],
  'approved, as the state': [
    'root',
    approved,
    asked,
    '✅ shop was approved by Hana Kim, after 3 h · prod',
    `Asked: "${QUESTION}"`,
    '"Looks good"',
    'Ships',
    '5f0c1a9  Charge the card once · Ada Moreno',
    'Open run',
    `Release › Sign-off  ·  ${ACCOUNT}  ·  ${RUN}`,
  ],
  'approved, in the thread': [
    'reply',
    approved,
    asked,
    '✅ Approved by Hana Kim after 3 h.',
    '"Looks good"',
    'Open run',
    `Release › Sign-off  ·  ${RUN}`,
  ],
  'rejected by the end of the run, in the thread': [
    'reply',
    run('rejected', {
      failures: [{ stage: 'Release', action: 'Sign-off' }],
      decision: { kind: 'rejected', by: 'Hana Kim', comment: 'Wait for the new prices' },
    }),
    asked,
    '⛔ Rejected by Hana Kim after 3 h.',
    '"Wait for the new prices"',
    'The run ended at Release.',
    'Open run',
    `Release › Sign-off  ·  ${RUN}`,
  ],
  'expired, in the thread': [
    'reply',
    decision('expired', {}, 604_800),
    asked,
    '⌛ Expired: nobody answered for 7 days.',
    'The run ended at Release.',
    'Open run',
    `Release › Sign-off  ·  ${RUN}`,
  ],
};

const stages: RootFacts = {
  since: ago(4),
  at: ago(0),
  usualSeconds: 540,
  stages: [
    { name: 'Source', state: 'succeeded' },
    { name: 'Build', state: 'succeeded' },
    { name: 'Deploy', state: 'running' },
  ],
};
const ended: RootFacts = {
  ...stages,
  incidentUrl: 'https://acme.slack.example/archives/C1/p1',
  stages: [
    { name: 'Source', state: 'succeeded' },
    { name: 'Build', state: 'failed' },
  ],
};

const RUNS: Record<string, Message> = {
  'a run that goes on, as the state': [
    'root',
    run('started', { commits: [CHARGE], trigger: { type: 'WebhookV2' } }),
    stages,
    '🔵 shop is running · prod',
    'Source ✓ Build ✓ Deploy ⏳ · 4 min so far, usually 9 min',
    '5f0c1a9  Charge the card once · Ada Moreno',
    'Open run',
    `started by a push  ·  ${ACCOUNT}  ·  ${RUN}`,
  ],
  'a stage, in the thread': [
    'reply',
    run('succeeded', { level: 'stage', stage: 'Build', durationSeconds: 60 }),
    stages,
    '🟢 Build succeeded.',
    'Open run',
    `took 1 min  ·  ${RUN}`,
  ],
  'a run that failed, in the thread': [
    'reply',
    failed({ kind: 'broken', count: 1, since: ago(0) }),
    ended,
    '🔴 Failed at Build.',
    FIRST,
    'FAIL checkout.test.ts',
    'Since the last success',
    '5f0c1a9  Charge the card once · Ada Moreno',
    'Last success c81d2e3 · run 2c9d8e7f',
    'Open log · Open run · Compare',
    `Build › Unit-tests  ·  took 4 min 12 s  ·  ${RUN}`,
  ],
  'a run that failed like the one before, as the state': [
    'root',
    failed(still(3, 'same')),
    ended,
    '🔴 shop is still failing · prod',
    '3rd failure in a row, red for 2 h 10 min. Same error.',
    'Source ✓ Build ✗ · took 4 min 12 s, usually 9 min',
    FIRST,
    'FAIL checkout.test.ts',
    'Since the last success',
    '5f0c1a9  Charge the card once · Ada Moreno',
    'Last success c81d2e3 · run 2c9d8e7f',
    'Red since Nov 26, 19:47 UTC',
    'Open log · Open run · Compare · First failure',
    `Build › Unit-tests  ·  ${ACCOUNT}  ·  ${RUN}`,
  ],
  'a run that succeeded, in the thread': [
    'reply',
    run('succeeded', { severity: 'success' }),
    stages,
    '🟢 Succeeded in 4 min 12 s.',
    'Open run',
    RUN,
  ],
};

const reading = (value: number) => ({
  code: 'alarm-value',
  values: { value, metric: 'errors', statistic: 'Sum', period: 300, limit: 10 },
});
const alarm = (moment: 'failed' | 'succeeded', more: Partial<Notification>) =>
  event('cloudwatch-alarm', 'alarm', 'shop-5xx', { moment, lasting: true, text: 'Answers with 5xx', ...more });
const alarmed: RootFacts = { since: ago(130), count: 3, verdict: reading(41) };
const again = alarm('failed', { verdict: reading(52), transition: still(3) });
const quiet = alarm('succeeded', {
  severity: 'success',
  verdict: { code: 'alarm-ok-again', values: { value: 2, metric: 'errors', statistic: 'Sum', period: 300, limit: 10 } },
  transition: { ...still(3), kind: 'fixed' },
});

const ALARM: Record<string, Message> = {
  'a further report, as the state': [
    'root',
    again,
    alarmed,
    '🔴 shop-5xx: 52 errors in 5 min, limit 10',
    '3rd report in a row, red for 2 h 10 min.',
    'Answers with 5xx',
    'Red since Nov 26, 19:47 UTC · First report: 41 errors in 5 min, limit 10',
    ACCOUNT,
  ],
  'a further report, in the thread': [
    'reply',
    again,
    alarmed,
    '🔴 Still in alarm: 3rd report in a row, red for 2 h 10 min.',
    '52 errors in 5 min, limit 10',
  ],
  'the end of an alarm, in the thread': [
    'reply',
    quiet,
    alarmed,
    '🟢 shop-5xx is OK again: 2 errors in 5 min, limit 10. Red for 2 h 10 min, 3 reports.',
  ],
  'the end of an alarm, as the state': [
    'root',
    quiet,
    alarmed,
    '🟢 shop-5xx is OK again: 2 errors in 5 min, limit 10',
    'Red for 2 h 10 min, 3 reports.',
    'Answers with 5xx',
    'It began with: 41 errors in 5 min, limit 10',
    ACCOUNT,
  ],
};

test.each(Object.entries({ ...APPROVAL, ...RUNS, ...ALARM }))(
  'the message about %s has these lines',
  (_, [form, notification, facts, ...lines]) => {
    expect(told(form, notification, facts).lines).toEqual(lines);
  },
);
