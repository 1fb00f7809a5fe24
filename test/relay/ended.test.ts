import { asideLane } from '../../src/model/lane.ts';
import type { Notification } from '../../src/model/notification.ts';
import { deliverBatch } from '../../src/relay/batch.ts';
import { createMemory } from '../../src/relay/memory.ts';
import { attemptKey } from '../../src/relay/order.ts';
import { aDelivery, aMessage, aTarget, openBench } from '../support/batch.ts';

const execution = { id: 'x', attempt: 1 };
const START: Partial<Notification> = { id: 'start', moment: 'started', execution, time: '2026-03-04T09:00:00.000Z' };
const END: Partial<Notification> = { id: 'end', moment: 'failed', execution, time: '2026-03-04T09:05:00.000Z' };

const open = (status = 200) => {
  const calls: string[] = [];
  const bench = openBench({
    targets: { team: { ...aTarget(), on: ['started', 'failed'] } },
    answer: ({ body }) => {
      calls.push(body);
      return { status, body: '' };
    },
  });
  const { ledger } = bench.ports;
  const ports = {
    ...bench.ports,
    ledger: {
      ...ledger,
      delivered: (...input: Parameters<typeof ledger.delivered>) => {
        calls.push(`delivered, ${input[1] ? 'ended' : 'not ended'}`);
        return ledger.delivered(...input);
      },
      conclude: (...input: Parameters<typeof ledger.conclude>) => {
        calls.push('ended');
        return ledger.conclude(...input);
      },
    },
  };
  return { bench, ports, calls };
};

/** The message in a lane of its own, as after failures. */
const aside = (news: Partial<Notification>) => aMessage('team', news, { lane: asideLane(aDelivery('team', news)) });

describe('the end of an attempt', () => {
  test('that is delivered is stored with its delivery, after the request', async () => {
    const { bench, ports, calls } = open();

    await deliverBatch([aMessage('team', END)], ports);

    expect(calls).toEqual(['rich end', 'delivered, ended']);
    expect([...bench.ends.values()]).toEqual([END.time]);
  });

  test.each([500, 410])('that is answered with %d is stored by itself: people may have seen it', async (status) => {
    const { bench, ports, calls } = open(status);

    await deliverBatch([aMessage('team', END)], ports);

    expect(calls).toEqual(['rich end', 'ended']);
    expect([...bench.ends.values()]).toEqual([END.time]);
  });

  test('is no part of the delivery of a start', async () => {
    const { ports, calls } = open();

    await deliverBatch([aMessage('team', START)], ports);

    expect(calls).toEqual(['rich start', 'delivered, not ended']);
  });

  test('makes another function skip a start in another lane as soon as it is stored', async () => {
    const { bench, ports, calls } = open();
    const other = { ...ports, memory: createMemory() };
    await deliverBatch([aMessage('team', END)], ports);

    await deliverBatch([aside(START)], other);

    expect(calls).toEqual(['rich end', 'delivered, ended']);
    expect(bench.reports.at(-1)?.outcome).toMatchObject({ kind: 'skipped', reason: 'superseded' });
  });

  test('makes the same function skip a start in another lane while its request is running', async () => {
    const { ports, calls } = open();
    let answered = (): void => {};
    const send: typeof ports.send = async (request) => {
      const answer = await ports.send(request);
      await new Promise<void>((resolve) => {
        answered = resolve;
      });
      return answer;
    };
    const ending = deliverBatch([aMessage('team', END)], { ...ports, send });
    while (calls.length === 0) await new Promise(setImmediate);

    await deliverBatch([aside(START)], ports);

    expect(calls).toEqual(['rich end']);
    answered();
    await ending;
    expect(calls).toEqual(['rich end', 'delivered, ended']);
  });
});

test('a container remembers the ends of a limited number of attempts, the latest ones', () => {
  const memory = createMemory();
  const keyOf = (id: number) => attemptKey('team', aDelivery('team', { execution: { id: String(id) } }).notification);

  for (let id = 0; id <= 2000; id++) memory.noteEnd({ attempt: keyOf(id), time: `${id}` });

  expect([memory.end(keyOf(0)), memory.end(keyOf(1)), memory.end(keyOf(2000))]).toEqual([undefined, '1', '2000']);
});
