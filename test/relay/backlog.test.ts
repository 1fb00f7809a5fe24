import { deliverBatch } from '../../src/relay/batch.ts';
import { deliveryId } from '../../src/relay/route.ts';
import { aMessage, aTarget, type Bench, NOW, openBench } from '../support/batch.ts';

const ago = (seconds: number): Date => new Date(NOW.getTime() - seconds * 1000);
const aged = (ids: readonly string[], seconds: number) =>
  ids.map((id) => aMessage('hook', { id, pipeline: { name: id } }, { sentAt: ago(seconds), firstReceivedAt: NOW }));
const open = (depth: () => Promise<number>): Bench & { asked: () => number } => {
  let asked = 0;
  const bench = openBench({
    targets: { hook: aTarget({ chat: false, folds: false }) },
    overrides: {
      depth: () => {
        asked += 1;
        return depth();
      },
    },
  });
  return { ...bench, asked: () => asked };
};

test('messages older than an hour are given up while more than 80,000 wait', async () => {
  const bench = open(async () => 80_001);

  const staying = await deliverBatch([...aged(['old'], 3600), ...aged(['young'], 3599)], bench.ports);

  expect(staying).toEqual([]);
  expect(bench.buried).toMatchObject([{ eventId: 'old', reason: 'backlog', attempts: 0 }]);
  expect(bench.requests.map(({ body }) => body)).toEqual(['rich young']);
});

test.each([
  ['80,000 wait', 80_000],
  ['few wait', 3],
])('messages of any age are sent while %s', async (_, depth) => {
  const bench = open(async () => depth);

  await deliverBatch(aged(['old'], 50_000), bench.ports);

  expect(bench.buried).toEqual([]);
  expect(bench.requests).toHaveLength(1);
});

test('messages are given up until fewer than 60,000 wait', async () => {
  const depths = [80_001, 60_001, 60_000];
  const bench = open(async () => depths.shift() ?? 0);
  for (const id of ['e1', 'e2', 'e3']) {
    await deliverBatch(
      aged([id], 50_000).map((message) => ({ ...message, firstReceivedAt: bench.ports.now() })),
      bench.ports,
    );
    bench.pass(60);
  }

  expect(bench.buried.map(({ eventId }) => eventId)).toEqual(['e1', 'e2']);
});

test('the depth is read at most once a minute, and only if a first message is older than ten minutes', async () => {
  const bench = open(async () => 5);

  await deliverBatch(aged(['e1'], 599), bench.ports);
  expect(bench.asked()).toBe(0);
  await deliverBatch(aged(['e2'], 600), bench.ports);
  bench.pass(59);
  await deliverBatch(aged(['e3'], 600), bench.ports);
  expect(bench.asked()).toBe(1);
  bench.pass(1);
  await deliverBatch(aged(['e4'], 600), bench.ports);
  expect(bench.asked()).toBe(2);
});

test('nothing is given up if the depth cannot be read', async () => {
  const bench = open(() => Promise.reject(new Error('no')));

  expect(await deliverBatch(aged(['e1'], 50_000), bench.ports)).toEqual([]);
  expect(bench.requests).toHaveLength(1);
  expect(bench.notices).toContainEqual(expect.objectContaining({ kind: 'queue-failed' }));
});

test('a delivery that arrived before is skipped, and is no dead letter', async () => {
  const bench = open(async () => 80_001);
  bench.rows.set(deliveryId('e1', 'hook'), 'delivered');

  expect(await deliverBatch(aged(['e1', 'e2'], 50_000), bench.ports)).toEqual([]);

  expect(bench.buried.map(({ eventId }) => eventId)).toEqual(['e2']);
  expect(bench.reports).toContainEqual(expect.objectContaining({ outcome: { kind: 'skipped', reason: 'duplicate' } }));
});

test('a delivery that was given up is not told by a summary too', async () => {
  const bench = openBench({ overrides: { depth: async () => 80_001 } });
  const messages = Array.from({ length: 10 }, (_, at) =>
    aMessage('team', { id: `e${at}` }, { sentAt: ago(at < 5 ? 50_000 : 1000), firstReceivedAt: NOW }),
  );

  expect(await deliverBatch(messages, bench.ports)).toEqual([]);

  expect(bench.buried.map(({ eventId }) => eventId)).toEqual(['e0', 'e1', 'e2', 'e3', 'e4']);
  expect([bench.sent.length, bench.requests.length]).toEqual([0, 5]);
});
