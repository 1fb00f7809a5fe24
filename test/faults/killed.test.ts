import { createSend } from '../../src/net/http.ts';
import { anEvent, context, sqsEvent } from '../support/lambda-events.ts';
import { type HttpRelay, openHttpRelay, openRelay } from '../support/relay.ts';
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

describe('a function that is killed by one message every time', () => {
  /** A relay whose function is killed while it sends a request that contains `text`. */
  const openKilled = (text: string) => {
    const sent: string[] = [];
    const bench = openRelay({
      send: ({ url, body }) => {
        sent.push(url);
        return body.includes(text) ? new Promise(() => {}) : Promise.resolve({ status: 200, body: '' });
      },
    });
    bench.put('hook', { ...hook, url: 'https://hook.example/' });
    bench.put('other', { ...hook, url: 'https://other.example/' });
    /** Works the queue in a new container, until it is done or killed. @returns whether it is done. */
    const work = async (): Promise<boolean> => {
      let isDone = false;
      void bench
        .newContainer()
        .drain()
        .then(() => {
          isDone = true;
        });
      for (let turn = 0; turn < 100 && !isDone; turn++) await new Promise(setImmediate);
      return isDone;
    };
    return { ...bench, sent, work };
  };

  test('that message becomes a dead letter within an hour, and its neighbours arrive once', async () => {
    const bench = openKilled('deadly');
    await bench.publish(anEvent('FAILED', { pipeline: 'before' }));
    await bench.publish(anEvent('FAILED', { pipeline: 'deadly' }));
    await bench.publish(anEvent('FAILED', { pipeline: 'behind' }));

    while (!(await bench.work())) await bench.pass(180);

    expect(bench.elapsed()).toBeLessThan(3600);
    expect(bench.deadLetters().map(({ reason, target }) => [reason, target])).toEqual([
      ['crashed', 'hook'],
      ['crashed', 'other'],
    ]);
    for (const { body } of bench.deadLetters()) expect(body).toContain('deadly');
    const delivered = bench.reports.delivered.filter(({ outcome }) => outcome.kind === 'delivered');
    expect(
      delivered.map(({ delivery }) => `${delivery?.target} ${delivery?.notification.pipeline?.name}`).sort(),
    ).toEqual(['hook before', 'hook behind', 'other before', 'other behind']);
    expect(bench.aws.deliveries.size).toBe(0);
  });

  test('later messages are not suspected', async () => {
    const bench = openKilled('deadly');
    await bench.publish(anEvent('FAILED', { pipeline: 'deadly' }));
    while (!(await bench.work())) await bench.pass(180);
    const before = bench.sent.length;

    await bench.publish(anEvent());

    expect(await bench.work()).toBe(true);
    expect(bench.sent).toHaveLength(before + 2);
    expect([...bench.aws.table.items.keys()].filter((id) => id.startsWith('g_'))).toEqual([]);
  });
});

describe('a function that is killed', () => {
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
    const killed = killAt(bench, 'PutItem');
    void bench.newContainer().deliverer(sqsEvent(bench.aws.deliveries), context());
    await killed;
    expect(bench.reports.delivered).toMatchObject([{ outcome: { kind: 'delivered' } }]);
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
