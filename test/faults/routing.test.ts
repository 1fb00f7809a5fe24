import { responders } from '../../src/local/inbox.ts';
import { anEvent } from '../support/lambda-events.ts';
import { always, type HttpRelay, inTurn, openHttpRelay } from '../support/relay.ts';
import { serversOfTest } from '../support/servers.ts';

const keep = serversOfTest();

const hook = { platform: 'webhook' };

const idsOf = (bench: HttpRelay): string[] =>
  bench.aws.deliveries.messages.map(({ body }) => (JSON.parse(body) as { id: string }).id);
const kindsOf = ({ reports }: HttpRelay): string[] => reports.routed.map(({ kind }) => kind);

const pass = (bench: HttpRelay, seconds: number) =>
  bench.clock.until(new Date(bench.clock.now().getTime() + seconds * 1000));

describe('Parameter Store, read by the router', () => {
  test.each([
    'ThrottlingException',
    'KMS.KmsDisabledException',
    'InternalServerError',
    'Timeout',
    'AccessDeniedException',
  ])('with %s at a cold start: the event waits and is routed later', async (code) => {
    const bench = await keep(openHttpRelay());
    bench.addTarget('hook', hook);
    bench.aws.fault = (service) => (service === 'ssm' && bench.elapsed() < 4 * 3600 ? code : undefined);

    await bench.publish(anEvent());
    expect(kindsOf(bench)).toEqual(['unrouted']);
    expect(bench.aws.unrouted.size).toBe(1);
    await bench.relay.settle();

    expect(new Set(kindsOf(bench))).toEqual(new Set(['unrouted', 'routed']));
    expect(bench.reports.routed.at(-1)).toMatchObject({ kind: 'routed', targets: ['hook'], configured: 1 });
    expect(bench.requestsTo('hook')).toHaveLength(1);
    expect(bench.requestTimes('hook')[0]).toBeLessThan(4 * 3600 + 1300);
    expect(bench.deadLetters()).toEqual([]);
  });

  test('that fails later: a copy is used for fifteen minutes, and after that events wait', async () => {
    const bench = await keep(openHttpRelay());
    bench.addTarget('hook', hook);
    await bench.publish(anEvent());
    bench.aws.fault = (service) => (service === 'ssm' ? 'ThrottlingException' : undefined);

    // Five of the fifteen minutes' seconds are spent on retries.
    await pass(bench, 15 * 60 - 5);
    await bench.publish(anEvent());
    await pass(bench, 11);
    await bench.publish(anEvent());

    expect(kindsOf(bench)).toEqual(['routed', 'routed', 'unrouted']);
    expect(bench.reports.targets).toMatchObject([{ kind: 'stale', ageSeconds: 900 }]);
    expect(bench.aws.deliveries.size).toBe(2);
    expect(bench.aws.unrouted.size).toBe(1);
  });

  test('without a target under the path is reported with zero configured targets', async () => {
    const bench = await keep(openHttpRelay());
    bench.aws.parameters.set('/pipebell/locale/targets/hook', JSON.stringify(hook));

    await bench.publish(anEvent());

    expect(bench.reports.routed).toMatchObject([{ kind: 'routed', targets: [], configured: 0 }]);
    expect(bench.aws.unrouted.size).toBe(0);
  });

  test('with twenty-five targets in three pages: twenty-five messages in three calls', async () => {
    const bench = await keep(openHttpRelay());
    for (let index = 0; index < 25; index++) bench.addTarget(`hook-${index}`, hook);

    await bench.publish(anEvent());
    expect(bench.aws.calls.filter((call) => !call.startsWith('dynamodb'))).toEqual([
      ...Array(3).fill('ssm GetParametersByPath'),
      ...Array(3).fill('sqs SendMessageBatch'),
    ]);
    await bench.relay.settle();

    expect(new Set(bench.inbox.arrivals.map(({ target }) => target)).size).toBe(25);
  });

  test('that fails after the first of three pages: nothing is routed until all pages are read', async () => {
    const bench = await keep(openHttpRelay());
    for (let index = 0; index < 25; index++) bench.addTarget(`hook-${index}`, hook);
    let pages = 0;
    bench.aws.fault = (service) => (service === 'ssm' && ++pages > 1 ? 'Timeout' : undefined);

    await bench.publish(anEvent());
    expect(bench.aws.deliveries.size).toBe(0);
    bench.aws.fault = () => undefined;
    await bench.relay.settle();

    expect(bench.inbox.arrivals).toHaveLength(25);
  });
});

describe('an invalid target', () => {
  test.each([
    ['is not JSON', '{"platform": "webhook", "url": "https://hooks.example/canary"'],
    ['has an unknown moment', { ...hook, on: ['canary'] }],
    ['is an array', '["https://hooks.example/canary"]'],
  ])('that %s does not stop the four others, and the report contains its name and not its text', async (_, broken) => {
    const bench = await keep(openHttpRelay());
    for (const name of ['a', 'b', 'c', 'd']) bench.addTarget(name, hook);
    bench.relay.addTarget('broken', broken);

    await bench.publish(anEvent());

    expect(bench.reports.routed).toMatchObject([{ targets: ['a', 'b', 'c', 'd'], configured: 5 }]);
    expect(bench.reports.targets).toMatchObject([{ kind: 'invalid', target: 'broken' }]);
    expect(JSON.stringify(broken)).toContain('canary');
    expect(JSON.stringify(bench.reports.targets)).not.toMatch(/canary|hooks\.example/);
  });
});

