import type { HttpReply } from '../../src/model/http.ts';
import { deliverBatch } from '../../src/relay/batch.ts';
import { deliveryId } from '../../src/relay/route.ts';
import { aMessage, aTarget, NOW, openBench } from '../support/batch.ts';

const status = (code: number, retryAfterSeconds?: number): HttpReply => ({
  status: code,
  body: '',
  ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
});

const bodies = ({ requests }: { requests: { body: string }[] }): string[] => requests.map(({ body }) => body);

describe('a batch', () => {
  test('removes delivered messages from the queue and reports them', async () => {
    const bench = openBench({
      answer: () => {
        bench.pass(0.25);
        return status(200);
      },
    });

    const staying = await deliverBatch([aMessage('team', { id: 'e1' })], bench.ports);

    expect(staying).toEqual([]);
    expect(bench.reports).toMatchObject([
      { delivery: { target: 'team' }, platform: 'slack', outcome: { kind: 'delivered' }, receive: 1, ms: 250 },
    ]);
    expect([bench.postponed.size, bench.buried.length]).toEqual([0, 0]);
  });

  test('without messages does nothing', async () => {
    const bench = openBench();

    expect(await deliverBatch([], bench.ports)).toEqual([]);
    expect(bench.looks).toEqual([]);
  });

  test('keeps failed messages on the queue, hidden until their time, and reports the wait', async () => {
    const bench = openBench({ answer: () => status(500) });

    const staying = await deliverBatch([aMessage('team', { id: 'e1' }, { receives: 3 })], bench.ports);

    expect(staying).toEqual(['e1']);
    expect(bench.postponed).toEqual(new Map([['e1', 120]]));
    expect(bench.reports).toMatchObject([
      { outcome: { kind: 'retry', reason: 'unavailable', status: 500 }, receive: 3, waitSeconds: 120 },
    ]);
    expect(bench.reports[0]).not.toHaveProperty('capped');
  });

  test('reports if the receiver asked for a longer wait than SQS allows', async () => {
    const bench = openBench({ answer: () => status(429, 999_999) });

    await deliverBatch([aMessage()], bench.ports);

    expect(bench.reports).toMatchObject([{ waitSeconds: 39_600, capped: true }]);
  });

  test('delivers to its targets in parallel', async () => {
    let release = (): void => {};
    const lateAnswer = new Promise<HttpReply>((resolve) => {
      release = () => resolve(status(200));
    });
    const bench = openBench({
      targets: { slow: aTarget({ url: 'https://slow.example' }), quick: aTarget() },
      answer: ({ url }) => {
        if (url === 'https://slow.example') return lateAnswer;
        // The slow target answers only after the other has been called.
        release();
        return status(200);
      },
    });

    const staying = await deliverBatch([aMessage('slow', { id: 'e1' }), aMessage('quick', { id: 'e2' })], bench.ports);

    expect(staying).toEqual([]);
    expect(bench.reports.map(({ delivery }) => delivery?.target).sort()).toEqual(['quick', 'slow']);
  });

  test('sends the deliveries of one target one after another, in the order of their events', async () => {
    let under = 0;
    const bench = openBench({
      answer: async () => {
        under += 1;
        expect(under).toBe(1);
        await Promise.resolve();
        under -= 1;
        return status(200);
      },
    });
    const at = (minute: number) => ({ id: `e${minute}`, time: `2026-03-04T09:0${minute}:00.000Z` });

    await deliverBatch(
      [3, 1, 4, 2].map((minute) => aMessage('team', at(minute))),
      bench.ports,
    );

    expect(bodies(bench)).toEqual(['rich e1', 'rich e2', 'rich e3', 'rich e4']);
  });

  test('continues with the next delivery of a target after an internal error', async () => {
    const bench = openBench({ answer: (_, nth) => status(nth === 1 ? 500 : 200) });

    const staying = await deliverBatch([aMessage('team', { id: 'e1' }), aMessage('team', { id: 'e2' })], bench.ports);

    expect(staying).toEqual(['e1']);
    expect(bench.requests).toHaveLength(2);
  });
});

