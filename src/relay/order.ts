import type { Moment, Notification, Occasion } from '../model/notification.ts';

/** Moments after which nothing more is to be told of the same attempt. */
const CONCLUDING = new Set<Moment>(['succeeded', 'failed', 'stopped', 'superseded', 'canceled', 'abandoned']);

/** Moments that are stale news once the same attempt has come to an end. */
const PASSING = new Set<Moment>(['started', 'resumed', 'stopping']);

/**
 * Whether a notification ends something, or is overtaken by such an end; `undefined` if neither.
 * A retry is another attempt, so its start is never overtaken by the failure before it.
 */
export const place = ({ moment, execution }: Notification): 'concluding' | 'passing' | undefined => {
  if (!execution) return undefined;
  if (CONCLUDING.has(moment)) return 'concluding';
  return PASSING.has(moment) ? 'passing' : undefined;
};

/** What a target is told of in one line: one attempt at one pipeline, stage or action. */
export const attemptKey = (target: string, notification: Notification): readonly string[] => {
  const { account = '', region = '', level = '', pipeline, execution, stage = '', action } = notification;
  const attempt = String(execution?.attempt ?? 1);
  return [
    target,
    account,
    region,
    level,
    pipeline?.name ?? '',
    execution?.id ?? '',
    attempt,
    stage,
    action?.name ?? '',
  ];
};

/** Is there anything to be overtaken for a target that asked for these moments? */
export const wantsProgress = (on: readonly Occasion[]): boolean =>
  on.some((occasion) => (PASSING as ReadonlySet<Occasion>).has(occasion));
