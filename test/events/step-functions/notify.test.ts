import { read } from '../reading.ts';
import { execution } from './executions.ts';

test('reports a failed execution with reason, duration and link', async () => {
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
    resource: { kind: 'state-machine', name: 'nightly-settlement' },
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
  ['RUNNING', 'started', 'info'],
  ['SUCCEEDED', 'succeeded', 'success'],
  ['FAILED', 'failed', 'failure'],
  ['TIMED_OUT', 'failed', 'failure'],
  ['ABORTED', 'stopped', 'warning'],
  ['PENDING_REDRIVE', 'change', 'info'],
  ['constructor', 'change', 'info'],
])('an execution that is %s is the moment "%s" of severity %s', async (status, moment, severity) => {
  const notification = read(await execution(status));

  expect(notification).toMatchObject({ moment, severity, state: status });
  expect(notification.title).toBeUndefined();
  expect(notification.failures).toHaveLength(moment === 'failed' ? 1 : 0);
});

test('reports a timeout by the name of its error if the event has none', async () => {
  expect(read(await execution('TIMED_OUT', { error: null, cause: null })).failures).toEqual([
    { code: 'States.Timeout', reason: undefined },
  ]);
  expect(read(await execution('TIMED_OUT', { error: 'TooLate', cause: null })).failures[0]?.code).toBe('TooLate');
});

test.each([
  [{ cause: 'Wrong day, sorry', error: 'WrongDay' }, 'Wrong day, sorry'],
  [{ cause: null, error: 'WrongDay' }, 'WrongDay'],
  [{ cause: null, error: null }, undefined],
])('reports why an execution was aborted: %j', async (change, stopReason) => {
  expect(read(await execution('ABORTED', change))).toMatchObject({ moment: 'stopped', failures: [] });
  expect(read(await execution('ABORTED', change)).stopReason).toBe(stopReason);
});

test('has no duration while the execution runs', async () => {
  expect(read(await execution('RUNNING', { stopDate: null })).durationSeconds).toBeUndefined();
});

describe('an execution that is redriven', () => {
  test('is resumed as the next attempt of the same execution', async () => {
    expect(read(await execution('RUNNING', { redriveCount: 2 }))).toMatchObject({
      moment: 'resumed',
      execution: { attempt: 3 },
    });
  });

  test('ends like any other execution', async () => {
    expect(read(await execution('SUCCEEDED', { redriveCount: 1 }))).toMatchObject({
      moment: 'succeeded',
      execution: { attempt: 2 },
    });
  });
});

test('reports an execution of a Map run as a change', async () => {
  const stateMachineArn = 'arn:aws:states:eu-central-1:111122223333:stateMachine:nightly-settlement/each-ledger';

  expect(read(await execution('FAILED', { stateMachineArn }))).toMatchObject({
    moment: 'change',
    severity: 'warning',
    resource: { name: 'nightly-settlement/each-ledger' },
    failures: [{ code: 'LedgerMismatch' }],
  });
  expect(read(await execution('SUCCEEDED', { stateMachineArn }))).toMatchObject({ moment: 'change', severity: 'info' });
});
