import type net from 'node:net';
import { gzipSync } from 'node:zlib';
import type { HttpRequest, Send } from '../../src/model/http.ts';
import { createSend } from '../../src/net/http.ts';
import { anEvent, START } from '../support/lambda-events.ts';
import { openHttpRelay } from '../support/relay.ts';
import { answerText, certificate, openRawServer, serversOfTest } from '../support/servers.ts';

const keep = serversOfTest();

/** Longer than a busy machine needs. */
const TIMEOUT_MS = 10_000;

/** Sends with a short timeout for the first `turns` requests, so that no test waits for ten seconds. */
const withShortTimeout =
  (send: Send, turns: number, timeouts: number[]): Send =>
  (request: HttpRequest) => {
    timeouts.push(request.timeoutMs);
    return send({ ...request, timeoutMs: timeouts.length > turns ? TIMEOUT_MS : 150 });
  };

type Answer = (socket: net.Socket) => void;

const ok: Answer = (socket) => void socket.write(answerText('200 OK', 'ok'));
const writes =
  (...chunks: (string | Buffer)[]): Answer =>
  (socket) => {
    for (const chunk of chunks) socket.write(chunk);
  };

/** One target whose receiver answers on a raw socket with these turns, and with 200 after them. */
const openRaw = async ({
  turns = [],
  platform = 'webhook',
  answers = false,
  onConnection,
}: {
  turns?: Answer[];
  platform?: string;
  /** Every turn answers, so no short timeout is needed. */
  answers?: boolean;
  onConnection?: (socket: net.Socket) => void;
}) => {
  let nth = 0;
  const server = await keep(openRawServer((socket) => (turns[nth++] ?? ok)(socket), onConnection && { onConnection }));
  const timeouts: number[] = [];
  const bench = await keep(
    openHttpRelay({
      send: withShortTimeout(
        createSend({ allowPrivate: true, now: () => START }),
        answers ? 0 : turns.length,
        timeouts,
      ),
    }),
  );
  bench.addTarget('hook', { platform, url: server.url });
  await bench.publish(anEvent());
  return { server, bench, timeouts };
};

describe('a receiver that does not answer in time', () => {
  test.each([
    ['slack', 10_000],
    ['teams', 10_000],
    ['webhook', 15_000],
  ])('for %s times out after %i ms and gets a retry', async (platform, deadline) => {
    const { server, bench, timeouts } = await openRaw({ platform, turns: [() => {}] });

    await bench.relay.drain();
    expect(bench.reports.delivered).toMatchObject([{ outcome: { kind: 'retry', reason: 'timeout' }, waitSeconds: 5 }]);
    await bench.relay.settle();

    expect(server.requests).toHaveLength(2);
    expect(timeouts).toEqual([deadline, deadline]);
    expect(bench.deadLetters()).toEqual([]);
  });

  test('with the rest of its body after a 200 counts as accepted and gets no retry', async () => {
    const drip: Answer = (socket) => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n');
      const timer = setInterval(() => socket.write('.'), 5);
      socket.on('close', () => clearInterval(timer));
    };
    const { server, bench } = await openRaw({ turns: [drip] });

    await bench.relay.settle();

    expect(server.requests).toHaveLength(1);
    expect(bench.reports.delivered).toMatchObject([{ outcome: { kind: 'delivered', status: 200 } }]);
  });
});

