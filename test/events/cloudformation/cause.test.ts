import { enrich } from '../../../src/enrichment/enrich.ts';
import { fakeAws, refusal } from '../../enrichment/fake-aws.ts';
import { aBareFailure, anAction } from '../../enrichment/fixtures.ts';
import { handlerSaid, nestedEvent, ownEvent, resourceEvent, stackArn } from './stack-events.ts';

const EVENTS = 'cloudformation DescribeStackEvents';
const SECRET = `ghp_${'Ab3'.repeat(12)}`;
const GENERIC = 'The following resource(s) failed to create: [Oven, Dough]. Rollback requested by user.';

const failedStack = (more: object = {}) => {
  const { pipeline: _pipeline, level: _level, ...facts } = aBareFailure();
  return {
    ...facts,
    source: 'cloudformation',
    state: 'ROLLBACK_IN_PROGRESS',
    resource: {
      kind: 'stack',
      name: 'bakery',
      url: `https://eu-central-1.console.aws.amazon.com/cloudformation/home?region=eu-central-1#/stacks/events?stackId=${encodeURIComponent(stackArn('bakery'))}`,
    },
    execution: { id: 'token-2' },
    failures: [{ reason: GENERIC, code: 'ROLLBACK_IN_PROGRESS' }],
    ...more,
  };
};

const START = ownEvent('CREATE_IN_PROGRESS');
const OVEN = resourceEvent('Oven', 'CREATE_FAILED', handlerSaid('The oven is cold', 'NotStabilized'));

const answered = (...StackEvents: object[]) => ({ StackEvents });

const causeOf = async (answer: unknown, more: object = {}) => {
  const aws = fakeAws({ [EVENTS]: answer });
  const result = await enrich(failedStack(more), aws);
  return { ...result, failure: result.failures[0], aws };
};

