import fc from 'fast-check';
import type { DeadLetter } from '../../src/model/delivery.ts';
import type { DeliveryRow, LaneRow } from '../../src/model/ledger.ts';
import { deliverBatch } from '../../src/relay/batch.ts';
import type { Received } from '../../src/relay/received.ts';
import { aMessage, aTarget, NOW, openBench } from '../support/batch.ts';

const denied = (): never => {
  throw Object.assign(new Error('denied for https://chat.example/canary'), { code: 'AccessDenied' });
};

describe('a failing port', () => {
  test('keeps the message on the queue if the dead letter cannot be written', async () => {
    const bench = openBench({ answer: () => ({ status: 410, body: '' }), overrides: { bury: async () => denied() } });

    const staying = await deliverBatch([aMessage('team', { id: 'e1' })], bench.ports);

    expect(staying).toEqual(['e1']);
    expect(bench.reports).toMatchObject([
      { outcome: { kind: 'rejected', reason: 'gone' }, error: 'bury: Error (AccessDenied)' },
    ]);
  });

  test('keeps the messages on the queue with its default visibility if they cannot be hidden', async () => {
    const overrides = { hide: async () => denied() };
    const bench = openBench({ answer: () => ({ status: 500, body: '' }), overrides });

    const staying = await deliverBatch([aMessage('team', { id: 'e1' })], bench.ports);

    expect(staying).toEqual(['e1']);
    expect(bench.reports).toMatchObject([{ outcome: { kind: 'retry', reason: 'unavailable' } }]);
    expect(bench.notices).toContainEqual(expect.objectContaining({ kind: 'queue-failed', lane: 'team' }));
  });

  test('makes the queue hand out again what cannot be deleted, without another request', async () => {
    const overrides = { remove: async () => denied() };
    const bench = openBench({ answer: (_, nth) => ({ status: nth === 1 ? 200 : 500, body: '' }), overrides });

    const staying = await deliverBatch([aMessage('team', { id: 'e1' }), aMessage('team', { id: 'e2' })], bench.ports);
    const again = await deliverBatch([aMessage('team', { id: 'e1' }, { receives: 2 })], bench.ports);

    expect([staying, again]).toEqual([['e2'], []]);
    expect(bench.requests).toHaveLength(2);
  });

  test('does not change the outcome if it is the report', async () => {
    const answers = { delivered: 200, failing: 500, gone: 410 };
    const targets = Object.fromEntries(
      Object.keys(answers).map((name) => [name, aTarget({ url: `https://${name}.example/` })]),
    );
    const bench = openBench({
      targets,
      answer: ({ url }) => ({ status: answers[new URL(url).hostname.split('.')[0] as keyof typeof answers], body: '' }),
      overrides: { report: denied },
    });

    const staying = await deliverBatch(
      Object.keys(answers).map((name) => aMessage(name, { id: name })),
      bench.ports,
    );

    expect(staying).toEqual(['failing']);
    expect([...bench.hidden.keys()]).toEqual(['failing']);
    expect(bench.buried.map(({ reason }) => reason)).toEqual(['gone']);
  });

  test('does not stop the other deliveries if it is a bug in the handling of one', async () => {
    const targets: Record<string, ReturnType<typeof aTarget>> = { team: aTarget() };
    const bench = openBench({
      targets,
      answer: ({ body }) => ({ status: body === 'rich e1' ? 410 : 200, body: '' }),
      ledger: { conclude: async () => denied() },
    });
    Object.assign(targets.team as object, { on: ['started', 'failed'] });
    const execution = { id: 'x', attempt: 1, startedAt: undefined };

    const staying = await deliverBatch(
      [
        aMessage('team', { id: 'e1', execution: { ...execution } as never }),
        aMessage('team', { id: 'e2', moment: 'approval' }),
      ],
      bench.ports,
    );

    expect(staying).toEqual([]);
    expect(bench.buried).toMatchObject([{ eventId: 'e1', reason: 'internal' }]);
    expect(bench.requests.map(({ body }) => body)).toEqual(['rich e1', 'rich e2']);
  });
});

