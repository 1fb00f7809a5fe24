const RETRY = { kind: 'retry', sent: true } as const;
const RETRY_UNSENT = { kind: 'retry', sent: false } as const;
const REJECTED = { kind: 'rejected', sent: true } as const;
const REJECTED_UNSENT = { kind: 'rejected', sent: false } as const;
const SKIPPED = { kind: 'skipped', sent: false } as const;

/**
 * Every reason why a delivery is retried, rejected or skipped. The set is closed: a reason is also a metric dimension,
 * a log field and a dead letter's attribute.
 *
 * `sent` is `true` if the target was contacted, so that the reason says something about the target. Reasons with
 * `sent: false` do not count towards giving up.
 */
export const REASONS = {
  throttled: RETRY,
  unavailable: RETRY,
  timeout: RETRY,
  network: RETRY,
  tls: RETRY,
  paused: RETRY_UNSENT,
  'out-of-time': RETRY_UNSENT,
  'configuration-unavailable': RETRY_UNSENT,
  'secret-unavailable': RETRY_UNSENT,
  'update-due': RETRY_UNSENT,
  unauthorized: REJECTED,
  gone: REJECTED,
  payload: REJECTED,
  redirect: REJECTED,
  blocked: REJECTED,
  'invalid-message': REJECTED_UNSENT,
  'target-gone': REJECTED_UNSENT,
  'target-invalid': REJECTED_UNSENT,
  exhausted: REJECTED,
  internal: REJECTED,
  waited: REJECTED_UNSENT,
  crashed: REJECTED_UNSENT,
  backlog: REJECTED_UNSENT,
  disabled: SKIPPED,
  duplicate: SKIPPED,
  superseded: SKIPPED,
  'nothing-to-update': SKIPPED,
} as const satisfies Record<string, { kind: 'retry' | 'rejected' | 'skipped'; sent: boolean }>;

export type Reason = keyof typeof REASONS;
type ReasonOf<Kind> = { [Each in Reason]: (typeof REASONS)[Each]['kind'] extends Kind ? Each : never }[Reason];

/** The attempt failed, and a later one may succeed. */
export type RetryReason = ReasonOf<'retry'>;
/** The delivery can never succeed as it is. */
export type RejectReason = ReasonOf<'rejected'>;
/** The delivery needs no attempt. */
export type SkipReason = ReasonOf<'skipped'>;

const reasonsOf = <Kind extends 'rejected' | 'skipped'>(kind: Kind): readonly ReasonOf<Kind>[] =>
  (Object.keys(REASONS) as Reason[]).filter((reason): reason is ReasonOf<Kind> => REASONS[reason].kind === kind);

export const rejectReasons = (): readonly RejectReason[] => reasonsOf('rejected');
export const skipReasons = (): readonly SkipReason[] => reasonsOf('skipped');

/**
 * What each reason means, and what a user can do about it. A constant apart from {@link REASONS} because the bundles
 * of the functions, which need no texts, leave it out.
 */
