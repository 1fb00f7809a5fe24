import { createResolver, type ResolverOptions } from '../../src/net/resolve.ts';
import { openDnsServer, type Zone } from '../support/dns-server.ts';
import { serversOfTest } from '../support/servers.ts';

const keep = serversOfTest();

const openResolver = async (
  zones: Readonly<Record<string, Zone | 'silent'>>,
  options: Omit<ResolverOptions, 'servers'> = {},
) => {
  const dns = await keep(openDnsServer(zones));
  return { dns, resolve: createResolver({ servers: [dns.address], ...options }) };
};

const V4 = { address: '198.51.100.7', family: 4 };
const V6 = { address: '2001:db8::7', family: 6 };

describe('a name', () => {
  test('has its IPv4 addresses first and then its IPv6 addresses', async () => {
    const { resolve } = await openResolver({
      'both.test': { a: ['198.51.100.7', '198.51.100.8'], aaaa: ['2001:db8::7'] },
    });

    expect(await resolve('both.test')).toEqual([V4, { address: '198.51.100.8', family: 4 }, V6]);
  });

  test.each<[string, Zone, object]>([
    ['IPv4', { a: ['198.51.100.7'] }, V4],
    ['IPv6', { aaaa: ['2001:db8::7'] }, V6],
    ['IPv4, with the question for IPv6 unanswered,', { a: ['198.51.100.7'], aaaa: 'silent' }, V4],
  ])('of %s alone is found', async (_, zone, address) => {
    const { resolve } = await openResolver({ 'one.test': zone });

    expect(await resolve('one.test')).toEqual([address]);
  });

  test('of IPv6 is found at the deadline if the question for IPv4 is unanswered', async () => {
    const { resolve } = await openResolver({ 'one.test': { a: 'silent', aaaa: ['2001:db8::7'] } }, { deadlineMs: 200 });

    expect(await resolve('one.test')).toEqual([V6]);
  });

  test('without the addresses of DNS64 is used where it has IPv4 addresses too', async () => {
    const { resolve } = await openResolver({
      'translated.test': { a: ['198.51.100.7'], aaaa: ['64:ff9b::c633:6407'] },
      'only-translated.test': { aaaa: ['64:ff9b::c633:6407'] },
    });

    expect(await resolve('translated.test')).toEqual([V4]);
    expect(await resolve('only-translated.test')).toEqual([{ address: '64:ff9b::c633:6407', family: 6 }]);
  });

  test.each(['name.test.', 'NAME.test', 'Name.Test.'])('written as %s is the same name', async (spelling) => {
    const { dns, resolve } = await openResolver({ 'name.test': { a: ['198.51.100.7'] } });
    await resolve('name.test');

    expect(await resolve(spelling)).toEqual([V4]);
    expect(dns.questions).toHaveLength(2);
  });

  test.each(['localhost', 'localhost.', 'api.localhost'])(
    'such as %s is this machine without a question',
    async (name) => {
      const { dns, resolve } = await openResolver({ [name]: { a: ['198.51.100.7'] } });

      expect(await resolve(name)).toEqual([
        { address: '127.0.0.1', family: 4 },
        { address: '::1', family: 6 },
      ]);
      expect(dns.questions).toEqual([]);
    },
  );

  test.each<[string, Zone | 'silent' | undefined, string]>([
    ['does not exist', undefined, 'ENOTFOUND'],
    ['has no address', {}, 'ENOTFOUND'],
    ['has a broken server', { code: 2 }, 'ESERVFAIL'],
    ['has a server that refuses', { code: 5 }, 'EREFUSED'],
    ['has a server that does not answer', 'silent', 'ETIMEOUT'],
  ])('that %s fails with a code and without the name', async (_, zone, code) => {
    const { resolve } = await openResolver(zone ? { 'secret-name.test': zone } : {}, { deadlineMs: 300 });

    const error = (await resolve('secret-name.test').catch((thrown: unknown) => thrown)) as Error;

    expect(error).toMatchObject({ code });
    expect(`${error.stack} ${JSON.stringify(error)}`).not.toContain('secret-name');
  });
});

describe('an answer', () => {
  test.each([
    [5, 4999, 5000],
    [3600, 29_999, 30_000],
    [0, undefined, 0],
  ])('with a TTL of %d s is used for as long, but not for more than 30 s', async (ttl, usedMs, askedMs) => {
    let now = 0;
    const { dns, resolve } = await openResolver({ 'name.test': { a: ['198.51.100.7'], ttl } }, { now: () => now });
    await resolve('name.test');
    dns.zones.set('name.test', { a: ['198.51.100.9'], ttl });

    if (usedMs !== undefined) {
      now = usedMs;
      expect(await resolve('name.test')).toEqual([V4]);
    }
    now = askedMs;
    expect(await resolve('name.test')).toEqual([{ address: '198.51.100.9', family: 4 }]);
  });

  test('that says that the name does not exist is used for two seconds', async () => {
    let now = 0;
    const { dns, resolve } = await openResolver({}, { now: () => now });
    await expect(resolve('name.test')).rejects.toMatchObject({ code: 'ENOTFOUND' });
    dns.zones.set('name.test', { a: ['198.51.100.7'] });

    now = 1999;
    await expect(resolve('name.test')).rejects.toMatchObject({ code: 'ENOTFOUND' });
    now = 2000;
    expect(await resolve('name.test')).toEqual([V4]);
  });

  test('serves everyone who asks for the same name at the same time', async () => {
    const { dns, resolve } = await openResolver({ 'name.test': { a: ['198.51.100.7'] } });

    const found = await Promise.all(Array.from({ length: 50 }, () => resolve('name.test')));

    expect(found).toEqual(Array(50).fill([V4]));
    expect([...dns.questions].sort()).toEqual(['name.test A', 'name.test AAAA']);
  });
});

describe('many names at the same time', () => {
  test('are at most 64, and the next ones are looked up when those have failed', async () => {
    const names = Array.from({ length: 64 }, (_, nth) => `dead${nth}.test`);
    const { dns, resolve } = await openResolver(
      { ...Object.fromEntries(names.map((name) => [name, 'silent' as const])), 'good.test': { a: ['198.51.100.7'] } },
      { deadlineMs: 500 },
    );

    const order: string[] = [];
    const dead = names.map((name) => resolve(name).catch(() => order.push('dead')));
    const good = resolve('good.test').then((found) => {
      order.push('good');
      return found;
    });

    expect(await good).toEqual([V4]);
    await Promise.all(dead);
    expect(order[0]).toBe('dead');
    expect(dns.questions.findIndex((question) => question.startsWith('good'))).toBeGreaterThanOrEqual(128);
    // No place is lost: all names can be looked up again.
    expect(await resolve('good.test')).toEqual([V4]);
  });

  test('do not delay a name while 63 others have no answer', async () => {
    const names = Array.from({ length: 63 }, (_, nth) => `dead${nth}.test`);
    const { resolve } = await openResolver(
      { ...Object.fromEntries(names.map((name) => [name, 'silent' as const])), 'good.test': { a: ['198.51.100.7'] } },
      { deadlineMs: 1500 },
    );
    let ended = 0;
    const dead = names.map((name) => resolve(name).catch(() => (ended += 1)));

    expect(await resolve('good.test')).toEqual([V4]);

    expect(ended).toBe(0);
    await Promise.all(dead);
    expect(ended).toBe(63);
  });
});