describe('the cause of a failed stack', () => {
  test('is the first resource that failed, with the message of its provider', async () => {
    const { failures, missing, aws } = await causeOf(
      answered(
        ownEvent('ROLLBACK_IN_PROGRESS'),
        resourceEvent('Shelf', 'CREATE_FAILED', 'Resource creation cancelled'),
        resourceEvent('Dough', 'CREATE_FAILED', 'The dough is dry'),
        OVEN,
        resourceEvent('Till', 'CREATE_COMPLETE'),
        START,
      ),
    );

    expect(failures).toEqual([{ action: 'Oven', reason: 'The oven is cold', code: 'NotStabilized' }]);
    expect(missing).toBeUndefined();
    expect(aws.calls).toEqual([EVENTS]);
    expect(aws.inputs[0]).toEqual({ StackName: stackArn('bakery') });
  });

  test('is not a failure of an operation before', async () => {
    const { failure } = await causeOf(
      answered(
        resourceEvent('Oven', 'CREATE_FAILED', 'now'),
        START,
        ownEvent('DELETE_COMPLETE'),
        resourceEvent('Dough', 'CREATE_FAILED', 'before'),
      ),
    );

    expect(failure).toMatchObject({ action: 'Oven', reason: 'now' });
  });

  test('is not a failure of an operation after', async () => {
    const token = (ClientRequestToken: string) => ({ ClientRequestToken });
    const { failure } = await causeOf(
      answered(
        resourceEvent('Dough', 'UPDATE_FAILED', 'after', token('token-3')),
        ownEvent('UPDATE_IN_PROGRESS', token('token-3')),
        resourceEvent('Oven', 'UPDATE_FAILED', 'now', token('token-2')),
        ownEvent('UPDATE_IN_PROGRESS', token('token-2')),
      ),
    );

    expect(failure).toMatchObject({ action: 'Oven', reason: 'now' });
  });

  test('of a rollback is a failure during the rollback', async () => {
    const events = answered(
      ownEvent('UPDATE_ROLLBACK_FAILED'),
      resourceEvent('Dough', 'UPDATE_FAILED', 'cannot go back'),
      ownEvent('UPDATE_ROLLBACK_IN_PROGRESS'),
      OVEN,
      ownEvent('UPDATE_IN_PROGRESS'),
    );

    expect((await causeOf(events, { state: 'UPDATE_ROLLBACK_FAILED' })).failure).toMatchObject({ action: 'Dough' });
    expect((await causeOf(events, { state: 'UPDATE_ROLLBACK_IN_PROGRESS' })).failure).toMatchObject({ action: 'Oven' });
  });

  test('is searched on further pages, of which a missing one keeps what was found', async () => {
    const pages = ({ NextToken }: { NextToken?: string }) =>
      NextToken
        ? answered(OVEN, START)
        : { ...answered(resourceEvent('Dough', 'CREATE_FAILED', 'dry')), NextToken: '2' };
    const denied = (input: { NextToken?: string }) => (input.NextToken ? refusal('Throttling') : pages(input));

    expect((await causeOf(pages)).failure).toMatchObject({ action: 'Oven' });
    expect((await causeOf(denied)).failure).toMatchObject({ action: 'Dough' });
  });

  test('is searched on at most four pages', async () => {
    const { aws } = await causeOf(({ NextToken = '' }: { NextToken?: string }) => ({
      ...answered(resourceEvent('Till', 'CREATE_COMPLETE')),
      NextToken: `${NextToken}x`,
    }));

    expect(aws.calls).toHaveLength(4);
  });

  test('in a nested stack is named with the path and the name of that stack', async () => {
    const { failures, details, aws } = await causeOf(({ StackName }: { StackName: string }) =>
      StackName === stackArn('bakery')
        ? answered(nestedEvent('Kitchen', 'CREATE_FAILED', 'bakery-kitchen'), START)
        : answered(OVEN),
    );

    expect(failures).toEqual([{ action: 'Kitchen › Oven', reason: 'The oven is cold', code: 'NotStabilized' }]);
    expect(details).toEqual([{ label: 'nested-stack', value: 'bakery-kitchen' }]);
    expect(aws.calls).toHaveLength(2);
  });

  test('is that of the parent if the nested stack cannot be asked about', async () => {
    const { failure } = await causeOf(({ StackName }: { StackName: string }) =>
      StackName === stackArn('bakery')
        ? answered(nestedEvent('Kitchen', 'CREATE_FAILED', 'bakery-kitchen'), START)
        : refusal('AccessDenied'),
    );

    expect(failure?.action).toBe('Kitchen');
    expect(failure?.reason).toContain('Embedded stack bakery-kitchen was not successfully created');
  });

  test('is followed into at most three nested stacks', async () => {
    const { failure, aws } = await causeOf(({ StackName }: { StackName: string }) =>
      answered(nestedEvent('Kitchen', 'CREATE_FAILED', `${StackName.split('/')[1]}-x`), START),
    );

    expect(aws.calls).toHaveLength(4);
    expect(failure?.action).toBe('Kitchen › Kitchen › Kitchen › Kitchen');
  });

  test('of a failed hook is the reason of the hook', async () => {
    const { failure } = await causeOf(
      answered(
        resourceEvent('Oven', 'CREATE_FAILED', 'The following hook(s) failed: [Safety::Fire]'),
        resourceEvent('Oven', 'CREATE_IN_PROGRESS', '', {
          HookStatus: 'HOOK_COMPLETE_FAILED',
          HookStatusReason: 'An oven needs a door',
        }),
        START,
      ),
    );

    expect(failure).toMatchObject({ action: 'Oven', reason: 'An oven needs a door' });
  });

  test('replaces no reason of the event that says more', async () => {
    const { failure } = await causeOf(answered(OVEN, START), { failures: [{ reason: 'Quota exceeded', code: 'X' }] });

    expect(failure).toEqual({ action: 'Oven', code: 'X', reason: 'The oven is cold\nQuota exceeded' });
  });

  test.each([
    ['no events', answered()],
    ['only cancelled resources', answered(resourceEvent('Oven', 'CREATE_FAILED', 'Resource update cancelled'), START)],
  ])('is absent with %s, and the event is kept', async (_, answer) => {
    const { failures, missing } = await causeOf(answer);

    expect(failures).toEqual([{ reason: GENERIC, code: 'ROLLBACK_IN_PROGRESS' }]);
    expect(missing).toBeUndefined();
  });

  test.each([
    ['AccessDenied', /^stack-events: access-denied$/],
    ['Throttling', /^stack-events: throttled$/],
    ['Timeout', /^stack-events: no-answer$/],
    ['BadAnswer', /^stack-events: bad-answer$/],
  ])('is named in missing after %s', async (code, words) => {
    const { failures, missing } = await causeOf(refusal(code));

    expect(missing).toEqual([expect.stringMatching(words)]);
    expect(failures).toEqual([{ reason: GENERIC, code: 'ROLLBACK_IN_PROGRESS' }]);
  });

  test('contains no secret and no request id', async () => {
    const reason = `The token ${SECRET} is not valid (Service: Iam, Status Code: 403, Request ID: canary-id)`;
    const { failure } = await causeOf(answered(resourceEvent('Oven', 'CREATE_FAILED', reason), START));

    expect(failure?.reason).toMatch(/is not valid$/);
    expect(JSON.stringify(failure)).not.toMatch(/ghp_|canary/);
  });

  test('is found for the failed action of a pipeline by the ARN of the stack', async () => {
    const action = anAction('Deploy', 'Stack', {
      status: 'Failed',
      input: { actionTypeId: { category: 'Deploy', provider: 'CloudFormation' }, region: 'eu-central-1' },
      output: { executionResult: { externalExecutionId: stackArn('bakery') } },
    });
    const aws = fakeAws({
      'codepipeline ListActionExecutions': { actionExecutionDetails: [action] },
      [EVENTS]: answered(OVEN, START),
    });

    const { failures } = await enrich(aBareFailure(), aws);

    expect(failures[0]).toMatchObject({ stage: 'Deploy', action: 'Stack', reason: 'Oven: The oven is cold' });
  });
});

