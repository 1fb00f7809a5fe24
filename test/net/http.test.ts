import type net from 'node:net';
import { gzipSync } from 'node:zlib';
import type { HttpReply } from '../../src/model/http.ts';
import type { Outcome } from '../../src/model/outcome.ts';
import { createSend } from '../../src/net/http.ts';
import { answerText, CANARY, openRawServer, serversOfTest } from '../support/servers.ts';

const NOW = new Date('2026-03-04T09:15:30Z');

const keep = serversOfTest();

/** Sends to a local server. The result must not contain the URL. */
const post = async (
  url: string,
  { timeoutMs = 2000, body = '{"text":"hello"}' }: { timeoutMs?: number; body?: string } = {},
): Promise<HttpReply | Outcome> => {
  const send = createSend({ allowPrivate: true, now: () => NOW });
  const headers = { 'Content-Type': 'application/json', Authorization: `Bearer ${CANARY}` };
  const result = await send({ url, headers, body, timeoutMs });
  expect(JSON.stringify(result)).not.toContain(CANARY);
  return result;
};

/** Posts once to a server that answers with this text and does not close the connection. */
const postTo = async (answer: (socket: net.Socket) => void, options?: { timeoutMs?: number }) => {
  const server = await keep(openRawServer(answer));
  return { server, result: await post(server.url, options) };
};

const says =
  (...chunks: (string | Buffer)[]) =>
  (socket: net.Socket): void => {
    for (const chunk of chunks) socket.write(chunk);
  };

const drip = (socket: net.Socket): void => {
  const timer = setInterval(() => socket.write('.'), 5);
  socket.on('close', () => clearInterval(timer));
};

