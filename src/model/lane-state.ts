import * as z from 'zod/mini';

const ms = z.number().check(z.nonnegative());

/** The interval at which a busy target takes messages, and how well it is known. Times are epoch milliseconds. */
export const Pace = z.object({
  /** Least time between the starts of two requests, in milliseconds. */
  intervalMs: ms,
  /** `true` once the target has accepted messages at an interval for some time. */
  settled: z.boolean(),
  /** Messages accepted since `since`. */
  accepted: ms,
  /** The latest 429, or the latest change of the interval. */
  since: ms,
  /** The latest pause after a 429, in milliseconds. */
  pauseMs: ms,
});
export type Pace = Readonly<z.infer<typeof Pace>>;

const LaneStateSchema = z.object({
  pace: z.optional(Pace),
  /** Start of the latest request. */
  sentAt: z.optional(ms),
  /** Failed attempts in succession, until the target accepts or rejects a message. */
  failures: z.optional(ms),
  failingSince: z.optional(ms),
  /** The first rejection that is not confirmed, until the target accepts a message. */
  rejectedSince: z.optional(ms),
  /** No attempt before this time, after a failure. */
  nextAttemptAt: z.optional(ms),
  /** Requests that were sent for each message that was returned, by the message's id. */
  attempts: z.optional(z.record(z.string(), z.number())),
  /** How often the queue had handed out each message that was returned, by the message's id. */
  receives: z.optional(z.record(z.string(), z.number())),
  /** How often the handling of a message was begun after a suspected crash, by the message's id. */
  trials: z.optional(z.record(z.string(), z.number())),
  /** The open summary of the lane. */
  summary: z.optional(z.object({ id: z.string(), openedAt: ms })),
});

/**
 * What a lane remembers from one batch to the next. It is stored only while the target is busy or down, or while
 * messages were returned to the queue. Times are epoch milliseconds.
 */
export type LaneState = Readonly<z.infer<typeof LaneStateSchema>>;

/** @returns an empty state for anything that is not a state, such as one of a newer version. */
export const readLaneState = (value: unknown): LaneState => {
  const parsed = LaneStateSchema.safeParse(value);
  return parsed.success ? parsed.data : {};
};
