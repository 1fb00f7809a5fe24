import { enrich } from '../../../src/enrichment/enrich.ts';
import type { Notification } from '../../../src/model/notification.ts';
import { fakeAws, refusal } from '../../enrichment/fake-aws.ts';
import { aBareFailure, anAction, SHA } from '../../enrichment/fixtures.ts';

const DEPLOYMENT = 'codedeploy GetDeployment';
const TARGETS = 'codedeploy ListDeploymentTargets';
const TARGET = 'codedeploy BatchGetDeploymentTargets';
const OPERATIONS = [DEPLOYMENT, TARGETS, TARGET];
const SECRET = `ghp_${'Ab3'.repeat(12)}`;
const TOO_MANY = { code: 'HEALTH_CONSTRAINTS', message: 'Too many individual instances failed deployment' };

const deployment = (more: Partial<Notification> = {}): Notification => {
  const { pipeline: _pipeline, level: _level, ...facts } = aBareFailure();
  const resource = { kind: 'deployment', name: 'bakery/ovens' };
  return { ...facts, source: 'codedeploy', resource, execution: { id: 'd-7QK2ZJ5AB' }, ...more };
};

const info = (more: object = {}) => ({ deploymentInfo: { creator: 'user', errorInformation: TOO_MANY, ...more } });

const lifecycle = (diagnostics: object = {}) => [
  { lifecycleEventName: 'BeforeInstall', status: 'Succeeded', diagnostics: { errorCode: 'Success' } },
  {
    lifecycleEventName: 'AfterInstall',
    status: 'Failed',
    diagnostics: {
      errorCode: 'ScriptFailed',
      message: 'Script at specified location: bin/heat.sh failed with exit code 1',
      logTail: 'LifecycleEvent - AfterInstall\nScript - bin/heat.sh\n[stdout]Heating\n[stderr]Error: no gas',
      ...diagnostics,
    },
  },
  { lifecycleEventName: 'ApplicationStart', status: 'Skipped' },
];

const onInstance = (diagnostics?: object) => ({
  deploymentTargets: [
    { instanceTarget: { targetId: 'i-1', status: 'Failed', lifecycleEvents: [] } },
    { instanceTarget: { targetId: 'i-2', status: 'Failed', lifecycleEvents: lifecycle(diagnostics) } },
  ],
});

const answers = (more: Record<string, unknown> = {}) => ({
  [DEPLOYMENT]: info(),
  [TARGETS]: { targetIds: ['i-1', 'i-2'] },
  [TARGET]: onInstance(),
  ...more,
});

const enriched = (more: Record<string, unknown> = {}, event = deployment()) => enrich(event, fakeAws(answers(more)));

