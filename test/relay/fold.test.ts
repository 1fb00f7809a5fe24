import type { Notification } from '../../src/model/notification.ts';
import { deliverBatch } from '../../src/relay/batch.ts';
import { createMemory } from '../../src/relay/memory.ts';
import { deliveryId } from '../../src/relay/route.ts';
import { headline } from '../../src/wording/headline.ts';
import { aMessage, aTarget, type Bench, NOW, openBench } from '../support/batch.ts';

type Options = Parameters<typeof openBench>[0];

const ago = (seconds: number): Date => new Date(NOW.getTime() - seconds * 1000);
const names = (from: number, count: number): string[] => Array.from({ length: count }, (_, at) => `e${from + at}`);
const messages = (ids: readonly string[], overrides = {}) =>
  ids.map((id) => aMessage('team', { id, pipeline: { name: id } }, { sentAt: ago(30), ...overrides }));

/** The message of the summary that the function has sent to the lane, as the queue hands it out. */
const carrierOf = (bench: Bench, overrides = {}) => {
  const [{ body = '', id = '' } = {}] = bench.sent;
  return {
    ...aMessage('team', {}, { messageId: id, sentAt: new Date(NOW), firstReceivedAt: bench.ports.now(), ...overrides }),
    body,
  };
};
const summaryIn = (bench: Bench) => {
  const [summary] = bench.summaries.values();
  return typeof summary === 'object' ? summary : undefined;
};
/** A bench whose channel renders the headline of a summary. */
const render = (notification: Notification): string =>
  notification.summary ? headline(notification) : (notification.title ?? notification.id);
const open = (options: Options = {}) => openBench({ targets: { team: aTarget({}, { render }) }, ...options });
const bodies = ({ requests }: Bench): string[] => requests.map(({ body }) => body);

describe('a backlog of a chat target', () => {
  test('is folded into one summary, which is told when its own message is received', async () => {
    const bench = open();

    expect(await deliverBatch(messages(names(0, 10)), bench.ports)).toEqual([]);
    expect(await deliverBatch(messages(names(10, 10)), bench.ports)).toEqual([]);
    expect(bench.requests).toEqual([]);
    expect(bench.sent).toHaveLength(1);

    expect(await deliverBatch([carrierOf(bench)], bench.ports)).toEqual([]);

    expect(bodies(bench)).toEqual([expect.stringMatching(/^20 more alerts/)]);
    expect(bench.lanes.size).toBe(0);
    const told = bench.reports.filter(({ outcome }) => outcome.kind === 'delivered' && outcome.summary !== undefined);
    expect(told).toHaveLength(20);
    expect(told[0]?.outcome).toEqual({ kind: 'delivered', summary: bench.sent[0]?.id });
  });

  test.each([
    ['the batch is not full', messages(names(0, 9))],
    ['the first message has waited for 20 seconds only', messages(names(0, 10), { sentAt: ago(20) })],
    [
      'the messages are approvals',
      names(0, 10).map((id) => aMessage('team', { id, moment: 'approval' }, { sentAt: ago(30) })),
    ],
  ])('is sent one by one if %s', async (_, batch) => {
    const bench = open();

    expect(await deliverBatch(batch, bench.ports)).toEqual([]);
    expect(bench.requests).toHaveLength(batch.length);
    expect(bench.sent).toEqual([]);
  });

  test.each([
    ['does not want summaries', { folds: false }],
    ['is a program', { chat: false, folds: false }],
  ])('is sent one by one if the target %s', async (_, target) => {
    const bench = open({ targets: { team: aTarget(target) } });

    expect(await deliverBatch(messages(names(0, 10)), bench.ports)).toEqual([]);
    expect(bench.requests).toHaveLength(10);
  });

  test('is told a minute after the summary was opened, even if more waits', async () => {
    const bench = open();
    await deliverBatch(messages(names(0, 10)), bench.ports);
    bench.pass(60);

    await deliverBatch(messages(names(10, 10)), bench.ports);

    expect(bodies(bench)).toEqual([expect.stringMatching(/^20 more alerts/)]);
    // Its own message has nothing left to tell.
    expect(await deliverBatch([carrierOf(bench)], bench.ports)).toEqual([]);
    expect(bench.requests).toHaveLength(1);
  });

  test('is folded while the target is paused, and told after the pause', async () => {
    const bench = open();
    bench.pauses.set('team', NOW.getTime() + 60_000);
    await deliverBatch(messages(names(0, 10)), bench.ports);

    expect(await deliverBatch([carrierOf(bench)], bench.ports)).toHaveLength(1);
    expect(bench.requests).toEqual([]);
    bench.pass(60);
    expect(await deliverBatch([carrierOf(bench, { receives: 2 })], bench.ports)).toEqual([]);
    expect(bench.requests).toHaveLength(1);
  });

  test('is not tried one by one when the summary before it fails', async () => {
    const bench = open({ answer: ({ body }) => ({ status: /more alerts/.test(body) ? 500 : 200, body: '' }) });
    await deliverBatch(messages(names(0, 10)), bench.ports);
    const { summary } = bench.lanes.get('team') ?? {};
    bench.lanes.set('team', { ...(summary && { summary }), failures: 5, failingSince: NOW.getTime() });

    const staying = await deliverBatch([carrierOf(bench), ...messages(names(10, 3))], bench.ports);

    expect(staying).toHaveLength(4);
    expect(bodies(bench)).toEqual([expect.stringMatching(/^13 more alerts/)]);
    expect(bench.removed).toHaveLength(3);
  });

  test('does not fold what was delivered, and counts two copies once', async () => {
    const bench = open();
    bench.rows.set(deliveryId('e0', 'team'), 'delivered');
    const batch = [
      ...messages(names(0, 9)),
      { ...(messages(['e8'])[0] as ReturnType<typeof aMessage>), messageId: 'copy' },
    ];

    expect(await deliverBatch(batch, bench.ports)).toEqual([]);

    expect(summaryIn(bench)?.count).toBe(8);
    expect(bench.reports.filter(({ outcome }) => outcome.kind === 'skipped')).toHaveLength(1);
  });

  test('mentions people once if a member would', async () => {
    const bench = open();
    await deliverBatch(
      names(0, 10).map((id, at) =>
        aMessage('team', { id, moment: at === 4 ? 'failed' : 'stopped' }, { sentAt: ago(30) }),
      ),
      bench.ports,
    );

    expect([...(summaryIn(bench)?.occasions ?? [])].sort()).toEqual(['failed', 'stopped']);
  });
});

