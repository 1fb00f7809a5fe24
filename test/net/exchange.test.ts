import type net from 'node:net';
import { type Answer, exchange } from '../../src/net/exchange.ts';
import { answerText, certificate, openRawServer, type RawServer, serversOfTest } from '../support/servers.ts';

const keep = serversOfTest();

const post = ({ url }: RawServer, options: { timeoutMs?: number; body?: string } = {}): Promise<Answer> =>
  exchange({
    url: new URL(url),
    headers: {},
    body: '{}',
    timeoutMs: 2000,
    maxBytes: 1024,
    ca: certificate('authority'),
    ...options,
  });

const closed = (socket: net.Socket | undefined): Promise<unknown> =>
  new Promise((resolve) => (socket?.closed ? resolve(undefined) : socket?.on('close', resolve)));

describe('a kept connection', () => {
  test('serves one request after another', async () => {
    const server = await keep(openRawServer((socket) => socket.write(answerText('200 OK'))));

    for (let times = 0; times < 5; times++) await post(server);

    expect(server.requests.map(({ connection, nth }) => [connection, nth])).toEqual([
      [1, 1],
      [1, 2],
      [1, 3],
      [1, 4],
      [1, 5],
    ]);
  });

  test('that was closed while idle is replaced at once, and the request arrives once', async () => {
    const sockets: net.Socket[] = [];
    const server = await keep(
      openRawServer((socket) => socket.write(answerText('200 OK')), { onConnection: (socket) => sockets.push(socket) }),
    );
    await post(server, { body: 'first' });
    // Closed in the same turn as the next request leaves: the client cannot have noticed.
    sockets[0]?.resetAndDestroy();

    const answer = await post(server, { body: 'second' });

    expect(answer).toMatchObject({ status: 200, whole: true });
    expect(server.requests.map(({ body, connection }) => [body, connection])).toEqual([
      ['first', 1],
      ['second', 2],
    ]);
  });

  test('that is one of many closed ones is replaced too', async () => {
    const sockets: net.Socket[] = [];
    const waiting: net.Socket[] = [];
    const server = await keep(
      openRawServer(
        (socket) => {
          waiting.push(socket);
          if (sockets.length > 4) socket.write(answerText('200 OK'));
          else if (waiting.length === 4) for (const each of waiting) each.write(answerText('200 OK'));
        },
        { onConnection: (socket) => sockets.push(socket) },
      ),
    );
    await Promise.all([post(server), post(server), post(server), post(server)]);
    for (const socket of sockets) socket.resetAndDestroy();

    const answer = await post(server, { body: 'once' });

    expect(answer.status).toBe(200);
    expect(server.requests.filter(({ body }) => body === 'once')).toHaveLength(1);
    expect(server.connections).toBe(5);
  });

  /** A server with that many idle connections. `then` handles every request after the first of each connection. */
  const withIdle = async (
    count: number,
    then: (socket: net.Socket) => void,
    { resetsNew = false, secure = false }: { resetsNew?: boolean; secure?: boolean } = {},
  ) => {
    const sockets: net.Socket[] = [];
    const waiting: net.Socket[] = [];
    const server = await keep(
      openRawServer(
        (socket, { nth, body }) => {
          if (body !== 'warm') return nth === 1 ? void socket.write(answerText('200 OK')) : then(socket);
          if (waiting.push(socket) === count) for (const each of waiting) each.write(answerText('200 OK'));
        },
        {
          onConnection: (socket) => {
            if (sockets.push(socket) > count && resetsNew) socket.resetAndDestroy();
          },
          ...(secure && { certificate: 'valid' }),
        },
      ),
    );
    await Promise.all(Array.from({ length: count }, () => post(server, { body: 'warm' })));
    const arrived = () => server.requests.filter(({ body }) => body === 'once');
    return { server, sockets, arrived };
  };

  test.each<[string, (socket: net.Socket) => void, string]>([
    ['resets', (socket) => socket.resetAndDestroy(), 'ECONNRESET'],
    ['resets later', (socket) => setTimeout(() => socket.resetAndDestroy(), 30), 'ECONNRESET'],
    ['closes', (socket) => socket.end(), 'ECONNRESET'],
    ['closes in the headers', (socket) => socket.end('HTTP/1.1 200 OK\r\nX-A: b\r\n'), 'ECONNRESET'],
  ])('that the receiver %s after the whole request gets the request exactly once', async (_, then, code) => {
    const { server, arrived } = await withIdle(10, then);

    const error = await post(server, { body: 'once' }).catch((thrown: unknown) => thrown);

    expect(error).toMatchObject({ code });
    expect(arrived()).toHaveLength(1);
    expect(server.connections).toBe(10);
  });

  test.each<[string, (socket: net.Socket) => void]>([
    ['reset', (socket) => socket.resetAndDestroy()],
    ['closed', (socket) => socket.end()],
    ['closed after a 408', (socket) => socket.end(answerText('408 Request Timeout', '', ['Connection: close']))],
  ])('that is one of ten which the receiver %s while idle is replaced by one new connection', async (_, close) => {
    const { server, sockets, arrived } = await withIdle(10, () => {});
    for (const socket of sockets) close(socket);

    const answer = await post(server, { body: 'once' });

    expect(answer).toMatchObject({ status: 200, whole: true });
    expect(arrived().map(({ connection }) => connection)).toEqual([11]);
    expect(server.connections).toBe(11);
  });

  test.each([false, true])('over TLS is replaced only if the request was not sent (sent: %j)', async (isSent) => {
    const { server, sockets, arrived } = await withIdle(10, (socket) => socket.destroy(), { secure: true });
    if (!isSent) for (const socket of sockets) socket.end();

    const result = await post(server, { body: 'once' }).catch((thrown: unknown) => thrown);

    expect(result).toMatchObject(isSent ? { code: 'ECONNRESET' } : { status: 200, whole: true });
    expect(arrived()).toHaveLength(1);
    expect(server.connections).toBe(isSent ? 10 : 11);
  });

  test('that is closed while idle is replaced only once', async () => {
    const { server, sockets, arrived } = await withIdle(3, () => {}, { resetsNew: true });
    for (const socket of sockets) socket.resetAndDestroy();

    const error = await post(server, { body: 'once' }).catch((thrown: unknown) => thrown);

    expect(error).toMatchObject({ code: 'ECONNRESET' });
    expect(arrived()).toEqual([]);
    expect(server.connections).toBe(4);
  });

  test('that receives no answer fails at the deadline after one request', async () => {
    const { server, arrived } = await withIdle(5, () => {});

    const error = await post(server, { body: 'once', timeoutMs: 60 }).catch((thrown: unknown) => thrown);

    expect(error).toMatchObject({ code: 'DEADLINE' });
    expect(arrived()).toHaveLength(1);
  });

  test('is not used again after an answer that was cut', async () => {
    const sockets: net.Socket[] = [];
    const server = await keep(
      openRawServer((socket) => socket.write(answerText('200 OK', 'x'.repeat(2000))), {
        onConnection: (socket) => sockets.push(socket),
      }),
    );

    const first = await post(server);
    await closed(sockets[0]);
    await post(server);

    expect(first).toMatchObject({ body: 'x'.repeat(1024), whole: false });
    expect(server.requests.map(({ connection }) => connection)).toEqual([1, 2]);
  });
});

describe('an answer', () => {
  test.each([
    ['ends', (socket: net.Socket) => void socket.write(answerText('200 OK', '{"a":1}')), true],
    [
      'ends with the connection',
      (socket: net.Socket) => void socket.end('HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{"a":1}'),
      true,
    ],
    [
      'breaks off',
      (socket: net.Socket) => void socket.end('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"a":1}'),
      false,
    ],
    [
      'stalls',
      (socket: net.Socket) => void socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"a":1}'),
      false,
    ],
  ])('that %s is marked as whole or not', async (_, answer, whole) => {
    const server = await keep(openRawServer(answer));

    const result = await post(server, { timeoutMs: 60 });

    expect(result).toMatchObject({ status: 200, body: '{"a":1}', whole });
  });

  test('may be cut within a character', async () => {
    const server = await keep(openRawServer((socket) => socket.write(answerText('200 OK', `${'x'.repeat(1023)}é`))));

    const { body } = await post(server);

    expect(body).toBe(`${'x'.repeat(1023)}�`);
  });
});
