import type { LookupFunction } from 'node:net';
import { lookupWith } from '../../src/net/egress.ts';
import { createSend } from '../../src/net/http.ts';
import type { Resolve } from '../../src/net/resolve.ts';
import { openTarget } from '../../src/platforms/index.ts';
import { exampleOf } from '../platforms/example.ts';
import { anEvent } from '../support/lambda-events.ts';
import { openHttpRelay } from '../support/relay.ts';
import { answerText, openRawServer, type RawServer, serversOfTest } from '../support/servers.ts';

const keep = serversOfTest();

const BLOCKED = { kind: 'rejected', reason: 'blocked', detail: 'the address is not public' };

/** DNS can give such an address in passing. */
const BLOCKED_BY_DNS = { ...BLOCKED, unconfirmed: true };

const PRIVATE_HOSTS = [
  '127.0.0.1',
  '[::1]',
  '127.1',
  '2130706433',
  '0x7f.1',
  '0177.0.0.1',
  '0',
  '①②⑦.⓪.⓪.①',
  '127。0。0。1',
  'localhost',
  'localhost.',
  '[::ffff:127.0.0.1]',
  '[::ffff:a9fe:a9fe]',
  '[64:ff9b::a9fe:a9fe]',
  '[2002:a9fe:a9fe::1]',
  '[fd00:ec2::254]',
  '169.254.169.254',
  '169.254.79.129',
  '10.0.0.1',
  '100.64.0.1',
  '192.168.1.1',
];

const listen = (): Promise<RawServer> => keep(openRawServer((socket) => socket.write(answerText('200 OK', 'ok'))));

const post = (url: string) => ({ url, headers: {}, body: '{}', timeoutMs: 2000 });

/** A resolver that gives these answers in turn, repeats the last one, and keeps the names that were looked up. */
const resolver = (...answers: string[][]) => {
  const lookups: string[] = [];
  const resolve: Resolve = async (hostname) => {
    lookups.push(hostname);
    const addresses = answers[Math.min(lookups.length, answers.length) - 1] ?? [];
    return addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
  };
  return { lookups, resolve };
};

describe('a private address in the configuration of a target', () => {
  test.each([
    ...PRIVATE_HOSTS.map((host) => `https://${host}/canary`),
    'https://x@hooks.slack.com@evil.example/canary',
    'https://hooks.slack.com#@evil.example/canary',
    'https://user:canary@hooks.example.com/',
    'https://hooks.example.com:22/canary',
    'http://hooks.example.com/canary',
    'file:///etc/canary',
    'gopher://hooks.example.com/canary',
    'ftp://hooks.example.com/canary',
    'javascript:canary',
    'https://hooks.example.com/can\tary',
    'https://hooks.exa\nmple.com/canary',
    ' https://hooks.example.com/canary',
    'https://',
    'canary',
    '',
  ])('%j is rejected by every platform, and the error does not quote it', async (url) => {
    for (const platform of ['slack', 'teams', 'webhook']) {
      const { target } = await exampleOf(platform);
      const error = await openTarget({ ...target, url }, { allowPrivate: false }).catch((thrown: unknown) => thrown);

      expect(error).toMatchObject({ name: 'ConfigError', message: expect.stringMatching(/^url: /) });
      expect(String((error as Error).stack)).not.toContain('canary');
    }
  });

  test.each([
    ['slack', 'https://hooks.slack.com.evil.example/canary'],
    ['slack', 'https://evil-hooks.slack.com/canary'],
    ['slack', 'https://hooks.slack.com./canary'],
    ['teams', 'https://x.logic.azure.com.evil.example/canary'],
    ['teams', 'https://evillogic.azure.com/canary'],
  ])('a lookalike host of %s is rejected: %s', async (platform, url) => {
    const { target } = await exampleOf(platform);

    await expect(openTarget({ ...target, url }, { allowPrivate: false })).rejects.toThrow(/^url: must be/);
  });
});

describe('a private address at connection time', () => {
  test.each(PRIVATE_HOSTS)('%s gets no connection', async (host) => {
    const server = await listen();
    const { lookups, resolve } = resolver(['127.0.0.1']);
    const send = createSend({ allowPrivate: false, lookup: lookupWith(resolve) });

    const outcome = await send(post(`https://${host}:${server.port}/`));

    expect(outcome).toEqual(BLOCKED);
    expect(server.connections).toBe(0);
    expect(lookups).toEqual([]);
  });

  test.each(['http:', 'gopher:', 'ftp:', 'file:', 'no scheme '])('with %s gets no connection', async (scheme) => {
    const server = await listen();
    const { resolve } = resolver(['8.8.8.8']);
    const send = createSend({ allowPrivate: false, lookup: lookupWith(resolve) });

    expect(await send(post(`${scheme}//hooks.example.com:${server.port}/`))).toEqual(BLOCKED);
    expect(server.connections).toBe(0);
  });

  test.each([
    ['127.0.0.1'],
    ['169.254.169.254'],
    ['::1'],
    ['::ffff:127.0.0.1'],
    ['64:ff9b::7f00:1'],
    ['fd00:ec2::254'],
    ['0.0.0.0'],
    ['not an address'],
  ])('behind a public name (%s) gets no connection', async (address) => {
    const server = await listen();
    const { lookups, resolve } = resolver([address]);
    const send = createSend({ allowPrivate: false, lookup: lookupWith(resolve) });

    expect(await send(post(`https://127.0.0.1.nip.io:${server.port}/`))).toEqual(BLOCKED_BY_DNS);
    expect(server.connections).toBe(0);
    expect(lookups).toEqual(['127.0.0.1.nip.io']);
  });

  test.each([
    [['127.0.0.1', '8.8.8.8']],
    [['8.8.8.8', '127.0.0.1']],
    [['2001:4860:4860::8888', '8.8.8.8', '10.0.0.1']],
    [[]],
  ])('among several addresses (%j) blocks all of them', async (addresses) => {
    const server = await listen();
    const { resolve } = resolver(addresses);
    const send = createSend({ allowPrivate: false, lookup: lookupWith(resolve) });

    expect(await send(post(`https://mixed.example:${server.port}/`))).toEqual(BLOCKED_BY_DNS);
    expect(server.connections).toBe(0);
  });
});