export const REASON_TEXTS: Readonly<Record<Reason, { text: string; remedy?: string }>> = {
  throttled: { text: 'the receiver is too busy', remedy: 'the receiver wants fewer messages: retry later' },
  unavailable: {
    text: 'the receiver is temporarily unavailable',
    remedy: 'the receiver is temporarily unavailable: retry later',
  },
  timeout: { text: 'no answer within the deadline', remedy: 'no answer in time: check that the receiver is up' },
  network: { text: 'no connection', remedy: 'no connection: check the host name and that the receiver is up' },
  tls: {
    text: 'the certificate is not valid',
    remedy: 'the certificate of the receiver is not valid: it must be renewed there',
  },
  paused: { text: 'not sent: the target is paused' },
  'out-of-time': { text: 'not sent: the function had too little time left' },
  'configuration-unavailable': { text: 'not sent: the targets could not be read' },
  'secret-unavailable': {
    text: 'not sent: a secret of the target could not be read',
    remedy: 'check that the secret exists and that the relay may read it',
  },
  'update-due': { text: 'a message that was posted is still to be updated' },
  unauthorized: {
    text: 'the receiver does not accept the credentials',
    remedy: 'the receiver does not accept the URL or the headers: replace them with "targets edit"',
  },
  gone: {
    text: 'the receiver no longer exists',
    remedy: 'the channel or its webhook no longer exists: create a new one and set its URL with "targets edit"',
  },
  payload: { text: 'the receiver refuses the content', remedy: 'the receiver refuses the content' },
  redirect: {
    text: 'the receiver answered with a redirect, which is never followed',
    remedy: 'the receiver answers with a redirect, which is never followed: set the final URL',
  },
  blocked: {
    text: 'the address is not public',
    remedy: 'its address is not public: set a public URL, or deploy with allowPrivateTargets=true',
  },
  'invalid-message': { text: 'the queued message cannot be read' },
  'target-gone': { text: 'the target has been removed' },
  'target-invalid': { text: 'the configuration of the target is not valid' },
  exhausted: { text: 'the last attempt failed too' },
  internal: { text: 'a bug: rendering or sending failed' },
  waited: {
    text: 'it waited for 13 days and could not be attempted',
    remedy: 'the targets, a secret or the table were unavailable for days: repair that first',
  },
  crashed: { text: 'the function crashed three times while it handled the message' },
  backlog: { text: 'too many deliveries waited, and the oldest were given up' },
  disabled: { text: 'the target is disabled' },
  duplicate: { text: 'it was delivered before' },
  superseded: { text: 'a newer notification has superseded it' },
  'nothing-to-update': { text: 'the target does not ask for it, and no message shows its state' },
};

/**
 * The result of handling a delivery once. `detail` is safe to log: it never holds a URL or text of the receiver.
 * `afterSeconds` is the wait that the receiver asked for. `receipt` is the platform's reference to the message that was
 * posted: opaque, at most 1,024 bytes, never logged. `summary` is the id of the summary that tells the delivery.
 * `unconfirmed` marks an answer that platforms also give in passing: it is final if it is the same minutes later.
 * `steps` are those of a conversation, and `updateDue` says that one of its messages is still to be updated.
 */
export type Outcome =
  | {
      kind: 'delivered';
      status?: number;
      receipt?: string;
      summary?: string;
      steps?: readonly string[];
      updateDue?: boolean;
    }
  | { kind: 'retry'; reason: RetryReason; status?: number; afterSeconds?: number; detail?: string }
  | { kind: 'rejected'; reason: RejectReason; status?: number; detail?: string; unconfirmed?: boolean }
  | { kind: 'skipped'; reason: SkipReason };

const RETRY_STATUSES = new Set([408, 425, 429]);

const rejection = (status: number): RejectReason => {
  if (status < 400) return 'redirect';
  if (status === 401 || status === 403) return 'unauthorized';
  return status === 404 || status === 410 ? 'gone' : 'payload';
};

/**
 * An error page of a proxy, a firewall or a web server, which no webhook answers with. It may have a byte order mark, the
 * declaration of XHTML, or a comment in front, and need not be a whole document.
 */
const PAGE =
  /^[\s\ufeff]*(?:<\?xml[^>]{0,200}>\s*|<!--(?:(?!-->)[\s\S]){0,2000}-->\s*){0,3}<(?:!doctype html|html|head|body|title|center|h\d)\b/i;

/**
 * Classifies a reply that has no documented code: the default for platforms.
 * 2xx is delivered; 408, 425, 429 and 5xx are retried; 401 and 403 are unauthorized; 404 and 410 gone; 3xx is a
 * redirect and every other 4xx a refused payload. A status outside 200 to 599 is retried as unavailable.
 * Proxies, firewalls and flows of Power Automate that work give some of these in passing: 401, 403, 404 and temporary
 * redirects are unconfirmed, and a web page is retried, unless the status is a lasting one (301, 308, 410, 413).
 * @see https://github.com/mikesprague/teams-incoming-webhook-action/issues/407
 */
export const classifyStatus = ({
  status,
  body = '',
  retryAfterSeconds,
}: {
  readonly status: number;
  readonly body?: string;
  readonly retryAfterSeconds?: number;
}): Outcome => {
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
  const isLasting = [301, 308, 410, 413].includes(status);
  if (!isLasting && PAGE.test(body)) {
    return { kind: 'retry', reason: 'unavailable', status, detail: 'the answer is a web page' };
  }
  const reason = rejection(status);
  return { kind: 'rejected', reason, status, ...(!isLasting && reason !== 'payload' && { unconfirmed: true }) };
};
