import type { LookupFunction } from 'node:net';
import { lookupWith } from '../../src/net/egress.ts';
import { createSend } from '../../src/net/http.ts';
import { answerText, CANARY, certificate, openRawServer, serversOfTest } from '../support/servers.ts';

const keep = serversOfTest();

/** Every name resolves to this machine. */
const toThisMachine: LookupFunction = (_, options, callback) =>
  options.all ? callback(null, [{ address: '127.0.0.1', family: 4 }]) : callback(null, '127.0.0.1', 4);

const BLOCKED = { kind: 'rejected', reason: 'blocked', detail: 'the address is not public' };

/** DNS can give such an address in passing. */
const BLOCKED_BY_DNS = { ...BLOCKED, unconfirmed: true };

const request = (url: string) => ({ url, headers: {}, body: '{}', timeoutMs: 2000 });

describe('a certificate', () => {
  test('of a trusted authority that is valid for this host lets the request through', async () => {
    const server = await keep(
      openRawServer((socket) => socket.write(answerText('200 OK', 'ok')), { certificate: 'valid' }),
    );
    const send = createSend({ allowPrivate: true, lookup: toThisMachine, ca: certificate('authority') });

    const result = await send(request(server.url));

    expect(result).toEqual({ status: 200, body: 'ok' });
  });

  test.each([
    ['expired', 'CERT_HAS_EXPIRED'],
    ['other-host', 'ERR_TLS_CERT_ALTNAME_INVALID'],
    ['self-signed', 'DEPTH_ZERO_SELF_SIGNED_CERT'],
  ] as const)('that is %s stops the request, which is retried later', async (name, detail) => {
    const server = await keep(openRawServer((socket) => socket.write(answerText('200 OK')), { certificate: name }));
    const send = createSend({ allowPrivate: true, lookup: toThisMachine, ca: certificate('authority') });

    const result = await send(request(server.url));

    expect(result).toEqual({ kind: 'retry', reason: 'tls', detail });
    expect(server.requests).toHaveLength(0);
  });

  test('of an unknown authority stops the request, which is retried later', async () => {
    const server = await keep(openRawServer((socket) => socket.write(answerText('200 OK')), { certificate: 'valid' }));
    const send = createSend({ allowPrivate: true, lookup: toThisMachine });

    const result = await send(request(server.url));

    expect(result).toEqual({ kind: 'retry', reason: 'tls', detail: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' });
    expect(server.requests).toHaveLength(0);
  });

  test('is not checked if the handshake fails: a network fault', async () => {
    const reset = await keep(openRawServer(() => {}, { onConnection: (socket) => socket.resetAndDestroy() }));
    const plain = await keep(
      openRawServer(() => {}, { onConnection: (socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n') }),
    );
    const send = createSend({ allowPrivate: true, lookup: toThisMachine });

    const results = await Promise.all(
      [reset, plain].map(({ port }) => send(request(`https://localhost:${port}/${CANARY}`))),
    );

    for (const result of results) {
      expect(result).toMatchObject({ kind: 'retry', reason: 'network' });
      expect(JSON.stringify(result)).not.toContain(CANARY);
    }
  });
});

describe('an address that is not public', () => {
  /** A lookup with the guard, for which every name has these addresses. */
  const resolveAs = (...addresses: string[]) => {
    const asked: string[] = [];
    const lookup = lookupWith(async (hostname) => {
      asked.push(hostname);
      return addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
    });
    return { asked, lookup };
  };

  test.each(['127.0.0.1', '[::1]', '2130706433', '0x7f.1', '[::ffff:127.0.0.1]', 'localhost', 'a.localhost.'])(
    'given as %s is rejected without a connection',
    async (host) => {
      const server = await keep(openRawServer((socket) => socket.write(answerText('200 OK'))));
      const send = createSend({ allowPrivate: false });

      const result = await send(request(`https://${host}:${server.port}/${CANARY}`));

      expect(result).toEqual(BLOCKED);
      expect(server.connections).toBe(0);
    },
  );

  test('behind a public name is rejected without a connection', async () => {
    const server = await keep(openRawServer((socket) => socket.write(answerText('200 OK'))));
    const { asked, lookup } = resolveAs('127.0.0.1');
    const send = createSend({ allowPrivate: false, lookup });

    const result = await send(request(`https://rebound.example:${server.port}/${CANARY}`));

    expect(asked).toEqual(['rebound.example']);
    expect(result).toEqual(BLOCKED_BY_DNS);
    expect(server.connections).toBe(0);
  });

  test('among public ones is rejected too', async () => {
    const server = await keep(openRawServer((socket) => socket.write(answerText('200 OK'))));
    const { lookup } = resolveAs('127.0.0.1', '8.8.8.8');
    const send = createSend({ allowPrivate: false, lookup });

    const result = await send(request(`https://mixed.example:${server.port}/${CANARY}`));

    expect(result).toEqual(BLOCKED_BY_DNS);
    expect(server.connections).toBe(0);
  });

  test('is reached if the stack allows it', async () => {
    const server = await keep(openRawServer((socket) => socket.write(answerText('200 OK', 'ok'))));
    const send = createSend({ allowPrivate: true });

    const result = await send(request(server.url));

    expect(result).toEqual({ status: 200, body: 'ok' });
  });

  test('or not, plain http is rejected', async () => {
    const { asked, lookup } = resolveAs('8.8.8.8');
    const send = createSend({ allowPrivate: false, lookup });

    const result = await send(request(`http://public.example/${CANARY}`));

    expect(result).toEqual(BLOCKED);
    expect(asked).toEqual([]);
  });
});