describe('a function that ends while it folds', () => {
  test('before the transaction leaves the messages as they were', async () => {
    const bench = open({ ledger: { fold: () => new Promise(() => {}) } });
    void deliverBatch(messages(names(0, 10)), bench.ports);
    await new Promise((resolve) => setImmediate(resolve));

    expect([bench.rows.size, bench.removed.length, bench.requests.length]).toEqual([0, 0, 0]);
  });

  test('after the transaction leaves messages that are told by the summary, whose message is sent again', async () => {
    let killed = true;
    const bench = open({
      overrides: {
        sendTo: async (lane, { body }, id) => {
          if (killed) await new Promise(() => {});
          bench.sent.push({ lane, body, id });
        },
      },
    });
    void deliverBatch(messages(names(0, 10)), bench.ports);
    await new Promise((resolve) => setImmediate(resolve));
    killed = false;
    bench.pass(180);

    expect(await deliverBatch(messages(names(0, 10), { receives: 2 }), bench.ports)).toEqual([]);
    expect(bench.sent).toHaveLength(1);
    expect(bench.requests).toEqual([]);
    expect(await deliverBatch([carrierOf(bench)], bench.ports)).toEqual([]);
    expect(bodies(bench)).toEqual([expect.stringMatching(/^10 more alerts/)]);
  });

  test('after it sent the message leaves copies that add nothing', async () => {
    const bench = open();
    await deliverBatch(messages(names(0, 10)), bench.ports);

    await deliverBatch(messages(names(0, 10), { receives: 2 }), bench.ports);

    expect(summaryIn(bench)?.count).toBe(10);
    expect(bench.requests).toEqual([]);
  });

  test('between the answer and the note tells the summary twice, and loses nothing', async () => {
    const bench = open({ ledger: { delivered: () => new Promise(() => {}) } });
    await deliverBatch(messages(names(0, 10)), bench.ports);
    void deliverBatch([carrierOf(bench)], bench.ports);
    await new Promise((resolve) => setImmediate(resolve));
    expect(bench.requests).toHaveLength(1);

    const other = {
      ...open().ports,
      ledger: { ...bench.ports.ledger, delivered: async () => {} },
      send: bench.ports.send,
    };
    expect(await deliverBatch([carrierOf(bench, { receives: 2 })], other)).toEqual([]);
    expect(bench.requests).toHaveLength(2);
  });
});

