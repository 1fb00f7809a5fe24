import { enrich } from '../../src/enrichment/enrich.ts';
import type { Notification } from '../../src/model/notification.ts';
import { fakeAws, refusal } from './fake-aws.ts';
import { aBareFailure, aFailedBuild, anAction, GOOD, GOOD_SHA, SHA } from './fixtures.ts';

const actions = (...details: object[]) => ({
  'codepipeline ListActionExecutions': { actionExecutionDetails: details },
});

describe('enrichment of builds and deployments', () => {
  const build = (more: Partial<Notification> = {}): Notification => {
    const { pipeline: _pipeline, level: _level, ...facts } = aBareFailure();
    const resource = { kind: 'build', name: 'web-tests' };
    return { ...facts, source: 'codebuild', resource, execution: { id: 'web-tests:1b2c3d4e' }, ...more };
  };

  test.each([
    ['on its own', {}],
    ['as the job of a pipeline', { level: 'job', pipeline: { name: 'web' } } as const],
  ])('adds the cause of a failed build %s, with a log excerpt', async (_, more) => {
    const aws = fakeAws();

    const result = await enrich(build(more), aws);

    expect(result.failures[0]).toMatchObject({
      reason: expect.stringContaining('oven › bakes at 230 degrees'),
      log: expect.stringContaining('Expected: 230'),
    });
    expect(aws.calls).toEqual(['codebuild BatchGetBuilds', 'logs GetLogEvents']);
    expect(aws.inputs[0]).toEqual({ ids: ['web-tests:1b2c3d4e'] });
  });

  test('completes the event’s failure, and replaces its generic reason and code', async () => {
    const reason = 'Error while executing command: npm test. Reason: exit status 1';
    const said = { stage: 'BUILD', code: 'COMMAND_EXECUTION_ERROR', reason };

    const { failures } = await enrich(build({ failures: [said] }), fakeAws());

    expect(failures).toEqual([
      {
        stage: 'BUILD',
        reason: 'oven › bakes at 230 degrees: expected 230, received 210',
        log: expect.stringContaining('Expected: 230'),
        logUrl: expect.stringContaining('https://'),
      },
    ]);
  });

  test('makes no call for a success, another source, or an invalid id', async () => {
    const aws = fakeAws();

    await enrich(build({ moment: 'succeeded' }), aws);
    await enrich(build({ source: 'ecs' }), aws);
    await enrich(build({ execution: { id: 'no build' } }), aws);

    expect(aws.calls).toEqual([]);
  });

  test('names the missing part if AWS denies access', async () => {
    const aws = fakeAws({ 'codebuild BatchGetBuilds': refusal('AccessDeniedException') });

    expect((await enrich(build(), aws)).missing).toEqual(['build: access-denied']);
  });
});

