import { BlockList, isIP, type LookupFunction } from 'node:net';
import type { Resolve } from './resolve.ts';

/**
 * Networks that deliveries must not reach: private, loopback, link-local (instance metadata), shared, benchmarking,
 * documentation, multicast and reserved ranges, and the IPv6 forms that embed an IPv4 address.
 * @see https://www.iana.org/assignments/iana-ipv4-special-registry
 * @see https://www.iana.org/assignments/iana-ipv6-special-registry
 */
const BLOCKED_V4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
];
const BLOCKED_V6 = [
  '::/96',
  '64:ff9b::/96',
  '64:ff9b:1::/48',
  '100::/64',
  '2001::/23',
  '2001:db8::/32',
  '3fff::/20',
  '2002::/16',
  '5f00::/16',
  'fc00::/7',
  'fe80::/10',
  'fec0::/10',
  'ff00::/8',
];

const blocked = new BlockList();
for (const [networks, family] of [
  [BLOCKED_V4, 'ipv4'],
  [BLOCKED_V6, 'ipv6'],
] as const) {
  for (const network of networks) {
    const [address = '', prefix] = network.split('/');
    blocked.addSubnet(address, Number(prefix), family);
  }
}

/** Whether this is a public unicast address; `false` for text that is no IP address. IPv4-mapped IPv6 counts as IPv4. */
export const isPublicAddress = (address: string): boolean => {
  const family = isIP(address);
  if (family === 0) return false;
  return !blocked.check(address, family === 4 ? 'ipv4' : 'ipv6');
};

/** Thrown when the host, or one of its DNS answers, is not public. */
export class BlockedAddressError extends Error {
  override name = 'BlockedAddressError';
  readonly code = 'EBLOCKED';
}

/**
 * Whether a host is not public by its name alone. Node does not call `lookup` for a host that is an IP address.
 * @param hostname as the WHATWG URL parser returns it, which writes every encoded form of an IPv4 address with dots.
 */
export const isBlockedHost = (hostname: string): boolean => {
  const literal = hostname.replace(/^\[(.*)\]$/, '$1');
  if (isIP(literal)) return !isPublicAddress(literal);
  return /(^|\.)localhost\.?$/i.test(hostname);
};

/**
 * Makes the `lookup` of a connection. Unless private addresses are allowed, a name is rejected if one of its addresses is
 * not public. The connection uses the addresses of this same answer, so a name that resolves differently later (DNS
 * rebinding) is not reached.
 */
export const lookupWith =
  (resolve: Resolve, allowPrivate = false): LookupFunction =>
  (hostname, { all }, callback) => {
    resolve(hostname).then(
      (addresses) => {
        const [first] = addresses;
        if (!first || !(allowPrivate || addresses.every(({ address }) => isPublicAddress(address)))) {
          callback(new BlockedAddressError('not a public address'), '', 0);
        } else if (all) callback(null, [...addresses]);
        else callback(null, first.address, first.family);
      },
      (error) => callback(error, '', 0),
    );
  };
