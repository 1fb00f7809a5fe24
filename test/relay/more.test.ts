import type { HttpReply } from '../../src/model/http.ts';
import { deliverBatch } from '../../src/relay/batch.ts';
import type { LanePorts } from '../../src/relay/lane-ports.ts';
import type { Received } from '../../src/relay/received.ts';
import { aMessage, aTarget, openBench } from '../support/batch.ts';

/** A bench whose target `slow` answers when it is told to, and whose queue holds these further batches. */
const open = (queue: (readonly Received[] | Error)[], overrides: Partial<LanePorts> = {}) => {
  let answer = (): void => {};
  let receives = 0;
  const bench = openBench({
    targets: { slow: aTarget({ url: 'https://slow.example' }), quick: aTarget(), other: aTarget() },
    answer: ({ url, body }) => {
      if (url === 'https://slow.example') {
        return new Promise<HttpReply>((resolve) => {
          answer = () => resolve({ status: 200, body: '' });
        });
      }
      return { status: body === 'rich bad' ? 500 : 200, body: '' };
    },
    overrides: {
      receiveMore: async () => {
        receives += 1;
        const batch = queue.shift();
        if (!batch) answer();
        if (batch instanceof Error) throw batch;
        return batch ?? [];
      },
      remainingMs: () => 30_000 - bench.elapsed() * 1000,
      ...overrides,
    },
  });
  return { ...bench, receives: () => receives };
};

const slow = () => aMessage('slow', { id: 'slow' });
const quick = (id: string, overrides = {}) => aMessage('quick', { id }, overrides);

test('a function that waits for a slow receiver works further lanes, and deletes what is done', async () => {
  const bench = open([[quick('e1'), quick('e2')], [aMessage('other', { id: 'e3' })]]);

  expect(await deliverBatch([slow()], bench.ports)).toEqual([]);

  expect(bench.requests.map(({ body }) => body).sort()).toEqual(['rich e1', 'rich e2', 'rich e3', 'rich slow']);
  expect(bench.removed.sort()).toEqual(['e1', 'e2', 'e3']);
});

test('what stays of a further lane is hidden on purpose, and is not reported to Lambda', async () => {
  const bench = open([[quick('e1'), quick('bad'), quick('e2')]]);

  expect(await deliverBatch([slow()], bench.ports)).toEqual([]);

  expect(bench.removed).toEqual(['e1']);
  expect(bench.hidden).toEqual(
    new Map([
      ['bad', 5],
      ['e2', 5],
    ]),
  );
});

test('a function that is done within a second receives nothing else', async () => {
  const bench = open([[quick('e2')]], { sleep: () => new Promise(() => {}) });

  expect(await deliverBatch([quick('e1')], bench.ports)).toEqual([]);
  expect(bench.receives()).toBe(0);
});

test('nothing is received in the last twenty seconds of the function', async () => {
  let left = 20_000;
  const bench = open([], { remainingMs: () => left });
  const waiting = deliverBatch([slow()], bench.ports);
  while (bench.receives() < 1) await Promise.resolve();
  expect(await waiting).toEqual([]);

  left = 19_999;
  const late = open([[quick('e1')]], { remainingMs: () => left });
  const batch = deliverBatch([slow(), quick('e0')], { ...late.ports, send: async () => ({ status: 200, body: '' }) });
  expect(await batch).toEqual([]);
  expect(late.receives()).toBe(0);
});

test('a receive that fails is reported, and tried again a second later', async () => {
  const bench = open([new Error('no'), [quick('e1')]]);

  expect(await deliverBatch([slow()], bench.ports)).toEqual([]);

  expect(bench.notices).toContainEqual(expect.objectContaining({ kind: 'queue-failed' }));
  expect(bench.removed).toEqual(['e1']);
});

test('nothing is received while a crash is suspected', async () => {
  const bench = open([[quick('e1')]], { send: async () => ({ status: 200, body: '' }) });

  expect(await deliverBatch([aMessage('slow', { id: 'slow' }, { receives: 2 })], bench.ports)).toEqual([]);
  expect(bench.receives()).toBe(0);
});
