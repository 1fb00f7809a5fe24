import * as z from 'zod/mini';
import { RootFacts, StageState } from './conversation.ts';
import { Notification } from './notification.ts';

/** What the table holds about one conversation of one target. */
export const ConversationState = z.object({
  /** Receipt of the root. Absent until it is posted. */
  root: z.optional(z.string()),
  /** The newest news, shortened, which the root shows. */
  latest: z.optional(Notification),
  facts: RootFacts,
  /** Time of the failure whose reason the facts hold, ISO 8601 in UTC. */
  reasonAt: z.optional(z.string()),
  /** The newest state of each stage of a run. `began` and `at` are ISO 8601 in UTC. */
  stages: z.optional(
    z.array(z.object({ name: z.string(), state: StageState, began: z.string(), at: z.string(), attempt: z.number() })),
  ),
  /** The incident is fixed, so that a further failure opens another one. */
  closed: z.optional(z.boolean()),
  /** The answer to the approval was posted. */
  decided: z.optional(z.boolean()),
  /** Counts the changes of what the root shows, and the change that the root shows now. */
  changes: z.number(),
  shown: z.number(),
  /** The latest steps that were done, as `<delivery id>/<step>`. */
  steps: z.array(z.string()),
  /** The delivery that posts the root now or tried to, and the change that its root shows. `at` is in epoch milliseconds. */
  opening: z.optional(z.object({ by: z.string(), at: z.number(), changes: z.optional(z.number()) })),
  /** A summary told the beginning of the incident: key of the summary's conversation, which takes further news. */
  inSummary: z.optional(z.string()),
  /** Ids of people who were mentioned as authors, and who are mentioned again at the end. */
  people: z.optional(z.array(z.string())),
});
export type ConversationState = z.infer<typeof ConversationState>;

/** A state with the version that a write of the next one must find. 0 if nothing is stored. */
export interface StoredConversation {
  readonly state: ConversationState;
  readonly version: number;
}

/** The rows of conversations. Nothing here rejects; failures are reported by the implementation. */
export interface ConversationRows {
  /** @returns the states by key, with an empty one for each that is not stored; `undefined` if the table failed. */
  read(keys: readonly string[]): Promise<ReadonlyMap<string, StoredConversation> | undefined>;
  /** @returns `conflict` if the stored version is another one: somebody else wrote, or an own answer was lost. */
  write(key: string, state: ConversationState, version: number): Promise<'written' | 'conflict' | 'failed'>;
  /** Counts an update against a budget. @returns how many this minute has had, with this one; 0 if the table failed. */
  countUpdate(budget: string): Promise<number>;
}

export const EMPTY_CONVERSATION: ConversationState = { facts: {}, changes: 0, shown: 0, steps: [] };
