import * as z from 'zod/mini';

/** What happened, in the words that a target's `on` uses. */
export const MOMENTS = [
  'started',
  'succeeded',
  'failed',
  'stopping',
  'stopped',
  'superseded',
  'canceled',
  'resumed',
  'abandoned',
  'approval',
  'change',
  'message',
] as const;

/** What a pipeline's end means after its earlier ones; a target's `on` takes these words too. */
export const TRANSITIONS = ['broken', 'still-failing', 'fixed', 'recovered-on-retry'] as const;

/** The grain of what belongs to a pipeline; a job is the build or the deployment that an action runs. */
export const LEVELS = ['pipeline', 'stage', 'action', 'job'] as const;

export const SEVERITIES = ['info', 'success', 'warning', 'attention', 'failure'] as const;

export const Moment = z.enum(MOMENTS);
export type Moment = z.infer<typeof Moment>;
/** What a target can ask for: a moment, or what a pipeline's end means. */
export const OCCASIONS = [...MOMENTS, ...TRANSITIONS] as const;
export type Occasion = (typeof OCCASIONS)[number];
export const Level = z.enum(LEVELS);
export type Level = z.infer<typeof Level>;
export const Severity = z.enum(SEVERITIES);
export type Severity = z.infer<typeof Severity>;

const text = z.optional(z.string());

export const Commit = z.object({
  id: z.string(),
  /** First line of the commit message. */
  summary: text,
  author: text,
  url: text,
  /** `owner/name`. */
  repository: text,
  branch: text,
  tag: text,
  /** When it was made, ISO 8601 in UTC. */
  time: text,
});
export type Commit = z.infer<typeof Commit>;

/** `log` holds the last lines that matter; `logUrl` is where the whole log is. */
export const Failure = z.object({
  stage: text,
  action: text,
  reason: text,
  code: text,
  url: text,
  log: text,
  logUrl: text,
});
export type Failure = z.infer<typeof Failure>;

/**
 * What an ending means after the endings before it: a first failure, one more in a row, or the end of a row.
 * `count` is the failures in the row, `since` when it began (ISO 8601 in UTC), `retry` which retry of its run this is.
 */
export const Transition = z.object({
  kind: z.enum(TRANSITIONS),
  count: z.number(),
  since: z.string(),
  retry: z.optional(z.number()),
});
export type Transition = z.infer<typeof Transition>;

/**
 * An event in the one form that every platform can draw and that waits on the queue.
 *
 * Event sources fill it with text that is already clean (no control or bidirectional characters, cut to a length) and
 * with links that are http or https; escaping is each platform's own work. Fields are only ever added: a message that
 * an older version queued must be readable by a newer one.
 */
export const Notification = z.object({
  version: z.literal(1),
  /** Identity of the event: the same for every copy of it. */
  id: z.string(),
  /** Name of the event source that made it, such as `codepipeline`. */
  source: z.string(),
  moment: Moment,
  /** Absent when the event does not belong to a pipeline. */
  level: z.optional(Level),
  severity: Severity,
  /** When it happened, ISO 8601 in UTC. */
  time: z.string(),
  /** Headline in the source's own words, where the moment alone does not say it. */
  title: text,
  /** Free text to show below the headline. */
  text,
  account: text,
  region: text,
  pipeline: z.optional(z.object({ name: z.string(), url: text })),
  /** What it is about beside a pipeline, such as a build; `kind` reads as in "Open build". */
  resource: z.optional(z.object({ kind: z.string(), name: z.string(), url: text })),
  /** What the state is called by AWS, such as `FAILED`. */
  state: text,
  stage: text,
  action: z.optional(z.object({ name: z.string(), category: text, provider: text })),
  /** It is a state that lasts until the opposite is told, such as an alarm's: it has an end, though no run ends. */
  lasting: z.optional(z.boolean()),
  /** `attempt` counts from 1. */
  execution: z.optional(z.object({ id: z.string(), attempt: z.optional(z.number()), startedAt: text, url: text })),
  /** The run restores an earlier version: it neither breaks nor fixes anything. */
  rollback: z.optional(z.boolean()),
  durationSeconds: z.optional(z.number()),
  /** Who or what started the execution. `type` is AWS's name for it, `words` the phrase to show instead. */
  trigger: z.optional(z.object({ type: text, detail: text, words: text })),
  /** What the person who stopped the execution wrote. */
  stopReason: text,
  commits: z.array(Commit),
  failures: z.array(Failure),
  /** `expiresAt` is ISO 8601 in UTC. */
  approval: z.optional(z.object({ expiresAt: text, comment: text, reviewUrl: text, entityUrl: text })),
  /** Absent where nothing is known of earlier ends, and for a success after a success. */
  transition: z.optional(Transition),
  /**
   * The last execution that succeeded before this one, for a failure: where to roll back to. `revisions` is what it
   * was made of; `rollback` the command that rolls a failed deployment's stage back to it.
   */
  lastGood: z.optional(
    z.object({
      execution: z.string(),
      time: text,
      url: text,
      commit: text,
      compareUrl: text,
      revisions: z.optional(z.array(Commit)),
      rollback: text,
    }),
  ),
  /** Friendly names from the settings. */
  accountName: text,
  environment: text,
  /** What could not be found out, and why, in a few words each. */
  missing: z.optional(z.array(z.string())),
  /** Further facts in the source's own words. */
  details: z.array(z.object({ label: z.string(), value: z.string() })),
  links: z.array(z.object({ label: z.string(), url: z.string() })),
});
export type Notification = z.infer<typeof Notification>;