describe('the cause of a failed deployment', () => {
  test('is the error in the output of the script, with the lifecycle event and the instance', async () => {
    const aws = fakeAws(answers());

    const { failures, details, missing } = await enrich(deployment(), aws);

    expect(failures).toEqual([{ action: 'AfterInstall', reason: 'no gas', log: 'Heating' }]);
    expect(details).toEqual([{ label: 'instance', value: 'i-2' }]);
    expect(missing).toBeUndefined();
    expect(aws.inputs).toContainEqual({ deploymentId: 'd-7QK2ZJ5AB', targetFilters: { TargetStatus: ['Failed'] } });
    expect(aws.inputs).toContainEqual({ deploymentId: 'd-7QK2ZJ5AB', targetIds: ['i-1', 'i-2'] });
  });

  test('is the message of CodeDeploy if the script printed no error', async () => {
    const { failures } = await enriched({ [TARGET]: onInstance({ logTail: '' }) });

    expect(failures).toEqual([{ action: 'AfterInstall', reason: 'bin/heat.sh failed with exit code 1' }]);
  });

  test('has a code that says more than that a script failed', async () => {
    const { failures } = await enriched({ [TARGET]: onInstance({ errorCode: 'ScriptTimedOut' }) });

    expect(failures[0]?.code).toBe('ScriptTimedOut');
  });

  test.each(['lambdaTarget', 'ecsTarget', 'cloudFormationTarget'])('is found in a %s too', async (kind) => {
    const target = { targetId: 'arn:any', lifecycleEvents: lifecycle({ message: 'The hook failed', logTail: null }) };
    const { failures, details } = await enriched({ [TARGET]: { deploymentTargets: [{ [kind]: target }] } });

    expect(failures).toEqual([{ action: 'AfterInstall', reason: 'The hook failed' }]);
    expect(details).toEqual([]);
  });

  test.each([
    ['no target failed', { [TARGETS]: { targetIds: [] } }, undefined],
    ['the targets are denied', { [TARGETS]: refusal('AccessDeniedException') }, 1],
    ['the target is late', { [TARGET]: refusal('Timeout') }, 1],
    ['the target has no failed event', { [TARGET]: { deploymentTargets: [] } }, undefined],
  ])('is the error of the deployment if %s', async (_, more, missing) => {
    const result = await enriched(more);

    expect(result.failures).toEqual([{ code: TOO_MANY.code, reason: TOO_MANY.message }]);
    expect(result.missing?.length).toBe(missing);
  });

  test('is absent if nothing is answered, and the parts are named', async () => {
    const denied = Object.fromEntries(OPERATIONS.map((name) => [name, refusal('AccessDeniedException')]));
    const { failures, missing } = await enriched(denied);

    expect(failures).toEqual([]);
    expect(missing).toEqual([expect.stringMatching(/^deployment: /), expect.stringMatching(/^targets: /)]);
  });

  test('comes with the number of instances, the revision and the rollback', async () => {
    const { counts, commits, rollbackRun, rollback } = await enriched({
      [DEPLOYMENT]: info({
        computePlatform: 'Server',
        deploymentOverview: { Succeeded: 1, Failed: 2, Skipped: 1 },
        revision: { revisionType: 'GitHub', gitHubLocation: { repository: 'north-bakery/web', commitId: SHA } },
        rollbackInfo: { rollbackDeploymentId: 'd-8', rollbackMessage: 'rolls back' },
      }),
    });

    expect(counts).toEqual({ of: 'instances', failed: 2, total: 4 });
    expect(commits).toEqual([
      { id: SHA, repository: 'north-bakery/web', url: `https://github.com/north-bakery/web/commit/${SHA}` },
    ]);
    expect([rollbackRun, rollback]).toEqual(['d-8', undefined]);
  });

  test('names the archive that was deployed', async () => {
    const revision = { s3Location: { bucket: 'canary', key: 'bakery/41.zip' } };
    const { details } = await enriched({ [DEPLOYMENT]: info({ revision }) });

    expect(details).toContainEqual({ label: 'revision', value: 'bakery/41.zip' });
    expect(JSON.stringify(details)).not.toContain('canary');
  });

  test('has no counts where there are no instances', async () => {
    const ofLambda = { computePlatform: 'Lambda', deploymentOverview: { Failed: 1 } };

    expect((await enriched({ [DEPLOYMENT]: info(ofLambda) })).counts).toBeUndefined();
  });

  test('contains no secret', async () => {
    const message = `login failed with ${SECRET}`;
    const { failures } = await enriched({ [TARGET]: onInstance({ message, logTail: `[stderr]token=${SECRET}` }) });

    expect(failures[0]?.reason).toMatch(/^login failed/);
    expect(JSON.stringify(failures)).not.toContain('ghp_');
  });

  test('is added to the failed action of a pipeline', async () => {
    const action = anAction('Deploy', 'Roll-out', {
      status: 'Failed',
      input: { actionTypeId: { category: 'Deploy', provider: 'CodeDeploy' }, region: 'eu-central-1' },
      output: { executionResult: { externalExecutionId: 'd-7QK2ZJ5AB' } },
    });
    const { failures } = await enriched(
      { 'codepipeline ListActionExecutions': { actionExecutionDetails: [action] } },
      aBareFailure(),
    );

    expect(failures[0]).toMatchObject({ action: 'Roll-out', log: 'Heating' });
    expect(failures[0]?.reason).toContain('AfterInstall: no gas');
    expect(failures[0]?.reason).toContain(TOO_MANY.message);
  });
});

describe('a deployment that starts or succeeds', () => {
  const rollsBack = info({
    creator: 'codeDeployRollback',
    errorInformation: null,
    revision: { s3Location: { key: 'bakery/40.zip' } },
  });

  test.each(['started', 'succeeded'] as const)('is a rollback if CodeDeploy created it (%s)', async (moment) => {
    const { rollback, rollbackTo, trigger, details } = await enriched(
      { [DEPLOYMENT]: rollsBack },
      deployment({ moment, failures: [] }),
    );

    expect(rollback).toBe(true);
    expect(rollbackTo).toEqual({ name: 'bakery/40.zip' });
    expect(trigger).toEqual({ type: 'AutomatedRollback' });
    expect(details).toEqual([]);
  });

  test('restores a commit', async () => {
    const revision = { gitHubLocation: { repository: 'north-bakery/web', commitId: SHA } };
    const { rollbackTo } = await enriched(
      { [DEPLOYMENT]: info({ creator: 'codeDeployRollback', revision }) },
      deployment({ moment: 'started' }),
    );

    expect(rollbackTo).toEqual({ commit: SHA, url: `https://github.com/north-bakery/web/commit/${SHA}` });
  });

  test('is no rollback if a person created it, and names what it deploys', async () => {
    const aws = fakeAws(answers({ [DEPLOYMENT]: info({ revision: { s3Location: { key: 'bakery/41.zip' } } }) }));

    const { rollback, trigger, details } = await enrich(deployment({ moment: 'succeeded' }), aws);

    expect([rollback, trigger]).toEqual([undefined, undefined]);
    expect(details).toEqual([{ label: 'revision', value: 'bakery/41.zip' }]);
    expect(aws.calls).toEqual([DEPLOYMENT]);
  });

  test('is kept if the deployment cannot be read', async () => {
    const event = deployment({ moment: 'succeeded' });
    const { missing, ...rest } = await enriched({ [DEPLOYMENT]: refusal('ThrottlingException') }, event);

    expect(missing).toEqual(['deployment: throttled']);
    expect(JSON.parse(JSON.stringify(rest))).toEqual(JSON.parse(JSON.stringify(event)));
  });
});
