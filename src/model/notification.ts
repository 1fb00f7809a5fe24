import * as z from 'zod/mini';
import type { Author } from './author.ts';

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
  'rolled-back',
  'approval',
  'approved',
  'rejected',
  'expired',
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

/**
 * `reason` is the most specific sentence that is known, such as the failing test. `log` is the relevant lines of the log,
 * `logUrl` links to the whole log. `action` names the failed part: an action, a resource of a stack, a build of a batch.
 */
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
 * `error` compares a further failure with the one before it; it is absent where a reason is unknown.
 */
export const Transition = z.object({
  kind: z.enum(TRANSITIONS),
  count: z.number(),
  since: z.string(),
  retry: z.optional(z.number()),
  error: z.optional(z.enum(['same', 'different'])),
});
export type Transition = z.infer<typeof Transition>;

/**
 * An independent series of runs or states of one subject: each has its own failures and fixes. `kind` is a code such as
 * `branch`, `tag`, `pull-request` or `contributor`. `name` identifies it and is shown, `number` is the pull request.
 */
export const Series = z.object({ kind: z.string(), name: z.string(), number: text });

/**
 * Who answered an approval, what they wrote, and at which stage and action. `by` is absent for an approval that expired.
 */
export const Decision = z.object({
  kind: z.enum(['approved', 'rejected', 'expired']),
  by: text,
  comment: text,
  stage: text,
  action: text,
});

/** What a rollback restores: a run's or deployment's id, or the name of a revision, with its commit and time if known. */
export const RollbackTarget = z.object({ id: text, name: text, commit: text, time: text, url: text });

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
  /**
   * What happened, where subject and moment do not describe it: a code of `src/wording/verdicts.ts` with the facts of its
   * sentence.
   */
  verdict: z.optional(z.object({ code: z.string(), values: z.record(z.string(), z.union([z.string(), z.number()])) })),
  /** Headline in the words of a sender, such as an SNS subject. */
  title: text,
  /** Words of a sender or of AWS to show below the headline. */
  text,
  account: text,
  region: text,
  pipeline: z.optional(z.object({ name: z.string(), url: text })),
  /** The series of runs or states that the event belongs to. Absent if the subject has one series only. */
  series: z.optional(Series),
  /** What the event is about besides a pipeline, such as a build. `kind` is a code of `src/wording/labels.ts`. */
  resource: z.optional(z.object({ kind: z.string(), name: z.string(), url: text })),
  /** AWS's name of the state, such as `FAILED`. */
  state: text,
  stage: text,
  action: z.optional(z.object({ name: z.string(), category: text, provider: text })),
  /** The state lasts until the opposite is reported, as an alarm's does, so it has endings without runs. */
  lasting: z.optional(z.boolean()),
  /** `attempt` counts from 1. */
  execution: z.optional(z.object({ id: z.string(), attempt: z.optional(z.number()), startedAt: text, url: text })),
  /** Name of the subject that this one is a part of: the parent of a nested stack. The parent reports the result. */
  parent: text,
  /**
   * The build is one of a batch, which is reported as one run. `id` identifies the batch, `child` the build in it. `over`
   * is set if AWS says whether all of its builds have ended.
   */
  batch: z.optional(z.object({ id: z.string(), child: text, over: z.optional(z.boolean()) })),
  /** The run restores an earlier version: it neither breaks nor fixes anything. */
  rollback: z.optional(z.boolean()),
  rollbackTo: z.optional(RollbackTarget),
  /** For a failure, the id of the run that rolls it back, where it is known. */
  rollbackRun: text,
  durationSeconds: z.optional(z.number()),
  /** For the start of a run, how long successful runs of the subject usually take. */
  usualSeconds: z.optional(z.number()),
  /** Who or what started the execution. `type` is AWS's name for it, `words` the phrase to show instead. */
  trigger: z.optional(z.object({ type: text, detail: text, words: text })),
  /** What the person who stopped the execution wrote, and who it was. */
  stopReason: text,
  stoppedBy: text,
  /** How an approval was answered. */
  decision: z.optional(Decision),
  /** A rule mutes the alarm until then (ISO 8601 in UTC). */
  mute: z.optional(z.object({ by: text, until: text })),
  /** How many of how many failed. `of` is a code such as `builds`, `instances` or `tasks`. */
  counts: z.optional(z.object({ of: z.string(), failed: z.number(), total: z.optional(z.number()) })),
  /**
   * The suspects of a failure, the commits that fixed it, or what is shipped: the moment decides which. `commitsNote`
   * is `same` if nothing is new since the last failed run, `heads` if there may be more commits than are known.
   */
  commits: z.array(Commit),
  commitsNote: z.optional(z.enum(['same', 'heads'])),
  failures: z.array(Failure),
  /** `expiresAt` is ISO 8601 in UTC. */
  approval: z.optional(z.object({ expiresAt: text, comment: text, reviewUrl: text, entityUrl: text })),
  /** It repeats an alert with further facts. No one is mentioned. */
  update: z.optional(z.boolean()),
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
   * which a member would have mentioned people, `from` is the time of the first one. A queued summary only; no event
   * source sets it.
   */
  summary: z.optional(
    z.object({
      count: z.number(),
      from: text,
      occasions: z.array(z.string()),
      groups: z.array(
        z.object({ title: z.string(), names: z.array(z.object({ name: z.string(), url: text })), more: z.number() }),
      ),
    }),
  ),
  /** Facts that are unavailable, as `part: reason`. Both are codes of `src/wording/labels.ts`. */
  missing: z.optional(z.array(z.string())),
  /** Further facts. A label is a code of `src/wording/labels.ts` or a sender's own, here and in links. */
  details: z.array(z.object({ label: z.string(), value: z.string() })),
  links: z.array(z.object({ label: z.string(), url: z.string() })),
});
/** `authors` are those of commits. Only the router has them: see src/relay/authors.ts. */
export type Notification = z.infer<typeof Notification> & { readonly authors?: readonly Author[] | undefined };
