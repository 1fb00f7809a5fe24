import type { HttpReply } from './http.ts';

/** Why a try failed and another may help. */
export type RetryReason =
  /** The receiver said that this was too fast. */
  | 'throttled'
  /** The receiver is there but cannot take it now. */
  | 'unavailable'
  /** No whole answer within the deadline. */
  | 'timeout'
  /** No connection: DNS, refused, reset. */
  | 'network'
  /** The receiver's certificate does not hold. */
  | 'tls'
  /** Not tried: an earlier delivery was told to wait. */
  | 'paused'
  /** Not tried: the function had too little time left. */
  | 'out-of-time'
  /** Not tried: the target's configuration could not be read. */
  | 'configuration-unavailable'
  /** A secret that the target refers to could not be read. */
  | 'secret-unavailable'
  /** Not tried: another try of the same delivery is under way. */
  | 'claimed';

/** Why a delivery can never succeed as it is. */
export const REJECT_REASONS = [
  /** The receiver does not accept the credentials in the URL or the headers. */
  'unauthorized',
  /** The receiver no longer exists. */
  'gone',
  /** The receiver refuses this content. */
  'payload',
  /** The receiver answered with a redirect, which is never followed. */
  'redirect',
  /** The address is not one that deliveries may go to. */
  'blocked',
  /** The queued message cannot be read. */
  'invalid-message',
  /** The target has been removed from the configuration. */
  'target-gone',
  /** The target's configuration is invalid. */
  'target-invalid',
  /** The last try failed too. */
  'exhausted',
  /** A bug: rendering or sending threw. */
  'internal',
] as const;

export type RejectReason = (typeof REJECT_REASONS)[number];

/** Why a delivery needs no try at all. */
export const SKIP_REASONS = [
  /** The target was switched off after the delivery was queued. */
  'disabled',
  /** It has arrived before: a copy of the event, or of the queue's message. */
  'duplicate',
  /** The attempt that it tells of has ended meanwhile, and the target has heard of that. */
  'superseded',
] as const;

export type SkipReason = (typeof SKIP_REASONS)[number];

/** A closed set: it is also the metric dimension, the log field and the dead letter's attribute. */
export type Reason = RetryReason | RejectReason | SkipReason;

/**
 * What became of one try to deliver. `detail` is safe to log: it never holds a URL or what the receiver wrote.
 * `afterSeconds` is what the receiver asked for.
 */
export type Outcome =
  | { kind: 'delivered'; status?: number }
  | { kind: 'retry'; reason: RetryReason; status?: number; afterSeconds?: number; detail?: string }
  | { kind: 'rejected'; reason: RejectReason; status?: number; detail?: string }
  | { kind: 'skipped'; reason: SkipReason };

const RETRY_STATUSES = new Set([408, 425, 429]);

/**
 * Judges an answer by its status alone: the rule for a platform without oddities.
 * 2xx is delivered; 408, 425, 429 and 5xx are worth another try; 401 and 403 are unauthorized; 404 and 410 gone;
 * 3xx is a redirect and every other 4xx a refused payload. A status outside 200 to 599 is retried as unavailable.
 */
export const classifyStatus = ({ status, retryAfterSeconds }: HttpReply): Outcome => {
  if (status >= 200 && status < 300) return { kind: 'delivered', status };
  if (RETRY_STATUSES.has(status) || status < 200 || status >= 500) {
    const reason = status === 429 ? 'throttled' : 'unavailable';
    return {
      kind: 'retry',
      reason,
      status,
      ...(retryAfterSeconds !== undefined && { afterSeconds: retryAfterSeconds }),
    };
  }
  if (status < 400) return { kind: 'rejected', reason: 'redirect', status };
  if (status === 401 || status === 403) return { kind: 'rejected', reason: 'unauthorized', status };
  if (status === 404 || status === 410) return { kind: 'rejected', reason: 'gone', status };
  return { kind: 'rejected', reason: 'payload', status };
};
