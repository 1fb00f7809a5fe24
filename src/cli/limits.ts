import { byteLength } from '../text.ts';
import { isRecord, parseJson } from './json.ts';

/** A size of a rendered message, and where the platform stops. */
export interface Size {
  readonly of: string;
  readonly size: number;
  readonly limit: number;
}

interface Limit {
  readonly of: string;
  readonly limit: number;
  measure(body: string): number;
}

const KB = 1024;

/** In UTF-16 units, of every string below a value. */
const chars = (value: unknown): number => {
  if (typeof value === 'string') return value.length;
  const parts = typeof value === 'object' && value !== null ? Object.values(value) : [];
  return parts.reduce<number>((sum, part) => sum + chars(part), 0);
};

const field = (body: string, ...names: string[]): unknown[] => {
  const message = parseJson(body);
  return isRecord(message) ? names.map((name) => message[name]) : [];
};

/**
 * What each platform is known to refuse, or to lose, above.
 * @see https://docs.slack.dev/reference/methods/chat.postMessage
 * @see https://github.com/slackapi/bolt-js/issues/2867
 * @see https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/connectors-using
 */
const LIMITS: Readonly<Record<string, readonly Limit[]>> = {
  slack: [
    { of: 'text characters', limit: 4000, measure: (body) => chars(field(body, 'text')) },
    { of: 'block characters', limit: 11_000, measure: (body) => chars(field(body, 'blocks', 'attachments')) },
  ],
  teams: [{ of: 'bytes', limit: 28 * KB, measure: byteLength }],
  webhook: [{ of: 'bytes', limit: 64 * KB, measure: byteLength }],
};

/** Measures a rendered message by what its platform counts. */
export const measure = (platform: string, body: string): Size[] =>
  (LIMITS[platform] ?? []).map(({ of, limit, measure: size }) => ({ of, size: size(body), limit }));

/** `1200 of 28672 bytes`. */
export const sizeWords = (sizes: readonly Size[]): string =>
  sizes.map(({ of, size, limit }) => `${size} of ${limit} ${of}`).join(', ');
