import { enrich } from '../../../src/enrichment/enrich.ts';
import { exampleAnswers } from '../../../src/events/step-functions/examples.ts';
import { fakeAws, refusal } from '../../enrichment/fake-aws.ts';
import { read } from '../reading.ts';
import { execution } from './executions.ts';

const HISTORY = 'states GetExecutionHistory';
const SECRET = `ghp_${'Ab3'.repeat(12)}`;

const failed = async (change: Record<string, unknown> = {}) =>
  read(await execution('FAILED', { name: 'nightly-1', error: null, cause: null, ...change }));

const taskFailed = (details: object) => ({
  events: [
    { id: 3, previousEventId: 2, type: 'ExecutionFailed', executionFailedEventDetails: { error: 'States.TaskFailed' } },
    { id: 2, previousEventId: 1, type: 'TaskFailed', taskFailedEventDetails: details },
    {
      id: 1,
      previousEventId: 0,
      type: 'TaskStateEntered',
      stateEnteredEventDetails: { name: 'Charge', input: 'canary' },
    },
  ],
});

describe('the cause of a failed execution', () => {
  test('is the error of the task, with the name of its state', async () => {
    const aws = fakeAws({ [HISTORY]: exampleAnswers[HISTORY] });

    const { failures, missing } = await enrich(await failed(), aws);

    expect(failures).toEqual([
      { stage: 'CompareLedgers', code: 'LedgerMismatch', reason: 'Debits and credits differ by 12.40 EUR' },
    ]);
    expect(missing).toBeUndefined();
    expect(aws.calls).toEqual([HISTORY]);
    expect(aws.inputs[0]).toEqual({
      executionArn: 'arn:aws:states:eu-central-1:111122223333:execution:nightly-settlement:nightly-1',
      reverseOrder: true,
      includeExecutionData: false,
      maxResults: 20,
    });
  });

  test('does not repeat the reason of the event', async () => {
    const cause = 'The card was declined';
    const aws = fakeAws({ [HISTORY]: taskFailed({ error: 'Declined', cause }) });

    const { failures } = await enrich(await failed({ error: 'Declined', cause }), aws);

    expect(failures).toEqual([{ stage: 'Charge', code: 'Declined', reason: cause }]);
  });

  test('is not an error that the workflow has caught', async () => {
    const caught = taskFailed({ error: 'Caught', cause: 'Caught before' }).events;
    const events = [
      { id: 5, previousEventId: 4, executionFailedEventDetails: { error: 'NoStock', cause: 'Nothing to sell' } },
      { id: 4, previousEventId: 2, stateEnteredEventDetails: { name: 'GiveUp' } },
      ...caught.slice(1),
    ];

    const { failures } = await enrich(await failed(), fakeAws({ [HISTORY]: { events } }));

    expect(failures).toEqual([{ stage: 'GiveUp', code: 'NoStock', reason: 'Nothing to sell' }]);
  });

  test('contains no input, no output and no secret', async () => {
    const cause = JSON.stringify({ errorMessage: `login failed with ${SECRET}`, Input: 'canary', Output: 'canary' });
    const aws = fakeAws({ [HISTORY]: taskFailed({ error: 'Declined', cause, output: 'canary' }) });

    const { failures } = await enrich(await failed(), aws);

    expect(failures[0]?.reason).toBe('login failed with [redacted]');
    expect(JSON.stringify(failures)).not.toMatch(/canary|ghp_/);
  });

  test('is redacted before it is cut', async () => {
    const cause = `${'x'.repeat(980)} ${SECRET}`;
    const aws = fakeAws({ [HISTORY]: taskFailed({ cause }) });

    const { failures } = await enrich(await failed(), aws);

    expect(failures[0]?.reason).toMatch(/^x{980} \[redacted\]$/);
  });

  test.each([
    ['denied', refusal('AccessDeniedException'), 'access-denied'],
    ['throttled', refusal('ThrottlingException'), 'throttled'],
    ['not a history', { events: 7, other: [] }, undefined],
    ['unreadable', 'nonsense', 'bad-answer'],
    ['gone', refusal('ExecutionDoesNotExist'), 'not-found'],
  ])('is missing if the answer is %s', async (_, answer, words) => {
    const event = await failed({ cause: 'The event knows why' });

    const result = await enrich(event, fakeAws({ [HISTORY]: answer }));

    expect(result.failures[0]?.reason).toBe('The event knows why');
    expect(result.missing).toEqual(words && [`execution-history: ${words}`]);
  });

  test('is missing if the answer is late', async () => {
    const aws = fakeAws({ [HISTORY]: () => new Promise(() => undefined) });
    aws.timeIsUp();

    expect((await enrich(await failed(), aws)).missing).toEqual(['execution-history: no-answer']);
  });

  test('is not asked for unless the execution failed', async () => {
    const aws = fakeAws();

    await enrich(read(await execution('SUCCEEDED')), aws);
    await enrich(read(await execution('RUNNING')), aws);
    await enrich(await failed({ name: 'not an id' }), aws);

    expect(aws.calls).toEqual([]);
    await enrich(await failed(), aws);
    expect(aws.calls).toEqual([HISTORY]);
  });

  test('explains a failed action of a pipeline, by the ARN of the execution', async () => {
    const { aBareFailure, anAction } = await import('../../enrichment/fixtures.ts');
    const arn = 'arn:aws:states:eu-central-1:222233334444:execution:checks:7f6e';
    const action = anAction('Verify', 'Checks', {
      status: 'Failed',
      input: { actionTypeId: { category: 'Invoke', provider: 'StepFunctions' }, region: 'eu-central-1' },
      output: { executionResult: { externalExecutionId: arn } },
    });
    const aws = fakeAws({
      'codepipeline ListActionExecutions': { actionExecutionDetails: [action] },
      [HISTORY]: taskFailed({ error: 'Declined', cause: 'The card was declined' }),
    });

    const { failures } = await enrich(aBareFailure(), aws);

    expect(aws.inputs).toContainEqual(expect.objectContaining({ executionArn: arn }));
    expect(failures).toEqual([
      expect.objectContaining({ stage: 'Verify', action: 'Checks', reason: 'Charge: The card was declined' }),
    ]);
  });
});
