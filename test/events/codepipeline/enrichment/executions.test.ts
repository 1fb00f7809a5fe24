import { enrich, pastEndings } from '../../../../src/enrichment/enrich.ts';
import { endingsOf } from '../../../../src/events/codepipeline/enrichment/executions.ts';
import { fakeAws, refusal } from '../../../enrichment/fake-aws.ts';
import { aBareFailure, EARLIER, GOOD, ID } from '../../../enrichment/fixtures.ts';

const at = (time: string): number => Date.parse(time) / 1000;
const aRun = (pipelineExecutionId: string, status: string, overrides: object = {}) => ({
  pipelineExecutionId,
  status,
  startTime: at('2026-04-08T13:00:00Z'),
  lastUpdateTime: at('2026-04-08T13:05:00Z'),
  sourceRevisions: [],
  ...overrides,
});
const page = (...runs: object[]) => ({ pipelineExecutionSummaries: runs });
const listing = (...runs: object[]) => fakeAws({ 'codepipeline ListPipelineExecutions': page(...runs) });

describe('endings', () => {
  test('contain the runs that succeeded or failed', () => {
    const output = page(
      aRun('a', 'InProgress'),
      aRun('b', 'Failed'),
      aRun('c', 'Superseded'),
      aRun('d', 'Stopped'),
      aRun('e', 'Cancelled'),
      aRun('f', 'Succeeded', { lastUpdateTime: '2026-04-08T12:00:00.185000+00:00' }),
    );

    expect(endingsOf(output)).toEqual([
      { id: 'b 1 failed', failed: true, time: '2026-04-08T13:05:00.000Z', execution: 'b', attempt: 1 },
      { id: 'f 1 succeeded', failed: false, time: '2026-04-08T12:00:00.185Z', execution: 'f', attempt: 1 },
    ]);
  });

  test('contain no rollbacks, and are empty for an unreadable answer', () => {
    const rollbacks = page(
      aRun('a', 'Succeeded', { executionType: 'ROLLBACK' }),
      aRun('b', 'Failed', { trigger: { triggerType: 'AutomatedRollback' } }),
    );

    expect(endingsOf(rollbacks)).toEqual([]);
    expect(endingsOf('nonsense')).toEqual([]);
    expect(endingsOf(undefined)).toEqual([]);
  });

  test('before an event are the earlier ones, without its own', async () => {
    const late = { lastUpdateTime: at('2026-04-08T15:00:00Z') };
    const aws = listing(aRun('newer', 'Failed', late), aRun(ID, 'Failed'), aRun(GOOD, 'Succeeded'));

    expect((await pastEndings(aBareFailure(), aws)).map(({ execution }) => execution)).toEqual([GOOD]);
  });

  test('share the cached call of the enrichment', async () => {
    const aws = fakeAws();

    const [endings] = await Promise.all([pastEndings(aBareFailure(), aws), enrich(aBareFailure(), aws)]);
    await pastEndings(aBareFailure(), aws);

    expect(endings.map(({ execution }) => execution)).toEqual([GOOD]);
    expect(aws.calls.filter((call) => call === 'codepipeline ListPipelineExecutions')).toHaveLength(1);
  });

  test('are empty if AWS does not answer', async () => {
    const denied = fakeAws({ 'codepipeline ListPipelineExecutions': refusal('AccessDeniedException') });
    const slow = fakeAws({ 'codepipeline ListPipelineExecutions': () => new Promise(() => undefined) });
    slow.timeIsUp();

    expect(await pastEndings(aBareFailure(), denied)).toEqual([]);
    expect(await pastEndings(aBareFailure(), slow)).toEqual([]);
  });
});

describe('the last good execution', () => {
  test('is the newest earlier success that is not a rollback', async () => {
    const aws = listing(
      aRun('newer', 'Succeeded'),
      aRun(ID, 'Failed'),
      aRun('rolled-back', 'Succeeded', { executionType: 'ROLLBACK' }),
      aRun(EARLIER, 'Failed'),
      aRun(GOOD, 'Succeeded'),
      aRun('older', 'Succeeded'),
    );

    const { lastGood } = await enrich(aBareFailure(), aws);

    expect(lastGood?.execution).toBe(GOOD);
    expect(lastGood?.url).toContain(`/executions/${GOOD}/`);
    expect(lastGood?.compareUrl).toBeUndefined();
  });

  test('is unknown if the page does not contain this execution', async () => {
    const aws = listing(aRun('newer', 'Succeeded'));

    const result = await enrich(aBareFailure(), aws);

    expect(result.lastGood).toBeUndefined();
    expect(result.commits).toHaveLength(1);
    expect(result.missing).toBeUndefined();
  });
});
