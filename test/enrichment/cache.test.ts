import { Cache } from '../../src/enrichment/cache.ts';
import { enrich } from '../../src/enrichment/enrich.ts';
import { fakeAws, refusal } from './fake-aws.ts';
import { aBareFailure, aFailedBuild, ID } from './fixtures.ts';

describe('a question within the minute', () => {
  const action = aBareFailure({ level: 'action', stage: 'Test', action: { name: 'Unit' } });
  const stage = aBareFailure({ level: 'stage', stage: 'Test' });

  test('is not repeated for the events of other levels', async () => {
    const aws = fakeAws();

    for (const event of [action, stage, aBareFailure()]) await enrich(event, aws);

    expect(aws.calls).toHaveLength(5);
  });

  test('is repeated after a minute, for a retry and for another execution', async () => {
    const aws = fakeAws();
    const callsFor = async (event: typeof action) => {
      const before = aws.calls.length;
      await enrich(event, aws);
      return aws.calls.length - before;
    };
    await callsFor(action);

    expect(await callsFor(aBareFailure({ execution: { id: ID, attempt: 2 } }))).toBe(5);
    expect(await callsFor(aBareFailure({ account: '333344445555' }))).toBe(5);
    aws.time = new Date(aws.time.getTime() + 61_000);
    expect(await callsFor(stage)).toBe(5);
  });

  test('is repeated if an action was still running', async () => {
    const running = {
      actionExecutionDetails: [aFailedBuild(), aFailedBuild({ actionName: 'Load', status: 'InProgress' })],
    };
    const aws = fakeAws({ 'codepipeline ListActionExecutions': running });
    await enrich(action, aws);
    aws.answers['codepipeline ListActionExecutions'] = {
      actionExecutionDetails: [aFailedBuild({ actionName: 'Load' }), aFailedBuild()],
    };

    const result = await enrich(aBareFailure(), aws);

    expect(result.failures.map((failure) => failure.action)).toEqual(['Load', 'Unit']);
    expect(aws.calls.filter((call) => call === 'codepipeline ListActionExecutions')).toHaveLength(2);
  });

  test.each([
    ['is asked again if AWS was busy', 'ThrottlingException', 2],
    ['is not asked again if it was denied', 'AccessDeniedException', 1],
  ])('%s', async (_, code, times) => {
    const aws = fakeAws({ 'codepipeline ListPipelineExecutions': refusal(code) });

    await enrich(stage, aws);
    await enrich(aBareFailure(), aws);

    expect(aws.calls.filter((call) => call === 'codepipeline ListPipelineExecutions')).toHaveLength(times);
  });

  test('is evicted for the oldest of more than fifty executions', () => {
    const cache = new Cache();
    const now = new Date('2026-04-08T14:20:00Z');
    const first = cache.answers('first', now);
    const second = cache.answers('second', now);
    for (let count = 0; count < 48; count++) cache.answers(`${count}`, now);

    expect(cache.answers('first', now)).toBe(first);
    cache.answers('one more', now);

    expect(cache.answers('first', now)).toBe(first);
    expect(cache.answers('second', now)).not.toBe(second);
  });
});
