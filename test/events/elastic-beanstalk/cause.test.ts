import { enrich } from '../../../src/enrichment/enrich.ts';
import type { Notification } from '../../../src/model/notification.ts';
import { fakeAws, refusal } from '../../enrichment/fake-aws.ts';
import { aBareFailure } from '../../enrichment/fixtures.ts';

const EVENTS = 'elasticbeanstalk DescribeEvents';
const HEALTH = 'elasticbeanstalk DescribeEnvironmentHealth';
const SECRET = `ghp_${'Ab3'.repeat(12)}`;
const GENERIC = 'Failed to deploy application.';

const failure = (more: Partial<Notification> = {}): Notification => {
  const { pipeline: _pipeline, level: _level, execution: _execution, ...facts } = aBareFailure();
  const resource = { kind: 'environment', name: 'bakery-prod' };
  return { ...facts, source: 'elastic-beanstalk', resource, failures: [{ reason: GENERIC }], ...more };
};

const event = (Message: string, more: object = {}) => ({ Message, Severity: 'ERROR', RequestId: 'now', ...more });

const causeOf = async (Events: unknown, notification = failure()) => {
  const aws = fakeAws({ [EVENTS]: Events instanceof Error ? Events : { Events } });
  return { ...(await enrich(notification, aws)), aws };
};

describe('the cause of a failed operation', () => {
  test('is its first error, with instance, exit code and version', async () => {
    const { failures, details, aws } = await causeOf([
      event(GENERIC),
      event("Unsuccessful command execution on instance id(s) 'i-0ab'. Aborting the operation."),
      event(
        '[Instance: i-0ab] Command failed on instance. Return code: 7 Output: (TRUNCATED)...no gas. For more detail, check /var/log/eb-activity.log using console or EB CLI.',
        { VersionLabel: 'v42' },
      ),
      event('The oven of the day before was cold', { RequestId: 'before' }),
    ]);

    expect(failures).toEqual([{ reason: 'no gas.' }]);
    expect(details).toEqual([
      { label: 'instance', value: 'i-0ab' },
      { label: 'exit-code', value: '7' },
      { label: 'version-label', value: 'v42' },
    ]);
    expect(aws.inputs).toEqual([
      { EnvironmentName: 'bakery-prod', Severity: 'WARN', StartTime: '2026-04-08T13:50:05.000Z', MaxRecords: 50 },
    ]);
  });

  test('is a warning if there is no error that says more', async () => {
    const { failures } = await causeOf([event(GENERIC), event('The health of the oven is low', { Severity: 'WARN' })]);

    expect(failures).toEqual([{ reason: 'The health of the oven is low' }]);
  });

  test.each([
    ['no events', []],
    ['only events that say that it failed', [event(GENERIC)]],
  ])('is absent with %s', async (_, events) => {
    const { failures, missing } = await causeOf(events);

    expect(failures).toEqual([{ reason: GENERIC }]);
    expect(missing).toBeUndefined();
  });

  test.each(['AccessDenied', 'Throttling', 'Timeout', 'BadAnswer'])('is named in missing after %s', async (code) => {
    const { failures, missing } = await causeOf(refusal(code));

    expect(failures).toEqual([{ reason: GENERIC }]);
    expect(missing).toEqual([expect.stringMatching(/^events: /)]);
  });

  test('contains no secret', async () => {
    const { failures } = await causeOf([event(`[Instance: i-0ab] login failed with ${SECRET}`)]);

    expect(failures[0]?.reason).toMatch(/^login failed/);
    expect(JSON.stringify(failures)).not.toContain('ghp_');
  });
});

describe('the causes of bad health', () => {
  const severe = (health = 'Severe') =>
    failure({
      resource: { kind: 'environment-health', name: 'bakery-prod' },
      verdict: { code: 'beanstalk-health', values: { health, before: 'Ok', environment: 'bakery-prod' } },
      failures: [{ reason: '60 % of the requests fail.' }],
    });
  const health = (HealthStatus: string, ...Causes: string[]) => fakeAws({ [HEALTH]: { HealthStatus, Causes } });

  test('are added, at most three', async () => {
    const { failures } = await enrich(severe(), health('Severe', '60 % of the requests fail.', 'b', 'c', 'd'));

    expect(failures).toEqual([{ reason: '60 % of the requests fail.\nb\nc' }]);
  });

  test('are not added if the health is good again', async () => {
    const { failures } = await enrich(severe(), health('Ok', 'all is well'));

    expect(failures).toEqual([{ reason: '60 % of the requests fail.' }]);
  });

  test('are not asked for with basic health reporting', async () => {
    const aws = health('Severe', 'b');

    await enrich(severe('RED'), aws);
    await enrich(severe(), aws);

    expect(aws.calls).toEqual([HEALTH]);
  });

  test('are named in missing if they are denied', async () => {
    const { missing } = await enrich(severe(), fakeAws({ [HEALTH]: refusal('AccessDenied') }));

    expect(missing).toEqual([expect.stringMatching(/^health: /)]);
  });
});
