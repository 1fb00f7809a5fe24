import { enrich, pastEndings, seriesOf } from '../../../../src/enrichment/enrich.ts';
import type { Notification } from '../../../../src/model/notification.ts';
import { fakeAws, refusal } from '../../../enrichment/fake-aws.ts';
import { aBareFailure, EARLIER, GOOD, ID } from '../../../enrichment/fixtures.ts';
import { fetchedBranch, type ListedRun, listed, sha } from './runs.ts';

const actions = (...details: object[]) => ({
  'codepipeline ListActionExecutions': ({ filter }: { filter?: { pipelineExecutionId: string } }) => ({
    actionExecutionDetails: details.filter(
      (each) => !filter || (each as { pipelineExecutionId: string }).pipelineExecutionId === filter.pipelineExecutionId,
    ),
  }),
});

describe('the series of a manual release', () => {
  const release = aBareFailure({ moment: 'succeeded' });
  const seriesWith = (...details: object[]) => seriesOf(release, fakeAws(actions(...details)));

  test('is the branch of its source', async () => {
    expect(await seriesWith(fetchedBranch(ID, 'main'), fetchedBranch(GOOD, 'fix/oven'))).toEqual({
      kind: 'branch',
      name: 'main',
    });
  });

  test('is a tag if the source fetched one', async () => {
    const source = fetchedBranch(ID, 'main');
    const variables = { CommitId: sha('abc'), TagName: 'v12' };

    expect(await seriesWith({ ...source, output: { outputVariables: variables } })).toEqual({
      kind: 'tag',
      name: 'v12',
    });
  });

  test('is unknown if its sources have different branches, and known if they have the same', async () => {
    const app = fetchedBranch(ID, 'main', 'abc', 'App');

    expect(await seriesWith(app, fetchedBranch(ID, 'live', 'def', 'Infra'))).toBeUndefined();
    expect(await seriesWith(app, fetchedBranch(ID, 'main', 'def', 'Infra'))).toEqual({ kind: 'branch', name: 'main' });
  });

  test('is unknown if AWS names no branch or denies access', async () => {
    const denied = fakeAws({ 'codepipeline ListActionExecutions': refusal('AccessDeniedException') });

    expect(await seriesWith()).toBeUndefined();
    expect(await seriesOf(release, denied)).toBeUndefined();
  });
});

describe('the runs that a run is compared with', () => {
  const run = (id: string, status: string, minute: number, commit: string, more: object = {}): ListedRun => ({
    id,
    status,
    minute,
    sources: { Checkout: sha(commit) },
    more,
  });
  const runs = [
    run(ID, 'Failed', 60, 'a3'),
    run('other', 'Succeeded', 50, 'f1'),
    run(EARLIER, 'Failed', 40, 'a2'),
    run(GOOD, 'Succeeded', 20, 'a1'),
  ];
  const branches = [
    fetchedBranch(ID, 'main', 'a3'),
    fetchedBranch('other', 'fix/oven', 'f1'),
    fetchedBranch(EARLIER, 'main', 'a2'),
    fetchedBranch(GOOD, 'main', 'a1'),
  ];
  const main = aBareFailure({ series: { kind: 'branch', name: 'main' } });

  test('are those of its own branch', async () => {
    const result = await enrich(main, fakeAws({ ...listed(...runs), ...actions(...branches) }));

    expect(result.lastGood?.execution).toBe(GOOD);
    expect(result.commits.map(({ id, author }) => [id, author])).toEqual([
      [sha('a3'), 'Author of a3'],
      [sha('a2'), 'Author of a2'],
    ]);
  });

  test('are all runs if the pipeline has one branch, also those whose branch AWS no longer names', async () => {
    const own = branches.filter(({ pipelineExecutionId }) => pipelineExecutionId === ID);
    const { lastGood } = await enrich(main, fakeAws({ ...listed(...runs), ...actions(...own) }));

    expect(lastGood?.execution).toBe('other');
  });

  test('are not the runs beside it in parallel mode, even if its events name no branch', async () => {
    const parallel = runs.map((each) => ({ ...each, more: { executionMode: 'PARALLEL' } }));
    const result = await enrich(aBareFailure(), fakeAws({ ...listed(...parallel), ...actions(...branches) }));

    expect(result.lastGood?.execution).toBe(GOOD);
  });

  test('are asked for with one call more than without a series', async () => {
    const aws = fakeAws({ ...listed(...runs), ...actions(...branches) });
    await enrich(main, aws);
    const plain = fakeAws({ ...listed(...runs), ...actions(...branches) });
    await enrich(aBareFailure(), plain);

    expect(aws.calls).toHaveLength(plain.calls.length + 1);
  });

  test('are those whose endings a history begins with', async () => {
    const answers = { ...listed(...runs), ...actions(...branches) };
    const parallel = runs.map((each) => ({ ...each, more: { executionMode: 'PARALLEL' } }));
    const endings = async (event: Notification, changes: Record<string, unknown> = {}) =>
      (await pastEndings(event, fakeAws({ ...answers, ...changes }))).map(({ execution }) => execution);

    expect(await endings(main)).toEqual([EARLIER, GOOD]);
    expect(await endings(aBareFailure())).toEqual(['other', EARLIER, GOOD]);
    expect(await endings(aBareFailure(), listed(...parallel))).toEqual([EARLIER, GOOD]);
  });

  test('are listed without their branches while none has failed', async () => {
    const aws = fakeAws({ ...listed(...runs.filter(({ id }) => id !== EARLIER)), ...actions(...branches) });

    expect(await pastEndings({ ...main, moment: 'succeeded' }, aws)).toHaveLength(2);
    expect(aws.calls).toEqual(['codepipeline ListPipelineExecutions']);
  });
});
