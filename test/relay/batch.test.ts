import type { DeadLetter } from '../../src/model/delivery.ts';
import type { HttpReply } from '../../src/model/http.ts';
import { deliverBatch } from '../../src/relay/batch.ts';
import { deliveryId } from '../../src/relay/route.ts';
import { aMessage, aTarget, type Bench, NOW, openBench } from '../support/batch.ts';

const status = (code: number, retryAfterSeconds?: number): HttpReply => ({
  status: code,
  body: '',
  ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
});

const bodies = ({ requests }: { requests: { body: string }[] }): string[] => requests.map(({ body }) => body);
const ago = (seconds: number): Date => new Date(NOW.getTime() - seconds * 1000);
const three = () => ['e1', 'e2', 'e3'].map((id) => aMessage('team', { id }));

describe('a batch', () => {
  test('removes delivered messages from the queue, notes and reports them', async () => {
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
    expect(bench.rows).toEqual(new Map([[deliveryId('e1', 'team'), 'delivered']]));
    expect([bench.hidden.size, bench.removed.length, bench.buried.length, bench.lanes.size]).toEqual([0, 0, 0, 0]);
  });

  test('without messages does nothing', async () => {
    const bench = openBench();

    expect(await deliverBatch([], bench.ports)).toEqual([]);
    expect(bench.reads).toEqual([]);
  });

  test('reads the targets of all its lanes in one call', async () => {
    const bench = openBench({ targets: { a: aTarget(), b: aTarget() } });

    await deliverBatch(
      [aMessage('a', { id: 'e1' }), aMessage('b', { id: 'e1' }), aMessage('a', { id: 'e2' })],
      bench.ports,
    );

    expect(bench.reads).toEqual([{ names: ['a', 'b'], since: undefined }]);
    expect(bench.requests).toHaveLength(3);
  });

  test('delivers to its lanes side by side', async () => {
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

  test('deletes the messages of a lane that ends a second before the others', async () => {
    let release = (): void => {};
    const bench = openBench({
      targets: { slow: aTarget({ url: 'https://slow.example' }), quick: aTarget() },
      answer: ({ url }) =>
        url === 'https://slow.example'
          ? new Promise<HttpReply>((resolve) => {
              release = () => resolve(status(200));
            })
          : status(200),
      overrides: {
        remove: async (messages) => {
          bench.removed.push(...messages.map(({ messageId }) => messageId));
          release();
        },
      },
    });

    const staying = await deliverBatch([aMessage('slow', { id: 'e1' }), aMessage('quick', { id: 'e2' })], bench.ports);

    expect(staying).toEqual([]);
    expect(bench.removed).toEqual(['e2']);
    expect(bench.sleeps).toContain(1000);
  });

  test('sends the deliveries of one chat target one after another, in the order of the queue', async () => {
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

    expect(bodies(bench)).toEqual(['rich e3', 'rich e1', 'rich e4', 'rich e2']);
  });

  test('sends to a program the subjects side by side, and one subject in order', async () => {
    const answers: (() => void)[] = [];
    const bench = openBench({
      targets: { hook: aTarget({ chat: false, platform: 'webhook' }) },
      answer: () => new Promise<HttpReply>((resolve) => answers.push(() => resolve(status(200)))),
    });
    const message = (id: string, name: string) => aMessage('hook', { id, pipeline: { name } });

    const batch = deliverBatch([message('a1', 'a'), message('a2', 'a'), message('b1', 'b')], bench.ports);
    while (answers.length < 2) await Promise.resolve();
    await Promise.resolve();
    expect(bodies(bench)).toEqual(['rich a1', 'rich b1']);
    for (const answer of answers) answer();
    while (answers.length < 3) await Promise.resolve();
    answers[2]?.();

    expect(await batch).toEqual([]);
    expect(bodies(bench)).toEqual(['rich a1', 'rich b1', 'rich a2']);
  });
});

describe('a failed attempt', () => {
  test('keeps the message and all behind it on the queue, hidden until the next attempt', async () => {
    const bench = openBench({ answer: (_, nth) => status(nth === 2 ? 500 : 200) });

    const staying = await deliverBatch(three(), bench.ports);

    expect(staying).toEqual(['e2', 'e3']);
    expect(bench.removed).toEqual(['e1']);
    expect(bench.hidden).toEqual(
      new Map([
        ['e2', 5],
        ['e3', 5],
      ]),
    );
    expect(bench.reports.map(({ outcome }) => outcome.kind)).toEqual(['delivered', 'retry']);
    expect(bench.reports[1]).toMatchObject({ outcome: { reason: 'unavailable', status: 500 }, waitSeconds: 5 });
    expect(bench.lanes.get('team')).toMatchObject({ failures: 1, receives: { e2: 1, e3: 1 } });
  });

  test('is repeated by the schedule, and a success forgets it', async () => {
    const bench = openBench({ answer: (_, nth) => status(nth < 5 ? 500 : 200) });
    const waits: (number | undefined)[] = [];
    for (let receives = 1; receives <= 5; receives++) {
      await deliverBatch([aMessage('team', { id: 'e1' }, { receives })], bench.ports);
      const seconds = bench.reports.at(-1)?.waitSeconds;
      waits.push(seconds);
      bench.pass(seconds ?? 0);
    }

    expect(waits).toEqual([5, 29, 114, 285, undefined]);
    expect(bench.lanes.size).toBe(0);
  });

  test('waits as long as the receiver asks, up to an hour', async () => {
    const bench = openBench({ answer: (_, nth) => status(503, nth === 1 ? 60 : 999_999) });
    await deliverBatch([aMessage('team', { id: 'e1' })], bench.ports);
    bench.pass(60);
    await deliverBatch([aMessage('team', { id: 'e1' }, { receives: 2 })], bench.ports);

    expect(bench.reports.map(({ waitSeconds }) => waitSeconds)).toEqual([60, 3600]);
    // Hidden for shorter: a change of the target is noticed.
    expect(bench.hidden.get('e1')).toBe(600);
  });

  test('has a short deadline once the target seems to be down', async () => {
    const bench = openBench({ answer: () => ({ kind: 'retry', reason: 'timeout' }) });
    for (let receives = 1; receives <= 6; receives++) {
      await deliverBatch([aMessage('team', { id: 'e1' }, { receives })], bench.ports);
      bench.pass(300);
    }

    expect(bench.requests.map(({ timeoutMs }) => timeoutMs)).toEqual([10_000, 10_000, 10_000, 5000, 5000, 10_000]);
  });

  test('of one subject at a program delays the others until it is known whether the target is down', async () => {
    const bench = openBench({
      targets: { hook: aTarget({ chat: false }) },
      answer: ({ body }) => status(body === 'rich a1' ? 500 : 200),
    });
    const messages = ['a', 'b', 'c'].map((name) => aMessage('hook', { id: `${name}1`, pipeline: { name } }));

    const staying = await deliverBatch(messages, bench.ports);

    // Lambda must get back every message after the first that stays. The function has deleted the others itself.
    expect(staying).toEqual(['a1', 'b1', 'c1']);
    expect(bench.removed).toEqual(['b1', 'c1']);
    expect([...bench.hidden.keys()]).toEqual(['a1']);
    expect(bench.lanes.get('hook')).toMatchObject({ failures: 1 });
  });
});

describe('a message that fails alone', () => {
  const failing = (bad: readonly string[]) =>
    openBench({ answer: ({ body }) => status(bad.includes(body.replace('rich ', '')) ? 500 : 200) });

  test('moves to a lane of its own after its third failure, and the others are delivered', async () => {
    const bench = failing(['e1']);
    for (let receives = 1; receives <= 3; receives++) {
      await deliverBatch(
        ['e1', 'e2', 'e3'].map((id) => aMessage('team', { id }, { receives })),
        bench.ports,
      );
      bench.pass(receives < 3 ? 30 : 0);
    }

    expect(bench.elapsed()).toBeLessThan(180);
    expect(bench.aside).toEqual([{ id: deliveryId('e1', 'team'), attempts: 3 }]);
    expect(bench.rows.get(deliveryId('e1', 'team'))).toBe('aside');
    expect(bodies(bench).slice(2)).toEqual(['rich e1', 'rich e2', 'rich e3']);
    expect(bench.lanes.size).toBe(0);
    expect(bench.notices).toContainEqual(expect.objectContaining({ kind: 'set-aside' }));
  });

  test('stays in its lane if the next message fails too', async () => {
    const bench = failing(['e1', 'e2', 'e3']);
    bench.lanes.set('team', { failures: 2, failingSince: NOW.getTime() });

    const staying = await deliverBatch(three(), bench.ports);

    expect(staying).toEqual(['e1', 'e2', 'e3']);
    expect(bodies(bench)).toEqual(['rich e1', 'rich e2']);
    expect(bench.aside).toEqual([]);
  });

  test('is found behind others that fail alone', async () => {
    const bench = failing(['e1', 'e2']);
    bench.lanes.set('team', { failures: 2, failingSince: NOW.getTime() });
    await deliverBatch(three(), bench.ports);
    bench.pass(300);
    const staying = await deliverBatch(
      ['e1', 'e2', 'e3'].map((id) => aMessage('team', { id }, { receives: 2 })),
      bench.ports,
    );

    expect(staying).toEqual([]);
    expect(bench.aside.map(({ id }) => id)).toEqual([deliveryId('e1', 'team'), deliveryId('e2', 'team')]);
    expect(bodies(bench)).toEqual(['rich e1', 'rich e2', 'rich e1', 'rich e3']);
  });

  test('stays in its lane if nothing waits behind it', async () => {
    const bench = failing(['e1']);
    bench.lanes.set('team', { failures: 7, failingSince: NOW.getTime() });

    expect(await deliverBatch([aMessage('team', { id: 'e1' })], bench.ports)).toEqual(['e1']);
    expect(bench.aside).toEqual([]);
  });

  test('stays if it cannot be sent to its own lane', async () => {
    const bench = openBench({
      answer: ({ body }) => status(body === 'rich e1' ? 500 : 200),
      overrides: { sendTo: () => Promise.reject(new Error('no')) },
    });
    bench.lanes.set('team', { failures: 2 });

    const staying = await deliverBatch(three(), bench.ports);

    expect(staying).toEqual(['e1', 'e2', 'e3']);
    expect(bench.removed).toEqual(['e2']);
    expect(bench.notices).toContainEqual(expect.objectContaining({ kind: 'queue-failed', lane: 'team' }));
  });

  test('is set aside again without an attempt if its copy is received', async () => {
    const bench = openBench();
    bench.rows.set(deliveryId('e1', 'team'), 'aside');

    const staying = await deliverBatch(three(), bench.ports);

    expect(staying).toEqual([]);
    expect(bench.aside).toEqual([{ id: deliveryId('e1', 'team'), attempts: 0 }]);
    expect(bodies(bench)).toEqual(['rich e2', 'rich e3']);
  });

  test('does not replace the row of a delivery that its own lane has delivered in the meantime', async () => {
    const bench = openBench({
      overrides: { sendTo: async () => void bench.rows.set(deliveryId('e1', 'team'), 'delivered') },
      ledger: { aside: () => Promise.reject(new Error('written again')) },
    });
    bench.rows.set(deliveryId('e1', 'team'), 'aside');

    expect(await deliverBatch([aMessage('team', { id: 'e1' })], bench.ports)).toEqual([]);
    expect(bench.rows.get(deliveryId('e1', 'team'))).toBe('delivered');
  });

  test('is passed by without moving what was delivered behind it', async () => {
    const bench = failing(['e1']);
    bench.lanes.set('team', { failures: 3, failingSince: NOW.getTime() });
    // A function was killed after it had tried the second message with success.
    bench.rows.set(deliveryId('e2', 'team'), 'delivered');

    expect(await deliverBatch(three(), bench.ports)).toEqual([]);
    expect(bench.aside.map(({ id }) => id)).toEqual([deliveryId('e1', 'team')]);
    expect(bench.rows.get(deliveryId('e2', 'team'))).toBe('delivered');
    expect(bodies(bench)).toEqual(['rich e1', 'rich e3']);
  });

  test('is attempted in its own lane, with the attempts before', async () => {
    const bench = openBench({ answer: () => status(410) });
    bench.rows.set(deliveryId('e1', 'team'), 'aside');
    const own = { lane: 'team?abc', failedAttempts: 3, firstSentAt: ago(3600) };

    const staying = await deliverBatch([aMessage('team', { id: 'e1' }, own)], bench.ports);

    expect(staying).toEqual([]);
    expect(bench.buried).toMatchObject([{ reason: 'gone', attempts: 4, firstSeen: ago(3600).toISOString() }]);
  });
});

describe('the pace of a busy target', () => {
  test('hides the lane until the end of a long pause', async () => {
    const bench = openBench({ answer: () => status(429, 120) });

    const staying = await deliverBatch(three(), bench.ports);

    expect(staying).toEqual(['e1', 'e2', 'e3']);
    expect(bench.requests).toHaveLength(1);
    expect([...bench.hidden.values()]).toEqual([120, 120, 120]);
    expect(bench.pauses.get('team')).toBe(NOW.getTime() + 120_000);
  });

  test('is kept inside the function after a short pause', async () => {
    const bench = openBench({
      targets: { team: aTarget({}, { paceMs: 1000 }) },
      answer: (_, nth) => status(nth === 1 ? 429 : 200, nth === 1 ? 1 : undefined),
    });
    await deliverBatch(three(), bench.ports);
    bench.pass(1);
    const staying = await deliverBatch(
      ['e1', 'e2', 'e3'].map((id) => aMessage('team', { id }, { receives: 2 })),
      bench.ports,
    );

    expect(staying).toEqual([]);
    expect(bench.sleeps.map(Math.round)).toEqual([50, 1050, 1050]);
  });

  test('is kept by another container', async () => {
    const answer = (): HttpReply => status(200);
    const bench = openBench({ answer });
    bench.lanes.set('team', {
      pace: { intervalMs: 2000, settled: true, accepted: 1, since: NOW.getTime() - 5000, pauseMs: 1000 },
      sentAt: NOW.getTime() - 500,
    });

    await deliverBatch([aMessage('team', { id: 'e1' })], bench.ports);

    expect(bench.sleeps).toEqual([1500]);
    expect(bench.lanes.get('team')?.pace?.accepted).toBe(2);
  });

  test('does not delay approvals, but a pause does', async () => {
    const approval = aMessage('team', { id: 'e1', moment: 'approval' });
    const pace = { intervalMs: 60_000, settled: true, accepted: 1, since: NOW.getTime(), pauseMs: 1000 };
    const paced = openBench();
    paced.lanes.set('team', { pace, sentAt: NOW.getTime() });
    const paused = openBench();
    paused.pauses.set('team', NOW.getTime() + 30_000);

    expect(await deliverBatch([approval], paced.ports)).toEqual([]);
    expect(await deliverBatch([approval], paused.ports)).toEqual(['e1']);
    expect(paused.hidden.get('e1')).toBe(30);
    expect(paused.reports).toMatchObject([{ outcome: { kind: 'retry', reason: 'paused' }, waitSeconds: 30 }]);
  });

  test('is learned by an approval as a pause for all lanes', async () => {
    const bench = openBench({ answer: () => status(429, 20) });

    await deliverBatch([aMessage('team', { id: 'e1', moment: 'approval' })], bench.ports);

    expect(bench.pauses).toEqual(new Map([['team', NOW.getTime() + 20_000]]));
    expect(bench.lanes.get('team')).toBeUndefined();
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

  test('counts a refusal of several requests side by side once', async () => {
    const bench = openBench({ targets: { hook: aTarget({ chat: false }) }, answer: () => status(429, 5) });
    const messages = ['a', 'b', 'c'].map((name) => aMessage('hook', { id: name, pipeline: { name } }));

    await deliverBatch(messages, bench.ports);

    expect(bench.lanes.get('hook')?.pace?.intervalMs).toBe(250);
  });

  test('returns what does not fit into the time of the function, visible at once', async () => {
    const bench = openBench({ overrides: { remainingMs: () => 30_000 - bench.elapsed() * 1000 } });
    bench.lanes.set('team', {
      pace: { intervalMs: 3900, settled: true, accepted: 1, since: NOW.getTime(), pauseMs: 1000 },
      sentAt: NOW.getTime(),
    });

    const staying = await deliverBatch(
      Array.from({ length: 10 }, (_, at) => aMessage('team', { id: `e${at}` })),
      bench.ports,
    );

    expect(bench.requests.length).toBeGreaterThan(3);
    expect(staying).toHaveLength(10 - bench.requests.length);
    expect(new Set(bench.hidden.values()).size).toBe(1);
    expect([...bench.hidden.values()][0]).toBeLessThanOrEqual(4);
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
        attempts: 1,
        lastStatus: 410,
        firstSeen: '2026-03-04T09:19:59.000Z',
      },
    ]);
    expect(bench.reports).toMatchObject([{ outcome: { kind: 'rejected', reason: 'gone', status: 410 } }]);
  });

  test.each([
    [500, { lastStatus: 500 }, { status: 500, detail: 'unavailable' }],
    [0, {}, { detail: 'network' }],
  ])(
    'is exhausted if it has waited ten hours and the latest attempt failed, with %i',
    async (code, letter, outcome) => {
      const bench = openBench({ answer: () => (code ? status(code) : { kind: 'retry', reason: 'network' }) });

      const young = await deliverBatch([aMessage('team', { id: 'e1' }, { sentAt: ago(35_999) })], bench.ports);
      bench.pass(5);
      const old = await deliverBatch([aMessage('team', { id: 'e1' }, { sentAt: ago(36_000) })], bench.ports);

      expect([young, old]).toEqual([['e1'], []]);
      expect(bench.buried).toMatchObject([{ reason: 'exhausted', attempts: 2, ...letter }]);
      expect(bench.reports[1]?.outcome).toEqual({ kind: 'rejected', reason: 'exhausted', ...outcome });
    },
  );

  test('takes others of its age with it, and younger ones keep waiting', async () => {
    const bench = openBench({ answer: () => status(500) });
    const message = (id: string, age: number) => aMessage('team', { id }, { sentAt: ago(age) });

    const staying = await deliverBatch([message('e1', 40_000), message('e2', 39_000), message('e3', 60)], bench.ports);

    expect(staying).toEqual(['e3']);
    expect(bench.requests).toHaveLength(1);
    expect(bench.buried.map(({ eventId, reason, attempts }) => [eventId, reason, attempts])).toEqual([
      ['e1', 'exhausted', 1],
      ['e2', 'exhausted', 0],
    ]);
  });

  test('has the number of its own attempts, with those that were answered with 429', async () => {
    const answers = [500, 429, 500, 410, 410];
    const bench = openBench({ answer: (_, nth) => status(answers[nth - 1] ?? 200) });
    for (let receives = 1; receives <= 4; receives++) {
      await deliverBatch([aMessage('team', { id: 'e1' }, { receives }), aMessage('team', { id: 'e2' })], bench.ports);
      bench.pass(300);
    }

    expect(bench.buried.map(({ eventId, attempts }) => [eventId, attempts])).toEqual([
      ['e1', 4],
      ['e2', 1],
    ]);
    expect(bench.lanes.get('team')).not.toHaveProperty('attempts');
  });

  test('counts the attempt after which it could not be buried', async () => {
    const letters: DeadLetter[] = [];
    const overrides = {
      bury: async (letter: DeadLetter) => {
        if (bench.requests.length < 3) throw new Error('no');
        letters.push(letter);
      },
    };
    const bench: Bench = openBench({ answer: () => status(410), overrides });
    for (let receives = 1; receives <= 3; receives++) {
      await deliverBatch([aMessage('team', { id: 'e1' }, { receives })], bench.ports);
    }

    expect(letters).toMatchObject([{ reason: 'gone', attempts: 3 }]);
  });

  test('is not given up after ten hours if that attempt succeeds', async () => {
    const bench = openBench();

    expect(await deliverBatch([aMessage('team', {}, { sentAt: ago(50_000) })], bench.ports)).toEqual([]);
    expect(bench.buried).toEqual([]);
  });

  test('is not given up because of 429 while the target accepts others', async () => {
    const bench = openBench({ answer: () => status(429, 1) });
    const old = aMessage('team', { id: 'e1' }, { sentAt: ago(50_000) });

    expect(await deliverBatch([old], bench.ports)).toEqual(['e1']);
    bench.lanes.set('team', { failingSince: NOW.getTime() - 36_000_000 });
    bench.pass(2);
    expect(await deliverBatch([old], bench.ports)).toEqual([]);
    expect(bench.buried).toMatchObject([{ reason: 'exhausted', lastStatus: 429 }]);
  });

  test.each([
    [
      'the targets cannot be read',
      { overrides: { targets: () => Promise.reject(new Error('no')) } },
      'configuration-unavailable',
    ],
    ['a secret of its target cannot be read', { targets: { team: 'unresolved' as const } }, 'secret-unavailable'],
  ])('waits for 13 days if there can be no attempt: %s', async (_, options, reason) => {
    const bench = openBench(options);
    const day = 86_400;

    const waiting = await deliverBatch([aMessage('team', { id: 'e1' }, { sentAt: ago(13 * day - 1) })], bench.ports);
    const over = await deliverBatch([aMessage('team', { id: 'e2' }, { sentAt: ago(13 * day) })], bench.ports);

    expect([waiting, over]).toEqual([['e1'], []]);
    expect(bench.reports[0]).toMatchObject({ outcome: { kind: 'retry', reason } });
    expect(bench.buried).toMatchObject([{ eventId: 'e2', reason: 'waited', attempts: 0 }]);
    expect(bench.requests).toEqual([]);
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
      { body, reason: 'invalid-message', attempts: 0, firstSeen: '2026-03-04T09:19:59.000Z' },
    ]);
    expect(bodies(bench)).toEqual(['rich good']);
  });
});
