import type { Pace } from '../model/lane-state.ts';

/** First guess after the first 429, in milliseconds. */
const FIRST_INTERVAL_MS = 250;

/** Longest interval, and the one below which a target counts as not limited. */
const MAX_INTERVAL_MS = 60_000;
const UNLIMITED_MS = 50;

/** Growth of the interval per 429: while the pace is searched, and after it was found once. */
const SEARCH_FACTOR = 1.5;
const CORRECT_FACTOR = 1.15;

/** The interval shrinks by this factor after {@link QUIET_MESSAGES} accepted messages and ten times the latest pause. */
const SHRINK_FACTOR = 0.93;
const QUIET_MESSAGES = 20;
const QUIET_PAUSES = 10;

/** Pause after a 429 without `Retry-After`, in milliseconds. It doubles while no message is accepted. */
const FIRST_PAUSE_MS = 1000;
const MAX_OWN_PAUSE_MS = 60_000;

/** Longest pause that a receiver can ask for: one large `Retry-After` must not block a target for a day. */
const MAX_PAUSE_MS = 3_600_000;

/** A documented interval is kept with this margin: the time of arrival varies. */
const MARGIN = 1.05;

/** A pace that was not used for this long is forgotten, in milliseconds. */
const FORGET_MS = 600_000;

export interface Throttle {
  readonly now: number;
  /** Start of the request that was answered with 429. */
  readonly sentAt: number;
  readonly retryAfterSeconds?: number | undefined;
  /** Least interval that the platform documents, in milliseconds. */
  readonly documentedMs?: number | undefined;
}

/**
 * The pace after a 429. Requests that had been sent at the same time count once.
 * @returns the pace, whose `pauseMs` is the time without requests from now on.
 */
export const afterThrottle = (pace: Pace | undefined, throttle: Throttle): Pace => {
  const { now, sentAt, retryAfterSeconds, documentedMs = 0 } = throttle;
  const again = pace?.accepted === 0 ? Math.min(MAX_OWN_PAUSE_MS, pace.pauseMs * 2) : FIRST_PAUSE_MS;
  const asked = retryAfterSeconds === undefined ? again : retryAfterSeconds * 1000;
  const pauseMs = Math.min(MAX_PAUSE_MS, Math.max(FIRST_PAUSE_MS, asked));
  if (pace && sentAt <= pace.since) return { ...pace, pauseMs: Math.max(pauseMs, pace.pauseMs) };
  const grown = pace ? pace.intervalMs * (pace.settled ? CORRECT_FACTOR : SEARCH_FACTOR) : FIRST_INTERVAL_MS;
  const intervalMs = Math.min(MAX_INTERVAL_MS, Math.max(grown, documentedMs * MARGIN));
  return { intervalMs, settled: pace?.settled ?? false, accepted: 0, since: now, pauseMs };
};

/** The pace after an accepted message; `undefined` if the target does not seem to be limited any more. */
export const afterSuccess = (pace: Pace, now: number, documentedMs = 0): Pace | undefined => {
  const accepted = pace.accepted + 1;
  const isQuiet = accepted >= QUIET_MESSAGES && now - pace.since >= QUIET_PAUSES * pace.pauseMs;
  if (!isQuiet) return { ...pace, accepted };
  const intervalMs = Math.max(pace.intervalMs * SHRINK_FACTOR, documentedMs * MARGIN);
  if (intervalMs < UNLIMITED_MS) return undefined;
  // A pause that is long past must not slow down the next steps.
  return { intervalMs, settled: true, accepted: 0, since: now, pauseMs: Math.max(FIRST_PAUSE_MS, pace.pauseMs / 2) };
};

/** Whether a pace is too old to be used. */
export const isForgotten = (pace: Pace, lastSentAt: number | undefined, now: number): boolean =>
  now - Math.max(pace.since + pace.pauseMs, lastSentAt ?? 0) > FORGET_MS;
