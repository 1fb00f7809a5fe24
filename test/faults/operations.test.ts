import { readFileSync } from 'node:fs';
import { responders } from '../../src/local/inbox.ts';
import { sign } from '../../src/platforms/webhook.ts';
import { anEvent, putBody, sqsEvent, timeAt } from '../support/lambda-events.ts';
import { always, inTurn, openHttpRelay } from '../support/relay.ts';
import { serversOfTest } from '../support/servers.ts';

const keep = serversOfTest();

const hook = { platform: 'webhook' };
const KEY = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';

describe('an operator who receives messages from the live queue', () => {
  test.each([5, 101])('%i times does not prevent the delivery', async (times) => {
    const bench = await keep(openHttpRelay());
    bench.addTarget('hook', hook);
    await bench.publish(anEvent());
    for (let views = 0; views < times; views++) {
      expect(sqsEvent(bench.aws.deliveries).Records).toHaveLength(1);
      await bench.clock.until(timeAt(bench.elapsed() + 180));
    }

    await bench.relay.settle();

    expect(bench.requestsTo('hook')).toHaveLength(1);
    expect(bench.deadLetters()).toEqual([]);
  });

  test('of dead letters moves nothing', async () => {
    const bench = await keep(openHttpRelay());
    bench.addTarget('hook', hook, always(410));
    await bench.publish(anEvent());
    await bench.relay.drain();

    for (let views = 0; views < 100; views++) {
      bench.aws.deadLetters.receive(10);
      await bench.clock.until(timeAt(bench.elapsed() + 60));
    }

    expect(bench.deadLetters()).toMatchObject([{ reason: 'gone' }]);
  });

  test('is warned by the smoke test page', () => {
    const page = readFileSync(new URL('../../docs/smoke-test.md', import.meta.url), 'utf8');

    expect(page).toMatch(/never in (the )?(live|deliveries) queue/i);
  });
});

describe('Lambda throttled for half an hour', () => {
  test('before any receive loses nothing', async () => {
    const bench = await keep(openHttpRelay());
    bench.addTarget('hook', hook);
    for (let count = 0; count < 30; count++) await bench.publish(anEvent());
    await bench.clock.until(timeAt(1800));

    await bench.relay.settle();

    expect(new Set(bench.requestsTo('hook').map(({ headers }) => headers['webhook-id'])).size).toBe(30);
    expect(bench.deadLetters()).toEqual([]);
  });

  test('after ten receives without an invocation loses nothing', async () => {
    const bench = await keep(openHttpRelay());
    bench.addTarget('hook', hook);
    for (let count = 0; count < 30; count++) await bench.publish(anEvent());
    for (let times = 0; times < 10; times++) {
      sqsEvent(bench.aws.deliveries, 30);
      await bench.clock.until(timeAt(bench.elapsed() + 180));
    }

    await bench.relay.settle();

    expect(bench.elapsed()).toBeGreaterThanOrEqual(1800);
    expect(bench.requestsTo('hook')).toHaveLength(30);
    expect(bench.deadLetters()).toEqual([]);
  });
});

describe('a receiver with a wrong clock', () => {
  test.each([-600, 600])('(%i s) gets the time of the relay, which the signature covers', async (seconds) => {
    const bench = await keep(openHttpRelay());
    const date = timeAt(seconds).toUTCString();
    bench.addTarget('hook', { ...hook, signingKeys: [KEY] }, inTurn(always(500, '', { date }), responders.ok));

    await bench.publish(anEvent());
    await bench.relay.settle();

    const stamps = bench.requestsTo('hook').map(({ headers }) => Number(headers['webhook-timestamp']));
    expect(stamps).toEqual([timeAt(0).getTime() / 1000, timeAt(5).getTime() / 1000]);
    for (const { headers, body } of bench.requestsTo('hook')) {
      const id = String(headers['webhook-id']);
      expect(headers['webhook-signature']).toBe(sign(KEY, { id, seconds: Number(headers['webhook-timestamp']), body }));
    }
  });
});

