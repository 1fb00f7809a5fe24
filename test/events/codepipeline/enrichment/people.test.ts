import { enrich } from '../../../../src/enrichment/enrich.ts';
import type { Notification } from '../../../../src/model/notification.ts';
import { fakeAws } from '../../../enrichment/fake-aws.ts';
import { aBareFailure, aFailedBuild, anAction, ID } from '../../../enrichment/fixtures.ts';
import { listed, sha } from './runs.ts';

const actions = (...details: object[]) => ({
  'codepipeline ListActionExecutions': { actionExecutionDetails: details },
});

const approval = (more: object = {}) =>
  anAction('Release', 'SignOff', {
    status: 'Failed',
    updatedBy: 'arn:aws:sts::222233334444:assumed-role/Lead/noor@example.com',
    input: { actionTypeId: { category: 'Approval', provider: 'Manual' } },
    output: { executionResult: { externalExecutionSummary: 'Not before the holiday' } },
    ...more,
  });

const answered = (kind: 'approved' | 'rejected' | 'expired', more: Partial<Notification> = {}): Notification =>
  aBareFailure({
    moment: kind,
    level: 'action',
    severity: kind === 'approved' ? 'success' : 'warning',
    stage: 'Release',
    action: { name: 'SignOff', category: 'Approval' },
    decision: { kind },
    ...more,
  });

describe('an answered approval', () => {
  test('gets the person from AWS, with one call', async () => {
    const aws = fakeAws(actions(approval()));

    const result = await enrich(answered('rejected', { decision: { kind: 'rejected', comment: 'Later' } }), aws);

    expect(result).toMatchObject({ moment: 'rejected', failures: [] });
    expect(result.decision).toEqual({ kind: 'rejected', by: 'noor@example.com', comment: 'Later' });
    expect(aws.calls).toEqual(['codepipeline ListActionExecutions']);
  });

  test('keeps the person that the event names', async () => {
    const event = answered('rejected', { decision: { kind: 'rejected', by: 'noor' } });

    expect((await enrich(event, fakeAws(actions(approval())))).decision?.by).toBe('noor');
  });

  test('has not expired if a person answered', async () => {
    const result = await enrich(answered('expired'), fakeAws(actions(approval())));

    expect(result).toMatchObject({ moment: 'rejected', severity: 'warning', decision: { by: 'noor@example.com' } });
  });

  test('has expired if nobody answered within the default limit', async () => {
    const week = { startTime: 1_775_000_000, lastUpdateTime: 1_775_000_000 + 7 * 24 * 3600 + 30 };
    const unanswered = approval({ updatedBy: undefined, output: {}, ...week });

    expect(await enrich(answered('rejected'), fakeAws(actions(unanswered)))).toMatchObject({
      moment: 'expired',
      decision: { kind: 'expired' },
    });
    expect(
      await enrich(answered('rejected'), fakeAws(actions({ ...unanswered, lastUpdateTime: 1_775_086_400 }))),
    ).toMatchObject({
      moment: 'rejected',
    });
  });

  test('is not answered by a service of AWS', async () => {
    const result = await enrich(
      answered('expired'),
      fakeAws(actions(approval({ updatedBy: 'codepipeline.amazonaws.com', output: {} }))),
    );

    expect(result.decision).toEqual({ kind: 'expired' });
  });
});

describe('the failure of a pipeline', () => {
  test('whose only failed action is an approval contains the decision, and the reason only there', async () => {
    const event = aBareFailure({
      failures: [{ stage: 'Release', action: 'SignOff', reason: 'Not before the holiday' }],
    });

    const result = await enrich(event, fakeAws(actions(approval(), anAction('Test', 'Unit'))));

    expect(result.decision).toMatchObject({
      kind: 'rejected',
      by: 'noor@example.com',
      comment: 'Not before the holiday',
    });
    expect(result.failures).toEqual([{ stage: 'Release', action: 'SignOff' }]);
  });

  test('in which another action failed too is a failure', async () => {
    const result = await enrich(aBareFailure(), fakeAws(actions(approval(), aFailedBuild())));

    expect(result.decision).toBeUndefined();
    expect(result.failures.map(({ action }) => action)).toEqual(['SignOff', 'Unit']);
  });

  test('that the relay knows as rejected gets person and place', async () => {
    const event = aBareFailure({
      moment: 'rejected',
      severity: 'warning',
      decision: { kind: 'rejected', comment: 'Later' },
    });

    const result = await enrich(event, fakeAws(actions(approval())));

    expect(result).toMatchObject({ moment: 'rejected', failures: [{ stage: 'Release', action: 'SignOff' }] });
    expect(result.decision).toEqual({ kind: 'rejected', by: 'noor@example.com', comment: 'Later' });
  });
});

describe('a stopped run', () => {
  const stopped = aBareFailure({ moment: 'stopped', severity: 'warning' });
  const list = listed({
    id: ID,
    status: 'Stopped',
    minute: 10,
    sources: { App: sha('a1') },
    more: { stopTrigger: { reason: 'Wrong oven' }, trigger: { triggerType: 'WebhookV2' } },
  });
  const deploy = (updatedBy: string) => anAction('Deploy', 'Fleet', { status: 'Abandoned', updatedBy });

  test('names who stopped it where and why, and what it was shipping, with two calls', async () => {
    const aws = fakeAws({
      ...list,
      ...actions(deploy('arn:aws:iam::222233334444:user/noor'), anAction('Test', 'Unit')),
    });

    expect(await enrich(stopped, aws)).toMatchObject({
      stoppedBy: 'noor',
      stopReason: 'Wrong oven',
      stage: 'Deploy',
      commits: [{ id: sha('a1') }],
      trigger: { type: 'WebhookV2' },
      failures: [],
    });
    expect(aws.calls).toHaveLength(2);
  });

  test('keeps the reason of the event', async () => {
    const aws = fakeAws({ ...list, ...actions() });

    expect((await enrich({ ...stopped, stopReason: 'Wrong branch' }, aws)).stopReason).toBe('Wrong branch');
  });

  test('names nobody if AWS names the role of the pipeline', async () => {
    const role = 'arn:aws:sts::222233334444:assumed-role/bakery-pipeline/session';
    const aws = fakeAws({ ...list, ...actions(deploy(role), anAction('Test', 'Unit', { updatedBy: role })) });

    const result = await enrich(stopped, aws);

    expect(result.stage).toBe('Deploy');
    expect(result.stoppedBy).toBeUndefined();
  });
});
