/** Waits after failed attempts, in seconds; the last one repeats. */
const RETRY_SECONDS = [5, 30, 120, 300];

/** Failed attempts after which the next message of the lane is tried, and after which deadlines are short. */
export const FAILURES_UNTIL_DOUBT = 3;

/** Deadline of an attempt at a target that seems to be down, in milliseconds: it must not occupy a function. */
const SHORT_DEADLINE_MS = 5000;

/** Age at which a delivery is given up if the latest attempt at its target failed. */
export const EXHAUSTED_MS = 10 * 3_600_000;

/** A rejection that platforms also give in passing is final if it lasts for this long. */
export const CONFIRMED_MS = 120_000;

/** Age at which a delivery is given up that could not be attempted: a day before the queue drops it. */
export const WAITED_MS = 13 * 24 * 3_600_000;

/** A target that has failed for this long raises the alarm. */
export const DOWN_MS = 15 * 60_000;

/** Longest time for which messages are hidden, in seconds: a change of the target is noticed within it. */
const MAX_HIDE_SECONDS = 600;

/** Waits for something other than the target, such as Parameter Store, in milliseconds. */
const MIN_UNATTEMPTED_MS = 15_000;
const MAX_UNATTEMPTED_MS = 300_000;

/**
 * SQS hides a message for at most 12 hours. Sources disagree whether that counts from the first or from the latest
 * receive, so it counts from the first here, with a minute of margin.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ChangeMessageVisibility.html
 */
const MAX_HIDDEN_MS = 12 * 3_600_000 - 60_000;

/** Wait after the nth failed attempt in succession, in milliseconds: up to 10 % less than the schedule. */
export const retryWaitMs = (failures: number, random: () => number): number => {
  const seconds = RETRY_SECONDS[Math.min(Math.max(failures, 1), RETRY_SECONDS.length) - 1] as number;
  return seconds * 1000 * (0.9 + 0.1 * random());
};

/** Wait of a message that could not be attempted: a quarter of its age, between 15 s and 5 min, in milliseconds. */
export const unattemptedWaitMs = (ageMs: number, random: () => number): number =>
  Math.min(MAX_UNATTEMPTED_MS, Math.max(MIN_UNATTEMPTED_MS, ageMs / 4)) * (0.9 + 0.1 * random());

/**
 * Deadline of the next attempt, in milliseconds. Every third attempt at a target that seems to be down has the whole
 * deadline: the target may have become slow.
 */
export const deadlineMs = (timeoutMs: number, failures: number): number =>
  failures >= FAILURES_UNTIL_DOUBT && failures % 3 !== 2 ? Math.min(timeoutMs, SHORT_DEADLINE_MS) : timeoutMs;

/**
 * For how long a message is hidden, in whole seconds; 0 makes it visible at once.
 * @returns `undefined` if SQS could refuse: the queue's own visibility timeout then ends the wait.
 */
export const hideSeconds = (until: number, now: number, firstReceivedAt: number): number | undefined => {
  const seconds = Math.min(MAX_HIDE_SECONDS, Math.max(0, Math.ceil((until - now) / 1000)));
  return seconds > 0 && now + seconds * 1000 > firstReceivedAt + MAX_HIDDEN_MS ? undefined : seconds;
};

/** Whether SQS accepts a change of visibility by up to three minutes. */
export const canBeHidden = (now: number, firstReceivedAt: number): boolean =>
  now + 180_000 <= firstReceivedAt + MAX_HIDDEN_MS;