/** Ports with random behaviour: a sequence of numbers decides which calls succeed, return nothing, or throw. */
const play = async (messages: readonly Received[], tape: Iterator<number>) => {
  const next = (): number => tape.next().value;
  const one = <Value>(...choices: (() => Value)[]): Value => (choices[next() % choices.length] as () => Value)();
  const buried: DeadLetter[] = [];
  const arrived: string[] = [];
  const removed: string[] = [];
  const aside: string[] = [];
  const reports: { id: string; kind: string }[] = [];
  const copies = [
    { a: aTarget(), b: aTarget({ chat: false }), c: 'invalid' as const },
    { a: aTarget({ enabled: false }), b: 'unresolved' as const },
    {},
  ].map((targets) => new Map(Object.entries(targets)));
  const { ports } = openBench({
    ledger: {
      read: async () => ({
        isComplete: one(
          () => true,
          () => false,
        ),
        delivery: () =>
          one<DeliveryRow | undefined>(
            () => undefined,
            () => undefined,
            () => undefined,
            () => ({ state: 'delivered' }),
            () => ({ state: 'aside' }),
          ),
        lane: () =>
          one<LaneRow | undefined>(
            () => undefined,
            () => ({ state: { failures: next() % 6, nextAttemptAt: NOW.getTime() + (next() % 3) - 1 } }),
            () => ({
              state: {
                pace: {
                  intervalMs: next() * 10,
                  settled: false,
                  accepted: next(),
                  since: NOW.getTime(),
                  pauseMs: 1000,
                },
                sentAt: NOW.getTime(),
              },
            }),
            () => ({ state: { trials: { [`e${next() % 10}`]: next() % 4 } } }),
            () => ({ state: {}, pausedUntil: NOW.getTime() + next() * 20 }),
          ),
        end: () =>
          one(
            () => undefined,
            () => '2030-01-01T00:00:00Z',
          ),
      }),
      save: async () =>
        one(
          () => true,
          () => false,
        ),
    },
    overrides: {
      targets: async () =>
        one(
          () => copies[0],
          () => copies[next() % 3],
          () => denied(),
        ) ?? denied(),
      send: async ({ body }) => {
        const reply = one<{ status: number; body: string } | never>(
          () => ({ status: 200, body: '' }),
          () => ({ status: [202, 302, 400, 401, 404, 410, 429, 500][next() % 8] as number, body: '' }),
          () => denied(),
        );
        if (reply.status < 300) arrived.push(body.replace(/^rich /, ''));
        return reply;
      },
      hide: async () =>
        one<void>(
          () => {},
          () => {},
          () => denied(),
        ),
      remove: async (messages) => {
        one<void>(
          () => {},
          () => {},
          () => denied(),
        );
        removed.push(...messages.map(({ messageId }) => messageId));
      },
      sendTo: async (_, { body }) => {
        one<void>(
          () => {},
          () => denied(),
        );
        aside.push(JSON.parse(body).notification.id);
      },
      bury: async (letter) => {
        one<void>(
          () => {},
          () => {},
          () => denied(),
        );
        buried.push(letter);
      },
      report: ({ delivery, outcome }) => {
        if (delivery) reports.push({ id: delivery.notification.id, kind: outcome.kind });
        one<void>(
          () => {},
          () => denied(),
        );
      },
      remainingMs: () =>
        one(
          () => 30_000,
          () => 30_000,
          () => 2000,
        ),
    },
  });
  return { staying: await deliverBatch(messages, ports), buried, arrived, reports, removed, aside };
};

const anyBatch = fc
  .array(fc.record({ target: fc.constantFrom('a', 'b', 'c', 'd', ''), receives: fc.integer({ min: 1, max: 15 }) }), {
    maxLength: 10,
  })
  .map((all) =>
    all.map(({ target, receives }, at) =>
      target
        ? aMessage(target, { id: `e${at}`, moment: at % 2 ? 'failed' : 'started' }, { receives })
        : aMessage('', {}, { messageId: `e${at}`, receives, body: `unreadable e${at}` }),
    ),
  );

describe('any combination of faults', () => {
  test('lets no message leave the queue without an outcome, and keeps the order of each lane', async () => {
    const tape = fc.infiniteStream(fc.nat({ max: 1000 }));

    await fc.assert(
      fc.asyncProperty(anyBatch, tape, async (messages, numbers) => {
        const { staying, buried, arrived, reports, removed, aside } = await play(messages, numbers);

        expect(new Set(staying).size).toBe(staying.length);
        for (const { messageId, body, lane } of messages) {
          const letters = buried.filter((letter) => letter.body === body).length;
          const kinds = reports.filter(({ id }) => id === messageId).map(({ kind }) => kind);
          const isSettled = kinds.includes('delivered') || kinds.includes('skipped');
          const isGone = !staying.includes(messageId) || removed.includes(messageId);
          const isHandled = letters > 0 || isSettled || aside.includes(messageId);
          // What leaves the queue was delivered, skipped, buried, or sent to a lane of its own.
          if (isGone) expect({ messageId, isHandled }).toEqual({ messageId, isHandled: true });
          expect(letters).toBeLessThanOrEqual(1);
          expect(arrived.filter((id) => id === messageId).length).toBeLessThanOrEqual(2);
          // Lambda requires that all messages of a group after the first that stays are returned.
          const mates = messages.filter((each) => each.lane === lane).map((each) => each.messageId);
          const first = mates.findIndex((id) => staying.includes(id));
          if (first >= 0) expect(mates.slice(first).every((id) => staying.includes(id))).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });
});
