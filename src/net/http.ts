import type { LookupFunction } from 'node:net';
import type { Send } from '../model/http.ts';
import { isBlockedHost, lookupWith } from './egress.ts';
import { exchange } from './exchange.ts';
import { createResolver } from './resolve.ts';

/** Bytes of an answer that are read if the request does not say: enough for the error of any platform. */
const MAX_REPLY_BYTES = 16 * 1024;

export interface SendOptions {
  /** Whether requests may go to private addresses, and over http. */
  allowPrivate: boolean;
  /** Lower-case names of headers that replies keep. */
  keep?: readonly string[];
  now?: () => Date;
  /** For tests: the DNS lookup, and the certificate authority to trust. */
  lookup?: LookupFunction;
  ca?: string;
}

/** Makes the sender of all deliveries: https to public addresses only, no redirects, one deadline, a bounded answer. */
export const createSend = ({ allowPrivate, keep, now = () => new Date(), lookup, ca }: SendOptions): Send => {
  const resolve = lookup ?? lookupWith(createResolver(), allowPrivate);
  return async ({ method, url: href, headers, body, timeoutMs, maxReplyBytes = MAX_REPLY_BYTES }) => {
    // The constructor would throw an error that contains the URL.
    const url = URL.parse(href);
    if (!url || (!allowPrivate && (url.protocol !== 'https:' || isBlockedHost(url.hostname)))) {
      return (await import('./failures.ts')).BLOCKED;
    }
    try {
      const answer = await exchange({
        method,
        url,
        headers,
        body,
        timeoutMs,
        maxBytes: maxReplyBytes,
        lookup: resolve,
        ca,
      });
      const retryAfter = answer.headers['retry-after'];
      const retryAfterSeconds = retryAfter
        ? (await import('./retry-after.ts')).parseRetryAfter(retryAfter, now())
        : undefined;
      return {
        status: answer.status,
        body: answer.body,
        ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
        ...(keep && { headers: Object.fromEntries(keep.map((name) => [name, String(answer.headers[name] ?? '')])) }),
      };
    } catch (error) {
      return (await import('./failures.ts')).classifyError(error);
    }
  };
};
