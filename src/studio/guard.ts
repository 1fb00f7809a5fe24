import type { IncomingMessage } from 'node:http';
import { RefusalError } from './refusal.ts';

/** What the page may do: load its own files and talk to its own server, and nothing else at all. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "font-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Sent with every answer. */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': POLICY,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
  'cache-control': 'no-store',
};

/**
 * Lets through only what comes from the page itself, or from a person who types the address. Any web site can make a
 * browser send requests to this machine, and any name can be made to point at it: the Host must be ours (a name that
 * was turned to this address keeps its own), and so must be who asks.
 * @throws RefusalError
 */
export const checkCaller = ({ headers, method }: IncomingMessage, port: number, isPage: boolean): void => {
  const { host = '', origin } = headers;
  if (host !== `127.0.0.1:${port}` && host !== `localhost:${port}`) {
    throw new RefusalError(421, 'This server answers on 127.0.0.1 and on localhost only.');
  }
  if (origin !== undefined && origin !== `http://${host}`) {
    throw new RefusalError(403, 'This server answers to its own page only.');
  }
  const site = headers['sec-fetch-site'];
  const followed = isPage && method === 'GET' && headers['sec-fetch-mode'] === 'navigate';
  // A link in a terminal or an address typed in is `none`; a page that is opened changes nothing.
  if (site !== undefined && site !== 'same-origin' && !(site === 'none' && method === 'GET') && !followed) {
    throw new RefusalError(403, 'This server answers to its own page only.');
  }
};

/** @throws RefusalError for a POST that a plain form of another site could send. */
export const checkContentType = ({ headers }: IncomingMessage): void => {
  const [type = ''] = (headers['content-type'] ?? '').split(';');
  if (type.trim().toLowerCase() === 'application/json') return;
  throw new RefusalError(415, 'A request that changes something is JSON: content-type application/json.');
};
