import fc from 'fast-check';
import type { HttpReply, HttpRequest } from '../../src/model/http.ts';
import type { Outcome } from '../../src/model/outcome.ts';
import { deliver } from '../../src/relay/deliver.ts';
import { aChannel, aDelivery, NOW } from '../support/batch.ts';

/** A sender that returns these answers in order and records the requests. */
const answering = (...answers: (HttpReply | Outcome)[]) => {
  const requests: HttpRequest[] = [];
  const send = async (request: HttpRequest): Promise<HttpReply | Outcome> => {
    requests.push(request);
    const answer = answers[requests.length - 1];
    if (!answer) throw new Error('one request too many');
    return answer;
  };
  return { send, requests };
};

const status = (code: number): HttpReply => ({ status: code, body: '' });
const plain = { plain: ({ id }: { id: string }) => `plain ${id}` };
const delivery = aDelivery('team', { id: 'e1' });

describe('delivering', () => {
  test('renders, sends once and classifies', async () => {
    const { send, requests } = answering(status(200));

    const outcome = await deliver(delivery, aChannel(plain), send, NOW);

    expect(outcome).toEqual({ kind: 'delivered', status: 200 });
    expect(requests).toEqual([
      { url: 'https://chat.example/hook', headers: { id: delivery.id }, body: 'rich e1', timeoutMs: 10_000 },
    ]);
  });

  test("passes the delivery's id and the time of the attempt to the request", async () => {
    const seen: unknown[] = [];
    const channel = aChannel({
      request: (body, sending) => {
        seen.push(sending);
        return { url: '', headers: {}, body, timeoutMs: 1 };
      },
    });

    await deliver(delivery, channel, answering(status(200)).send, NOW);

    expect(seen).toEqual([{ id: delivery.id, now: NOW }]);
  });

  test('lets the platform classify answers, and keeps an outcome without an answer', async () => {
    const channel = aChannel({ classify: ({ body }) => ({ kind: 'rejected', reason: 'gone', detail: body }) });
    const timeout: Outcome = { kind: 'retry', reason: 'timeout' };

    const judged = await deliver(delivery, channel, answering({ status: 200, body: 'odd' }).send, NOW);
    const unanswered = await deliver(delivery, channel, answering(timeout).send, NOW);

    expect(judged).toEqual({ kind: 'rejected', reason: 'gone', detail: 'odd' });
    expect(unanswered).toBe(timeout);
  });

  test.each([
    [200, { kind: 'delivered', status: 200 }],
    [400, { kind: 'rejected', reason: 'payload', status: 400 }],
    [429, { kind: 'retry', reason: 'throttled', status: 429 }],
    [500, { kind: 'retry', reason: 'unavailable', status: 500 }],
  ])('sends the plain form once if the content is rejected, with %i as the outcome', async (code, expected) => {
    const { send, requests } = answering(status(400), status(code));

    const outcome = await deliver(delivery, aChannel(plain), send, NOW);

    expect(outcome).toEqual(expected);
    expect(requests.map(({ body }) => body)).toEqual(['rich e1', 'plain e1']);
    expect(requests[1]?.headers).toEqual({ id: delivery.id });
  });

  test('ends after rejected content if there is no plain form', async () => {
    const { send, requests } = answering(status(400));

    const outcome = await deliver(delivery, aChannel(), send, NOW);

    expect(outcome).toEqual({ kind: 'rejected', reason: 'payload', status: 400 });
    expect(requests).toHaveLength(1);
  });

  test.each([401, 404, 410, 302, 429, 500])('does not send the plain form after a %i', async (code) => {
    const { send, requests } = answering(status(code));

    await deliver(delivery, aChannel(plain), send, NOW);

    expect(requests).toHaveLength(1);
  });

  test('never rejects: a thrown error becomes the reason internal and is not quoted', async () => {
    const broken = (): never => {
      throw new TypeError('https://hooks.example/canary', { cause: 'canary' });
    };
    const step = fc.constantFrom('render', 'plain', 'request', 'classify', 'send');

    await fc.assert(
      fc.asyncProperty(step, fc.constantFrom(200, 400, 500), async (name, code) => {
        const channel = aChannel(name === 'send' ? plain : { ...plain, [name]: broken });
        const send = name === 'send' ? async () => broken() : async () => status(code);

        const outcome = await deliver(delivery, channel, send, NOW);

        if (name === 'plain' && code !== 400) return;
        expect(outcome).toEqual({ kind: 'rejected', reason: 'internal', detail: 'TypeError' });
      }),
    );
  });
});
