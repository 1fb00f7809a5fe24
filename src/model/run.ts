import * as z from 'zod/mini';
import { Commit, Decision, Failure, RollbackTarget, Series } from './notification.ts';

const text = z.optional(z.string());

/** A part of a run that failed: a nested stack, a build of a batch. `name` identifies it among the parts. */
export const Part = z.object({ name: z.string(), time: z.string(), failures: z.array(Failure) });
export type Part = z.infer<typeof Part>;

/**
 * What the events of a run said and its end does not repeat. It is stored by the id of the run, so that the end is read
 * correctly even if AWS cannot be asked.
 */
export const RunFacts = z.object({
  series: z.optional(Series),
  rollback: z.optional(z.boolean()),
  rollbackTo: z.optional(RollbackTarget),
  trigger: z.optional(z.object({ type: text, detail: text, words: text })),
  startedAt: text,
  stopReason: text,
  stoppedBy: text,
  commits: z.optional(z.array(Commit)),
  decision: z.optional(Decision),
  /** Failed builds that the first alert of a batch contains. */
  reported: z.optional(z.number()),
});
export type RunFacts = z.infer<typeof RunFacts>;

/** Everything that is stored about a run. */
export interface StoredRun {
  readonly facts: RunFacts;
  /** The parts that failed, in the order of their times. */
  readonly parts: readonly Part[];
}

/** The stored facts of runs. Every function throws if the table does not answer. */
export interface Runs {
  read(key: readonly string[]): Promise<StoredRun>;
  /**
   * Adds facts and a part to those that are stored. A known fact is replaced, and a part of the same name. The same call
   * again changes nothing, so it may be repeated.
   */
  note(key: readonly string[], facts: RunFacts, part?: Part): Promise<void>;
  /** Adds a part as {@link note} does. @returns everything that is stored then. */
  add(key: readonly string[], part: Part): Promise<StoredRun>;
}
