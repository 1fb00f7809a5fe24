import http from 'node:http';
import type net from 'node:net';
import { inspect } from 'node:util';
import type { HttpRequest } from '../../src/model/http.ts';
import type { LogEvent } from '../../src/model/log-events.ts';
import { createSend } from '../../src/net/http.ts';
import { anEvent, context, snsEvent, timeAt } from '../support/lambda-events.ts';
import { answerText, certificate, openRawServer, serversOfTest } from '../support/servers.ts';
import { CANARIES, canariesIn, type Leaky, openLeaky } from './canaries.ts';

const keep = serversOfTest();

const BROKEN = '/pipebell/local/secrets/broken/url';

/** The full inspection of the error that `work` throws, as a careless logger would print it. */
const inspectError = async (work: () => unknown): Promise<string> => {
  try {
    await work();
  } catch (error) {
    return inspect(error, { depth: 10, showHidden: true });
  }
  return 'nothing was thrown';
};

describe("Node's errors", () => {
  const secret = CANARIES.url;

  test.each<[string, () => unknown]>([
    ['of fetch for an invalid URL', () => fetch(`https:///${secret} x`)],
    ['of fetch for a URL with a password', () => fetch(`https://user:${secret}@hooks.example.com/`)],
    [
      'of fetch for a header with a line end',
      () => fetch('https://hooks.example.com/', { headers: { 'X-Token': `${secret}\r\nX: 1` } }),
    ],
    ['of the URL parser', () => new URL(`https:// ${secret}`)],
    ['of http.request for an invalid URL', () => http.request(`https:// ${secret}`)],
    ['of the JSON parser', () => JSON.parse(secret)],
  ])('%s quote the secret (positive control of the search)', async (_, work) => {
    expect(canariesIn(await inspectError(work))).toEqual(['url']);
  });
});

/** Publishes an event, and works the queues at the beginning and at the end of the ten hours of attempts. */
const deliver = async (leaky: Leaky): Promise<void> => {
  await leaky.publish(anEvent());
  await leaky.relay.settle(timeAt(600));
  await leaky.clock.until(timeAt(10 * 3600));
  await leaky.relay.settle(timeAt(12 * 3600));
};

/** The output as parsed lines: log lines and metrics. */
const linesOf = ({ output = '' }: Record<string, string>): Record<string, unknown>[] =>
  output
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));

const expectNoCanary = (traces: Record<string, string>): void => {
  for (const [place, text] of Object.entries(traces)) expect([place, canariesIn(text)]).toEqual([place, []]);
};

/** A receiver that answers on a raw socket. `seen` holds the requests, the only place where canaries may appear. */
const openReceiver = async (answer: (socket: net.Socket, text: string) => void, tls?: 'expired' | 'valid') => {
  const seen: string[] = [];
  const server = await keep(
    openRawServer((socket, { text }) => {
      seen.push(text);
      answer(socket, text);
    }, tls && { certificate: tls }),
  );
  const origin = `${tls ? 'https://localhost' : 'http://127.0.0.1'}:${server.port}`;
  return {
    seen,
    urlOf: (canary: string) => `${origin}/${canary}?sig=${canary}`,
    connections: () => server.connections,
  };
};

const answers =
  (status: string, headers: string[] = []) =>
  (socket: net.Socket, text: string) =>
    // Quotes the whole request in its answer, as some receivers do.
    void socket.write(answerText(status, text, headers));

const sender =
  (options: Partial<Parameters<typeof createSend>[0]> = {}, timeoutMs = 10_000) =>
  (request: HttpRequest) =>
    createSend({ allowPrivate: true, ...options })({ ...request, timeoutMs });

