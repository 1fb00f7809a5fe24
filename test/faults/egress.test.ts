import type dns from 'node:dns';
import type { LookupFunction } from 'node:net';
import { guardedLookup } from '../../src/net/egress.ts';
import { createSend } from '../../src/net/http.ts';
import { openTarget } from '../../src/platforms/index.ts';
import { exampleOf } from '../platforms/example.ts';
import { anEvent } from '../support/lambda-events.ts';
import { openHttpRelay } from '../support/relay.ts';
import { answerText, openRawServer, type RawServer, serversOfTest } from '../support/servers.ts';

const keep = serversOfTest();

const BLOCKED = { kind: 'rejected', reason: 'blocked', detail: 'the address is not public' };

const INNER_HOSTS = [
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

/** A resolver that answers like this, in turn, the last for ever; it counts how often it was asked. */
const resolver = (...answers: string[][]) => {
  const asked: string[] = [];
  const resolve = ((hostname: string, _: object, callback: (error: null, found: dns.LookupAddress[]) => void) => {
    asked.push(hostname);
    const addresses = answers[Math.min(asked.length, answers.length) - 1] ?? [];
    callback(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );
  }) as typeof dns.lookup;
  return { asked, resolve };
};

describe('an address inside, in the configuration of a target,', () => {
  test.each([
    ...INNER_HOSTS.map((host) => `https://${host}/canary`),
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
  ])('%j is refused by every platform, and not quoted', async (url) => {
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
  ])('of %s that only looks like one of its own is refused: %s', async (platform, url) => {
    const { target } = await exampleOf(platform);

    await expect(openTarget({ ...target, url }, { allowPrivate: false })).rejects.toThrow(/^url: must be/);
  });
});

describe('an address inside, when it comes to connecting,', () => {
  test.each(INNER_HOSTS)('%s gets no packet', async (host) => {
    const server = await listen();
    const { asked, resolve } = resolver(['127.0.0.1']);
    const send = createSend({ allowPrivate: false, lookup: guardedLookup(resolve) });

    const outcome = await send(post(`https://${host}:${server.port}/`));

    expect(outcome).toEqual(BLOCKED);
    expect(server.connections).toBe(0);
    expect(asked).toEqual([]);
  });

  test.each(['http:', 'gopher:', 'ftp:', 'file:', 'no scheme at all '])('by %s gets no packet', async (scheme) => {
    const server = await listen();
    const { resolve } = resolver(['8.8.8.8']);
    const send = createSend({ allowPrivate: false, lookup: guardedLookup(resolve) });

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
  ])('behind a public name (%s) gets no packet', async (address) => {
    const server = await listen();
    const { asked, resolve } = resolver([address]);
    const send = createSend({ allowPrivate: false, lookup: guardedLookup(resolve) });

    expect(await send(post(`https://127.0.0.1.nip.io:${server.port}/`))).toEqual(BLOCKED);
    expect(server.connections).toBe(0);
    expect(asked).toEqual(['127.0.0.1.nip.io']);
  });

  test.each([
    [['127.0.0.1', '8.8.8.8']],
    [['8.8.8.8', '127.0.0.1']],
    [['2001:4860:4860::8888', '8.8.8.8', '10.0.0.1']],
    [[]],
  ])('among several answers (%j) blocks them all', async (addresses) => {
    const server = await listen();
    const { resolve } = resolver(addresses);
    const send = createSend({ allowPrivate: false, lookup: guardedLookup(resolve) });

    expect(await send(post(`https://mixed.example:${server.port}/`))).toEqual(BLOCKED);
    expect(server.connections).toBe(0);
  });
});

describe('a name that changes its mind', () => {
  /** The guard as it is, but whatever it lets through ends here: no test calls a public address. */
  const observed = (resolve: typeof dns.lookup) => {
    const handed: unknown[] = [];
    const guard = guardedLookup(resolve);
    const lookup: LookupFunction = (hostname, options, callback) =>
      guard(hostname, options, (error, found, family) => {
        if (error) return callback(error, found, family);
        handed.push(found);
        callback(Object.assign(new Error('stopped'), { code: 'STOPPED' }), '', 0);
      });
    return { handed, lookup };
  };

  test('after the first time, from a public address to this machine: the second connection is not made', async () => {
    const server = await listen();
    const { asked, resolve } = resolver(['8.8.8.8'], ['127.0.0.1']);
    const { handed, lookup } = observed(resolve);
    const send = createSend({ allowPrivate: false, lookup });
    const url = `https://rebound.example:${server.port}/`;

    const outcomes = [await send(post(url)), await send(post(url))];

    expect(outcomes).toEqual([{ kind: 'retry', reason: 'network', detail: 'STOPPED' }, BLOCKED]);
    // Asked once for each connection: what was looked at is what is connected to.
    expect(asked).toHaveLength(2);
    expect(handed).toEqual([[{ address: '8.8.8.8', family: 4 }]]);
    expect(server.connections).toBe(0);
  });

  test('ends in a dead letter that says so, at the first try', async () => {
    const { resolve } = resolver(['127.0.0.1']);
    const bench = await keep(
      openHttpRelay({
        send: createSend({ allowPrivate: false, lookup: guardedLookup(resolve) }),
        allowPrivateTargets: false,
      }),
    );
    bench.addTarget('hook', { platform: 'webhook', url: 'https://rebound.example/canary' });

    await bench.publish(anEvent());
    await bench.relay.settle();

    expect(bench.deadLetters()).toMatchObject([{ reason: 'blocked', attempts: '1' }]);
    expect(JSON.stringify(bench.reports.delivered.map(({ outcome }) => outcome))).not.toContain('canary');
  });
});

describe('a target with an address inside', () => {
  test('makes a dead letter and no packet, unless the stack allows it', async () => {
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

  test('and a proxy of the environment does not lead around the check', async () => {
    const proxy = await listen();
    const before = { ...process.env };
    Object.assign(process.env, { HTTPS_PROXY: proxy.url, https_proxy: proxy.url, NODE_USE_ENV_PROXY: '1' });
    const { resolve } = resolver(['127.0.0.1']);

    try {
      const send = createSend({ allowPrivate: false, lookup: guardedLookup(resolve) });
      expect(await send(post('https://hooks.example.com/'))).toEqual(BLOCKED);
    } finally {
      process.env = before;
    }

    expect(proxy.connections).toBe(0);
  });
});
