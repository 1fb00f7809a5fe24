import { responders } from '../../src/local/inbox.ts';
import type { HttpRequest } from '../../src/model/http.ts';
import type { Outcome } from '../../src/model/outcome.ts';
import { anEvent, context, sqsEvent } from '../support/lambda-events.ts';
import { always, type HttpRelay, inTurn, openHttpRelay } from '../support/relay.ts';
import { serversOfTest } from '../support/servers.ts';

const keep = serversOfTest();

/** A relay that sends without HTTP, for many events. The host of a URL is the target's name. */
const openFast = async (answer: (target: string, bench: HttpRelay) => Promise<{ status: number } | Outcome>) => {
  const sent: { target: string; at: number; id: string }[] = [];
  const bench: HttpRelay = await keep(
    openHttpRelay({
      send: async ({ url, headers }: HttpRequest) => {
        const target = new URL(url).hostname.replace('.test', '');
        sent.push({ target, at: bench.elapsed(), id: headers['webhook-id'] ?? '' });
        const reply = await answer(target, bench);
        return 'kind' in reply ? reply : { body: '', ...reply };
      },
    }),
  );
  const addTargets = (...names: string[]): void => {
    for (const name of names) bench.addTarget(name, { platform: 'webhook', url: `https://${name}.test/` });
  };
  return { bench, sent, addTargets, sentTo: (name: string) => sent.filter(({ target }) => target === name) };
};

const percentile95 = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.ceil(values.length * 0.95) - 1] as number;

describe('a target that answers 429', () => {
  test('with fifty waiting messages delays no other target and loses nothing', async () => {
    const { bench, sentTo, addTargets } = await openFast(async (target, { elapsed }) =>
      target === 'busy' && elapsed() < 300
        ? { kind: 'retry', reason: 'throttled', status: 429, afterSeconds: 60 }
        : { status: 200 },
    );
    addTargets('busy', 'healthy');

    for (let count = 0; count < 50; count++) await bench.publish(anEvent());
    await bench.relay.settle();

    const healthy = sentTo('healthy');
    expect(new Set(healthy.map(({ id }) => id)).size).toBe(50);
    expect(healthy.every(({ at }) => at < 30)).toBe(true);
    const [early, late] = [sentTo('busy').filter(({ at }) => at < 300), sentTo('busy').filter(({ at }) => at >= 300)];
    expect(early.length).toBeLessThanOrEqual(5);
    expect(new Set(late.map(({ id }) => id)).size).toBe(50);
    expect(bench.deadLetters()).toEqual([]);
  });

  test('once pauses its other messages, each of which is delivered after the pause', async () => {
    const bench = await keep(openHttpRelay());
    bench.addTarget('busy', { platform: 'slack' }, inTurn(responders.busyOnce));

    for (let count = 0; count < 5; count++) await bench.publish(anEvent());
    await bench.relay.drain();

    expect(bench.requestsTo('busy')).toHaveLength(1);
    expect(bench.reports.delivered.map(({ outcome }) => 'reason' in outcome && outcome.reason)).toEqual(['throttled']);

    await bench.relay.settle();
    expect(bench.requestsTo('busy')).toHaveLength(6);
  });
});