describe('enrichment of a failed pipeline', () => {
  test('adds cause, commits and last success', async () => {
    const aws = fakeAws();

    const result = await enrich(aBareFailure(), aws);

    expect(result.failures).toEqual([
      {
        stage: 'Test',
        action: 'Unit',
        reason: 'oven › bakes at 230 degrees: expected 230, received 210',
        url: expect.stringContaining('/codebuild/home'),
        log: expect.stringContaining('Expected: 230\n    Received: 210'),
        logUrl: expect.stringContaining('log-groups'),
      },
    ]);
    expect(result.commits.map(({ summary, author, branch }) => [summary, author, branch])).toEqual([
      ['Bake at 230 degrees (#214)', 'Mira Falk', 'main'],
      ['Weigh the dough', undefined, undefined],
    ]);
    expect(result.lastGood).toMatchObject({
      execution: GOOD,
      time: '2026-04-08T13:04:00.000Z',
      commit: GOOD_SHA,
      compareUrl: `https://github.com/north-bakery/web/compare/${GOOD_SHA}...${SHA}`,
    });
    expect(result).toMatchObject({
      durationSeconds: 245,
      execution: { startedAt: '2026-04-08T14:16:00.000Z' },
      trigger: { type: 'WebhookV2' },
      links: [{ label: 'open-pull-request', url: 'https://github.com/north-bakery/web/pull/214' }],
    });
    expect(result.missing).toBeUndefined();
    expect(aws.calls).toHaveLength(5);
  });

  test('keeps the event’s facts and fills gaps', async () => {
    const event = aBareFailure({
      commits: [{ id: SHA, summary: 'From the event', author: 'Event Author' }],
      failures: [{ stage: 'Test', action: 'Unit', reason: 'The event knows why' }],
      durationSeconds: 7,
      trigger: { type: 'Manual' },
    });

    const result = await enrich(event, fakeAws());

    expect(result.commits[0]).toMatchObject({
      summary: 'From the event',
      author: 'Event Author',
      branch: 'main',
      url: `https://github.com/north-bakery/web/commit/${SHA}`,
    });
    expect(result.failures).toHaveLength(1);
    expect(result.failures[0]?.reason).toContain('The event knows why');
    expect(result.failures[0]?.reason).toContain('expected 230, received 210');
    expect(result.durationSeconds).toBe(7);
    expect(result.trigger?.type).toBe('Manual');
  });

  test('completes a failure with a stage only', async () => {
    const result = await enrich(aBareFailure({ failures: [{ stage: 'Test' }] }), fakeAws());

    expect(result.failures).toHaveLength(1);
    expect(result.failures[0]).toMatchObject({ stage: 'Test', action: 'Unit' });
  });

  test('does not report a failed action whose retry succeeded', async () => {
    const retried = anAction('Deploy', 'Stack', { status: 'Succeeded' });
    const failedBefore = anAction('Deploy', 'Stack', { status: 'Failed' });
    const aws = fakeAws(actions(aFailedBuild(), retried, failedBefore));

    const result = await enrich(aBareFailure(), aws);

    expect(result.failures.map(({ action }) => action)).toEqual(['Unit']);
  });

  test('reports only its own stage or action on those levels', async () => {
    const other = aFailedBuild({ stageName: 'Lint', actionName: 'Style' });
    const twin = aFailedBuild({ actionName: 'Contract' });
    const of = async (level: 'stage' | 'action') => {
      const event = aBareFailure({ level, stage: 'Test', action: { name: 'Unit' } });
      return (await enrich(event, fakeAws(actions(other, twin, aFailedBuild())))).failures.map(({ action }) => action);
    };

    expect(await of('stage')).toEqual(['Contract', 'Unit']);
    expect(await of('action')).toEqual(['Unit']);
  });

  test('makes at most ten calls, with every page and three failed batches', async () => {
    const batch = (name: string) =>
      aFailedBuild({
        actionName: name,
        output: { executionResult: { externalExecutionId: `build-batch/${name}:1f2e3d4c` } },
      });
    const aws = fakeAws({
      'codepipeline ListActionExecutions': {
        actionExecutionDetails: [batch('unit'), batch('load'), batch('smoke')],
        nextToken: 'more',
      },
      'codebuild BatchGetBuildBatches': ({ ids }: { ids: string[] }) => ({
        buildBatches: [
          {
            phases: [],
            buildGroups: [
              {
                identifier: 'linux',
                currentBuildSummary: {
                  arn: `arn:aws:codebuild:eu-central-1:222233334444:build/${ids[0]}9`,
                  buildStatus: 'FAILED',
                },
              },
            ],
          },
        ],
      }),
      'logs GetLogEvents': ({ logGroupName }: { logGroupName: string }) => ({ events: [{ message: logGroupName }] }),
    });

    const result = await enrich(aBareFailure(), aws);

    expect(aws.calls.length).toBeLessThanOrEqual(10);
    expect(result.failures.map(({ action }) => action)).toEqual(['unit', 'load', 'smoke']);
    expect(result.failures[0]?.reason).toMatch(/^linux, BUILD: Error while executing command/);
    expect(result.failures[2]?.log).toBeUndefined();
  });

  test('adds the error of CodeDeploy', async () => {
    const deploy = anAction('Deploy', 'Fleet', {
      status: 'Failed',
      input: { actionTypeId: { category: 'Deploy', provider: 'CodeDeploy' }, region: 'eu-central-1' },
      output: {
        executionResult: { externalExecutionId: 'd-7QK2ZJ5AB', externalExecutionSummary: 'Deployment Failed' },
      },
    });

    const result = await enrich(aBareFailure(), fakeAws(actions(deploy)));

    expect(result.failures[0]?.reason).toBe(
      'HEALTH_CONSTRAINTS: Too few healthy instances are available.\nDeployment d-8 rolls back to revision 41.',
    );
  });

  test('adds the rollback command and the last success of a failed deployment', async () => {
    const deploy = anAction('Release-1', 'Fleet', {
      status: 'Failed',
      input: { actionTypeId: { category: 'Deploy', provider: 'CodeDeploy' }, region: 'eu-central-1' },
    });

    const { lastGood } = await enrich(aBareFailure(), fakeAws(actions(deploy)));

    expect(lastGood?.rollback).toBe(
      `aws codepipeline rollback-stage --pipeline-name bakery-web --stage-name Release-1 --target-pipeline-execution-id ${GOOD} --region eu-central-1`,
    );
    expect(lastGood?.revisions?.map(({ id }) => id)).toEqual([GOOD_SHA]);
  });

  test.each([
    ['a build', 'Test', 'Build'],
    ['a stage whose name a shell would read', 'a;reboot', 'Deploy'],
    ['a stage that looks like an option', '--profile', 'Deploy'],
  ])('has no rollback command for %s', async (_, stage, category) => {
    const failed = anAction(stage, 'Run', {
      status: 'Failed',
      input: { actionTypeId: { category, provider: 'CodeBuild' }, region: 'eu-central-1' },
    });

    const { lastGood } = await enrich(aBareFailure(), fakeAws(actions(failed)));

    expect(lastGood?.execution).toBe(GOOD);
    expect(lastGood?.rollback).toBeUndefined();
  });

  test('reads the log of a Commands action, which has no build', async () => {
    const commands = anAction('Test', 'Shell', {
      status: 'Failed',
      input: { actionTypeId: { category: 'Compute', provider: 'Commands' }, region: 'eu-central-1' },
      output: {
        executionResult: {
          logStreamARN:
            'arn:aws:logs:eu-central-1:222233334444:log-group:/aws/codepipeline/bakery-web:log-stream:4b1d7c52/Test/Shell',
        },
      },
    });
    const aws = fakeAws(actions(commands));

    const result = await enrich(aBareFailure(), aws);

    expect(result.failures[0]?.log).toContain('Expected: 230');
    expect(aws.inputs).toContainEqual(
      expect.objectContaining({ logGroupName: '/aws/codepipeline/bakery-web', logStreamName: '4b1d7c52/Test/Shell' }),
    );
  });

  test('adds the person who rejected an approval', async () => {
    const rejected = anAction('Release', 'SignOff', {
      status: 'Failed',
      updatedBy: 'arn:aws:sts::222233334444:assumed-role/Lead/noor@example.com',
      input: { actionTypeId: { category: 'Approval', provider: 'Manual' } },
      output: { executionResult: { externalExecutionSummary: 'Not before the holiday' } },
    });

    const result = await enrich(aBareFailure(), fakeAws(actions(rejected)));

    expect(result.decision).toEqual({ kind: 'rejected', by: 'noor@example.com', comment: 'Not before the holiday' });
    expect(result.failures).toEqual([{ stage: 'Release', action: 'SignOff' }]);
  });
});
