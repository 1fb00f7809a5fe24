import type { RetryReason } from '../model/outcome.ts';

/** Waits between tries, in seconds: nine waits make ten tries over 9 h 43 min. Most outages of chat last minutes. */
const SCHEDULE_SECONDS = [5, 30, 120, 600, 1800, 3600, 7200, 10_800, 10_800];

/** Tries after which a delivery is given up. */
export const MAX_ATTEMPTS = SCHEDULE_SECONDS.length + 1;

/**
 * A delivery is not given up before this, in seconds: a little less than the waits add up to with all jitter against
 * it. Receives without a try, which SQS counts too, must not use up a delivery's patience within minutes.
 */
export const GIVE_UP_AFTER_SECONDS = 30_000;

/** Least wait after a 429 that does not say how long, in seconds. */
const THROTTLED_SECONDS = 60;

/** Deliveries that waited for the same pause come back spread over this many seconds: Slack takes one a second. */
const PAUSE_SPREAD_SECONDS = 30;

/**
 * SQS hides a message for at most 12 hours, and its documentation leaves open whether that counts from the first
 * receive; so it is counted from there.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ChangeMessageVisibility.html
 */
const MAX_VISIBILITY_SECONDS = 43_200;
const MAX_WAIT_SECONDS = 39_600;

/** What the queues hide a message for by themselves: if SQS refuses this as too long, it comes to the same. */
const OWN_VISIBILITY_SECONDS = 180;

export interface Wait {
  seconds: number;
  /** The receiver asked for longer than SQS can hide a message. */
  capped: boolean;
}

/**
 * How long a delivery waits for its next try: the schedule with 10 % of jitter, or what the receiver asked for if that
 * is longer, never less.
 * @param receives how often SQS has handed the message out, this time included.
 */
export const nextWait = (
  outcome: { reason: RetryReason; afterSeconds?: number },
  {
    receives,
    firstReceivedAt,
    now,
    random,
  }: { receives: number; firstReceivedAt: Date; now: Date; random: () => number },
): Wait => {
  const { reason, afterSeconds } = outcome;
  if (reason === 'out-of-time') return { seconds: 0, capped: false };
  const scheduled = SCHEDULE_SECONDS[Math.min(Math.max(receives, 1), SCHEDULE_SECONDS.length) - 1] as number;
  let seconds = scheduled * (0.9 + 0.2 * random());
  const asked = afterSeconds ?? (reason === 'throttled' ? THROTTLED_SECONDS : undefined);
  if (asked !== undefined) {
    const spread = reason === 'paused' ? PAUSE_SPREAD_SECONDS : Math.max(5, asked * 0.1);
    seconds = Math.max(seconds, asked + spread * random());
  }
  const age = (now.getTime() - firstReceivedAt.getTime()) / 1000;
  const left = Math.floor(MAX_VISIBILITY_SECONDS - age - 60);
  const cap = Math.max(OWN_VISIBILITY_SECONDS, Math.min(MAX_WAIT_SECONDS, left));
  return { seconds: Math.min(cap, Math.ceil(seconds)), capped: seconds > cap };
};
