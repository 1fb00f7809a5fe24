import * as z from 'zod/mini';

/** What happened, in the words that a target's `on` uses. */
export const MOMENTS = [
  'started',
  'succeeded',
  'failed',
  'fixed',
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

/** The grain of a pipeline's state changes. */
export const LEVELS = ['pipeline', 'stage', 'action'] as const;

export const SEVERITIES = ['info', 'success', 'warning', 'attention', 'failure'] as const;

export const Moment = z.enum(MOMENTS);
export type Moment = z.infer<typeof Moment>;
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
});
export type Commit = z.infer<typeof Commit>;

export const Failure = z.object({ stage: text, action: text, reason: text, code: text, url: text });
export type Failure = z.infer<typeof Failure>;

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
  /** Absent when the event is not a state change of a pipeline. */
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
  /** What the pipeline's state is called by AWS, such as `FAILED`. */
  state: text,
  stage: text,
  action: z.optional(z.object({ name: z.string(), category: text, provider: text })),
  /** `attempt` counts from 1. */
  execution: z.optional(z.object({ id: z.string(), attempt: z.optional(z.number()), startedAt: text, url: text })),
  durationSeconds: z.optional(z.number()),
  /** Who or what started the execution. */
  trigger: z.optional(z.object({ type: text, detail: text })),
  /** What the person who stopped the execution wrote. */
  stopReason: text,
  commits: z.array(Commit),
  failures: z.array(Failure),
  /** `expiresAt` is ISO 8601 in UTC. */
  approval: z.optional(z.object({ expiresAt: text, comment: text, reviewUrl: text, entityUrl: text })),
  /** Further facts in the source's own words. */
  details: z.array(z.object({ label: z.string(), value: z.string() })),
  links: z.array(z.object({ label: z.string(), url: z.string() })),
});
export type Notification = z.infer<typeof Notification>;
