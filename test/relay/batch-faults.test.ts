import fc from 'fast-check';
import type { DeadLetter } from '../../src/model/delivery.ts';
import { deliverBatch, type Received } from '../../src/relay/batch.ts';
import { aMessage, aTarget, openBench } from '../support/batch.ts';

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

  test('keeps the message on the queue with its default visibility if it cannot be postponed', async () => {
    const overrides = { postpone: async () => denied() };
    const bench = openBench({ answer: () => ({ status: 500, body: '' }), overrides });

    const staying = await deliverBatch([aMessage('team', { id: 'e1' })], bench.ports);

    expect(staying).toEqual(['e1']);
    expect(bench.reports).toMatchObject([
      { outcome: { kind: 'retry', reason: 'unavailable' }, error: 'postpone: Error (AccessDenied)' },
    ]);
    expect(bench.reports[0]).not.toHaveProperty('waitSeconds');
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
    expect([...bench.postponed.keys()]).toEqual(['failing']);
    expect(bench.buried.map(({ reason }) => reason)).toEqual(['gone']);
  });

  test('does not prevent the attempts of other deliveries if it is the ledger', async () => {
    const claim = async (): Promise<'claimed'> => (bench.ledger.length === 1 ? denied() : 'claimed');
    const bench = openBench({ memory: { claim } });

    const staying = await deliverBatch([aMessage('team', { id: 'e1' }), aMessage('team', { id: 'e2' })], bench.ports);

    expect(staying).toEqual([]);
    expect(bench.buried).toMatchObject([{ eventId: 'e1', reason: 'internal' }]);
    expect(bench.requests.map(({ body }) => body)).toEqual(['rich e2']);
  });
});

/** Ports with random behaviour: a sequence of numbers decides which calls succeed, return nothing, or throw. */
const play = async (messages: readonly Received[], tape: Iterator<number>) => {
  const next = (): number => tape.next().value;
  const one = <Value>(...choices: (() => Value)[]): Value => (choices[next() % choices.length] as () => Value)();
  const buried: DeadLetter[] = [];
  const arrived: string[] = [];
  const reports: { id: string; kind: string }[] = [];
  const copies = [
    { a: aTarget(), b: aTarget({ chat: false }), c: 'invalid' as const },
    { a: aTarget({ enabled: false }), b: 'unresolved' as const },
    {},
  ].map((targets) => new Map(Object.entries(targets)));
  const { ports } = openBench({
    memory: {
      claim: async () =>
        one<'claimed' | 'taken' | 'delivered'>(
          () => 'claimed',
          () => 'claimed',
          () => 'taken',
          () => 'delivered',
        ),
      concluded: async () =>
        one<boolean>(
          () => true,
          () => false,
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
      postpone: async () =>
        one<void>(
          () => {},
          () => {},
          () => denied(),
        ),
      bury: async (letter) => {
        one<void>(
          () => {},
          () => {},
          () => denied(),
        );
        buried.push(letter);
      },
      report: ({ delivery, outcome }) => {
        reports.push({ id: delivery?.notification.id ?? 'unreadable', kind: outcome.kind });
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
  return { staying: await deliverBatch(messages, ports), buried, arrived, reports };
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
  test('settles each message once: acknowledged with a reason, buried, or kept', async () => {
    const tape = fc.infiniteStream(fc.nat({ max: 1000 }));

    await fc.assert(
      fc.asyncProperty(anyBatch, tape, async (messages, numbers) => {
        const { staying, buried, arrived, reports } = await play(messages, numbers);

        expect(new Set(staying).size).toBe(staying.length);
        expect(reports).toHaveLength(messages.length);
        for (const { messageId, body } of messages) {
          const letters = buried.filter((letter) => letter.body === body).length;
          const stays = staying.includes(messageId);
          const result = reports.find(({ id }) => id === messageId)?.kind;
          const settled = result === 'delivered' || result === 'skipped';
          expect([letters, stays, settled].map(Number).reduce((sum, each) => sum + each)).toBe(1);
          // A delivered message is not received again.
          if (arrived.includes(messageId)) expect([result, stays, letters]).toEqual(['delivered', false, 0]);
        }
      }),
      { numRuns: 500 },
    );
  });
});