describe('a failed stack set', () => {
  const RESULTS = 'cloudformation ListStackSetOperationResults';
  const stackSet = failedStack({ resource: { kind: 'stack set', name: 'ovens' }, failures: [], state: 'FAILED' });
  const result = (Account: string, StatusReason: string) => ({
    Account,
    Region: 'eu-west-1',
    Status: 'FAILED',
    StatusReason,
  });

  test('has accounts, Regions and the first reason', async () => {
    const why = 'ResourceLogicalId:Oven, ResourceType:AWS::SQS::Queue, ResourceStatusReason:The oven is cold.';
    const aws = fakeAws({
      [RESULTS]: { Summaries: [1, 2, 3, 4].map((at) => result(`${at}`.repeat(12), at === 1 ? '' : why)) },
    });

    const { failures, details, counts } = await enrich(stackSet, aws);

    expect(failures).toEqual([{ action: 'Oven', reason: 'The oven is cold' }]);
    expect(details).toEqual([
      { label: 'failed-in', value: '111111111111 eu-west-1, 222222222222 eu-west-1, 333333333333 eu-west-1, +1' },
    ]);
    expect(counts).toEqual({ of: 'stack-instances', failed: 4 });
    expect(aws.inputs[0]).toMatchObject({ StackSetName: 'ovens', OperationId: 'token-2' });
  });

  test('has no count if there are more results', async () => {
    const aws = fakeAws({ [RESULTS]: { Summaries: [result('1'.repeat(12), 'cold')], NextToken: 'more' } });

    const { failures, counts } = await enrich(stackSet, aws);

    expect(failures).toEqual([{ reason: 'cold' }]);
    expect(counts).toBeUndefined();
  });

  test('is kept if the results are denied', async () => {
    const { failures, missing } = await enrich(stackSet, fakeAws({ [RESULTS]: refusal('AccessDenied') }));

    expect(failures).toEqual([]);
    expect(missing).toHaveLength(1);
  });
});

describe('a stack that has drifted', () => {
  const DRIFTS = 'cloudformation DescribeStackResourceDrifts';
  const drifted = failedStack({ moment: 'change', state: 'DRIFTED', failures: [], execution: undefined });
  const drift = (...names: string[]) => ({
    StackResourceDrifts: names.map((LogicalResourceId) => ({ LogicalResourceId })),
  });

  test('names at most three resources', async () => {
    const { details } = await enrich(drifted, fakeAws({ [DRIFTS]: drift('Oven', 'Dough', 'Till', 'Shelf') }));

    expect(details).toEqual([{ label: 'drifted-resources', value: 'Oven, Dough, Till, +1' }]);
  });

  test('is unchanged without an answer, and not asked about in sync', async () => {
    const aws = fakeAws({ [DRIFTS]: drift() });

    expect((await enrich(drifted, aws)).details).toEqual([]);
    await enrich({ ...drifted, state: 'IN_SYNC' }, aws);
    expect(aws.calls).toEqual([DRIFTS]);
  });
});
