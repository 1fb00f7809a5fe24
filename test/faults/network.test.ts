import type net from 'node:net';
import { gzipSync } from 'node:zlib';
import type { HttpRequest, Send } from '../../src/model/http.ts';
import { createSend } from '../../src/net/http.ts';
import { anEvent, START } from '../support/lambda-events.ts';
import { openHttpRelay } from '../support/relay.ts';
import { answerText, certificate, openRawServer, serversOfTest } from '../support/servers.ts';

const keep = serversOfTest();

/** More than a busy machine takes. */
const PATIENCE_MS = 10_000;

/** The real way out, but for its patience in the first `turns` requests: no test waits ten seconds. */
const hasty =
  (send: Send, turns: number, timeouts: number[]): Send =>
  (request: HttpRequest) => {
    timeouts.push(request.timeoutMs);
    return send({ ...request, timeoutMs: timeouts.length > turns ? PATIENCE_MS : 150 });
  };

type Answer = (socket: net.Socket) => void;

const ok: Answer = (socket) => void socket.write(answerText('200 OK', 'ok'));
const writes =
  (...chunks: (string | Buffer)[]): Answer =>
  (socket) => {
    for (const chunk of chunks) socket.write(chunk);
  };

/** One target whose receiver answers by hand, as the turns say, and well at last. */
const openRough = async ({
  turns = [],
  platform = 'webhook',
  answers = false,
  onConnection,
}: {
  turns?: Answer[];
  platform?: string;
  /** It never lets anybody wait: the time is not what is tried. */
  answers?: boolean;
  onConnection?: (socket: net.Socket) => void;
}) => {
  let nth = 0;
  const server = await keep(openRawServer((socket) => (turns[nth++] ?? ok)(socket), onConnection && { onConnection }));
  const timeouts: number[] = [];
  const bench = await keep(
    openHttpRelay({
      send: hasty(createSend({ allowPrivate: true, now: () => START }), answers ? 0 : turns.length, timeouts),
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
  ])('as %s is given up after %i ms and asked again', async (platform, deadline) => {
    const { server, bench, timeouts } = await openRough({ platform, turns: [() => {}] });

    await bench.relay.drain();
    expect(bench.reports.delivered).toMatchObject([{ outcome: { kind: 'retry', reason: 'timeout' }, waitSeconds: 5 }]);
    await bench.relay.settle();

    expect(server.requests).toHaveLength(2);
    expect(timeouts).toEqual([deadline, deadline]);
    expect(bench.deadLetters()).toEqual([]);
  });

  test('after it has said 200 counts as one that has accepted, and is not asked again', async () => {
    const drip: Answer = (socket) => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n');
      const timer = setInterval(() => socket.write('.'), 5);
      socket.on('close', () => clearInterval(timer));
    };
    const { server, bench } = await openRough({ turns: [drip] });

    await bench.relay.settle();

    expect(server.requests).toHaveLength(1);
    expect(bench.reports.delivered).toMatchObject([{ outcome: { kind: 'delivered', status: 200 } }]);
  });
});

describe('a receiver that answers with far too much', () => {
  test('as with 100 MB is heard for 16 KiB, by its status', async () => {
    const piece = Buffer.alloc(256 * 1024, 'x');
    const flood: Answer = (socket) => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 104857600\r\n\r\n');
      const more = (): void => {
        while (socket.writable && socket.write(piece));
      };
      socket.on('drain', more);
      more();
    };
    const { server, bench } = await openRough({ turns: [flood], answers: true });
    const before = process.memoryUsage().rss;

    await bench.relay.settle();

    expect(bench.reports.delivered).toMatchObject([{ outcome: { kind: 'delivered' } }]);
    expect(server.requests).toHaveLength(1);
    expect(server.bytesWritten()).toBeLessThan(32 * 1024 * 1024);
    expect(process.memoryUsage().rss - before).toBeLessThan(64 * 1024 * 1024);
  });

  test('as with a gzip bomb is not unpacked', async () => {
    const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024));
    const head = `HTTP/1.1 500 Oops\r\nContent-Encoding: gzip\r\nContent-Length: ${bomb.length}\r\n\r\n`;
    const { bench } = await openRough({ turns: [writes(head, bomb)], answers: true });
    const before = process.memoryUsage().rss;

    await bench.relay.settle();

    expect(bench.reports.delivered.map(({ outcome }) => outcome.kind)).toEqual(['retry', 'delivered']);
    expect(process.memoryUsage().rss - before).toBeLessThan(32 * 1024 * 1024);
  });
});

