import type { HttpReply } from '../../src/model/http.ts';
import type { Chance } from '../chaos/random.ts';

/** What a receiver does with a request that arrives at `at`, in milliseconds since the start. */
export type Receiver = (at: number) => {
  readonly reply: HttpReply;
  /** Time until the answer, in milliseconds. Default: 50 to 150 ms for the whole request. */
  readonly afterMs?: number;
};

const accepted: HttpReply = { status: 200, body: 'ok' };

export const healthy: Receiver = () => ({ reply: accepted });

/** Accepts `burst` requests at once and `rate` per second, and answers others with 429. */
export const tokenBucket = (rate: number, burst: number, retryAfterSeconds: number | undefined): Receiver => {
  const refused = { status: 429, body: 'rate_limited', ...(retryAfterSeconds !== undefined && { retryAfterSeconds }) };
  let tokens = burst;
  let filledAt = 0;
  return (at) => {
    tokens = Math.min(burst, tokens + ((at - filledAt) / 1000) * rate);
    filledAt = at;
    if (tokens < 1) return { reply: refused };
    tokens -= 1;
    return { reply: accepted };
  };
};

export const slow =
  (seconds: number): Receiver =>
  () => ({ reply: accepted, afterMs: seconds * 1000 });

/** Takes requests and never answers. */
export const silent: Receiver = () => ({ reply: accepted, afterMs: Number.POSITIVE_INFINITY });

export const failing: Receiver = () => ({ reply: { status: 503, body: 'down' } });

/** A request takes 50 to 150 ms, of which the first 0 to 50 ms are its way to the receiver. */
export const requestTimes = (chance: Chance): { wayMs: number; wholeMs: number } => {
  const wholeMs = 50 + 100 * chance.next();
  return { wayMs: Math.min(wholeMs, 50 * chance.next()), wholeMs };
};
