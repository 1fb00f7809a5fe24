import dns, { type LookupAddress } from 'node:dns';

/**
 * Finds the addresses of a host name, IPv4 first, at least one.
 * @throws Error with a code, such as `ENOTFOUND` or `ETIMEOUT`, and without the name.
 */
export type Resolve = (hostname: string) => Promise<readonly LookupAddress[]>;

export interface ResolverOptions {
  /** Addresses of the DNS servers, with an optional port. Default: those of the system. */
  servers?: readonly string[];
  /** Longest time for one name, in milliseconds. It is shorter than the deadline of any request. */
  deadlineMs?: number;
  /** Milliseconds since any fixed time. */
  now?: () => number;
}

/** Time until a question is asked again, in milliseconds: UDP loses packets. */
const QUERY_MS = 1000;

/** How long a found address waits for one of the other family, in milliseconds. @see https://www.rfc-editor.org/rfc/rfc8305#section-3 */
const FAMILY_DELAY_MS = 50;

/** Names that are looked up at the same time: more than a function has lanes. */
const MAX_LOOKUPS = 64;

/** How long addresses are kept at most, in seconds, if the TTL is longer. */
const MAX_TTL_SECONDS = 30;

/** How long a failure is kept, in milliseconds: less than the wait before the first retry. */
const FAILURE_MS = 2000;

/** Names that are kept. More than a stage has targets; beyond it all are looked up again. */
const MAX_NAMES = 1000;

/** These names never reach a DNS server. @see https://www.rfc-editor.org/rfc/rfc6761#section-6.3 */
const LOOPBACK = /(?:^|\.)localhost$/;

/** Prefix of the addresses that DNS64 makes of IPv4 addresses, which are in the answer themselves. */
const DNS64 = '64:ff9b::';

const lookUp = async (hostname: string, { servers, deadlineMs = 4000 }: ResolverOptions) => {
  const resolver = new dns.promises.Resolver({ timeout: QUERY_MS, tries: 4 });
  if (servers) resolver.setServers(servers);
  const codes: string[] = [];
  const ask = async (family: 4 | 6) => {
    try {
      const records = await resolver[`resolve${family}`](hostname, { ttl: true });
      return records.map(({ address, ttl }) => ({ address, ttl, family }));
    } catch (error) {
      codes.push((error as NodeJS.ErrnoException).code ?? '');
      return [];
    }
  };
  const cancelAfter = (ms: number) => setTimeout(() => resolver.cancel(), ms);
  const deadline = cancelAfter(deadlineMs);
  const asked = ask(6);
  const v4 = await ask(4);
  const delay = v4.length > 0 ? cancelAfter(FAMILY_DELAY_MS) : undefined;
  const v6 = await asked;
  clearTimeout(deadline);
  clearTimeout(delay);
  const found = [...v4, ...v6.filter(({ address }) => v4.length === 0 || !address.startsWith(DNS64))];
  if (found.length > 0) return found;
  const code = codes.find((each) => !/ENODATA|ENOTFOUND/.test(each)) ?? 'ENOTFOUND';
  // The resolver's own error quotes the name.
  throw Object.assign(new Error(), { code: code === 'ECANCELLED' ? 'ETIMEOUT' : code });
};

/**
 * Makes a resolver that asks DNS over sockets of its own. `dns.lookup` calls getaddrinfo, which holds one of four
 * threads of libuv until it gives up: a few names without an answer would block all other lookups of the process, with
 * those of AWS. Here each name can be cancelled. Neither the hosts file nor search domains are used.
 *
 * Addresses are kept for their TTL, up to 30 seconds, and failures for 2 seconds. Questions for one name at the same
 * time are one.
 */
export const createResolver = (options: ResolverOptions = {}): Resolve => {
  const { now = Date.now } = options;
  const kept = new Map<string, { until: number; addresses: Promise<LookupAddress[]> }>();
  const waiting: (() => void)[] = [];
  let running = 0;

  const find = async (name: string, entry: { until: number }): Promise<LookupAddress[]> => {
    if (running >= MAX_LOOKUPS) await new Promise<void>((start) => waiting.push(start));
    else running += 1;
    let keptMs = FAILURE_MS;
    try {
      const found = await lookUp(name, options);
      keptMs = Math.min(MAX_TTL_SECONDS, ...found.map(({ ttl }) => ttl)) * 1000;
      return found.map(({ address, family }) => ({ address, family }));
    } finally {
      entry.until = now() + keptMs;
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  };

  return async (hostname) => {
    const name = hostname.toLowerCase().replace(/\.$/, '');
    if (LOOPBACK.test(name)) {
      return [
        { address: '127.0.0.1', family: 4 },
        { address: '::1', family: 6 },
      ];
    }
    const known = kept.get(name);
    if (known && now() < known.until) return known.addresses;
    if (kept.size >= MAX_NAMES) kept.clear();
    const until = { until: Number.POSITIVE_INFINITY };
    const entry = Object.assign(until, { addresses: find(name, until) });
    kept.set(name, entry);
    return entry.addresses;
  };
};
