import { readFileSync } from 'node:fs';
import { responders } from '../../src/local/inbox.ts';
import { sign } from '../../src/platforms/webhook.ts';
import { anEvent, sqsEvent, timeAt } from '../support/lambda-events.ts';
import { always, inTurn, openHttpRelay } from '../support/relay.ts';
import { serversOfTest } from '../support/servers.ts';

const keep = serversOfTest();

const hook = { platform: 'webhook' };
const KEY = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';

describe('an operator who looks into the live queue', () => {
  test('a few times uses up receives, and the delivery arrives all the same', async () => {
    const bench = await keep(openHttpRelay());
    bench.addTarget('hook', hook);
    await bench.publish(anEvent());
    for (let views = 0; views < 5; views++) {
      expect(sqsEvent(bench.aws.deliveries).Records).toHaveLength(1);
      await bench.clock.until(timeAt(bench.elapsed() + 180));
    }

    await bench.relay.settle();

    expect(bench.requestsTo('hook')).toHaveLength(1);
    expect(bench.deadLetters()).toEqual([]);
  });

  test('too often makes a dead letter of it, whole and ready to be sent again', async () => {
    const bench = await keep(openHttpRelay());
    bench.addTarget('hook', hook);
    await bench.publish(anEvent());
    const [body] = bench.aws.deliveries.messages.map((message) => message.body);
    for (let views = 0; views < 101; views++) {
      sqsEvent(bench.aws.deliveries);
      await bench.clock.until(timeAt(bench.elapsed() + 180));
    }

    expect(bench.deadLetters()).toEqual([{ body }]);
    bench.aws.deliveries.send(body ?? '');
    await bench.relay.settle();
    expect(bench.requestsTo('hook')).toHaveLength(1);
  });

  test('into the dead letters, as often as he likes, moves nothing', async () => {
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

  test('is told so by the instructions', () => {
    const page = readFileSync(new URL('../../docs/smoke-test.md', import.meta.url), 'utf8');

    expect(page).toMatch(/never in (the )?(live|deliveries) queue/i);
  });
});

describe('Lambda that is throttled for half an hour', () => {
  test('hands nothing over: nothing is lost, and everything arrives when it is over', async () => {
    const bench = await keep(openHttpRelay());
    bench.addTarget('hook', hook);
    for (let count = 0; count < 30; count++) await bench.publish(anEvent());
    await bench.clock.until(timeAt(1800));

    await bench.relay.settle();

    expect(new Set(bench.requestsTo('hook').map(({ headers }) => headers['webhook-id'])).size).toBe(30);
    expect(bench.deadLetters()).toEqual([]);
  });

  test('after the messages have been taken off the queue, ten times over: they arrive at the first try', async () => {
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

describe('a receiver whose clock goes wrong', () => {
  test.each([-600, 600])('by %i s is told our time, with a signature over it', async (seconds) => {
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

describe('a key that is switched off', () => {
  test('on the queues for an hour, so that nothing can be put there: everything arrives after it', async () => {
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

  test('on the parameters while the deliveries wait: they arrive after it', async () => {
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

describe('a new version that is deployed while deliveries wait', () => {
  /** As the first release has queued it. */
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

  test('reads what the first release has queued', async () => {
    const bench = await keep(openHttpRelay());
    for (const [name, platform] of [
      ['hook', 'webhook'],
      ['chat', 'slack'],
      ['ops', 'teams'],
    ] as const) {
      bench.addTarget(name, { platform });
      bench.aws.deliveries.send(JSON.stringify({ ...queued, id: `d_${name}`, target: name }));
    }

    await bench.relay.settle();

    expect(bench.inbox.arrivals.map(({ target }) => target).sort()).toEqual(['chat', 'hook', 'ops']);
    expect(bench.deadLetters()).toEqual([]);
  });

  test('and is taken back: the old one reads what the new one has queued, since fields are only added', async () => {
    const bench = await keep(openHttpRelay());
    bench.addTarget('hook', hook);
    const newer = {
      ...queued,
      priority: 1,
      notification: { ...queued.notification, novel: { of: ['a', 'later', 'day'] } },
    };
    bench.aws.deliveries.send(JSON.stringify(newer));

    await bench.relay.settle();

    expect(bench.requestsTo('hook')).toHaveLength(1);
    expect(bench.deadLetters()).toEqual([]);
  });

  test('goes on counting where the old one was: no delivery begins anew', async () => {
    const bench = await keep(openHttpRelay());
    bench.addTarget('hook', hook, always(500));
    await bench.publish(anEvent());
    await bench.runUntil(1000);
    expect(bench.requestsTo('hook')).toHaveLength(5);

    await bench.newContainer().settle();

    expect(bench.requestsTo('hook')).toHaveLength(10);
    expect(new Set(bench.requestsTo('hook').map(({ headers }) => headers['webhook-id'])).size).toBe(1);
  });
});