describe('a disabled KMS key', () => {
  test('of the queues for an hour delays every delivery and loses none', async () => {
    const bench = await keep(openHttpRelay());
    bench.addTarget('hook', hook);
    bench.aws.fault = (service, operation) =>
      service === 'sqs' && operation !== 'ChangeMessageVisibility' && bench.elapsed() < 3600
        ? 'KMS.KmsDisabledException'
        : undefined;
    for (let count = 0; count < 5; count++) await bench.publish(anEvent());
    expect(bench.aws.unrouted.size).toBe(5);

    await bench.relay.settle();

    expect(bench.requestsTo('hook')).toHaveLength(5);
    expect(bench.deadLetters()).toEqual([]);
  });

  test('of the parameters delays waiting deliveries and loses none', async () => {
    const bench = await keep(openHttpRelay());
    bench.addTarget('hook', hook);
    await bench.publish(anEvent());
    bench.aws.fault = (service) =>
      service === 'ssm' && bench.elapsed() < 3600 ? 'KMS.KmsDisabledException' : undefined;

    await bench.relay.settle();

    expect(bench.requestsTo('hook')).toHaveLength(1);
    expect(bench.deadLetters()).toEqual([]);
  });
});

describe('a version that is deployed while deliveries wait', () => {
  /** A message as the first release wrote it. */
  const queued = {
    version: 1,
    id: 'd_abcdefghijklmnopqrstuvwxyz',
    target: 'hook',
    notification: {
      version: 1,
      id: '0d1c9f5e-2b7a-4c55-9d36-51d2a7b4e801',
      source: 'codepipeline',
      moment: 'failed',
      severity: 'failure',
      time: '2026-03-04T09:15:30.000Z',
      commits: [],
      failures: [],
      details: [],
      links: [],
    },
  };

  test('reads messages of the first release', async () => {
    const bench = await keep(openHttpRelay());
    for (const [name, platform] of [
      ['hook', 'webhook'],
      ['chat', 'slack'],
      ['ops', 'teams'],
    ] as const) {
      bench.addTarget(name, { platform });
      putBody(bench.aws.deliveries, JSON.stringify({ ...queued, id: `d_${name}`, target: name }), name);
    }

    await bench.relay.settle();

    expect(bench.inbox.arrivals.map(({ target }) => target).sort()).toEqual(['chat', 'hook', 'ops']);
    expect(bench.deadLetters()).toEqual([]);
  });

  test('reads messages of a newer version with additional fields', async () => {
    const bench = await keep(openHttpRelay());
    bench.addTarget('hook', hook);
    const newer = {
      ...queued,
      priority: 1,
      notification: { ...queued.notification, novel: { added: ['later'] } },
    };
    putBody(bench.aws.deliveries, JSON.stringify(newer));

    await bench.relay.settle();

    expect(bench.requestsTo('hook')).toHaveLength(1);
    expect(bench.deadLetters()).toEqual([]);
  });

  test('continues to count the attempts of the version before', async () => {
    const bench = await keep(openHttpRelay());
    bench.addTarget('hook', hook, always(500));
    await bench.publish(anEvent());
    await bench.runUntil(500);
    expect(bench.requestTimes('hook')).toEqual([0, 5, 34, 148, 433]);

    const newer = bench.newContainer();
    await newer.settle(timeAt(1000));
    expect(bench.requestTimes('hook').slice(5)).toEqual([718]);
    await bench.pass(36_000);
    await newer.settle();

    expect(bench.deadLetters()).toMatchObject([{ reason: 'exhausted', attempts: '7' }]);
    expect(bench.requestsTo('hook')).toHaveLength(7);
    expect(new Set(bench.requestsTo('hook').map(({ headers }) => headers['webhook-id'])).size).toBe(1);
  });
});
