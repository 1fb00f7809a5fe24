import type { Notification } from '../../src/model/notification.ts';
import { deliverBatch } from '../../src/relay/batch.ts';
import type { LanePorts } from '../../src/relay/lane-ports.ts';
import { deliveryId } from '../../src/relay/route.ts';
import { aMessage, aTarget, NOW, openBench } from '../support/batch.ts';
import { openChat } from '../support/chat.ts';

const SINCE = '2026-03-04T09:00:00Z';
const ago = (seconds: number): Date => new Date(NOW.getTime() - seconds * 1000);

const failed = (name: string, minute = 0): Partial<Notification> => ({
  id: `${name} failed ${minute}`,
  moment: 'failed',
  level: 'pipeline',
  pipeline: { name },
  time: `2026-03-04T09:0${minute}:00Z`,
  execution: { id: `${name} ${minute}` },
  transition: { kind: minute === 0 ? 'broken' : 'still-failing', count: minute + 1, since: SINCE },
});
const fixed = (name: string): Partial<Notification> => ({
  ...failed(name),
  id: `${name} fixed`,
  moment: 'succeeded',
  time: '2026-03-04T09:09:00Z',
  execution: { id: `${name} 9` },
  transition: { kind: 'fixed', count: 1, since: SINCE },
  failures: [],
});

const openDesk = (overrides: Partial<LanePorts> = {}) => {
  const chat = openChat();
  const bench = openBench({
    targets: { team: aTarget({ platform: 'slack-app' }, { conversation: chat.conversation }) },
    overrides: { send: chat.send, ...overrides },
  });
  return { chat, bench };
};

const asUpdate = (news: Partial<Notification>, more = {}) => {
  const message = aMessage('team', news, more);
  return { ...message, body: JSON.stringify({ ...JSON.parse(message.body), updateOnly: true }) };
};

describe('an update that the platform refuses for now', () => {
  test('goes on in a lane of its own, and the news and what waits behind it are delivered', async () => {
    const { chat, bench } = openDesk();
    await deliverBatch([aMessage('team', failed('shop'))], bench.ports);
    chat.trouble('update', { status: 429, body: '' });

    const staying = await deliverBatch(
      [aMessage('team', failed('shop', 1)), aMessage('team', failed('cart'))],
      bench.ports,
    );

    expect(staying).toEqual([]);
    expect(bench.aside).toEqual([{ id: deliveryId('shop failed 1', 'team'), attempts: 0 }]);
    expect(chat.replies()).toHaveLength(1);
    expect(chat.roots()).toHaveLength(2);
    expect(bench.pauses.size).toBe(0);
  });

  test('is made there, without a second message', async () => {
    const { chat, bench } = openDesk();
    await deliverBatch([aMessage('team', failed('shop'))], bench.ports);
    chat.trouble('update', { status: 429, body: '' });
    await deliverBatch([aMessage('team', failed('shop', 1))], bench.ports);

    const id = deliveryId('shop failed 1', 'team');
    const aside = aMessage('team', failed('shop', 1), { lane: `team?${id.slice(2)}`, sentAt: bench.ports.now() });
    expect(await deliverBatch([aside], bench.ports)).toEqual([]);

    expect(chat.roots()[0]?.drawing.notification.id).toBe('shop failed 1');
    expect(chat.replies()).toHaveLength(1);
    expect(bench.rows.get(id)).toBe('delivered');
  });

  test('is tried for an hour, and no dead letter is written', async () => {
    const { chat, bench } = openDesk();
    await deliverBatch([aMessage('team', failed('shop'))], bench.ports);
    const aside = (seconds: number) => asUpdate(failed('shop', 1), { lane: 'team?x', sentAt: ago(seconds) });

    chat.trouble('update', { status: 429, body: '' });
    expect(await deliverBatch([aside(3000)], bench.ports)).toHaveLength(1);
    chat.trouble('update', { status: 429, body: '' });
    expect(await deliverBatch([aside(3700)], bench.ports)).toEqual([]);

    expect(bench.buried).toEqual([]);
    expect(bench.reports.at(-1)?.outcome).toEqual({ kind: 'skipped', reason: 'nothing-to-update' });
  });
});

