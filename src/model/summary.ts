import * as z from 'zod/mini';

/** Something that a summary names. */
const Named = z.object({ name: z.string(), url: z.optional(z.string()) });
export type Named = z.infer<typeof Named>;

const Group = z.object({
  /** What happened, such as `failed` or `fixed`. */
  kind: z.string(),
  /** The cause that the members have in common, on one line. */
  cause: z.optional(z.string()),
  count: z.number(),
  /** The first members, each once. */
  names: z.array(Named),
  /** Members with other names. */
  more: z.number(),
});
export type Group = z.infer<typeof Group>;

/**
 * Deliveries of one target that one message tells. It is stored while it is open, below 32 KB whatever it is made of.
 * Times are ISO 8601 in UTC, except `openedAt`, in epoch milliseconds.
 */
export const Summary = z.object({
  id: z.string(),
  target: z.string(),
  openedAt: z.number(),
  /** Counts the changes of the stored summary, from 1. */
  version: z.number(),
  count: z.number(),
  /** Times of the first and the last event. */
  from: z.string(),
  to: z.string(),
  groups: z.array(Group),
  /** Members in no group, because there are too many groups. */
  others: z.number(),
  /** Subjects whose latest event is a failure, and how many more there may be. */
  broken: z.array(Named),
  brokenMore: z.number(),
  /** Occasions for which a member would mention people. */
  occasions: z.array(z.string()),
});
export type Summary = z.infer<typeof Summary>;