describe('a receiver with a huge answer', () => {
  test('of 100 MB is judged by its status, and the body is not read to the end', async () => {
    const piece = Buffer.alloc(256 * 1024, 'x');
    const flood: Answer = (socket) => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 104857600\r\n\r\n');
      const more = (): void => {
        while (socket.writable && socket.write(piece));
      };
      socket.on('drain', more);
      more();
    };
    const { server, bench } = await openRaw({ turns: [flood], answers: true });
    const before = process.memoryUsage().rss;

    await bench.relay.settle();

    expect(bench.reports.delivered).toMatchObject([{ outcome: { kind: 'delivered' } }]);
    expect(server.requests).toHaveLength(1);
    expect(server.bytesWritten()).toBeLessThan(32 * 1024 * 1024);
    expect(process.memoryUsage().rss - before).toBeLessThan(64 * 1024 * 1024);
  });

  test('with a gzip bomb is not decompressed', async () => {
    const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024), { level: 1 });
    const head = `HTTP/1.1 500 Oops\r\nContent-Encoding: gzip\r\nContent-Length: ${bomb.length}\r\n\r\n`;
    const { bench } = await openRaw({ turns: [writes(head, bomb)], answers: true });
    const before = process.memoryUsage().rss;

    await bench.relay.settle();

    expect(bench.reports.delivered.map(({ outcome }) => outcome.kind)).toEqual(['retry', 'delivered']);
    expect(process.memoryUsage().rss - before).toBeLessThan(32 * 1024 * 1024);
  });
});

describe('a connection that breaks', () => {
  test.each<[string, Answer]>([
    ['by a reset after the request', (socket) => socket.resetAndDestroy()],
    ['by an end without an answer', (socket) => socket.end()],
    ['within the headers', (socket) => socket.end('HTTP/1.1 200 OK\r\nX-Half: b')],
    ['because of an invalid status line', writes('hello\r\n\r\n')],
    ['because of a status in words', writes('HTTP/1.1 fine OK\r\n\r\n')],
    [
      'because of headers of more than 64 KB',
      writes(`HTTP/1.1 200 OK\r\n${'X-Much: 1234567890\r\n'.repeat(5000)}\r\n`),
    ],
    [
      'because of a protocol switch',
      writes('HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n'),
    ],
    ['because of interim answers only', writes('HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\n\r\n')],
    ['because of the status 600', writes(answerText('600 Odd'))],
    ['because of the status 199', writes('HTTP/1.1 199 Odd\r\n\r\n')],
  ])('%s causes a retry, and nothing is lost', async (_, answer) => {
    const { server, bench } = await openRaw({ turns: [answer] });

    await bench.relay.settle();

    expect(server.requests).toHaveLength(2);
    expect(bench.reports.delivered.at(0)?.outcome.kind).toBe('retry');
    expect(bench.reports.delivered.at(-1)?.outcome.kind).toBe('delivered');
    expect(bench.deadLetters()).toEqual([]);
  });

  test('before the request causes a retry', async () => {
    let connections = 0;
    const onConnection = (socket: net.Socket): void => {
      connections += 1;
      if (connections === 1) socket.resetAndDestroy();
    };
    const { bench } = await openRaw({ onConnection, answers: true });

    await bench.relay.settle();

    expect(bench.reports.delivered.map(({ outcome }) => outcome.kind)).toEqual(['retry', 'delivered']);
  });

  test('within the TLS handshake causes a retry with the reason network, not tls', async () => {
    const server = await keep(openRawServer(() => {}, { onConnection: (socket) => socket.resetAndDestroy() }));
    const bench = await keep(openHttpRelay());
    bench.addTarget('hook', { platform: 'webhook', url: `https://localhost:${server.port}/` });

    await bench.publish(anEvent());
    await bench.relay.drain();

    expect(bench.reports.delivered).toMatchObject([{ outcome: { kind: 'retry', reason: 'network' } }]);
  });
});

describe('a name that does not resolve', () => {
  test.each(['ENOTFOUND', 'ESERVFAIL', 'EAI_AGAIN', 'ETIMEOUT'])(
    '(%s) causes a retry, and the outcome contains only the error code',
    async (code) => {
      const bench = await keep(
        openHttpRelay({
          send: createSend({
            allowPrivate: true,
            lookup: (host, _, callback) => callback(Object.assign(new Error(`query ${host}`), { code }), '', 0),
          }),
        }),
      );
      bench.addTarget('hook', { platform: 'webhook', url: 'https://nowhere.example/secret-path' });

      await bench.publish(anEvent());
      await bench.relay.drain();

      const [report] = bench.reports.delivered;
      expect(report).toMatchObject({ outcome: { kind: 'retry', reason: 'network', detail: code }, waitSeconds: 5 });
      expect(JSON.stringify(report?.outcome)).not.toContain('secret-path');
    },
  );
});

