import type { RetryReason } from '../model/outcome.ts';

/** Waits between attempts, in seconds: ten attempts over 9 h 43 min. Most outages of chat services last minutes. */
const SCHEDULE_SECONDS = [5, 30, 120, 600, 1800, 3600, 7200, 10_800, 10_800];

/** Least wait after a 429 without `Retry-After`, in seconds. */
const THROTTLED_SECONDS = 60;

/** Deliveries that wait for the same pause are spread over this many seconds: Slack accepts one per second. */
const PAUSE_SPREAD_SECONDS = 30;

/**
 * SQS hides a message for at most 12 hours. Its documentation does not say whether that counts from the first receive,
 * so it is counted from there.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ChangeMessageVisibility.html
 */
const MAX_VISIBILITY_SECONDS = 43_200;
const MAX_WAIT_SECONDS = 39_600;

/** The default visibility timeout of the queues, which applies if SQS rejects ours as too long. */
const DEFAULT_VISIBILITY_SECONDS = 180;

export interface Wait {
  seconds: number;
  /** The receiver asked for a longer wait than SQS allows. */
  capped: boolean;
}

/**
 * How long a delivery waits for its next attempt: the schedule with 10 % of jitter, or the wait that the receiver asked
 * for if that is longer.
 * @param receives how often SQS has handed out the message, including this time.
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
  const cap = Math.max(DEFAULT_VISIBILITY_SECONDS, Math.min(MAX_WAIT_SECONDS, left));
  return { seconds: Math.min(cap, Math.ceil(seconds)), capped: seconds > cap };
};
