import { createSend } from '../../src/net/http.ts';
import { anEvent, context, sqsEvent } from '../support/lambda-events.ts';
import { type HttpRelay, openHttpRelay } from '../support/relay.ts';
import { serversOfTest } from '../support/servers.ts';

const keep = serversOfTest();

const hook = { platform: 'webhook' };

const webhookIds = (bench: HttpRelay, name: string) =>
  bench.requestsTo(name).map(({ headers }) => headers['webhook-id']);

/** Resolves when AWS is asked for this the nth time, and does not answer any more: the function is dead. */
const dieAt = (bench: HttpRelay, operation: string, nth = 1): Promise<void> =>
  new Promise((died) => {
    let asked = 0;
    bench.aws.fault = (_, each) => {
      if (each !== operation || ++asked < nth) return undefined;
      died();
      return new Promise<string>(() => {});
    };
  });

const until = async (condition: () => boolean): Promise<void> => {
  while (!condition()) await new Promise(setImmediate);
};

describe('a function that is killed', () => {
  /** Takes a batch and never comes back: nothing is deleted, nothing postponed. */
  const crash = (bench: HttpRelay): void => void sqsEvent(bench.aws.deliveries);

  test('by the same message every time: after a hundred receives it is a dead letter, and later ones arrive', async () => {
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

  test('by one message of a batch every time: the others may end there too, whole, and are not lost', async () => {
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

  test('in the middle of a batch: what had arrived is not sent again, and the rest comes after three minutes', async () => {
    const bench = await keep(openHttpRelay());
    bench.addTarget('first', hook);
    bench.addTarget('second', hook);
    await bench.publish(anEvent());
    const real = createSend({ allowPrivate: true });
    const dying = bench.newContainer({
      send: (request) => (request.url.endsWith('second') ? new Promise(() => {}) : real(request)),
    });
    void dying.deliverer(sqsEvent(bench.aws.deliveries), context());
    await until(() => bench.reports.delivered.length === 1);

    await bench.relay.settle();

    expect(bench.requestTimes('first')).toEqual([0]);
    expect(bench.requestTimes('second')).toEqual([180]);
    expect(bench.deadLetters()).toEqual([]);
  });

  test('after the receiver has accepted and before anyone has noted it: at most one copy, with the same webhook-id', async () => {
    const bench = await keep(openHttpRelay());
    bench.addTarget('hook', hook);
    await bench.publish(anEvent());
    const dead = dieAt(bench, 'PutItem', 2);
    void bench.newContainer().deliverer(sqsEvent(bench.aws.deliveries), context());
    await dead;
    bench.aws.fault = () => undefined;

    await bench.relay.settle();

    expect(bench.requestTimes('hook')).toEqual([0, 180]);
    expect(new Set(webhookIds(bench, 'hook')).size).toBe(1);
    expect(bench.deadLetters()).toEqual([]);
  });

  test('after it was noted and before the message was deleted: no copy', async () => {
    const bench = await keep(openHttpRelay());
    bench.addTarget('hook', hook);
    await bench.publish(anEvent());

    await bench.newContainer().deliverer(sqsEvent(bench.aws.deliveries), context());
    await bench.relay.settle();

    expect(bench.elapsed()).toBe(180);
    expect(bench.requestsTo('hook')).toHaveLength(1);
    expect(bench.reports.delivered.at(-1)).toMatchObject({ outcome: { kind: 'skipped', reason: 'duplicate' } });
  });

  test('while it asks for the configuration: the message comes again', async () => {
    const bench = await keep(openHttpRelay());
    bench.addTarget('hook', hook);
    await bench.publish(anEvent());
    const dead = dieAt(bench, 'GetParametersByPath');
    void bench.newContainer().deliverer(sqsEvent(bench.aws.deliveries), context());
    await dead;
    bench.aws.fault = () => undefined;

    await bench.relay.settle();

    expect(bench.requestTimes('hook')).toEqual([180]);
  });
});
