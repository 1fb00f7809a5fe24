import { enrich } from '../../../../src/enrichment/enrich.ts';
import { fakeAws } from '../../../enrichment/fake-aws.ts';
import { aBareFailure, aFailedBuild, anAction, GOOD, ID } from '../../../enrichment/fixtures.ts';
import { listed, sha } from './runs.ts';

const actions = (...details: object[]) => ({
  'codepipeline ListActionExecutions': { actionExecutionDetails: details },
});

describe('a rollback', () => {
  const list = listed(
    {
      id: ID,
      status: 'InProgress',
      minute: 60,
      sources: { App: sha('a1') },
      more: { executionType: 'ROLLBACK', rollbackMetadata: { rollbackTargetPipelineExecutionId: GOOD } },
    },
    { id: 'failed-run', status: 'Failed', minute: 30, sources: { App: sha('a2') } },
    { id: GOOD, status: 'Succeeded', minute: 0, sources: { App: sha('a1') } },
  );
  const target = {
    id: GOOD,
    commit: sha('a1'),
    time: '2026-04-08T10:05:00.000Z',
    url: expect.stringContaining(`/executions/${GOOD}/`),
  };

  test.each(['started', 'rolled-back', 'succeeded'] as const)(
    'that %s names its target with two calls',
    async (moment) => {
      const aws = fakeAws({ ...list, ...actions(anAction('Deploy', 'Fleet')) });

      const result = await enrich(aBareFailure({ moment, rollback: true }), aws);

      expect(result).toMatchObject({ moment, rollback: true, stage: 'Deploy', commits: [{ id: sha('a1') }] });
      expect(result.rollbackTo).toEqual(target);
      expect(aws.calls).toHaveLength(2);
    },
  );

  test('that failed names its target too, and no suspects', async () => {
    const result = await enrich(aBareFailure({ rollback: true }), fakeAws({ ...list, ...actions(aFailedBuild()) }));

    expect(result).toMatchObject({
      moment: 'failed',
      rollback: true,
      rollbackTo: target,
      commits: [{ id: sha('a1') }],
    });
  });

  test('is recognised by AWS’s answer, unless the event names another trigger', async () => {
    const success = aBareFailure({ moment: 'succeeded' });
    const aws = () => fakeAws({ ...list, ...actions() });

    expect(await enrich(success, aws())).toMatchObject({ rollback: true, rollbackTo: { id: GOOD } });
    expect((await enrich({ ...success, trigger: { type: 'WebhookV2' } }, aws())).rollback).toBeUndefined();
  });

  test('whose target AWS no longer lists has its id only', async () => {
    const alone = listed({
      id: ID,
      status: 'Succeeded',
      minute: 60,
      more: { rollbackMetadata: { rollbackTargetPipelineExecutionId: GOOD } },
    });

    const { rollbackTo } = await enrich(
      aBareFailure({ moment: 'rolled-back', rollback: true }),
      fakeAws({ ...alone, ...actions() }),
    );

    expect(rollbackTo).toMatchObject({ id: GOOD, commit: undefined, time: undefined });
  });

  test('that AWS started by itself is noted with the failure', async () => {
    const next = (triggerType: string) =>
      listed(
        { id: 'newest', status: 'InProgress', minute: 70, more: { trigger: { triggerType: 'WebhookV2' } } },
        { id: 'next', status: 'InProgress', minute: 66, more: { trigger: { triggerType } } },
        { id: ID, status: 'Failed', minute: 60 },
      );

    expect((await enrich(aBareFailure(), fakeAws(next('AutomatedRollback')))).rollbackRun).toBe('next');
    expect((await enrich(aBareFailure(), fakeAws(next('ManualRollback')))).rollbackRun).toBeUndefined();
  });

  test('is asked about at its start only', async () => {
    const aws = fakeAws();

    await enrich(aBareFailure({ moment: 'started' }), aws);

    expect(aws.calls).toEqual([]);
  });
});
