import type { RootFacts } from '../../../src/model/conversation.ts';
import { told } from '../told.ts';
import {
  ACCOUNT,
  CHARGE,
  FIRST,
  failed,
  failure,
  type Message,
  RESTORE,
  RUN,
  SHOW,
  still,
} from './conversation-factory.ts';
import { ago, run } from './factory.ts';

const OTHER = "tsc: 'total' is possibly undefined (cart.ts:31)";
const incident: RootFacts = { since: ago(130), reason: FIRST, count: 3 };
const different = failed(still(4, 'different'), {
  failures: [{ ...failure, reason: OTHER, log: 'cart.ts:31' }],
  commits: [SHOW, CHARGE],
});

const PIPELINE: Record<string, Message> = {
  'same error, in the thread': [
    'reply',
    failed(still(3, 'same')),
    incident,
    '🔴 Still failing: 3rd in a row, red for 2 h 10 min. Same error.',
    'Since the last success',
    '5f0c1a9  Charge the card once · Ada Moreno',
    'Open log · Open run',
    `Build › Unit-tests  ·  took 4 min 12 s  ·  ${RUN}`,
  ],
  'same error, as the state': [
    'root',
    failed(still(3, 'same')),
    incident,
    '🔴 shop is still failing · prod',
    '3rd failure in a row, red for 2 h 10 min. Same error.',
    FIRST,
    'FAIL checkout.test.ts',
    'Since the last success',
    '5f0c1a9  Charge the card once · Ada Moreno',
    'Last success c81d2e3 · run 2c9d8e7f',
    'Red since Nov 26, 19:47 UTC',
    'Open log · Open run · Compare',
    `Build › Unit-tests  ·  took 4 min 12 s  ·  ${ACCOUNT}  ·  ${RUN}`,
  ],
  'different error, in the thread': [
    'reply',
    different,
    incident,
    '🔴 Still failing: 4th in a row, red for 2 h 10 min. Different error now.',
    OTHER,
    'cart.ts:31',
    'Since the last success',
    '9be47d1  Show the delivery slot · Grace Okafor',
    '5f0c1a9  Charge the card once · Ada Moreno',
    'Open log · Open run · Compare',
    `Build › Unit-tests  ·  took 4 min 12 s  ·  ${RUN}`,
  ],
  'different error, as the state': [
    'root',
    different,
    incident,
    '🔴 shop is still failing · prod',
    '4th failure in a row, red for 2 h 10 min. Different error now.',
    OTHER,
    'cart.ts:31',
    'Since the last success',
    '9be47d1  Show the delivery slot · Grace Okafor',
    '5f0c1a9  Charge the card once · Ada Moreno',
    'Last success c81d2e3 · run 2c9d8e7f',
    `Red since Nov 26, 19:47 UTC · First error: ${FIRST}`,
    'Open log · Open run · Compare',
    `Build › Unit-tests  ·  took 4 min 12 s  ·  ${ACCOUNT}  ·  ${RUN}`,
  ],
  'a retry failed, in the thread': [
    'reply',
    failed({ ...still(4, 'same'), retry: 1 }),
    incident,
    '🔴 Retry 1 failed. Same error.',
    'Open log · Open run',
    `Build › Unit-tests  ·  took 4 min 12 s  ·  ${RUN}`,
  ],
  'fixed, in the thread': [
    'reply',
    run('succeeded', { severity: 'success', commits: [RESTORE], transition: { ...still(3), kind: 'fixed' } }),
    incident,
    '🟢 Fixed after 2 h 10 min by 61e0a7f Restore the rounding · Jo Lindqvist.',
    'Open run',
    `took 4 min 12 s  ·  ${RUN}`,
  ],
  'fixed, as the state': [
    'root',
    run('succeeded', { severity: 'success', commits: [RESTORE], transition: { ...still(3), kind: 'fixed' } }),
    incident,
    '🟢 shop is fixed · prod',
    'Red for 2 h 10 min, 3 failures.',
    'Fixed by',
    '61e0a7f  Restore the rounding · Jo Lindqvist',
    `It failed with: ${FIRST}`,
    'Open run',
    `took 4 min 12 s  ·  ${ACCOUNT}  ·  ${RUN}`,
  ],
  'recovered, in the thread': [
    'reply',
    run('succeeded', { transition: { kind: 'recovered-on-retry', count: 1, since: ago(7), retry: 1 } }),
    incident,
    '🟢 Recovered on retry 1 after 7 min. The same commit, run again.',
    'Open run',
    `took 4 min 12 s  ·  ${RUN}`,
  ],
  'stopped, in the thread': [
    'reply',
    run('stopped', { stage: 'Deploy', stoppedBy: 'Ada Moreno', stopReason: 'wrong configuration' }),
    incident,
    '⏹️ Stopped at Deploy by Ada Moreno.',
    '"wrong configuration"',
    'The failure stays open until a new run succeeds.',
    'Open run',
    `took 4 min 12 s  ·  ${RUN}`,
  ],
};

const rollback = run('rolled-back', {
  stage: 'Deploy',
  rollback: true,
  rollbackTo: { id: '3e1d9c70-2b7a-4c55-9d36-51d2a7b4e801', commit: '9b1f4c2'.padEnd(40, 'a'), time: ago(1000) },
});

const ROLLBACK: Record<string, Message> = {
  'a rollback, in the thread': [
    'reply',
    rollback,
    incident,
    '↩️ Rolled back at Deploy to 9b1f4c2 of Nov 26 (run 3e1d9c70).',
    'The failure stays open until a new run succeeds.',
    'Open run',
    `took 4 min 12 s  ·  ${RUN}`,
  ],
  'a rollback, as the state': [
    'root',
    rollback,
    incident,
    '↩️ shop was rolled back at Deploy · prod',
    '3 failures, red for 2 h 10 min.',
    'Now running 9b1f4c2 of Nov 26 (run 3e1d9c70). The failure stays open until a new run succeeds.',
    `Red since Nov 26, 19:47 UTC · First error: ${FIRST}`,
    'Open run',
    `took 4 min 12 s  ·  ${ACCOUNT}  ·  ${RUN}`,
  ],
};

test.each(Object.entries({ ...PIPELINE, ...ROLLBACK }))(
  'the message about %s has these lines',
  (_, [form, notification, facts, ...lines]) => {
    expect(told(form, notification, facts).lines).toEqual(lines);
  },
);