describe('the deliveries queue', () => {
  const openSeven = async () => {
    const bench = await keep(openHttpRelay());
    for (let index = 0; index < 7; index++) bench.addTarget(`hook-${index}`, hook);
    return bench;
  };

  test('that rejects one entry of a batch once gets it again within the same invocation', async () => {
    const bench = await openSeven();
    let refused = 0;
    bench.aws.fault = (_, operation) =>
      operation === 'SendMessageBatch#3' && ++refused === 1 ? 'InternalError' : undefined;

    await bench.publish(anEvent());

    expect(kindsOf(bench)).toEqual(['routed']);
    expect(new Set(idsOf(bench)).size).toBe(7);
    expect(bench.aws.deliveries.size).toBe(7);
  });

  test('that rejects one entry for a minute: the event is routed again with the same ids, and each target gets one request', async () => {
    const bench = await openSeven();
    bench.aws.fault = (_, operation) =>
      operation.startsWith('SendMessageBatch#') && idsOf(bench).length >= 6 && bench.elapsed() < 60
        ? 'InternalError'
        : undefined;

    await bench.publish(anEvent());
    expect(kindsOf(bench)).toEqual(['unrouted']);
    const first = idsOf(bench);
    await bench.relay.settle();

    expect(first).toHaveLength(6);
    const ids = bench.inbox.arrivals.map(({ headers }) => String(headers['webhook-id']));
    expect(ids).toHaveLength(7);
    expect(ids).toEqual(expect.arrayContaining(first));
    expect(bench.deadLetters()).toEqual([]);
  });

  test('whose answer is lost after it stored a batch: no target gets two requests', async () => {
    const bench = await openSeven();
    bench.aws.lost = (_, operation) =>
      operation === 'SendMessageBatch' && bench.elapsed() < 60 ? 'Timeout' : undefined;

    await bench.publish(anEvent());
    await bench.relay.settle();

    expect(kindsOf(bench).at(-1)).toBe('routed');
    expect(bench.inbox.arrivals).toHaveLength(7);
    expect(new Set(bench.inbox.arrivals.map(({ target }) => target)).size).toBe(7);
  });
});

describe('an event that is published twice', () => {
  test('at once adds nothing to the queue', async () => {
    const bench = await keep(openHttpRelay());
    bench.addTarget('hook', hook);
    const event = anEvent();

    await bench.publish(event);
    await bench.publish(event);
    // The queue drops the second one by its id.
    expect(idsOf(bench)).toHaveLength(1);
    expect(kindsOf(bench)).toEqual(['routed', 'routed']);
    await bench.relay.settle();

    expect(bench.requestsTo('hook')).toHaveLength(1);
  });

  test('while its delivery waits for more than five minutes has the same delivery ids and causes one request', async () => {
    const bench = await keep(openHttpRelay());
    bench.addTarget('hook', hook, inTurn(always(503, '', { 'retry-after': '900' }), responders.ok));
    const event = anEvent();
    await bench.publish(event);
    await bench.runUntil(301);

    await bench.publish(event);
    const ids = idsOf(bench);
    await bench.relay.settle();

    expect(ids).toHaveLength(2);
    expect(new Set(ids).size).toBe(1);
    expect(bench.requestsTo('hook').map(({ status }) => status)).toEqual([503, 200]);
  });

  test('a day after its delivery causes no second request', async () => {
    const bench = await keep(openHttpRelay());
    bench.addTarget('hook', hook);
    const event = anEvent();
    await bench.publish(event);
    await bench.relay.settle();
    await pass(bench, 24 * 3600);

    await bench.newContainer().publish(JSON.stringify(event));
    await bench.relay.settle();

    expect(bench.requestsTo('hook')).toHaveLength(1);
    expect(bench.reports.delivered.at(-1)).toMatchObject({ outcome: { reason: 'duplicate' } });
  });
});

describe('a router that is killed', () => {
  test('between two batches and invoked again: each target gets one request', async () => {
    const bench = await keep(openHttpRelay());
    for (let index = 0; index < 25; index++) bench.addTarget(`hook-${index}`, hook);
    const event = anEvent();
    const killed = new Promise<void>((resolve) => {
      let batches = 0;
      bench.aws.fault = (_, operation) => {
        if (operation !== 'SendMessageBatch' || ++batches < 2) return undefined;
        resolve();
        return new Promise<string>(() => {});
      };
    });
    void bench.newContainer().publish(JSON.stringify(event));
    await killed;
    bench.aws.fault = () => undefined;
    while (bench.aws.deliveries.size < 10) await new Promise(setImmediate);

    await bench.publish(event);
    await bench.relay.settle();

    expect(bench.aws.calls.filter((call) => call === 'sqs SendMessageBatch').length).toBeGreaterThan(3);
    expect(bench.inbox.arrivals).toHaveLength(25);
    expect(new Set(bench.inbox.arrivals.map(({ target }) => target)).size).toBe(25);
  });
});