describe('an invalid certificate', () => {
  test.each(['expired', 'self-signed', 'other-host'] as const)(
    '(%s) gets no request, and the dead letter names the reason',
    async (name) => {
      const server = await keep(openRawServer(ok, { certificate: name }));
      const bench = await keep(
        openHttpRelay({ send: createSend({ allowPrivate: true, ca: certificate('authority') }) }),
      );
      bench.addTarget('hook', { platform: 'webhook', url: server.url });

      await bench.publish(anEvent());
      await bench.runUntil(200);
      await bench.pass(36_000);
      await bench.relay.settle();

      expect(server.requests).toHaveLength(0);
      expect(bench.reports.delivered.map(({ outcome }) => 'reason' in outcome && outcome.reason)).toEqual([
        ...Array(4).fill('tls'),
        'exhausted',
      ]);
      expect(bench.reports.delivered.at(-1)?.outcome).toMatchObject({ detail: 'tls' });
      expect(bench.deadLetters()).toMatchObject([{ reason: 'exhausted', attempts: '5' }]);
    },
  );

  test('that is replaced by a valid one gets the waiting deliveries', async () => {
    const expired = await openRawServer(ok, { certificate: 'expired' });
    const bench = await keep(openHttpRelay({ send: createSend({ allowPrivate: true, ca: certificate('authority') }) }));
    bench.addTarget('hook', { platform: 'webhook', url: expired.url });
    await bench.publish(anEvent());
    await bench.runUntil(1000);
    await expired.close();
    const valid = await keep(openRawServer(ok, { certificate: 'valid' }));
    bench.addTarget('hook', { platform: 'webhook', url: valid.url });

    await bench.relay.settle();

    expect(valid.requests).toHaveLength(1);
    expect(bench.deadLetters()).toEqual([]);
  });
});

describe('a redirect', () => {
  const redirect = (status: number, location: string): Answer =>
    writes(answerText(`${status} Moved`, '', [`Location: ${location}`]));

  test.each([301, 302, 303, 307, 308])('with %i is not followed', async (status) => {
    const elsewhere = await keep(openRawServer(ok));
    const { bench } = await openRaw({ turns: Array<Answer>(9).fill(redirect(status, elsewhere.url)) });

    await bench.relay.settle();

    expect(elsewhere.connections).toBe(0);
    expect(bench.deadLetters()).toMatchObject([{ reason: 'redirect', lastStatus: String(status) }]);
  });

  test.each([301, 308])('that is lasting (%i) is final at once', async (status) => {
    const { server, bench } = await openRaw({ turns: [redirect(status, 'https://new.example/')] });

    await bench.relay.settle();

    expect(server.requests).toHaveLength(1);
  });

  test.each([302, 303, 307])('that is temporary (%i) is tried again, and nothing is lost', async (status) => {
    const { server, bench } = await openRaw({ turns: [redirect(status, 'https://maintenance.example/')] });

    await bench.relay.settle();

    expect(server.requests).toHaveLength(2);
    expect(bench.deadLetters()).toEqual([]);
  });

  test('to the instance metadata is not followed', async () => {
    const metadata = redirect(307, 'http://169.254.169.254/latest/meta-data/');
    const { bench } = await openRaw({ turns: Array<Answer>(9).fill(metadata) });

    await bench.relay.settle();

    expect(bench.deadLetters()).toMatchObject([{ reason: 'redirect', lastStatus: '307' }]);
  });
});
