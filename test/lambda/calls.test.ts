import { anEvent, context, snsEvent, sqsEvent, timeAt } from '../support/lambda-events.ts';
import { openRelay, slackTarget } from '../support/relay.ts';

/** Every call to AWS is time and money of each event, so the functions may make these and no other. */

const on = ['started', 'failed', 'succeeded'];
const hook = (name: string) => ({ platform: 'webhook', url: `https://${name}.example/`, on });

const started = (execution: string) => anEvent('STARTED', { execution, pipeline: execution });
const failed = (execution: string) => anEvent('FAILED', { execution, pipeline: execution, at: timeAt(60) });

/** A relay whose functions have worked one event for all targets, and the calls of what is done then. */
const openWarm = async (targets: Readonly<Record<string, object>>) => {
  const bench = openRelay({ enrichmentMs: 0 });
  for (const [name, target] of Object.entries(targets)) bench.put(name, target);
  await bench.publish(failed('warm-up'));
  await bench.relay.drain();
  const callsOf = async (work: () => Promise<unknown>): Promise<Record<string, number>> => {
    const before = bench.aws.calls.length;
    await work();
    const counts: Record<string, number> = {};
    for (const name of bench.aws.calls.slice(before)) counts[name] = (counts[name] ?? 0) + 1;
    return counts;
  };
  return { ...bench, callsOf, routed: (event: object) => callsOf(() => bench.publish(event)) };
};

const many = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, at) => [`team-${at}`, hook(`team-${at}`)]));

describe('a warm router', () => {
  test.each([
    [1, 1],
    [10, 1],
    [25, 3],
  ])(
    'makes one call of the queue for each ten of %i deliveries, and one of the table for a start',
    async (targets, sends) => {
      const { routed } = await openWarm(many(targets));

      expect(await routed(started('a'))).toEqual({ 'dynamodb UpdateItem': 1, 'sqs SendMessageBatch': sends });
    },
  );

  test('reads and writes the history of an end once, and reads once what the start said', async () => {
    const { routed } = await openWarm(many(10));

    expect(await routed(failed('a'))).toEqual({
      'dynamodb GetItem': 2,
      'dynamodb PutItem': 1,
      'sqs SendMessageBatch': 1,
    });
  });

  test('makes no call for an event that no target gets, but that of the table', async () => {
    const { routed } = await openWarm({ team: { ...hook('team'), on: ['failed'] } });

    expect(await routed(started('a'))).toEqual({ 'dynamodb UpdateItem': 1 });
  });
});

describe('a warm deliverer', () => {
  test('reads the table once for a batch of ten, and writes once for each delivery', async () => {
    const { aws, publish, callsOf, relay, requests } = await openWarm(many(10));
    await publish(started('a'));
    const before = requests.length;

    const calls = await callsOf(() => relay.deliverer(sqsEvent(aws.deliveries), context()));

    // The clock of the test jumps over the second after which a lane deletes its own messages.
    const { 'sqs DeleteMessageBatch': _, ...others } = calls;
    expect(others).toEqual({ 'dynamodb BatchGetItem': 1, 'dynamodb PutItem': 10 });
    expect(requests.length - before).toBe(10);
  });

  test('writes once for an end that makes the start out of date', async () => {
    const { aws, publish, callsOf, relay } = await openWarm({ team: slackTarget({ on }) });
    await publish(failed('a'));

    expect(await callsOf(() => relay.deliverer(sqsEvent(aws.deliveries), context()))).toEqual({
      'dynamodb BatchGetItem': 1,
      'dynamodb BatchWriteItem': 1,
    });
  });

  test('sends ten subjects to one webhook at the same time', async () => {
    const { aws, publish, newContainer } = await openWarm({ team: hook('team') });
    for (let at = 0; at < 10; at++) await publish(failed(`pipeline-${at}`));
    let [open, most] = [0, 0];
    const { deliverer } = newContainer({
      send: async () => {
        most = Math.max(most, ++open);
        await new Promise(setImmediate);
        open -= 1;
        return { status: 200, body: '' };
      },
    });

    expect(await deliverer(sqsEvent(aws.deliveries), context())).toEqual({ batchItemFailures: [] });
    expect(most).toBe(10);
  });
});

describe('what a start says about its run', () => {
  test('is stored while its deliveries are sent to the queue, and before the router ends', async () => {
    const { aws, put, route } = openRelay({ enrichmentMs: 0 });
    put('team', hook('team'));
    let store = (): void => {};
    aws.fault = (_, operation) =>
      operation === 'UpdateItem' ? new Promise<undefined>((resolve) => (store = () => resolve(undefined))) : undefined;
    let isOver = false;
    const routing = route(snsEvent(started('a'))).then(() => {
      isOver = true;
    });
    while (aws.deliveries.size === 0) await new Promise(setImmediate);

    expect(aws.deliveries.size).toBe(1);
    expect(isOver).toBe(false);
    store();
    await routing;
    expect([...aws.table.items.keys()].filter((key) => key.startsWith('r_'))).toHaveLength(1);
  });

  test('is stored before the end of the same batch is judged', async () => {
    const { aws, put, route } = openRelay({ enrichmentMs: 0 });
    put('team', hook('team'));
    const stored: boolean[] = [];
    aws.fault = async (_, operation) => {
      if (operation === 'UpdateItem') for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
      if (operation === 'GetItem') stored.push([...aws.table.items.keys()].some((key) => key.startsWith('r_')));
      return undefined;
    };

    await route(snsEvent(failed('a'), started('a')));

    expect(stored.slice(-2)).toEqual([true, true]);
    expect(aws.deliveries.size).toBe(2);
  });

  test('is stored by the repetition if the router is killed meanwhile, without a second delivery', async () => {
    const { aws, put, route, newContainer } = openRelay({ enrichmentMs: 0 });
    put('team', hook('team'));
    const event = snsEvent(started('a'));
    aws.fault = (_, operation) => (operation === 'UpdateItem' ? new Promise(() => {}) : undefined);
    void route(event);
    while (aws.deliveries.size === 0) await new Promise(setImmediate);
    aws.fault = () => undefined;

    await newContainer().router(event, context());

    expect(aws.deliveries.size).toBe(1);
    expect([...aws.table.items.keys()].filter((key) => key.startsWith('r_'))).toHaveLength(1);
  });

  test('is stored and reported if the answer of the table is lost', async () => {
    const { aws, put, route, reports } = openRelay({ enrichmentMs: 0 });
    put('team', hook('team'));
    aws.lost = (_, operation) => (operation === 'UpdateItem' ? 'Timeout' : undefined);

    await route(snsEvent(started('a')));

    expect(reports.ledger).toMatchObject([{ code: 'Timeout' }]);
    expect(aws.deliveries.size).toBe(1);
    expect([...aws.table.items.keys()].filter((key) => key.startsWith('r_'))).toHaveLength(1);
  });

  test('is reported as not stored if the table fails, and the deliveries are on the queue', async () => {
    const { aws, put, route, reports } = openRelay({ enrichmentMs: 0 });
    put('team', hook('team'));
    aws.fault = (_, operation) => (operation === 'UpdateItem' ? 'InternalServerError' : undefined);

    await route(snsEvent(started('a')));

    expect(aws.deliveries.size).toBe(1);
    expect(reports.ledger).toMatchObject([{ code: 'InternalServerError' }]);
  });
});
