import type { LookupAllOptions, LookupOneOptions } from 'node:dns';
import fc from 'fast-check';
import { BlockedAddressError, isBlockedHost, isPublicAddress, lookupWith } from '../../src/net/egress.ts';

describe('a public address', () => {
  test.each([
    '0.0.0.0',
    '0.255.255.255',
    '10.0.0.1',
    '10.255.255.255',
    '100.64.0.1',
    '100.127.255.255',
    '127.0.0.1',
    '127.255.255.254',
    '169.254.169.254',
    '169.254.79.129',
    '172.16.0.1',
    '172.31.255.255',
    '192.0.0.1',
    '192.0.2.1',
    '192.88.99.1',
    '192.168.0.1',
    '192.168.255.255',
    '198.18.0.1',
    '198.19.255.255',
    '198.51.100.1',
    '203.0.113.1',
    '224.0.0.1',
    '239.255.255.255',
    '240.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::7f00:1',
    '::ffff:127.0.0.1',
    '::ffff:a9fe:a9fe',
    '::ffff:10.1.2.3',
    '64:ff9b::a9fe:a9fe',
    '64:ff9b::8.8.8.8',
    '64:ff9b:1::1',
    '100::1',
    '2001::1',
    '2001:db8::1',
    '2002:a9fe:a9fe::1',
    '2002:808:808::1',
    '3fff::1',
    '5f00::1',
    'fc00::1',
    'fd00:ec2::254',
    'fe80::1',
    'fe80::1%eth0',
    'fec0::1',
    'ff02::1',
  ])('is not %s', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  test.each([
    '',
    'localhost',
    '127.1',
    '8.8.8',
    '8.8.8.8.',
    '8.8.8.8:443',
    '[2606:4700::1]',
    'example.com',
    '0x8080808',
  ])('is not %j, which is no address', (text) => {
    expect(isPublicAddress(text)).toBe(false);
  });

  test.each([
    '1.1.1.1',
    '8.8.8.8',
    '9.255.255.255',
    '11.0.0.0',
    '100.63.255.255',
    '100.128.0.0',
    '126.255.255.255',
    '128.0.0.0',
    '169.253.255.255',
    '172.15.255.255',
    '172.32.0.0',
    '192.167.255.255',
    '198.17.255.255',
    '198.20.0.0',
    '223.255.255.255',
    '2001:4860:4860::8888',
    '2606:4700::1111',
    '2a00:1450:4001:82f::200e',
    '::ffff:8.8.8.8',
  ])('is %s', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });

  test('stays public or not if it is mapped into IPv6', () => {
    fc.assert(
      fc.property(fc.ipV4(), (address) => {
        expect(isPublicAddress(`::ffff:${address}`)).toBe(isPublicAddress(address));
      }),
    );
  });
});

/** The host name as the WHATWG parser returns it. */
const hostOf = (url: string): string => new URL(url).hostname;

describe('a host', () => {
  test.each([
    'https://127.0.0.1',
    'https://[::1]',
    'https://127.1',
    'https://2130706433',
    'https://0x7f.1',
    'https://0x7f000001',
    'https://0177.0.0.1',
    'https://0',
    'https://①②⑦.⓪.⓪.①',
    'https://127。0。0。1',
    'https://127.0.0.1.',
    'https://%31%32%37.0.0.1',
    'https://localhost',
    'https://LOCALHOST',
    'https://localhost.',
    'https://api.localhost',
    'https://[::ffff:a9fe:a9fe]',
    'https://[::ffff:169.254.169.254]',
    'https://[64:ff9b::a9fe:a9fe]',
    'https://[2002:a9fe:a9fe::1]',
    'https://[fd00:ec2::254]',
    'https://[0:0:0:0:0:0:0:1]',
    'https://169.254.169.254:443',
    'https://10.0.0.1:8443',
    'https://hooks.slack.com@127.0.0.1',
  ])('in %s is blocked', (url) => {
    expect(isBlockedHost(hostOf(url))).toBe(true);
  });

  test.each([
    'https://hooks.slack.com',
    'https://8.8.8.8',
    'https://[2606:4700::1111]',
    'https://notlocalhost',
    'https://localhost.example.com',
    // A name: the addresses that it resolves to are checked at the connection.
    'https://169.254.169.254.nip.io',
  ])('in %s is not', (url) => {
    expect(isBlockedHost(hostOf(url))).toBe(false);
  });
});

interface Found {
  error: NodeJS.ErrnoException | null;
  address: unknown;
  family: unknown;
}

/** Looks up a name that has these addresses, or whose resolution fails. */
const lookUp = async (
  answer: string[] | Error,
  options: LookupAllOptions | LookupOneOptions,
  allowPrivate: boolean | undefined = undefined,
) => {
  const asked: string[] = [];
  const resolve = async (hostname: string) => {
    asked.push(hostname);
    if (answer instanceof Error) throw answer;
    return answer.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
  };
  const found = await new Promise<Found>((done) =>
    lookupWith(resolve, allowPrivate)('name.example', options, (error, address, family) =>
      done({ error, address, family }),
    ),
  );
  return { ...found, asked };
};

describe('a lookup', () => {
  test('returns all public addresses if all are requested', async () => {
    const { error, address } = await lookUp(['8.8.8.8', '2606:4700::1111'], { all: true });

    expect(error).toBeNull();
    expect(address).toEqual([
      { address: '8.8.8.8', family: 4 },
      { address: '2606:4700::1111', family: 6 },
    ]);
  });

  test('returns the first if one is requested', async () => {
    const { error, address, family } = await lookUp(['2606:4700::1111', '8.8.8.8'], { all: false });

    expect([error, address, family]).toEqual([null, '2606:4700::1111', 6]);
  });

  test.each([
    ['a private address', ['10.0.0.1']],
    ['a private address behind a public one', ['8.8.8.8', '127.0.0.1']],
    ['a private address before a public one', ['169.254.169.254', '8.8.8.8']],
    ['a mapped private address', ['8.8.8.8', '::ffff:10.0.0.1']],
    ['no address', []],
    ['something that is no address', ['8.8.8.8', 'fe80::1%eth0']],
  ])('rejects %s, whether one or all are requested', async (_, addresses) => {
    for (const all of [true, false]) {
      const { error, address } = await lookUp(addresses, { all });

      expect(error).toBeInstanceOf(BlockedAddressError);
      expect(error?.code).toBe('EBLOCKED');
      expect(address).toBe('');
    }
  });

  test('checks every address even if one is requested, with one question', async () => {
    const { asked, error } = await lookUp(['8.8.8.8', '127.0.0.1'], { all: false });

    expect(error).toBeInstanceOf(BlockedAddressError);
    expect(asked).toEqual(['name.example']);
  });

  test('returns private addresses where they are allowed, but never none', async () => {
    const { error, address } = await lookUp(['127.0.0.1', '8.8.8.8'], { all: true }, true);
    const nothing = await lookUp([], { all: true }, true);

    expect(error).toBeNull();
    expect(address).toEqual([
      { address: '127.0.0.1', family: 4 },
      { address: '8.8.8.8', family: 4 },
    ]);
    expect(nothing.error).toBeInstanceOf(BlockedAddressError);
  });

  test("passes on the resolver's error", async () => {
    const failure = Object.assign(new Error('no such name'), { code: 'ENOTFOUND' });

    const { error } = await lookUp(failure, { all: true });

    expect(error).toBe(failure);
  });
});
