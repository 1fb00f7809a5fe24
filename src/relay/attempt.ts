import type { Delivery } from '../model/delivery.ts';
import { describeError } from '../model/errors.ts';
import type { Send } from '../model/http.ts';
import type { Ledger } from '../model/ledger.ts';
import type { Outcome } from '../model/outcome.ts';
import type { OpenTarget } from '../model/platform.ts';
import { deliver } from './deliver.ts';
import { attemptKey, phaseOf, wantsProgress } from './order.ts';

/** The targets by name. `invalid`: the configuration is wrong; `unresolved`: a secret that it refers to is unavailable. */
export type Targets = ReadonlyMap<string, OpenTarget | 'invalid' | 'unresolved'>;

/** Until when, in epoch milliseconds, each target is paused. */
export interface Pauses {
  get(target: string): number | undefined;
  set(target: string, until: number): unknown;
}

export interface AttemptPorts {
  /**
   * The targets, read at `since` or later if it is given.
   * @throws if they cannot be read and no cached copy is fresh enough.
   */
  targets(since?: Date): Promise<Targets>;
  send: Send;
  ledger: Ledger;
  now(): Date;
  /** Milliseconds until Lambda stops the function. */
  remainingMs(): number;
  pauses: Pauses;
}

/** Time for the calls before and after a request, in milliseconds. */
const MARGIN_MS = 4000;

/** Pause of a target after a timeout: further timeouts would delay the other targets. */
const TIMEOUT_PAUSE_MS = 30_000;

/** Upper bound for a pause, in seconds: one large Retry-After must not block the target for a day. */
const MAX_PAUSE_SECONDS = 3600;

/** Pause after a 429 without `Retry-After`, and least pause after any 429, in seconds. */
const THROTTLE_PAUSE_SECONDS = 60;
const MIN_PAUSE_SECONDS = 5;

/** Age at which the configuration is read again after a platform has rejected the URL. */
const MAX_REJECTED_AGE_MS = 5000;

/** Lifetime of a claim: after it, the other attempt has ended, or its claim has expired with its function. */
const CLAIMED_SECONDS = 45;

/**
 * Finds the target of a delivery.
 * @param queuedAt the targets must be read after this before the target counts as gone or invalid.
 * @param since the targets must be read after this in any case.
 */
const find = async (
  delivery: Delivery,
  ports: AttemptPorts,
  queuedAt: Date,
  since?: Date,
): Promise<OpenTarget | Outcome> => {
  let target: OpenTarget | 'invalid' | 'unresolved' | undefined;
  try {
    target = (await ports.targets(since)).get(delivery.target);
    // The router may have read a target that is newer than this container's copy.
    if (target === undefined || target === 'invalid') target = (await ports.targets(queuedAt)).get(delivery.target);
  } catch (error) {
    return { kind: 'retry', reason: 'configuration-unavailable', detail: describeError(error) };
  }
  if (target === undefined) return { kind: 'rejected', reason: 'target-gone' };
  if (target === 'invalid') return { kind: 'rejected', reason: 'target-invalid' };
  if (target === 'unresolved') return { kind: 'retry', reason: 'secret-unavailable' };
  return target.enabled ? target : { kind: 'skipped', reason: 'disabled' };
};

/** An attempt can make several requests; each is sent only if its answer can arrive before the function is stopped. */
const inTime =
  ({ send, remainingMs }: AttemptPorts): Send =>
  async (request) =>
    remainingMs() < request.timeoutMs + MARGIN_MS ? { kind: 'retry', reason: 'out-of-time' } : send(request);

/** Sends the delivery, and once more if the target was rejected and its configuration has changed in the meantime. */
const send = async (delivery: Delivery, target: OpenTarget, ports: AttemptPorts): Promise<Outcome> => {
  const outcome = await deliver(delivery, target.channel, inTime(ports), ports.now());
  const isRejectedUrl = outcome.kind === 'rejected' && (outcome.reason === 'unauthorized' || outcome.reason === 'gone');
  if (!isRejectedUrl) return outcome;
  const since = new Date(ports.now().getTime() - MAX_REJECTED_AGE_MS);
  const renewed = await find(delivery, ports, since, since);
  if ('kind' in renewed) return renewed.kind === 'retry' ? outcome : renewed;
  return renewed === target ? outcome : deliver(delivery, renewed.channel, inTime(ports), ports.now());
};

const pause = (target: string, outcome: Outcome, { now, pauses }: AttemptPorts): void => {
  if (outcome.kind !== 'retry') return;
  const time = now().getTime();
  if (outcome.reason === 'throttled') {
    const { afterSeconds = THROTTLE_PAUSE_SECONDS } = outcome;
    pauses.set(target, time + Math.min(MAX_PAUSE_SECONDS, Math.max(MIN_PAUSE_SECONDS, afterSeconds)) * 1000);
  }
  if (outcome.reason === 'timeout') pauses.set(target, time + TIMEOUT_PAUSE_MS);
};

/**
 * Makes one attempt at a delivery. No request is sent if the target is paused, gone or disabled, if too little time is
 * left, or if the delivery has been delivered, is claimed by another attempt, or is out of date.
 * @param queuedAt when the message was put on the queue.
 * @returns the outcome, and the platform if the target is known. It never rejects.
 */
export const attempt = async (
  delivery: Delivery,
  queuedAt: Date,
  ports: AttemptPorts,
): Promise<{ outcome: Outcome; platform?: string }> => {
  const { id, target: name, notification } = delivery;
  const pausedMs = (ports.pauses.get(name) ?? 0) - ports.now().getTime();
  if (pausedMs > 0) return { outcome: { kind: 'retry', reason: 'paused', afterSeconds: pausedMs / 1000 } };

  const target = await find(delivery, ports, queuedAt);
  if ('kind' in target) return { outcome: target };
  const { platform, chat, channel, on } = target;
  const withoutRequest = (outcome: Outcome) => ({ outcome, platform });
  if (ports.remainingMs() < channel.timeoutMs + MARGIN_MS)
    return withoutRequest({ kind: 'retry', reason: 'out-of-time' });

  const key = attemptKey(name, notification);
  const phase = chat ? phaseOf(notification) : undefined;
  if (phase === 'progress' && (await ports.ledger.concluded(key, notification.time))) {
    return withoutRequest({ kind: 'skipped', reason: 'superseded' });
  }
  const claim = await ports.ledger.claim(id);
  if (claim === 'delivered') return withoutRequest({ kind: 'skipped', reason: 'duplicate' });
  if (claim === 'taken') return withoutRequest({ kind: 'retry', reason: 'claimed', afterSeconds: CLAIMED_SECONDS });

  // Before the request: the progress that becomes out of date may be sent at the same time.
  if (phase === 'final' && wantsProgress(on)) await ports.ledger.conclude(key, notification.time);
  const outcome = await send(delivery, target, ports);
  pause(name, outcome, ports);
  if (outcome.kind === 'delivered') await ports.ledger.confirm(id);
  else await ports.ledger.release(id);
  return { outcome, platform };
};
