import type { Moment, Notification, Occasion } from '../model/notification.ts';

/** Moments that end an attempt. */
const FINAL = new Set<Moment>([
  'succeeded',
  'failed',
  'stopped',
  'superseded',
  'canceled',
  'abandoned',
  'rolled-back',
  'approved',
  'rejected',
  'expired',
]);

/** Moments that are out of date after the same attempt has ended. */
const PROGRESS = new Set<Moment>(['started', 'resumed', 'stopping']);

/**
 * Whether a notification ends an attempt, or is out of date after such an end; `undefined` if neither.
 * A retry is another attempt, so its start is never out of date after the earlier failure.
 */
export const phaseOf = ({ moment, execution }: Notification): 'final' | 'progress' | undefined => {
  if (!execution) return undefined;
  if (FINAL.has(moment)) return 'final';
  return PROGRESS.has(moment) ? 'progress' : undefined;
};

/**
 * One attempt of one pipeline, stage, action or other resource, for one target. Two state machines can have executions of
 * one name.
 */
export const attemptKey = (target: string, notification: Notification): readonly string[] => {
  const {
    source,
    account = '',
    region = '',
    level = '',
    pipeline,
    resource,
    execution,
    stage = '',
    action,
  } = notification;
  const attempt = String(execution?.attempt ?? 1);
  return [
    target,
    account,
    region,
    level,
    source,
    pipeline?.name ?? '',
    resource?.name ?? '',
    execution?.id ?? '',
    attempt,
    stage,
    action?.name ?? '',
  ];
};

/** Whether a target with these triggers gets notifications that can become out of date. */
export const wantsProgress = (on: readonly Occasion[]): boolean =>
  on.some((occasion) => (PROGRESS as ReadonlySet<Occasion>).has(occasion));
