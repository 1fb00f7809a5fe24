import { headline } from '../../../src/wording/words.ts';
import { read } from '../reading.ts';
import { execution } from './executions.ts';

const MACHINE = 'State machine nightly-settlement';

test('an execution that failed says why, how long it ran, and where to look', async () => {
  const event = await execution('FAILED');
  const arn = String(event.detail.executionArn);

  expect(read(event)).toEqual({
    version: 1,
    id: event.id,
    source: 'step-functions',
    moment: 'failed',
    severity: 'failure',
    time: '2026-03-04T09:15:30.000Z',
    account: '111122223333',
    region: 'eu-central-1',
    resource: { kind: 'state machine', name: 'nightly-settlement' },
    state: 'FAILED',
    execution: {
      id: event.detail.name,
      attempt: 1,
      startedAt: '2026-03-04T09:03:30.000Z',
      url: `https://eu-central-1.console.aws.amazon.com/states/home?region=eu-central-1#/v2/executions/details/${encodeURIComponent(arn)}`,
    },
    durationSeconds: 720,
    commits: [],
    failures: [{ code: 'LedgerMismatch', reason: 'Debits and credits differ by 12.40 EUR' }],
    details: [],
    links: [],
  });
});

test.each([
  ['RUNNING', 'started', 'info', `${MACHINE} started`],
  ['SUCCEEDED', 'succeeded', 'success', `${MACHINE} succeeded`],
  ['FAILED', 'failed', 'failure', `${MACHINE} failed`],
  ['TIMED_OUT', 'failed', 'failure', `${MACHINE} failed`],
  ['ABORTED', 'stopped', 'warning', `${MACHINE} stopped`],
  ['PENDING_REDRIVE', 'change', 'info', `${MACHINE} is now PENDING_REDRIVE`],
  ['constructor', 'change', 'info', `${MACHINE} is now constructor`],
])('an execution that is %s is the moment "%s" of severity %s', async (status, moment, severity, title) => {
  const notification = read(await execution(status));

  expect(notification).toMatchObject({ moment, severity, state: status });
  expect(headline(notification)).toBe(title);
  expect(notification.failures).toHaveLength(moment === 'failed' ? 1 : 0);
});

test('an execution that timed out says so where it has no error', async () => {
  expect(read(await execution('TIMED_OUT', { error: null, cause: null })).failures).toEqual([
    { code: 'TIMED_OUT', reason: undefined },
  ]);
});

test('an execution that somebody aborted says what they wrote', async () => {
  expect(read(await execution('ABORTED', { cause: 'Wrong day, sorry' })).stopReason).toBe('Wrong day, sorry');
});

test('an execution that runs has taken no time yet', async () => {
  expect(read(await execution('RUNNING', { stopDate: null })).durationSeconds).toBeUndefined();
});

describe('an execution that is redriven', () => {
  test('resumed, and is a further attempt of the same', async () => {
    expect(read(await execution('RUNNING', { redriveCount: 2 }))).toMatchObject({
      moment: 'resumed',
      execution: { attempt: 3 },
    });
  });

  test('ends as any other', async () => {
    expect(read(await execution('SUCCEEDED', { redriveCount: 1 }))).toMatchObject({
      moment: 'succeeded',
      execution: { attempt: 2 },
    });
  });
});

test('an execution of a Map run is a change: there may be thousands, and the workflow around them ends too', async () => {
  const stateMachineArn = 'arn:aws:states:eu-central-1:111122223333:stateMachine:nightly-settlement/each-ledger';

  expect(read(await execution('FAILED', { stateMachineArn }))).toMatchObject({
    moment: 'change',
    severity: 'warning',
    resource: { name: 'nightly-settlement/each-ledger' },
    failures: [{ code: 'LedgerMismatch' }],
  });
  expect(read(await execution('SUCCEEDED', { stateMachineArn }))).toMatchObject({ moment: 'change', severity: 'info' });
});