describe('a connection that breaks', () => {
  test.each<[string, Answer]>([
    ['by a reset when the request is there', (socket) => socket.resetAndDestroy()],
    ['by an end without an answer', (socket) => socket.end()],
    ['within the headers', (socket) => socket.end('HTTP/1.1 200 OK\r\nX-Half: b')],
    ['for garbage instead of a status line', writes('hello\r\n\r\n')],
    ['for a status of words', writes('HTTP/1.1 fine OK\r\n\r\n')],
    ['for headers of more than 64 KB', writes(`HTTP/1.1 200 OK\r\n${'X-Much: 1234567890\r\n'.repeat(5000)}\r\n`)],
    ['for another protocol', writes('HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n')],
    ['for nothing but interim answers', writes('HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\n\r\n')],
    ['for a status of 600', writes(answerText('600 Odd'))],
    ['for a status of 199', writes('HTTP/1.1 199 Odd\r\n\r\n')],
  ])('%s: tried again, and nothing is lost', async (_, answer) => {
    const { server, bench } = await openRough({ turns: [answer] });

    await bench.relay.settle();

    expect(server.requests).toHaveLength(2);
    expect(bench.reports.delivered.at(0)?.outcome.kind).toBe('retry');
    expect(bench.reports.delivered.at(-1)?.outcome.kind).toBe('delivered');
    expect(bench.deadLetters()).toEqual([]);
  });

  test('before the request is sent: tried again', async () => {
    let connections = 0;
    const onConnection = (socket: net.Socket): void => {
      connections += 1;
      if (connections === 1) socket.resetAndDestroy();
    };
    const { bench } = await openRough({ onConnection, answers: true });

    await bench.relay.settle();

    expect(bench.reports.delivered.map(({ outcome }) => outcome.kind)).toEqual(['retry', 'delivered']);
  });

  test('within the TLS handshake: tried again, since no certificate was seen', async () => {
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
    '%s: tried again, and only the word is told',
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

describe('a certificate that does not hold', () => {
  test.each(['expired', 'self-signed', 'other-host'] as const)(
    'as it is %s: nothing is ever sent there, and in the end there is a dead letter that names the reason',
    async (name) => {
      const server = await keep(openRawServer(ok, { certificate: name }));
      const bench = await keep(
        openHttpRelay({ send: createSend({ allowPrivate: true, ca: certificate('authority') }) }),
      );
      bench.addTarget('hook', { platform: 'webhook', url: server.url });

      await bench.publish(anEvent());
      await bench.relay.settle();

      expect(server.requests).toHaveLength(0);
      expect(bench.reports.delivered.map(({ outcome }) => 'reason' in outcome && outcome.reason)).toEqual([
        ...Array(9).fill('tls'),
        'exhausted',
      ]);
      expect(bench.reports.delivered.at(-1)?.outcome).toMatchObject({ detail: 'tls' });
      expect(bench.deadLetters()).toMatchObject([{ reason: 'exhausted', attempts: '10' }]);
    },
  );

  test('until its owner mends it: then everything arrives', async () => {
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
  test.each([301, 302, 303, 307, 308])('of %i is not followed: nobody else sees the alert', async (status) => {
    const elsewhere = await keep(openRawServer(ok));
    const { server, bench } = await openRough({
      turns: [writes(answerText(`${status} Moved`, '', [`Location: ${elsewhere.url}`]))],
    });

    await bench.relay.settle();

    expect(server.requests).toHaveLength(1);
    expect(elsewhere.connections).toBe(0);
    expect(bench.deadLetters()).toMatchObject([{ reason: 'redirect', lastStatus: String(status) }]);
  });

  test("to the instance's metadata is not followed", async () => {
    const { bench } = await openRough({
      turns: [writes(answerText('307 Moved', '', ['Location: http://169.254.169.254/latest/meta-data/']))],
    });

    await bench.relay.settle();

    expect(bench.deadLetters()).toMatchObject([{ reason: 'redirect', lastStatus: '307' }]);
  });
});
