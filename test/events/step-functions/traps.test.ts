import fc from 'fast-check';
import { expectHidden, read } from '../reading.ts';
import { execution } from './executions.ts';

const json = (value: unknown): string => JSON.stringify(value);
const reasonOf = async (cause: unknown) => read(await execution('FAILED', { cause })).failures[0]?.reason;

describe('input and output', () => {
  const data = json({ card: 'canary-number' });

  test('are never shown', async () => {
    expectHidden('canary', await execution('FAILED', { input: data, output: data }));
    expectHidden('canary', await execution('SUCCEEDED', { input: data, output: data }));
  });

  test.each([
    ['of a nested execution', json({ Cause: 'No such ledger', Input: data, Output: data }), 'No such ledger'],
    ['of one nested deeper', json({ Cause: json({ Cause: 'Too deep', Input: data }), Input: data }), 'Too deep'],
    ['of a build', json({ Build: { Environment: { EnvironmentVariables: [{ Value: 'canary' }] } } }), undefined],
    ['of a Glue job', json({ ErrorMessage: 'SystemExit: 1', Arguments: data }), 'SystemExit: 1'],
    [
      'of a Batch job',
      json({ StatusReason: 'Essential container exited', Parameters: data }),
      'Essential container exited',
    ],
    ['of a training', json({ FailureReason: 'AlgorithmError', Environment: data }), 'AlgorithmError'],
    ['of a cluster', json({ StateChangeReason: { Message: 'No such image', Code: 'canary' } }), 'No such image'],
    [
      'of a function, cut off',
      json({ errorType: 'Error', errorMessage: 'db "main" is down', trace: [data] }).slice(0, -5),
      'db "main" is down',
    ],
    ['of a task', json({ StoppedReason: 'Out of memory', Overrides: data }), 'Out of memory'],
    ['that were cut off', json({ Cause: 'x', Input: data }).slice(0, -5), undefined],
    [
      'that a path did not find',
      `The JSONPath '$.id' specified for the field 'id.$' could not be found in the input '${data}'`,
      `The JSONPath '$.id' specified for the field 'id.$' could not be found in the …`,
    ],
    ['that are a list', `The choice has no default for ["canary"]`, 'The choice has no default for …'],
    ['that are a text', `Not a number: input 'canary'`, 'Not a number: …'],
  ])('%s are not read from a cause', async (_, cause, reason) => {
    expect(await reasonOf(cause)).toBe(reason);
  });

  test('are not read from deeply nested causes', async () => {
    let cause = data;
    for (let depth = 0; depth < 12; depth++) cause = json({ Cause: cause });

    expect(await reasonOf(cause)).toBeUndefined();
  });

  test('are never shown, for any cause', async () => {
    const event = await execution('FAILED');
    const some = fc.dictionary(
      fc.constantFrom('Input', 'Output', 'Payload', 'body', 'errorType'),
      fc.constant('canary'),
    );

    fc.assert(
      fc.property(fc.string(), some, (before, held) => {
        const cause = `${before}${json({ ...held, more: [held] })}`;
        expect(json(read({ ...event, detail: { ...event.detail, cause } }))).not.toContain('canary');
      }),
    );
  });
});

test.each([
  ['{"errorMessage":"Task timed out after 600.15 seconds"}', 'Task timed out after 600.15 seconds'],
  [
    'The cause could not be determined because Lambda did not return an error type. Returned payload: {"errorMessage":"Timed out"}',
    'Timed out',
  ],
  ['[Errno 2] No such file', '[Errno 2] No such file'],
  ['Two\nlines', 'Two\nlines'],
  ['{}', undefined],
  ['', undefined],
  [null, undefined],
])('a cause of %j says %j', async (cause, reason) => {
  expect(await reasonOf(cause)).toBe(reason);
});

test.each([
  ['arn:aws:states:eu-central-1:111122223333:stateMachine:nightly-settlement:7', 'nightly-settlement'],
  ['arn:aws-cn:states:cn-north-1:111122223333:stateMachine:nightly-settlement', 'nightly-settlement'],
  [undefined, 'nightly-settlement'],
])('the state machine of %p is %s, whatever its version', async (stateMachineArn, name) => {
  expect(read(await execution('FAILED', { stateMachineArn })).resource?.name).toBe(name);
});

test('leaves an event without a state machine to the generic source, which hides the input', async () => {
  const event = await execution('FAILED', { stateMachineArn: 7, executionArn: 'x', input: 'token=canary' });

  expect(read(event).source).toBe('generic');
  expectHidden('canary', event);
});

test.each([8.64e15 + 1, -1e300, 253402300800000, '1551225146847', null])(
  'a start at %p is no time',
  async (startDate) => {
    const notification = read(await execution('FAILED', { startDate }));

    expect(notification.execution?.startedAt).toBeUndefined();
    expect(notification.durationSeconds).toBeUndefined();
  },
);

test('derives an identity from execution, status and attempt if there is no id', async () => {
  const event = await execution('FAILED');
  delete event.id;
  const again = { ...event, detail: { ...event.detail, redriveCount: 1 } };

  expect(read(event).id).toMatch(/^execution_\w{26}$/);
  expect(read(event, { messageId: 'm-2' }).id).toBe(read(event).id);
  expect(read(again).id).not.toBe(read(event).id);
});

test('does not link an execution with an invalid ARN', async () => {
  expect(read(await execution('FAILED', { executionArn: 'arn:aws:states:x' })).execution?.url).toBeUndefined();
});