describe('a pause of a target', () => {
  const three = ['e1', 'e2', 'e3'].map((id) => aMessage('team', { id }));

  test.each([
    ['a 429', () => status(429, 120), [126, 135, 135]],
    ['a 429 that does not say how long', () => status(429), [63, 75, 75]],
    ['a 429 that says at once', () => status(429, 0), [5, 20, 20]],
    ['a timeout', () => ({ kind: 'retry', reason: 'timeout' }) as const, [5, 45, 45]],
  ])('starts after %s, and its other deliveries wait', async (_, answer, waits) => {
    const bench = openBench({ answer });

    const staying = await deliverBatch(three, bench.ports);

    expect(staying).toEqual(['e1', 'e2', 'e3']);
    expect(bench.requests).toHaveLength(1);
    expect([...bench.postponed.values()]).toEqual(waits);
    expect(bench.reports.map(({ outcome }) => 'reason' in outcome && outcome.reason).slice(1)).toEqual([
      'paused',
      'paused',
    ]);
  });

  test.each([
    ['a 500', () => status(500)],
    ['a 503 that says how long', () => status(503, 60)],
    ['a broken connection', () => ({ kind: 'retry', reason: 'network' }) as const],
  ])('does not start after %s', async (_, answer) => {
    const bench = openBench({ answer });

    await deliverBatch(three, bench.ports);

    expect(bench.requests).toHaveLength(3);
  });

  test('lasts over batches until its end', async () => {
    const bench = openBench({ answer: (_, nth) => (nth === 1 ? status(429, 60) : status(200)) });
    await deliverBatch([aMessage('team', { id: 'e1' })], bench.ports);

    bench.pass(59);
    const still = await deliverBatch([aMessage('team', { id: 'e2' })], bench.ports);
    bench.pass(1);
    const over = await deliverBatch([aMessage('team', { id: 'e2' })], bench.ports);

    expect([still, over]).toEqual([['e2'], []]);
    expect(bodies(bench)).toEqual(['rich e1', 'rich e2']);
    expect(bench.postponed.get('e2')).toBe(16);
  });

  test('does not affect other targets', async () => {
    const bench = openBench({
      targets: { busy: aTarget({ url: 'https://busy.example' }), team: aTarget() },
      answer: ({ url }) => status(url === 'https://busy.example' ? 429 : 200),
    });
    const messages = ['e1', 'e2', 'e3'].flatMap((id) => [
      aMessage('busy', { id: `busy-${id}` }),
      aMessage('team', { id: `team-${id}` }),
    ]);

    const staying = await deliverBatch(messages, bench.ports);

    expect(staying.sort()).toEqual(['busy-e1', 'busy-e2', 'busy-e3']);
    expect(bench.requests).toHaveLength(4);
  });
});

