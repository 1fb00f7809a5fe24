import { BlockList, isIP, type LookupFunction } from 'node:net';
import type { Resolve } from './resolve.ts';

/** What IANA allocates for global unicast: all of IPv4, and of IPv6 one eighth. */
const UNICAST = ['0.0.0.0/0', '2000::/3'];

/**
 * The special-purpose networks among them: private, loopback, link-local (instance metadata), shared, relay, benchmarking,
 * documentation, multicast and reserved ones, and the forms of IPv6 that embed an IPv4 address (Teredo, 6to4).
 * @see https://www.iana.org/assignments/iana-ipv4-special-registry
 * @see https://www.iana.org/assignments/iana-ipv6-special-registry
 */
const SPECIAL = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.31.196.0/24',
  '192.52.193.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '192.175.48.0/24',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/3',
  '2001::/23',
  '2001:db8::/32',
  '2002::/16',
  '2620:4f:8000::/48',
  '3fff::/20',
];

// Not by isIP: its expression for IPv6 is compiled at the first use, which would be 1.5 ms at every start.
const familyOf = (address: string): 'ipv4' | 'ipv6' => (address.includes(':') ? 'ipv6' : 'ipv4');

/** `check` treats an IPv4-mapped IPv6 address as the IPv4 address. */
const listOf = (networks: readonly string[]): BlockList => {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', prefix] = network.split('/');
    list.addSubnet(address, Number(prefix), familyOf(address));
  }
  return list;
};

const unicast = listOf(UNICAST);
const special = listOf(SPECIAL);

/**
 * Whether this is an address of global unicast that is reserved for no special purpose; `false` for text that is no IP
 * address. IPv4-mapped IPv6 counts as IPv4.
 */
export const isPublicAddress = (address: string): boolean => {
  if (isIP(address) === 0) return false;
  const family = familyOf(address);
  return unicast.check(address, family) && !special.check(address, family);
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