describe('a target that accepts the connection and never answers', () => {
  test('with five hundred waiting messages delays no other target', async () => {
    const { bench, sentTo, addTargets } = await openFast(async (target, { clock, elapsed }) => {
      if (target !== 'silent') return { status: 200 };
      await clock.until(new Date(clock.now().getTime() + 15_000));
      return elapsed() < 3600 ? { kind: 'retry', reason: 'timeout' } : { status: 200 };
    });
    addTargets('silent');
    for (let count = 0; count < 500; count++) await bench.publish(anEvent());
    addTargets('healthy');
    await bench.clock.until(new Date(bench.clock.now().getTime() + 61_000));

    const waits: number[] = [];
    for (let count = 0; count < 40; count++) {
      const published = bench.elapsed();
      await bench.publish(anEvent());
      await bench.runUntil(bench.elapsed() + 20);
      waits.push((sentTo('healthy').at(-1)?.at ?? Number.NaN) - published);
    }

    expect(sentTo('healthy')).toHaveLength(40);
    expect(percentile95(waits)).toBeLessThan(30);
    // Without pauses five hundred attempts of 15 s each would have come first.
    expect(sentTo('silent').length).toBeLessThan(60);
  });

  test('gets one request per function, and messages without time left return to the queue at once', async () => {
    const { bench, addTargets, sent } = await openFast(async (_, { clock }) => {
      await clock.until(new Date(clock.now().getTime() + 15_000));
      return { status: 200 };
    });
    addTargets('slow');

    for (let count = 0; count < 4; count++) await bench.publish(anEvent());
    await bench.relay.settle();

    expect(sent).toHaveLength(4);
    expect(new Set(sent.map(({ id }) => id)).size).toBe(4);
    expect(sent.map(({ at }) => at)).toEqual([0, 15, 30, 45]);
    expect(bench.reports.delivered.map(({ outcome, receive }) => [outcome.kind, receive])).toEqual([
      ['delivered', 1],
      ['delivered', 2],
      ['delivered', 3],
      ['delivered', 4],
    ]);
    expect(bench.deadLetters()).toEqual([]);
  });
});

describe('a target that fails', () => {
  test('in every message of a batch is reported and never thrown', async () => {
    const bench = await keep(openHttpRelay());
    for (const name of ['a', 'b', 'c']) bench.addTarget(name, { platform: 'webhook' }, always(500));
    await bench.publish(anEvent());
    const batch = sqsEvent(bench.aws.deliveries);

    const { batchItemFailures } = await bench.relay.deliverer(batch, context());

    expect(batch.Records).toHaveLength(3);
    expect(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier).sort()).toEqual(
      batch.Records.map(({ messageId }) => messageId).sort(),
    );
    expect(bench.reports.delivered.map(({ waitSeconds }) => waitSeconds)).toEqual([5, 5, 5]);
  });

  test('for the start of a run gets the end after it, within five minutes after it is up', async () => {
    const bench = await keep(openHttpRelay());
    const on = ['started', 'succeeded'];
    bench.addTarget(
      'hook',
      { platform: 'webhook', on },
      inTurn(...Array<ReturnType<typeof always>>(6).fill(always(500)), responders.ok),
    );
    await bench.publish(anEvent('STARTED', { execution: 'one' }));
    await bench.runUntil(800);
    expect(bench.requestTimes('hook')).toEqual([0, 5, 34, 148, 433, 718]);

    await bench.publish(anEvent('SUCCEEDED', { execution: 'one' }));
    await bench.relay.settle();

    expect(bench.requestTimes('hook').slice(6)).toEqual([1003, 1003]);
    expect(
      bench
        .requestsTo('hook')
        .slice(6)
        .map(({ body }) => JSON.parse(body).type),
    ).toEqual(['codepipeline.pipeline.started', 'codepipeline.pipeline.succeeded']);
    expect(bench.deadLetters()).toEqual([]);
  });
});

const EVENTS = 500;

describe('many events within a second', () => {
  test('for five targets, received by ten functions at a time, arrive once each', async () => {
    let [current, most] = [0, 0];
    const { bench, sent, addTargets } = await openFast(async () => {
      current += 1;
      most = Math.max(most, current);
      await new Promise((resolve) => setImmediate(resolve));
      current -= 1;
      return { status: 200 };
    });
    addTargets('a', 'b', 'c', 'd', 'e');
    await Promise.all(Array.from({ length: EVENTS }, () => bench.publish(anEvent())));
    expect(bench.aws.deliveries.size).toBe(5 * EVENTS);

    await Promise.all(
      [bench.relay, ...Array.from({ length: 9 }, () => bench.newContainer())].map(({ drain }) => drain()),
    );

    expect(sent).toHaveLength(5 * EVENTS);
    expect(new Set(sent.map(({ id }) => id)).size).toBe(5 * EVENTS);
    // Ten functions, each of which sends to the five targets side by side.
    expect(most).toBeLessThanOrEqual(50);
    expect(bench.deadLetters()).toEqual([]);
    expect(bench.aws.deliveries.size).toBe(0);
  }, 30_000);
});