describe('a delivery that is given up', () => {
  test('is buried with the facts that an operator needs, and leaves the queue', async () => {
    const bench = openBench({ answer: () => status(410) });
    const message = aMessage('team', { id: 'e1' }, { receives: 4 });

    const staying = await deliverBatch([message], bench.ports);

    expect(staying).toEqual([]);
    expect(bench.buried).toEqual([
      {
        body: message.body,
        reason: 'gone',
        target: 'team',
        deliveryId: deliveryId('e1', 'team'),
        eventId: 'e1',
        attempts: 4,
        lastStatus: 410,
        firstSeen: '2026-03-04T09:19:59.000Z',
      },
    ]);
    expect(bench.reports).toMatchObject([{ outcome: { kind: 'rejected', reason: 'gone', status: 410 } }]);
  });

  test.each([
    [500, { lastStatus: 500 }, { status: 500, detail: 'unavailable' }],
    [0, {}, { detail: 'network' }],
  ])('is exhausted after the tenth failed receive, the last with %i', async (code, letter, outcome) => {
    const bench = openBench({ answer: () => (code ? status(code) : { kind: 'retry', reason: 'network' }) });

    const firstReceivedAt = new Date(NOW.getTime() - 9 * 3_600_000);
    const ninth = await deliverBatch([aMessage('team', { id: 'e1' }, { receives: 9, firstReceivedAt })], bench.ports);
    const tenth = await deliverBatch([aMessage('team', { id: 'e1' }, { receives: 10, firstReceivedAt })], bench.ports);

    expect([ninth, tenth]).toEqual([['e1'], []]);
    expect(bench.buried).toMatchObject([{ reason: 'exhausted', attempts: 10, ...letter }]);
    expect(bench.reports[1]?.outcome).toEqual({ kind: 'rejected', reason: 'exhausted', ...outcome });
  });

  test('is not given up within minutes, however many receives it has', async () => {
    const bench = openBench({ answer: () => status(500) });
    const firstReceivedAt = new Date(NOW.getTime() - 20 * 60_000);

    const staying = await deliverBatch(
      [aMessage('team', { id: 'e1' }, { receives: 40, firstReceivedAt })],
      bench.ports,
    );

    expect(staying).toEqual(['e1']);
    expect(bench.buried).toEqual([]);
  });

  test('is not given up at the tenth receive if that succeeds', async () => {
    const bench = openBench();

    expect(await deliverBatch([aMessage('team', {}, { receives: 10 })], bench.ports)).toEqual([]);
    expect(bench.buried).toEqual([]);
  });

  test.each([
    ['its target is paused', { overrides: { pauses: new Map([['team', NOW.getTime() + 1000]]) } }, 'paused'],
    ['there is too little time', { overrides: { remainingMs: () => 100 } }, 'out-of-time'],
    [
      'the targets cannot be read',
      { overrides: { targets: () => Promise.reject(new Error('no')) } },
      'configuration-unavailable',
    ],
    ['a secret of its target cannot be read', { targets: { team: 'unresolved' as const } }, 'secret-unavailable'],
    ['another attempt has claimed it', { memory: { claim: async () => 'taken' as const } }, 'claimed'],
  ])('is not given up without an attempt, however old it is: %s', async (_, options, reason) => {
    const bench = openBench(options);
    const firstReceivedAt = new Date(NOW.getTime() - 11 * 3_600_000);

    const staying = await deliverBatch(
      [aMessage('team', { id: 'e1' }, { receives: 14, firstReceivedAt })],
      bench.ports,
    );

    expect(staying).toEqual(['e1']);
    expect(bench.reports).toMatchObject([{ outcome: { kind: 'retry', reason } }]);
    expect(bench.requests).toEqual([]);
    expect(bench.buried).toEqual([]);
  });
});

describe('a message that cannot be read', () => {
  const whole = JSON.parse(aMessage().body);

  test.each([
    ['no JSON', 'hello'],
    ['nothing', ''],
    ['null', 'null'],
    ['a list', '[]'],
    ['half', JSON.stringify(whole).slice(0, 200)],
    ['of another version', JSON.stringify({ ...whole, version: 2 })],
    ['without a target', JSON.stringify({ ...whole, target: undefined })],
    ['with a number for a target', JSON.stringify({ ...whole, target: 7 })],
    ['with an id that no header takes', JSON.stringify({ ...whole, id: 'a\r\nb' })],
    ['without a notification', JSON.stringify({ ...whole, notification: undefined })],
    ['with a notification without id', JSON.stringify({ ...whole, notification: { ...whole.notification, id: 7 } })],
  ])('is buried unchanged and without an attempt if it is %s, and delays no other', async (_, body) => {
    const bench = openBench();
    const good = aMessage('team', { id: 'good' });

    const staying = await deliverBatch([aMessage('team', {}, { messageId: 'bad', body }), good], bench.ports);

    expect(staying).toEqual([]);
    expect(bench.buried).toEqual([
      { body, reason: 'invalid-message', attempts: 1, firstSeen: '2026-03-04T09:19:59.000Z' },
    ]);
    expect(bodies(bench)).toEqual(['rich good']);
  });
});
