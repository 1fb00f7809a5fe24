import type { Outcome } from '../model/outcome.ts';
import type { OpenTarget } from '../model/platform.ts';
import type { LaneMemo } from './lane-memo.ts';
import type { LanePorts } from './lane-ports.ts';
import { afterThrottle } from './pace.ts';
import { DOWN_MS, EXHAUSTED_MS, retryWaitMs } from './patience.ts';
import type { Settlement, Step } from './settle.ts';

/** Longest wait that a receiver can ask for with `Retry-After`, in milliseconds. */
const MAX_ASKED_MS = 3_600_000;

export interface FailedAttempt {
  readonly outcome: Extract<Outcome, { kind: 'retry' }>;
  readonly target: OpenTarget;
  /** Start of the request, in epoch milliseconds. */
  readonly sentAt: number;
  /** The lane has failed in this batch already. Several failures of one batch count once: they can have one cause. */
  readonly again: boolean;
}

/** For how long the target has failed, in seconds, if that is long enough for the alarm. */
export const downFor = (lane: LaneMemo, now: number): { readonly failingSeconds?: number } => {
  const failingMs = now - (lane.state.failingSince ?? now);
  return lane.kind !== 'aside' && failingMs >= DOWN_MS ? { failingSeconds: Math.round(failingMs / 1000) } : {};
};

/** Sets the pause and the pace after a 429. @returns the end of the pause. */
const throttle = async ({ outcome, target, sentAt }: FailedAttempt, lane: LaneMemo, now: number): Promise<number> => {
  const pace = afterThrottle(lane.state.pace, {
    now,
    sentAt,
    retryAfterSeconds: outcome.afterSeconds,
    documentedMs: target.channel.paceMs,
  });
  if (lane.kind === 'main') lane.change({ pace });
  await lane.pause(now + pace.pauseMs);
  return now + pace.pauseMs;
};

/** Sets the next attempt of the lane after an error, a timeout or the like. @returns its time. */
const postpone = ({ outcome, again }: FailedAttempt, lane: LaneMemo, now: number, random: () => number): number => {
  if (again) return lane.state.nextAttemptAt ?? now;
  const failures = (lane.state.failures ?? 0) + 1;
  const askedMs = Math.min(MAX_ASKED_MS, (outcome.afterSeconds ?? 0) * 1000);
  const nextAttemptAt = now + Math.max(askedMs, retryWaitMs(failures, random));
  lane.change({ failures, nextAttemptAt });
  return nextAttemptAt;
};

/**
 * What a failed attempt means for its lane and its delivery. A delivery that has waited for ten hours is given up. A 429
 * alone gives nothing up while the target accepts others.
 */
export const settleFailure = async (
  failed: FailedAttempt,
  lane: LaneMemo,
  settlement: Settlement,
  ports: LanePorts,
): Promise<Step> => {
  const { outcome, target } = failed;
  const now = ports.now().getTime();
  const isThrottled = outcome.reason === 'throttled';
  const failingSince = lane.state.failingSince ?? now;
  lane.change({ failingSince });
  const until = isThrottled ? await throttle(failed, lane, now) : postpone(failed, lane, now, ports.random);
  const failingMs = now - failingSince;
  if (settlement.ageMs >= EXHAUSTED_MS && (!isThrottled || failingMs >= EXHAUSTED_MS)) {
    return settlement.giveUp('exhausted', outcome, target.platform);
  }
  settlement.report(outcome, {
    platform: target.platform,
    waitSeconds: Math.ceil((until - now) / 1000),
    ...downFor(lane, now),
  });
  return { kind: 'stays', until, failed: !isThrottled };
};