describe('no secret is written anywhere', () => {
  test.each<[string, string, (socket: net.Socket, text: string) => void, 'expired' | undefined]>([
    ['accepts', 'delivered', answers('200 OK'), undefined],
    ['is down and quotes the request', 'exhausted', answers('500 Oops'), undefined],
    ['is busy and quotes the request', 'throttled', answers('429 Too Many Requests', ['Retry-After: 90']), undefined],
    ['does not know the URL', 'gone', answers('404 Not Found'), undefined],
    ['rejects the credentials', 'unauthorized', answers('401 Unauthorized'), undefined],
    ['rejects the content', 'payload', answers('400 Bad Request'), undefined],
    [
      'redirects',
      'redirect',
      answers('302 Found', [`Location: https://${CANARIES.url}.example/${CANARIES.secret}`]),
      undefined,
    ],
    ['resets the connection', 'network', (socket) => socket.resetAndDestroy(), undefined],
    ['answers garbage', 'network', (socket, text) => void socket.end(text), undefined],
    ['does not answer', 'timeout', () => {}, undefined],
    ['has an expired certificate', 'tls', answers('200 OK'), 'expired'],
  ])('when a receiver %s: %s', async (_, reason, answer, tls) => {
    const receiver = await openReceiver(answer, tls);
    const leaky = await keep(
      openLeaky({ send: sender(tls && { ca: certificate('authority') }, reason === 'timeout' ? 50 : undefined) }),
    );
    leaky.addTargets(receiver.urlOf);

    const traces = await leaky.traces(() => deliver(leaky));

    // Positive control: every secret was sent, unless the connection was refused before.
    const reached = canariesIn(receiver.seen.join('\n')).sort();
    expect(reached).toEqual(tls ? [] : ['header', 'parameter', 'secret', 'url']);
    expect(linesOf(traces).map(({ reason }) => reason)).toContain(reason);
    expect(linesOf(traces).some(({ Deliveries }) => Deliveries === 1)).toBe(true);
    expect(traces['requests to AWS']?.includes('"WithDecryption":true')).toBe(true);
    expectNoCanary(traces);
  });

  test('when the name does not resolve, and the resolver quotes it', async () => {
    const leaky = await keep(
      openLeaky({
        send: sender({
          lookup: (host, _, callback) =>
            callback(
              Object.assign(new Error(`queryA ENOTFOUND ${host}`), { code: 'ENOTFOUND', hostname: host }),
              '',
              0,
            ),
        }),
      }),
    );
    leaky.addTargets((canary) => `https://${canary}.example/${canary}`);

    expectNoCanary(await leaky.traces(() => deliver(leaky)));
    expect(leaky.deadLetters()).toHaveLength(3);
  });

  test('when the send function throws with the URL in message, cause and fields', async () => {
    const leaky = await keep(
      openLeaky({
        send: async ({ url, headers }) => {
          const cause = Object.assign(new Error(`Invalid URL ${url}`), { input: url, headers });
          throw Object.assign(new TypeError(`Failed to parse URL from ${url}`, { cause }), { url });
        },
      }),
    );
    leaky.addTargets((canary) => `https://hooks.example/${canary}`);

    const traces = await leaky.traces(() => deliver(leaky));

    expect(linesOf(traces).map(({ reason }) => reason)).toContain('internal');
    expectNoCanary(traces);
  });

  test.each<[string, string | object, LogEvent?]>([
    ['is not JSON', `{"platform": "webhook", "url": "https://hooks.example/${CANARIES.url}`],
    [
      'has a secret as a field name',
      { platform: 'webhook', [`https://x/${CANARIES.url}`]: 1, [`${CANARIES.secret} `]: 2 },
    ],
    ['has an invalid URL', { platform: 'webhook', url: `https:// ${CANARIES.url}` }],
    ['has a password in its URL', { platform: 'webhook', url: `https://user:${CANARIES.url}@hooks.example/` }],
    ['has the URL as its platform', { platform: `https://hooks.example/${CANARIES.url}` }],
    [
      'has a header with a line end',
      { platform: 'webhook', url: 'https://hooks.example/', headers: { 'X-T': `${CANARIES.header}\r\n` } },
    ],
    [
      'has an invalid signing key',
      { platform: 'webhook', url: 'https://hooks.example/', signingKeys: [`whsec ${CANARIES.key}`] },
    ],
    ['refers to a secret that is not JSON', { platform: 'webhook', url: { parameter: BROKEN, key: 'url' } }],
    ['refers to a secret that is not a URL', { platform: 'webhook', url: { parameter: BROKEN } }],
    ['refers to a shared secret', { platform: 'webhook', url: { parameter: '/team/shared' } }],
    ['refers to a shared secret that is not of Slack', { platform: 'slack', url: { parameter: '/team/shared' } }],
    [
      'refers to a missing secret',
      { platform: 'webhook', url: { secret: 'pipebell/local/broken/nowhere' } },
      'secret-unavailable',
    ],
  ])('when a target %s', async (_, target, expected = 'target-invalid') => {
    const leaky = await keep(openLeaky());
    leaky.aws.parameters.set(BROKEN, `{"url": "https:// ${CANARIES.parameter}`);
    leaky.aws.parameters.set('/team/shared', `https://hooks.example/${CANARIES.parameter}`);
    leaky.relay.addTarget('broken', target);

    const traces = await leaky.traces(() => deliver(leaky));

    expect(linesOf(traces).map(({ event }) => event)).toContain(expected);
    expectNoCanary(traces);
  });

  test.each(['ssm', 'sqs', 'dynamodb'])('when every call to %s fails', async (failing) => {
    const receiver = await openReceiver(answers('410 Gone'));
    const leaky = await keep(openLeaky());
    leaky.addTargets(receiver.urlOf);
    leaky.aws.fault = (service) => (service === failing && leaky.elapsed() < 600 ? 'AccessDeniedException' : undefined);

    const traces = await leaky.traces(() => deliver(leaky));

    expect(traces.output?.includes('AccessDeniedException')).toBe(true);
    expectNoCanary(traces);
  });

  test('when an AWS error quotes the request with its session token', async () => {
    const leaky = await keep(openLeaky());
    leaky.addTargets((canary) => `https://hooks.example/${canary}`);
    leaky.echoes.on = true;
    const thrown: string[] = [];

    const traces = await leaky.traces(async () => {
      await leaky.publish(anEvent());
      thrown.push(await inspectError(() => leaky.relay.router(snsEvent(anEvent()), context())));
    });

    expect(thrown[0]).toContain('1 of 1 messages could not be routed');
    expect(traces.output?.includes('AccessDeniedException')).toBe(true);
    expectNoCanary({ ...traces, thrown: thrown.join() });
  });
});

