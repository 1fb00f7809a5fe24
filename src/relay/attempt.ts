import type { Delivery } from '../model/delivery.ts';
import { describeError } from '../model/errors.ts';
import type { Send } from '../model/http.ts';
import type { Ledger } from '../model/ledger.ts';
import type { Outcome } from '../model/outcome.ts';
import type { OpenTarget } from '../model/platform.ts';
import { deliver } from './deliver.ts';
import { attemptKey, place, wantsProgress } from './order.ts';

/** The configured targets: by name either usable, broken, or without a secret that they refer to. */
export type Targets = ReadonlyMap<string, OpenTarget | 'invalid' | 'unresolved'>;

/** Until when, in epoch milliseconds, each target is paused. */
export interface Pauses {
  get(target: string): number | undefined;
  set(target: string, until: number): unknown;
}

export interface AttemptPorts {
  /**
   * The targets, read after `since` at the earliest.
   * @throws if they cannot be read and no copy is fresh enough to stand in.
   */
  targets(since?: Date): Promise<Targets>;
  send: Send;
  ledger: Ledger;
  now(): Date;
  /** Until the function is stopped. */
  remainingMs(): number;
  pauses: Pauses;
}

/** What the book-keeping around a try needs at most, in milliseconds. */
const MARGIN_MS = 4000;

/** A target that does not answer is left alone this long: waiting for it would hold up the others. */
const SILENCE_PAUSE_MS = 30_000;

/** Nor longer, in seconds: what was asked of one delivery must not silence a target for a day. */
const MAX_PAUSE_SECONDS = 3600;

/** How long a 429 that does not say how long leaves a target alone, in seconds, and how long any 429 at least. */
const THROTTLE_PAUSE_SECONDS = 60;
const MIN_PAUSE_SECONDS = 5;

/** How old the configuration may be when a platform says that the URL is unknown or forbidden. */
const DOUBT_MS = 5000;

/** After this long another try's claim has ended, or its function has died and the claim with it. */
const CLAIMED_SECONDS = 45;

/**
 * @param queuedAt how fresh the targets must be to say that there is no such target.
 * @param since how fresh they must be in any case; as fresh as the copy at hand if it is not given.
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
    // The router may have seen a target that this container's copy is too old to know.
    if (target === undefined || target === 'invalid') target = (await ports.targets(queuedAt)).get(delivery.target);
  } catch (error) {
    return { kind: 'retry', reason: 'configuration-unavailable', detail: describeError(error) };
  }
  if (target === undefined) return { kind: 'rejected', reason: 'target-gone' };
  if (target === 'invalid') return { kind: 'rejected', reason: 'target-invalid' };
  if (target === 'unresolved') return { kind: 'retry', reason: 'secret-unavailable' };
  return target.enabled ? target : { kind: 'skipped', reason: 'disabled' };
};

/** A try can make several requests; none that the function might not live to hear the answer of. */
const inTime =
  ({ send, remainingMs }: AttemptPorts): Send =>
  async (request) =>
    remainingMs() < request.timeoutMs + MARGIN_MS ? { kind: 'retry', reason: 'out-of-time' } : send(request);

/** Sends, and a second time at once if the target's URL turns out to have been replaced meanwhile. */
const send = async (delivery: Delivery, target: OpenTarget, ports: AttemptPorts): Promise<Outcome> => {
  const outcome = await deliver(delivery, target.channel, inTime(ports), ports.now());
  const doubtful = outcome.kind === 'rejected' && (outcome.reason === 'unauthorized' || outcome.reason === 'gone');
  if (!doubtful) return outcome;
  const since = new Date(ports.now().getTime() - DOUBT_MS);
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
  if (outcome.reason === 'timeout') pauses.set(target, time + SILENCE_PAUSE_MS);
};

/**
 * One try at a delivery, unless there is a reason to make none: its target is left alone, gone or switched off, there is
 * too little time, it has arrived before, another try has it, or it has been overtaken.
 * @param queuedAt when the message was put on the queue.
 * @returns the outcome, and the target's platform where it is known; it never rejects.
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
  const untried = (outcome: Outcome) => ({ outcome, platform });
  if (ports.remainingMs() < channel.timeoutMs + MARGIN_MS) return untried({ kind: 'retry', reason: 'out-of-time' });

  const thread = attemptKey(name, notification);
  const here = chat ? place(notification) : undefined;
  if (here === 'passing' && (await ports.ledger.concluded(thread, notification.time))) {
    return untried({ kind: 'skipped', reason: 'superseded' });
  }
  const claim = await ports.ledger.claim(id);
  if (claim === 'delivered') return untried({ kind: 'skipped', reason: 'duplicate' });
  if (claim === 'taken') return untried({ kind: 'retry', reason: 'claimed', afterSeconds: CLAIMED_SECONDS });

  // Before it is sent, not after: what it overtakes may be on its way at the same time.
  if (here === 'concluding' && wantsProgress(on)) await ports.ledger.conclude(thread, notification.time);
  const outcome = await send(delivery, target, ports);
  pause(name, outcome, ports);
  if (outcome.kind === 'delivered') await ports.ledger.confirm(id);
  else await ports.ledger.release(id);
  return { outcome, platform };
};