describe('a table that fails while a backlog is folded', () => {
  test('makes the batch go out one by one if nothing was stored', async () => {
    const bench = open({ ledger: { fold: async () => false } });

    expect(await deliverBatch(messages(names(0, 10)), bench.ports)).toEqual([]);
    expect(bench.requests).toHaveLength(10);
    expect(bench.sent).toEqual([]);
  });

  test('sends nothing by itself if the answer was lost', async () => {
    const bench = open();
    const fold = bench.ports.ledger.fold;
    const ports = {
      ...bench.ports,
      ledger: {
        ...bench.ports.ledger,
        fold: async (...rest: Parameters<typeof fold>) => {
          await fold(...rest);
          return false;
        },
      },
    };

    expect(await deliverBatch(messages(names(0, 10)), ports)).toHaveLength(10);
    expect(bench.requests).toEqual([]);
    bench.pass(5);
    expect(await deliverBatch(messages(names(0, 10), { receives: 2 }), bench.ports)).toEqual([]);
    expect(await deliverBatch([carrierOf(bench)], bench.ports)).toEqual([]);
    expect(bodies(bench)).toEqual([expect.stringMatching(/^10 more alerts/)]);
  });

  test('makes the summary wait if its content cannot be read', async () => {
    const bench = open();
    await deliverBatch(messages(names(0, 10)), bench.ports);
    const ports = { ...bench.ports, ledger: { ...bench.ports.ledger, summaries: async () => undefined } };

    expect(await deliverBatch([carrierOf(bench)], ports)).toHaveLength(1);
    expect(bench.requests).toEqual([]);
  });

  test('keeps the messages if the message of the summary cannot be sent', async () => {
    const bench = open({ overrides: { sendTo: () => Promise.reject(new Error('no')) } });

    expect(await deliverBatch(messages(names(0, 10)), bench.ports)).toHaveLength(10);
    expect(bench.removed).toEqual([]);
  });

  test('does not send by itself what a row says that a summary tells, if other rows are missing', async () => {
    const bench = open();
    await deliverBatch(messages(names(0, 10)), bench.ports);
    const { read } = bench.ports.ledger;
    const missing = deliveryId('e9', 'team');
    const partly = async (wanted: Parameters<typeof read>[0]) => {
      const snapshot = await read(wanted);
      const delivery = (id: string) => (id === missing ? undefined : snapshot.delivery(id));
      return { ...snapshot, isComplete: false, delivery };
    };

    await deliverBatch(messages(names(0, 10), { receives: 2 }), {
      ...bench.ports,
      ledger: { ...bench.ports.ledger, read: partly },
    });

    expect(bodies(bench)).toHaveLength(1);
    expect(bench.reports.at(-1)?.delivery?.id).toBe(missing);
  });

  test('does not tell a summary again if its own read finds that it was told', async () => {
    const bench = open();
    await deliverBatch(messages(names(0, 10)), bench.ports);
    const carrier = carrierOf(bench);
    await deliverBatch([carrier], bench.ports);
    const unread = async () => ({
      isComplete: false,
      delivery: () => undefined,
      lane: () => undefined,
      end: () => undefined,
    });
    const other = { ...bench.ports, memory: createMemory(), ledger: { ...bench.ports.ledger, read: unread } };

    expect(await deliverBatch([carrier], other)).toEqual([]);

    expect(bench.requests).toHaveLength(1);
    expect(bench.reports.at(-1)?.outcome).toEqual({ kind: 'skipped', reason: 'duplicate' });
  });

  test('tells the first members if the row of the summary is gone', async () => {
    const bench = open();
    await deliverBatch(messages(names(0, 10)), bench.ports);
    bench.summaries.clear();

    expect(await deliverBatch([carrierOf(bench)], bench.ports)).toEqual([]);
    expect(bodies(bench)).toEqual([expect.stringMatching(/^10 more alerts/)]);
  });
});

describe('a summary that is refused for good', () => {
  test('becomes one dead letter that holds all members and can be sent again', async () => {
    const bench = open({ answer: (_, nth) => ({ status: nth === 1 ? 400 : 200, body: '' }) });
    await deliverBatch(messages(names(0, 10)), bench.ports);
    await deliverBatch(messages(names(10, 10)), bench.ports);

    expect(await deliverBatch([carrierOf(bench)], bench.ports)).toEqual([]);

    expect(bench.buried).toMatchObject([{ reason: 'payload', deliveryId: bench.sent[0]?.id }]);
    const letter = { ...carrierOf(bench), body: bench.buried[0]?.body ?? '' };
    expect(await deliverBatch([letter], bench.ports)).toEqual([]);
    expect(bodies(bench)[1]).toMatch(/^20 more alerts/);
  });

  test('moves to a lane of its own if it fails alone, with all members', async () => {
    const bench = open({ answer: ({ body }) => ({ status: /more alerts/.test(body) ? 500 : 200, body: '' }) });
    await deliverBatch(messages(names(0, 10)), bench.ports);
    bench.lanes.set('team', { failures: 2, attempts: { [carrierOf(bench).messageId]: 2 } });

    const staying = await deliverBatch([carrierOf(bench), ...messages(['e50'])], bench.ports);

    expect(staying).toEqual([]);
    expect(bench.aside).toEqual([{ id: bench.sent[0]?.id, attempts: 3 }]);
  });
});