/** The control and formatting characters of a text. */
const controlsIn = (text: string): string[] => [...text].filter((char) => /[\p{Cc}\p{Cf}\u2028\u2029]/u.test(char));

describe('the content of an event', () => {
  test('is in no log line and no attribute, only on the queue and in the request', async () => {
    const receiver = await openReceiver(answers('410 Gone'));
    const leaky = await keep(openLeaky());
    leaky.addTargets(receiver.urlOf);
    const event = anEvent();
    const words = 'words of a commit';
    const withWords = {
      ...event,
      detail: { ...event.detail, 'execution-trigger': { 'commit-id': 'abcdef1', 'commit-message': words } },
    };

    const { output = '' } = await leaky.traces(async () => {
      await leaky.publish(withWords);
      await leaky.relay.settle();
    });

    expect(receiver.seen.join()).toContain(words);
    expect(output).not.toContain(words);
    expect(leaky.deadLetters()).toHaveLength(3);
    for (const { body, ...attributes } of leaky.deadLetters()) {
      expect(body).toContain(words);
      expect(Object.keys(attributes).sort()).toEqual(
        ['attempts', 'deliveryId', 'eventId', 'firstSeen', 'lastStatus', 'reason', 'target'].sort(),
      );
      expect(JSON.stringify(attributes)).not.toContain(words);
    }
  });

  test.each([
    ['line ends', 'web\n{"level":"INFO","message":"delivered","forged":true}'],
    ['escape sequences', 'web\u001b[2J\u001b[1;31m'],
    ['a bidirectional override', 'web\u202egnp'],
    ['line separators', 'web\u2028{"forged":true}\u0085'],
  ])('with %s in its names adds no log line and no control character to the output', async (_, pipeline) => {
    const leaky = await keep(openLeaky());
    leaky.relay.addTarget('hook', { platform: 'webhook', url: leaky.inbox.urlOf('hook') });

    const traces = await leaky.traces(async () => {
      await leaky.publish(anEvent('FAILED', { pipeline, execution: pipeline }));
      await leaky.relay.settle();
    });

    expect(linesOf(traces).filter((line) => 'forged' in line)).toEqual([]);
    expect(linesOf(traces).filter(({ message }) => message === 'delivered')).toHaveLength(1);
    expect(controlsIn(traces.output ?? '').filter((char) => char !== '\n')).toEqual([]);
    expect(controlsIn(pipeline)).not.toEqual([]);
  });
});
