import fc from 'fast-check';
import { isBlockedHost, isPublicAddress } from '../../src/net/egress.ts';

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
    '4000::1',
    '8000::1',
    'e000::1',
    '0:0:0:1::1',
    '::ffff:0:a9fe:a9fe',
    '::ffff:0:8.8.8.8',
    '1fff:ffff::1',
    '2001:0:a9fe:a9fe::1',
    '2001:1ff:ffff::1',
    '2620:4f:8000::1',
    '192.31.196.1',
    '192.52.193.1',
    '192.175.48.1',
    '64:ff9b:1:a9fe:a9:fe00::',
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

  /** Groups of 16 bits, and how many bits of each the network fixes. */
  const networkV6 = (prefix: readonly number[], bits: number) =>
    fc.array(fc.integer({ min: 0, max: 0xffff }), { minLength: 8, maxLength: 8 }).map((random) =>
      random
        .map((group, at) => {
          const fixed = Math.max(0, Math.min(16, bits - at * 16));
          const mask = (0xffff << (16 - fixed)) & 0xffff;
          return (((prefix[at] ?? 0) & mask) | (group & ~mask & 0xffff)).toString(16);
        })
        .join(':'),
    );

  test.each<[string, number[], number]>([
    ['::/8', [0], 8],
    ['64:ff9b::/96', [0x64, 0xff9b], 96],
    ['64:ff9b:1::/48', [0x64, 0xff9b, 1], 48],
    ['100::/64', [0x100], 64],
    ['2001::/32 (Teredo)', [0x2001, 0], 32],
    ['2001::/23', [0x2001], 23],
    ['2001:db8::/32', [0x2001, 0xdb8], 32],
    ['2002::/16 (6to4)', [0x2002], 16],
    ['3fff::/20', [0x3fff], 20],
    ['4000::/2', [0x4000], 2],
    ['8000::/1', [0x8000], 1],
    ['fc00::/7', [0xfc00], 7],
    ['fe80::/10', [0xfe80], 10],
    ['ff00::/8', [0xff00], 8],
  ])('is none of %s', (_, prefix, bits) => {
    fc.assert(
      fc.property(networkV6(prefix, bits), (address) => {
        // The only addresses below ::/8 that are public are the mapped ones.
        fc.pre(!/^(0:){5}ffff:/.test(address));
        expect(isPublicAddress(address)).toBe(false);
      }),
    );
  });

  test.each<[string, number[], number]>([
    ['2001:4860::/32', [0x2001, 0x4860], 32],
    ['2400::/12', [0x2400], 12],
    ['2600::/12 without the special one', [0x2606, 0x4700], 32],
    ['2a00::/12', [0x2a00], 12],
  ])('is every one of %s', (_, prefix, bits) => {
    fc.assert(fc.property(networkV6(prefix, bits), (address) => expect(isPublicAddress(address)).toBe(true)));
  });

  test('of IPv6 is always one of global unicast', () => {
    fc.assert(
      fc.property(fc.ipV6(), (address) => {
        const [group = '0'] = address.split(':');
        const inUnicast = Number.parseInt(group || '0', 16) >> 13 === 1;
        // A mapped address is one of IPv4.
        fc.pre(!address.includes('.') && !/ffff/i.test(address));
        if (isPublicAddress(address)) expect(inUnicast).toBe(true);
      }),
    );
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