describe('a name that resolves to different addresses', () => {
  /** The real guard. Addresses that it permits are kept and then refused, so that no test connects to one. */
  const observed = (resolve: Resolve) => {
    const permitted: unknown[] = [];
    const guard = lookupWith(resolve);
    const lookup: LookupFunction = (hostname, options, callback) =>
      guard(hostname, options, (error, found, family) => {
        if (error) return callback(error, found, family);
        permitted.push(found);
        callback(Object.assign(new Error('stopped'), { code: 'STOPPED' }), '', 0);
      });
    return { permitted, lookup };
  };

  test('first public and then private: the second connection is not made', async () => {
    const server = await listen();
    const { lookups, resolve } = resolver(['8.8.8.8'], ['127.0.0.1']);
    const { permitted, lookup } = observed(resolve);
    const send = createSend({ allowPrivate: false, lookup });
    const url = `https://rebound.example:${server.port}/`;

    const outcomes = [await send(post(url)), await send(post(url))];

    expect(outcomes).toEqual([{ kind: 'retry', reason: 'network', detail: 'STOPPED' }, BLOCKED_BY_DNS]);
    // One lookup for each connection: the checked address is the one that is connected to.
    expect(lookups).toHaveLength(2);
    expect(permitted).toEqual([[{ address: '8.8.8.8', family: 4 }]]);
    expect(server.connections).toBe(0);
  });

  /** The real guard and a resolver that gives these answers in turn. */
  const openBlocked = async (...answers: string[][]) => {
    const { lookups, resolve } = resolver(...answers);
    const bench = await keep(
      openHttpRelay({
        send: createSend({ allowPrivate: false, lookup: lookupWith(resolve) }),
        allowPrivateTargets: false,
      }),
    );
    bench.addTarget('hook', { platform: 'webhook', url: 'https://rebound.example/canary' });
    await bench.publish(anEvent());
    return { lookups, bench };
  };

  test('makes the delivery a dead letter if the address is private for two minutes', async () => {
    const { bench } = await openBlocked(['127.0.0.1']);

    await bench.relay.settle();

    expect(bench.deadLetters()).toMatchObject([{ reason: 'blocked', target: 'hook' }]);
    expect(bench.reports.delivered.at(-1)?.outcome).toMatchObject({ kind: 'rejected', reason: 'blocked' });
    expect(JSON.stringify(bench.reports.delivered.map(({ outcome }) => outcome))).not.toContain('canary');
  });

  test('keeps the delivery if one answer has the address 0.0.0.0', async () => {
    const { lookups, bench } = await openBlocked(['0.0.0.0'], []);

    await bench.relay.drain();

    expect(lookups).toHaveLength(1);
    expect(bench.deadLetters()).toEqual([]);
    expect(bench.reports.delivered).toMatchObject([
      { outcome: { kind: 'retry', detail: 'the address is not public' } },
    ]);
  });
});

describe('a target with a private address', () => {
  test('causes a dead letter and no connection, unless the stack allows it', async () => {
    const server = await listen();
    const target = { platform: 'webhook', url: `http://127.0.0.1:${server.port}/` };
    const closed = await keep(openHttpRelay({ send: createSend({ allowPrivate: false }), allowPrivateTargets: false }));
    const open = await keep(openHttpRelay());
    closed.addTarget('hook', target);
    open.addTarget('hook', target);

    for (const bench of [closed, open]) {
      await bench.publish(anEvent());
      await bench.relay.settle();
    }

    expect(closed.deadLetters()).toMatchObject([{ reason: 'target-invalid' }]);
    expect(open.deadLetters()).toEqual([]);
    expect(server.connections).toBe(1);
  });

  test('is not reached through a proxy from the environment', async () => {
    const proxy = await listen();
    const before = { ...process.env };
    Object.assign(process.env, { HTTPS_PROXY: proxy.url, https_proxy: proxy.url, NODE_USE_ENV_PROXY: '1' });
    const { resolve } = resolver(['127.0.0.1']);

    try {
      const send = createSend({ allowPrivate: false, lookup: lookupWith(resolve) });
      expect(await send(post('https://hooks.example.com/'))).toEqual(BLOCKED_BY_DNS);
    } finally {
      process.env = before;
    }

    expect(proxy.connections).toBe(0);
  });
});