describe('a delivery that only updates', () => {
  test('makes no request to a target without conversations', async () => {
    const bench = openBench();

    expect(await deliverBatch([asUpdate(fixed('shop'))], bench.ports)).toEqual([]);

    expect(bench.requests).toEqual([]);
    expect(bench.reports.map(({ outcome }) => outcome)).toEqual([{ kind: 'skipped', reason: 'nothing-to-update' }]);
  });

  test('becomes no dead letter when its target is gone, as news does', async () => {
    const { bench } = openDesk();

    await deliverBatch([asUpdate(fixed('shop'), { lane: 'gone' }), aMessage('gone', failed('cart'))], {
      ...bench.ports,
      targets: async () => new Map(),
    });

    expect(bench.buried.map(({ eventId }) => eventId)).toEqual(['cart failed 0']);
  });

  test('is not told by a summary', async () => {
    const { bench } = openDesk();
    const names = Array.from({ length: 9 }, (_, at) => `p${at}`);
    const batch = [
      ...names.map((name) => aMessage('team', failed(name), { sentAt: ago(30) })),
      asUpdate(fixed('other'), { sentAt: ago(30) }),
    ];

    await deliverBatch(batch, bench.ports);

    const [summary] = bench.summaries.values();
    expect(summary).toMatchObject({ count: 9 });
  });
});

describe('a summary', () => {
  const names = Array.from({ length: 9 }, (_, at) => `p${at}`);

  test('leaves the messages about what it tells in their present state', async () => {
    const { chat, bench } = openDesk();
    await deliverBatch([aMessage('team', failed('shop'))], bench.ports);

    const backlog = [fixed('shop'), ...names.map((name) => failed(name))];
    await deliverBatch(
      backlog.map((news) => aMessage('team', news, { sentAt: ago(30) })),
      bench.ports,
    );

    expect(bench.summaries.size).toBe(1);
    expect(chat.roots().map(({ drawing }) => drawing.notification.id)).toEqual(['shop fixed']);
    expect(chat.replies()).toEqual([]);
  });

  test('takes further news of the incidents that it told, and shows what is fixed', async () => {
    const { chat, bench } = openDesk();
    const backlog = ['shop', ...names].map((name) => aMessage('team', failed(name), { sentAt: ago(30) }));
    await deliverBatch(backlog, bench.ports);
    const [{ body = '', id = '' } = {}] = bench.sent;
    await deliverBatch([{ ...aMessage('team', {}, { messageId: id, sentAt: NOW }), body }], bench.ports);

    await deliverBatch([aMessage('team', failed('shop', 1))], bench.ports);
    await deliverBatch([aMessage('team', fixed('shop'))], bench.ports);

    const [summary, ...others] = chat.roots();
    expect(others).toEqual([]);
    expect(chat.replies().map(({ root, broadcast }) => [root, broadcast])).toEqual([
      [summary?.receipt, false],
      [summary?.receipt, true],
    ]);
    expect(summary?.drawing.facts.fixed).toEqual(['shop']);
  });
});

describe('a target without conversations', () => {
  test('makes no call for them', async () => {
    const calls: string[] = [];
    const bench = openBench({
      overrides: {
        conversations: async () => {
          calls.push('conversations');
          throw new Error('not expected');
        },
      },
    });

    await deliverBatch([aMessage('team', failed('shop')), aMessage('team', fixed('shop'))], bench.ports);
    expect(calls).toEqual([]);

    const { bench: other } = openDesk({
      conversations: async () => {
        calls.push('conversations');
        throw new Error('not expected');
      },
    });
    await deliverBatch([aMessage('team', failed('shop'))], other.ports);
    expect(calls).toEqual(['conversations']);
  });
});
