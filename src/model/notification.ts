import * as z from 'zod/mini';

/** What happened. A target's `on` takes these words. */
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

/** What an ending means in view of the endings before it. A target's `on` takes these words too. */
export const TRANSITIONS = ['broken', 'still-failing', 'fixed', 'recovered-on-retry'] as const;

/** Which part of a pipeline an event is about. A job is the build or the deployment that an action runs. */
export const LEVELS = ['pipeline', 'stage', 'action', 'job'] as const;

export const SEVERITIES = ['info', 'success', 'warning', 'attention', 'failure'] as const;

export const Moment = z.enum(MOMENTS);
export type Moment = z.infer<typeof Moment>;
/** Everything that a target's `on` takes: moments and transitions. */
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

/** `log` is the relevant last lines; `logUrl` links to the whole log. */
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
 * What an ending means in view of the endings before it: a first failure, a further one, or the end of a streak.
 * `count` is the failures of the streak, `since` its beginning (ISO 8601 in UTC), `retry` the number of the run's retry.
 */
export const Transition = z.object({
  kind: z.enum(TRANSITIONS),
  count: z.number(),
  since: z.string(),
  retry: z.optional(z.number()),
});
export type Transition = z.infer<typeof Transition>;

/**
 * An event in the normalised form that every platform can draw and that is queued.
 *
 * Event sources fill it with text that is already clean (no control or bidirectional characters, cut to a length) and
 * with links that are http or https. Escaping is left to the platforms. Fields are only ever added: versions before and
 * after this one must be able to read a queued message.
 */
export const Notification = z.object({
  version: z.literal(1),
  /** Identity of the event, the same for every copy. */
  id: z.string(),
  /** Name of the event source that made it, such as `codepipeline`. */
  source: z.string(),
  moment: Moment,
  /** Absent when the event does not belong to a pipeline. */
  level: z.optional(Level),
  severity: Severity,
  /** When it happened, ISO 8601 in UTC. */
  time: z.string(),
  /** Headline from the source, if the moment alone does not describe the event. */
  title: text,
  /** Free text to show below the headline. */
  text,
  account: text,
  region: text,
  pipeline: z.optional(z.object({ name: z.string(), url: text })),
  /** What the event is about besides a pipeline, such as a build. `kind` completes the label "Open build". */
  resource: z.optional(z.object({ kind: z.string(), name: z.string(), url: text })),
  /** AWS's name of the state, such as `FAILED`. */
  state: text,
  stage: text,
  action: z.optional(z.object({ name: z.string(), category: text, provider: text })),
  /** The state lasts until the opposite is reported, as an alarm's does, so it has endings without runs. */
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
  /** Absent if there is no history, and for a success after a success. */
  transition: z.optional(Transition),
  /**
   * For a failure, the last successful execution before it, to roll back to. `revisions` are its source revisions,
   * `rollback` is the command that rolls the failed stage back to it.
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
  /**
   * Deliveries that were folded into one message because too many waited for a chat target. `occasions` are those for
   * which a member would have mentioned people. A queued summary only; no event source sets it.
   */
  summary: z.optional(
    z.object({
      count: z.number(),
      occasions: z.array(z.string()),
      groups: z.array(
        z.object({ title: z.string(), names: z.array(z.object({ name: z.string(), url: text })), more: z.number() }),
      ),
    }),
  ),
  /** Facts that are unavailable, each with the reason, in a few words. */
  missing: z.optional(z.array(z.string())),
  /** Further facts from the source. */
  details: z.array(z.object({ label: z.string(), value: z.string() })),
  links: z.array(z.object({ label: z.string(), url: z.string() })),
});
export type Notification = z.infer<typeof Notification>;
