import { responders } from '../../src/local/inbox.ts';
import { anEvent } from '../support/lambda-events.ts';
import { always, inTurn, openHttpRelay } from '../support/relay.ts';
import { serversOfTest } from '../support/servers.ts';

const keep = serversOfTest();

const hook = { platform: 'webhook' };

const reasonsOf = ({ reports }: Awaited<ReturnType<typeof openHttpRelay>>) =>
  reports.delivered.map(({ outcome }) => (outcome.kind === 'delivered' ? 'delivered' : outcome.reason));

describe('a target that changes while its delivery waits', () => {
  test('a removed target makes its delivery a dead letter with the reason target-gone', async () => {
    const bench = await keep(openHttpRelay());
    bench.addTarget('hook', hook, always(500));
    await bench.publish(anEvent());
    await bench.relay.drain();
    bench.aws.parameters.clear();

    await bench.runUntil(200);

    expect(bench.deadLetters()).toMatchObject([{ reason: 'target-gone', target: 'hook' }]);
    expect(bench.requestsTo('hook').length).toBeLessThan(4);
  });

  test('a target removed before the first attempt gets no request', async () => {
    const bench = await keep(openHttpRelay());
    bench.addTarget('hook', hook);
    await bench.publish(anEvent());
    bench.aws.parameters.clear();

    await bench.relay.drain();

    expect(bench.deadLetters()).toMatchObject([{ reason: 'target-gone' }]);
    expect(bench.requestsTo('hook')).toEqual([]);
  });

  test('a disabled target gets no request, and the delivery is counted as skipped', async () => {
    const bench = await keep(openHttpRelay());
    bench.addTarget('hook', hook);
    await bench.publish(anEvent());
    bench.addTarget('hook', { ...hook, enabled: false });

    await bench.relay.settle();

    expect(bench.requestsTo('hook')).toEqual([]);
    expect(bench.deadLetters()).toEqual([]);
    expect(bench.reports.delivered).toMatchObject([{ outcome: { kind: 'skipped', reason: 'disabled' } }]);
  });

  test('a changed URL is used within a minute', async () => {
    const bench = await keep(openHttpRelay());
    bench.addTarget('hook', hook, always(500));
    await bench.publish(anEvent());
    await bench.relay.drain();
    bench.addTarget('new', { ...hook, enabled: false });
    bench.relay.addTarget('hook', { ...hook, url: bench.inbox.urlOf('new') });

    await bench.relay.settle();

    expect(bench.requestTimes('hook')).toEqual([0, 5, 34]);
    expect(bench.requestTimes('new')).toEqual([148]);
  });

  test('an invalid target makes its delivery a dead letter, and the report names the field', async () => {
    const bench = await keep(openHttpRelay());
    bench.addTarget('hook', hook);
    await bench.publish(anEvent());
    bench.addTarget('hook', { ...hook, urll: 'https://hooks.example/canary' });

    await bench.relay.settle();

    expect(bench.deadLetters()).toMatchObject([{ reason: 'target-invalid' }]);
    expect(bench.reports.targets.at(-1)).toEqual({
      kind: 'invalid',
      target: 'hook',
      problems: ['unknown field "urll"'],
    });
  });
});

describe('a secret that a target refers to', () => {
  const byReference = { ...hook, url: { secret: 'pipebell/local/hook/url' } };
  const NAME = '/aws/reference/secretsmanager/pipebell/local/hook/url';

  test('that is throttled for a while delays the delivery, which then arrives', async () => {
    const bench = await keep(openHttpRelay());
    bench.addTarget('mailbox', { ...hook, enabled: false });
    bench.addTarget('hook', byReference);
    bench.aws.parameters.set(NAME, bench.inbox.urlOf('mailbox'));
    bench.aws.fault = (_, operation) =>
      operation === 'GetParameter' && bench.elapsed() < 100 ? 'ThrottlingException' : undefined;

    await bench.publish(anEvent());
    await bench.relay.settle();

    expect(reasonsOf(bench)).toContain('secret-unavailable');
    expect(bench.requestsTo('mailbox')).toHaveLength(1);
    expect(bench.deadLetters()).toEqual([]);
  });

  test.each(['AccessDeniedException', 'ParameterNotFound'])(
    'that fails with %s for 13 days makes the delivery a dead letter, and the report names the secret',
    async (code) => {
      const bench = await keep(openHttpRelay());
      bench.addTarget('hook', byReference);
      bench.aws.fault = (_, operation) => (operation === 'GetParameter' ? code : undefined);

      await bench.publish(anEvent());
      await bench.runUntil(12 * 3600);
      await bench.pass(12 * 86_400);
      await bench.relay.settle();

      expect(new Set(reasonsOf(bench).slice(0, -1))).toEqual(new Set(['secret-unavailable']));
      expect(reasonsOf(bench).at(-1)).toBe('waited');
      expect(bench.elapsed()).toBeGreaterThanOrEqual(13 * 86_400);
      expect(bench.elapsed()).toBeLessThan(13 * 86_400 + 300);
      expect(bench.deadLetters()).toMatchObject([{ reason: 'waited', attempts: '0', target: 'hook' }]);
      expect(bench.reports.targets.find(({ kind }) => kind === 'unresolved')).toMatchObject({
        target: 'hook',
        error: { message: `${NAME} could not be read: ssm GetParameter: ${code}` },
      });
    },
  );

  test('that cannot be read delays no other target', async () => {
    const bench = await keep(openHttpRelay());
    bench.addTarget('hook', byReference);
    bench.addTarget('calm', hook);

    await bench.publish(anEvent());
    await bench.relay.drain();

    expect(bench.requestsTo('calm')).toHaveLength(1);
    expect(reasonsOf(bench).sort()).toEqual(['delivered', 'secret-unavailable']);
  });
});

describe('Parameter Store, read by the deliverer', () => {
  test('when it fails at a cold start, the delivery waits and then arrives', async () => {
    const bench = await keep(openHttpRelay());
    bench.addTarget('hook', hook);
    await bench.publish(anEvent());
    bench.aws.fault = (service) => (service === 'ssm' ? 'InternalServerError' : undefined);
    await bench.runUntil(3600);
    expect(bench.deadLetters()).toEqual([]);
    bench.aws.fault = () => undefined;

    await bench.relay.settle();

    expect(new Set(reasonsOf(bench))).toEqual(new Set(['configuration-unavailable', 'delivered']));
    expect(bench.requestsTo('hook')).toHaveLength(1);
  });

  test('when it fails later, a copy of up to fifteen minutes is used', async () => {
    const bench = await keep(openHttpRelay());
    bench.addTarget('hook', hook, inTurn(responders.ok));
    await bench.publish(anEvent());
    await bench.relay.drain();
    for (let minute = 0; minute < 14; minute++) await bench.publish(anEvent());
    bench.aws.fault = (service) => (service === 'ssm' ? 'InternalServerError' : undefined);
    await bench.clock.until(new Date(bench.clock.now().getTime() + 14 * 60_000));

    await bench.relay.drain();

    expect(bench.requestsTo('hook')).toHaveLength(15);
    expect(bench.reports.targets.some(({ kind }) => kind === 'stale')).toBe(true);
  });
});