describe('an answer', () => {
  test.each([
    ['200 OK', 200],
    ['202 Accepted', 202],
    ['204 No Content', 204],
    ['400 Bad Request', 400],
    ['404 Not Found', 404],
    ['429 Too Many Requests', 429],
    ['500 Internal Server Error', 500],
    ['503 Service Unavailable', 503],
    ['600 Odd', 600],
  ])('of %s is returned unchanged', async (line, status) => {
    const body = status === 204 ? '' : 'in words';

    const { result } = await postTo(says(answerText(line, body)));

    expect(result).toEqual({ status, body });
  });

  test('follows a complete request with its length in bytes and no further headers', async () => {
    const server = await keep(openRawServer(says(answerText('200 OK'))));

    await post(server.url, { body: '{"text":"Grüße 👋"}' });

    const [request] = server.requests;
    expect(request?.body).toBe('{"text":"Grüße 👋"}');
    const [line, ...headers] = request?.text.split('\r\n\r\n')[0]?.split('\r\n') ?? [];
    expect(line).toBe(`POST /${CANARY}?sig=${CANARY} HTTP/1.1`);
    expect(headers.map((header) => header.split(':')[0]?.toLowerCase()).sort()).toEqual([
      'authorization',
      'connection',
      'content-length',
      'content-type',
      'host',
    ]);
    expect(headers).toContain('content-length: 23');
  });

  test('uses the method of the request', async () => {
    const server = await keep(openRawServer(says(answerText('200 OK'))));

    await createSend({ allowPrivate: true })({
      method: 'PUT',
      url: server.url,
      headers: {},
      body: '',
      timeoutMs: 1000,
    });

    expect(server.requests[0]?.text).toMatch(/^PUT \//);
  });

  test('with a Retry-After has it in seconds from now', async () => {
    const inSeconds = await postTo(says(answerText('429 Too Many Requests', '', ['Retry-After: 120'])));
    const asDate = await postTo(
      says(answerText('503 Service Unavailable', '', ['Retry-After: Wed, 04 Mar 2026 09:17:00 GMT'])),
    );
    const nonsense = await postTo(says(answerText('429 Too Many Requests', '', ['Retry-After: soon'])));

    expect(inSeconds.result).toMatchObject({ retryAfterSeconds: 120 });
    expect(asDate.result).toMatchObject({ retryAfterSeconds: 90 });
    expect(nonsense.result).toEqual({ status: 429, body: '' });
  });

  test('has the headers that the sender was asked to keep, and no others', async () => {
    const answer = ['HTTP/1.1 200 OK', 'X-Scopes: a,b', 'X-Other: c', 'Content-Length: 2', '', 'ok'].join('\r\n');
    const server = await keep(openRawServer(says(answer)));
    const request = { url: server.url, headers: {}, body: '', timeoutMs: 2000 };

    const kept = await createSend({ allowPrivate: true, keep: ['x-scopes', 'x-absent'] })(request);

    expect(kept).toEqual({ status: 200, body: 'ok', headers: { 'x-scopes': 'a,b', 'x-absent': '' } });
    expect(await createSend({ allowPrivate: true })(request)).toEqual({ status: 200, body: 'ok' });
  });

  test.each([301, 302, 303, 307, 308])('of %i is not followed', async (status) => {
    const elsewhere = await keep(openRawServer(says(answerText('200 OK'))));

    const { result, server } = await postTo(says(answerText(`${status} Moved`, '', [`Location: ${elsewhere.url}`])));

    expect(result).toEqual({ status, body: '' });
    expect(server.requests).toHaveLength(1);
    expect(elsewhere.connections).toBe(0);
  });

  test('after a 100 or a 103 is the final one', async () => {
    const interim = 'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n';

    const { result } = await postTo(says(interim, answerText('200 OK', 'ok')));

    expect(result).toEqual({ status: 200, body: 'ok' });
  });

  test('that is compressed is not decompressed', async () => {
    const bomb = gzipSync(Buffer.alloc(8 * 1024 * 1024));
    const head = `HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: ${bomb.length}\r\n\r\n`;

    const { result } = await postTo(says(head, bomb));

    expect(bomb.length).toBeLessThan(16 * 1024);
    expect(result).toEqual({ status: 200, body: bomb.toString('utf8') });
  });

  test('without an end is cut at 16 KiB and the connection is closed', async () => {
    const piece = Buffer.alloc(64 * 1024, 'x');
    let closed: () => void = () => {};
    const hungUp = new Promise<void>((resolve) => {
      closed = resolve;
    });

    const { result, server } = await postTo((socket) => {
      socket.on('close', closed);
      socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n');
      const flood = (): void => {
        while (socket.writable && socket.write(`10000\r\n${piece}\r\n`));
      };
      socket.on('drain', flood);
      flood();
    });
    await hungUp;

    expect(result).toEqual({ status: 200, body: 'x'.repeat(16 * 1024) });
    // Much less than the server could have sent within the two seconds of the deadline.
    expect(server.bytesWritten()).toBeLessThan(16 * 1024 * 1024);
  });

  test.each([
    ['a body that drips on', drip],
    ['a body that breaks off', (socket: net.Socket) => void socket.end()],
    ['a connection reset in the body', (socket: net.Socket) => void socket.resetAndDestroy()],
  ])('counts once its status is known, even with %s', async (_, then) => {
    const { result, server } = await postTo(
      (socket) => {
        socket.write('HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nok', () => then(socket));
      },
      { timeoutMs: 80 },
    );

    expect(result).toEqual({ status: 200, body: expect.stringMatching(/^(ok[.]*)?$/) });
    expect(server.requests).toHaveLength(1);
  });
});

describe('no answer', () => {
  test('within the deadline is a timeout', async () => {
    const silent = await postTo(() => {}, { timeoutMs: 40 });
    const dripping = await postTo(says('HTTP/1.1 200 OK\r\nX-Drip'), { timeoutMs: 40 });

    expect(silent.result).toEqual({ kind: 'retry', reason: 'timeout' });
    expect(dripping.result).toEqual({ kind: 'retry', reason: 'timeout' });
    expect(silent.server.requests).toHaveLength(1);
  });

  test.each([
    ['reset before the request', undefined, (socket: net.Socket) => socket.resetAndDestroy()],
    ['reset after the request', (socket: net.Socket) => socket.resetAndDestroy(), undefined],
    ['closed after the request', (socket: net.Socket) => socket.end(), undefined],
    ['closed in the headers', (socket: net.Socket) => socket.end('HTTP/1.1 200 OK\r\nX-A: b\r\n'), undefined],
    ['answered with garbage', says('<html>hello</html>\r\n\r\n'), undefined],
    ['answered with a garbage status', says('HTTP/1.1 abc OK\r\n\r\n'), undefined],
    ['answered with another protocol', says('SSH-2.0-OpenSSH_9.6\r\n'), undefined],
    ['flooded with headers', says(`HTTP/1.1 200 OK\r\n${'X-Flood: 1234567890\r\n'.repeat(5000)}\r\n`), undefined],
    [
      'switched to another protocol',
      says('HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n'),
      undefined,
    ],
  ])('because the connection is %s is a network fault, after one request', async (_, answer, onConnection) => {
    const server = await keep(openRawServer((socket) => answer?.(socket), onConnection && { onConnection }));

    const result = await post(server.url);

    expect(result).toMatchObject({ kind: 'retry', reason: 'network', detail: expect.stringMatching(/^[A-Z_]+$/) });
    expect(server.connections).toBe(1);
  });

  test('from a closed port or an unknown host is a network fault', async () => {
    const gone = await openRawServer(() => {});
    await gone.close();
    const send = createSend({
      allowPrivate: true,
      lookup: (hostname, _, callback) =>
        callback(Object.assign(new Error(`${hostname} ${CANARY}`), { code: 'ENOTFOUND' }), '', 0),
    });

    const refused = await post(gone.url);
    const unknown = await send({ url: `https://nowhere.example/${CANARY}`, headers: {}, body: '', timeoutMs: 500 });

    expect(refused).toEqual({ kind: 'retry', reason: 'network', detail: 'ECONNREFUSED' });
    expect(unknown).toEqual({ kind: 'retry', reason: 'network', detail: 'ENOTFOUND' });
  });
});
