import { enrich } from '../../src/enrichment/enrich.ts';
import { fakeAws } from './fake-aws.ts';
import { aBareFailure, anAction, aSourceAction, GOOD, ID, SHA } from './fixtures.ts';

const actions = (...details: object[]) => ({
  'codepipeline ListActionExecutions': { actionExecutionDetails: details },
});

describe('enrichment of successes and approvals', () => {
  test('makes no call if nothing is to be added', async () => {
    const aws = fakeAws();
    const started = aBareFailure({ moment: 'started' });
    const success = aBareFailure({ moment: 'succeeded', commits: [{ id: SHA }] });
    const stageSuccess = aBareFailure({ moment: 'succeeded', level: 'stage' });
    const foreign = aBareFailure({ source: 'generic' });

    for (const event of [started, success, stageSuccess, foreign]) expect(await enrich(event, aws)).toBe(event);

    expect(aws.calls).toEqual([]);
  });

  test('adds the commits of a success after a failure, with two calls', async () => {
    const aws = fakeAws();
    const transition = { kind: 'fixed' as const, count: 2, since: '2026-04-08T13:30:00.000Z' };

    const result = await enrich(aBareFailure({ moment: 'succeeded', commits: [{ id: SHA }], transition }), aws);

    expect(result.commits.map(({ summary }) => summary)).toEqual(['Bake at 230 degrees (#214)', 'Weigh the dough']);
    expect(result.links.map(({ label }) => label)).toContain('compare');
    expect(result.lastGood).toBeUndefined();
    expect(aws.calls).toHaveLength(2);
  });

  const approval = anAction('Release', 'SignOff', {
    status: 'InProgress',
    actionExecutionId: '2d7b9f10-6c3e-4a58-91d2-b0f4e8c7a635',
    input: {
      actionTypeId: { category: 'Approval', provider: 'Manual' },
      resolvedConfiguration: { CustomData: 'Ship to the shops?', ExternalEntityLink: 'https://shop.example.com/' },
    },
  });
  const approvalEvent = aBareFailure({
    moment: 'approval',
    level: 'action',
    severity: 'attention',
    stage: 'Release',
    action: { name: 'SignOff', category: 'Approval' },
  });

  test('adds commits, comment and review link to an approval', async () => {
    const result = await enrich(approvalEvent, fakeAws(actions(approval, aSourceAction())));

    expect(result.approval).toEqual({
      comment: 'Ship to the shops?',
      entityUrl: 'https://shop.example.com/',
      reviewUrl: expect.stringContaining('#/Release/SignOff/approve/2d7b9f10-6c3e-4a58-91d2-b0f4e8c7a635'),
    });
    expect(result.commits[0]).toMatchObject({ summary: 'Bake at 230 degrees (#214)', author: 'Mira Falk' });
    expect(result.links.map(({ label }) => label)).toContain('compare');
  });

  test("finds the execution of an approval's own message", async () => {
    const { execution: _, ...event } = approvalEvent;
    const aws = fakeAws(actions(approval, aSourceAction()));

    const result = await enrich({ ...event, source: 'codepipeline-approval' }, aws);

    expect(result.execution?.id).toBe(ID);
    expect(result.commits[0]?.id).toBe(SHA);
    expect(aws.calls).toHaveLength(3);
  });

  test('assumes no execution while several approvals wait', async () => {
    const { execution: _, ...event } = approvalEvent;
    const second = { ...approval, pipelineExecutionId: GOOD, actionExecutionId: 'another' };
    const aws = fakeAws(actions(second, approval));

    const unsure = await enrich({ ...event, source: 'codepipeline-approval' }, aws);
    const sure = await enrich(
      { ...event, source: 'codepipeline-approval', approval: { reviewUrl: 'https://x.example/#/approve/another' } },
      fakeAws(actions(second, approval)),
    );

    expect(unsure.execution).toBeUndefined();
    expect(unsure.commits).toEqual([]);
    expect(sure.execution?.id).toBe(GOOD);
  });

  test('adds the person who approved', async () => {
    const approved = {
      ...approval,
      status: 'Succeeded',
      updatedBy: 'arn:aws:iam::222233334444:user/noor',
      output: { executionResult: { externalExecutionSummary: 'Go' } },
    };
    const aws = fakeAws(actions(approved));

    const result = await enrich({ ...approvalEvent, moment: 'approved' }, aws);

    expect(result.decision).toEqual({ kind: 'approved', by: 'noor', comment: 'Go' });
    expect(result.details).toEqual([]);
    expect(aws.calls).toHaveLength(1);
  });
});
