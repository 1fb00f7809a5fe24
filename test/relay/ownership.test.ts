import { deliverBatch } from '../../src/relay/batch.ts';
import { deliveryId } from '../../src/relay/route.ts';
import { aMessage, aTarget, type Bench, NOW, openBench } from '../support/batch.ts';

const ago = (seconds: number): Date => new Date(NOW.getTime() - seconds * 1000);
const bodies = ({ requests }: Bench): string[] => requests.map(({ body }) => body);

describe('a lane that may belong to another function by now', () => {
  test('is returned without work if its first receive is older than two minutes', async () => {
    const bench = openBench();
    const late = aMessage('team', { id: 'e1' }, { firstReceivedAt: ago(120.001) });
    const intime = aMessage('team', { id: 'e1' }, { firstReceivedAt: ago(120) });

    expect(await deliverBatch([late], bench.ports)).toEqual(['e1']);
    expect([bench.requests, bench.hidden.size, bench.lanes.size]).toEqual([[], 0, 0]);
    expect(bench.notices).toEqual([{ kind: 'lane-returned', lane: 'team', messages: 1 }]);

    expect(await deliverBatch([intime], bench.ports)).toEqual([]);
  });

  test('is returned without work if the queue does not accept its receipt any more', async () => {
    const bench = openBench({
      targets: { old: aTarget(), team: aTarget() },
      overrides: {
        hide: async (hidings) => {
          if (hidings.some(({ message }) => message.lane === 'old')) throw new Error('expired');
        },
      },
    });
    const again = { receives: 2, firstReceivedAt: ago(1000) };

    const staying = await deliverBatch(
      [aMessage('old', { id: 'e1' }, again), aMessage('old', { id: 'e2' }), aMessage('team', { id: 'e3' }, again)],
      bench.ports,
    );

    expect(staying).toEqual(['e1', 'e2']);
    expect(bodies(bench)).toEqual(['rich e3']);
    expect(bench.notices).toContainEqual({
      kind: 'lane-returned',
      lane: 'old',
      messages: 2,
      error: new Error('expired'),
    });
  });

  test('is worked without the check when the queue could refuse to hide it for its age', async () => {
    const bench = openBench({ overrides: { hide: () => Promise.reject(new Error('beyond the limit')) } });

    const staying = await deliverBatch(
      [aMessage('team', { id: 'e1' }, { receives: 2, firstReceivedAt: ago(12 * 3600) })],
      bench.ports,
    );

    expect(staying).toEqual([]);
  });
});

describe('a message that crashes the function', () => {
  /** Runs batches of the same messages. Each crash leaves them to be received again. */
  const crashes = async (bench: Bench, ids: readonly string[], bad: string) => {
    for (let receives = 1; receives <= 6; receives++) {
      const messages = ids.map((id) => aMessage('team', { id }, { receives }));
      const settled = await Promise.race([
        deliverBatch(messages, bench.ports),
        new Promise<undefined>((resolve) => setImmediate(resolve, undefined)),
      ]);
      if (settled) return { settled, receives, bad };
      bench.pass(180);
    }
    throw new Error('never settled');
  };

  const killedBy = (bad: string) =>
    openBench({
      targets: { team: aTarget(), other: aTarget() },
      answer: ({ body }) => (body === `rich ${bad}` ? new Promise(() => {}) : { status: 200, body: '' }),
    });

  test('is buried at the third trial without an outcome, within an hour and without its neighbours', async () => {
    const bench = killedBy('e2');

    const { settled } = await crashes(bench, ['e1', 'e2', 'e3'], 'e2');

    expect(settled).toEqual([]);
    expect(bench.elapsed()).toBeLessThan(3600);
    expect(bench.buried.map(({ eventId, reason }) => [eventId, reason])).toEqual([['e2', 'crashed']]);
    expect(bodies(bench)).toEqual(['rich e1', 'rich e2', 'rich e2', 'rich e2', 'rich e2', 'rich e3']);
    expect(bench.lanes.size).toBe(0);
  });

  test('is worked alone: the lanes of its batch one after another', async () => {
    const bench = killedBy('none');
    let running = 0;
    const send = bench.ports.send;
    const ports = {
      ...bench.ports,
      send: async (request: Parameters<typeof send>[0]) => {
        running += 1;
        expect(running).toBe(1);
        const reply = await send(request);
        await Promise.resolve();
        running -= 1;
        return reply;
      },
    };

    const staying = await deliverBatch(
      [aMessage('team', { id: 'e1' }, { receives: 2 }), aMessage('other', { id: 'e2' })],
      ports,
    );

    expect(staying).toEqual([]);
    expect(bench.requests).toHaveLength(2);
  });

  test('is not suspected after it was returned in order', async () => {
    const bench = openBench({ answer: () => ({ status: 500, body: '' }) });
    for (let receives = 1; receives <= 30; receives++) {
      await deliverBatch([aMessage('team', { id: 'e1' }, { receives })], bench.ports);
      bench.pass(300);
    }

    expect(bench.buried).toEqual([]);
    expect(bench.lanes.get('team')).toMatchObject({ receives: { e1: 30 } });
    expect(bench.lanes.get('team')).not.toHaveProperty('trials');
  });

  test('is not buried while the table does not count its trials', async () => {
    const bench = openBench({ ledger: { save: async () => false } });

    expect(await deliverBatch([aMessage('team', { id: 'e1' }, { receives: 9 })], bench.ports)).toEqual([]);
    expect(bench.requests).toHaveLength(1);
  });
});

describe('a table that does not answer', () => {
  const unknown = async () => ({
    isComplete: false,
    delivery: () => undefined,
    lane: () => undefined,
    end: () => undefined,
  });

  test('does not make a container send twice what it has delivered', async () => {
    const bench = openBench({ ledger: { read: unknown } });
    const copies = [aMessage('team', { id: 'e1' }), aMessage('team', { id: 'e1' }, { messageId: 'copy' })];

    const staying = await deliverBatch(copies, bench.ports);
    await deliverBatch([aMessage('team', { id: 'e1' }, { receives: 2 })], bench.ports);

    expect(staying).toEqual([]);
    expect(bench.requests).toHaveLength(1);
    expect(bench.reports.map(({ outcome }) => ('reason' in outcome ? outcome.reason : outcome.kind))).toEqual([
      'delivered',
      'duplicate',
      'duplicate',
    ]);
  });

  test('does not make a container forget the pause and the failures of a lane', async () => {
    const bench = openBench({
      ledger: { read: unknown },
      answer: (_, nth) => ({ status: nth === 1 ? 500 : 200, body: '' }),
    });
    await deliverBatch([aMessage('team', { id: 'e1' })], bench.ports);

    const staying = await deliverBatch([aMessage('team', { id: 'e1' }, { receives: 2 })], bench.ports);

    expect(staying).toEqual(['e1']);
    expect(bench.requests).toHaveLength(1);
  });

  test('skips what the table knows as delivered once it answers again', async () => {
    const bench = openBench();
    bench.rows.set(deliveryId('e1', 'team'), 'delivered');

    expect(await deliverBatch([aMessage('team', { id: 'e1' })], bench.ports)).toEqual([]);
    expect(bench.reports).toMatchObject([{ outcome: { kind: 'skipped', reason: 'duplicate' } }]);
    expect(bench.requests).toEqual([]);
  });
});
