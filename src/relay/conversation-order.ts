import type { Moment, Notification } from '../model/notification.ts';
import type { ConversationKind } from './conversations-of.ts';

/** News of the same time: what is later in a run wins. */
const RANKS: Partial<Record<Moment, number>> = {
  started: 0,
  resumed: 1,
  stopping: 2,
  approval: 2,
  failed: 4,
  succeeded: 5,
};
const END_RANK = 3;

const PROGRESS: readonly Moment[] = ['started', 'resumed', 'stopping', 'approval'];

const rankOf = ({ moment }: Notification): number => RANKS[moment] ?? END_RANK;

/**
 * The place of news in its conversation. In a run an end is later than any progress of the same attempt, whatever their
 * times; in an incident time decides, and so it does for approvals, whose request by SNS has no attempt.
 */
const orderOf = (kind: ConversationKind, notification: Notification): readonly number[] => {
  const time = Date.parse(notification.time) || 0;
  const end = PROGRESS.includes(notification.moment) ? 0 : 1;
  // An update repeats an alert with further facts.
  const detail = notification.update ? 1 : 0;
  if (kind === 'incident' || kind === 'approval') return [time, rankOf(notification), detail];
  return [notification.execution?.attempt ?? 1, end, time, rankOf(notification), detail];
};

/** Negative if `a` is older than `b` in their conversation. */
export const compareNews = (kind: ConversationKind, a: Notification, b: Notification): number => {
  const left = orderOf(kind, a);
  const right = orderOf(kind, b);
  const at = left.findIndex((value, index) => value !== right[index]);
  if (at >= 0) return (left[at] as number) - (right[at] as number);
  return a.id < b.id ? -1 : Number(a.id > b.id);
};
