import { createSend } from '../../src/net/http.ts';
import { anEvent, context, sqsEvent } from '../support/lambda-events.ts';
import { type HttpRelay, openHttpRelay } from '../support/relay.ts';
import { serversOfTest } from '../support/servers.ts';

const keep = serversOfTest();

const hook = { platform: 'webhook' };

const webhookIds = (bench: HttpRelay, name: string) =>
  bench.requestsTo(name).map(({ headers }) => headers['webhook-id']);

/** Resolves at the nth call of this operation, which is never answered: the function counts as killed. */
const killAt = (bench: HttpRelay, operation: string, nth = 1): Promise<void> =>
  new Promise((killed) => {
    let calls = 0;
    bench.aws.fault = (_, each) => {
      if (each !== operation || ++calls < nth) return undefined;
      killed();
      return new Promise<string>(() => {});
    };
  });

const until = async (condition: () => boolean): Promise<void> => {
  while (!condition()) await new Promise(setImmediate);
};

describe('a function that is killed', () => {
  /** Receives a batch and neither deletes nor postpones anything. */
  const crash = (bench: HttpRelay): void => void sqsEvent(bench.aws.deliveries);

  test('by the same message every time: the message becomes a dead letter after a hundred receives, and later ones arrive', async () => {
    const bench = await keep(openHttpRelay());
    bench.addTarget('hook', hook);
    await bench.publish(anEvent());
    for (let receives = 0; receives < 100; receives++) {
      crash(bench);
      await bench.clock.until(new Date(bench.clock.now().getTime() + 180_000));
    }

    await bench.publish(anEvent());
    await bench.relay.drain();

    expect(bench.elapsed()).toBe(5 * 3600);
    expect(bench.deadLetters()).toHaveLength(1);
    expect(bench.deadLetters()[0]).not.toHaveProperty('reason');
    expect(bench.requestsTo('hook')).toHaveLength(1);
    expect(bench.aws.deliveries.size).toBe(0);
  });

  test('by one message of a batch every time: the whole batch becomes dead letters and is not lost', async () => {
    const bench = await keep(openHttpRelay());
    bench.addTarget('hook', hook);
    for (let count = 0; count < 3; count++) await bench.publish(anEvent());
    const bodies = bench.aws.deliveries.messages.map(({ body }) => body);
    for (let receives = 0; receives < 100; receives++) {
      crash(bench);
      await bench.clock.until(new Date(bench.clock.now().getTime() + 180_000));
    }

    await bench.relay.drain();

    expect(bench.deadLetters()).toEqual(bodies.map((body) => ({ body })));
  });

  test('in the middle of a batch: delivered messages are not sent again, and the others are sent after three minutes', async () => {
    const bench = await keep(openHttpRelay());
    bench.addTarget('first', hook);
    bench.addTarget('second', hook);
    await bench.publish(anEvent());
    const real = createSend({ allowPrivate: true });
    const killed = bench.newContainer({
      send: (request) => (request.url.endsWith('second') ? new Promise(() => {}) : real(request)),
    });
    void killed.deliverer(sqsEvent(bench.aws.deliveries), context());
    await until(() => bench.reports.delivered.length === 1);

    await bench.relay.settle();

    expect(bench.requestTimes('first')).toEqual([0]);
    expect(bench.requestTimes('second')).toEqual([180]);
    expect(bench.deadLetters()).toEqual([]);
  });

  test('between the answer and the write to the ledger: at most one duplicate, with the same webhook-id', async () => {
    const bench = await keep(openHttpRelay());
    bench.addTarget('hook', hook);
    await bench.publish(anEvent());
    const killed = killAt(bench, 'PutItem', 2);
    void bench.newContainer().deliverer(sqsEvent(bench.aws.deliveries), context());
    await killed;
    bench.aws.fault = () => undefined;

    await bench.relay.settle();

    expect(bench.requestTimes('hook')).toEqual([0, 180]);
    expect(new Set(webhookIds(bench, 'hook')).size).toBe(1);
    expect(bench.deadLetters()).toEqual([]);
  });

  test('between the write to the ledger and the deletion of the message: no duplicate', async () => {
    const bench = await keep(openHttpRelay());
    bench.addTarget('hook', hook);
    await bench.publish(anEvent());

    await bench.newContainer().deliverer(sqsEvent(bench.aws.deliveries), context());
    await bench.relay.settle();

    expect(bench.elapsed()).toBe(180);
    expect(bench.requestsTo('hook')).toHaveLength(1);
    expect(bench.reports.delivered.at(-1)).toMatchObject({ outcome: { kind: 'skipped', reason: 'duplicate' } });
  });

  test('while it reads the configuration: the message is received again', async () => {
    const bench = await keep(openHttpRelay());
    bench.addTarget('hook', hook);
    await bench.publish(anEvent());
    const killed = killAt(bench, 'GetParameters');
    void bench.newContainer().deliverer(sqsEvent(bench.aws.deliveries), context());
    await killed;
    bench.aws.fault = () => undefined;

    await bench.relay.settle();

    expect(bench.requestTimes('hook')).toEqual([180]);
  });
});
