import type { ConversationState } from '../model/conversation-state.ts';
import { EMPTY_CONVERSATION } from '../model/conversation-state.ts';
import type { Moment, Notification } from '../model/notification.ts';
import { compareNews } from './conversation-order.ts';
import { absorb, isFix } from './conversation-state.ts';
import type { ConversationKind } from './conversations-of.ts';

/** A message that the news needs. */
export type Post =
  /** The root of a conversation. */
  | { readonly kind: 'open' }
  /** `broadcast`: it appears in the channel too. */
  | { readonly kind: 'reply'; readonly broadcast: boolean }
  /** A message that belongs to no conversation. */
  | { readonly kind: 'alone' };

export interface Plan {
  /** The state with the news in it. The root needs an update if `changes` is above `shown`. */
  readonly next: ConversationState;
  /** Absent if the news only changes the root, or nothing. */
  readonly post?: Post | undefined;
}

const OPEN = { kind: 'open' } as const;
const ALONE = { kind: 'alone' } as const;
const REPLY = { kind: 'reply', broadcast: false } as const;
const BROADCAST = { kind: 'reply', broadcast: true } as const;

/** Ends of a run that people must see, whatever the root shows. */
const LOUD_ENDS: readonly Moment[] = ['failed', 'rejected', 'expired'];

const hasRoot = ({ root }: ConversationState): boolean => root !== undefined;

const isLate = (kind: ConversationKind, { latest }: ConversationState, notification: Notification): boolean =>
  latest !== undefined && compareNews(kind, notification, latest) < 0;

/** The state for the next conversation of the same key. The steps that were done stay. */
const afresh = ({ steps }: ConversationState): ConversationState => ({ ...EMPTY_CONVERSATION, steps });

/** Whether a failure begins an incident: the one before is over, or the history says that this is the first failure. */
const begins = (state: ConversationState, notification: Notification): boolean => {
  const { moment, update, transition, lasting } = notification;
  if (moment !== 'failed' || update || isLate('incident', state, notification)) return false;
  if (!state.latest || state.closed) return true;
  return transition?.kind === 'broken' && !lasting && state.latest.id !== notification.id;
};

const planIncident = (state: ConversationState, notification: Notification): Plan => {
  const { moment, update, transition } = notification;
  if (begins(state, notification)) return { next: absorb('incident', afresh(state), notification), post: OPEN };
  const isOver = !state.latest || state.closed === true;
  const isNews = moment === 'failed' || isFix(notification);
  if (!isNews && isOver) return { next: state, post: ALONE };
  const next = absorb('incident', state, notification);
  if (!hasRoot(state)) return { next, post: OPEN };
  if (update) return { next };
  const isLoud = isFix(notification) || transition?.kind === 'broken';
  return { next, post: isLoud && !isLate('incident', state, notification) ? BROADCAST : REPLY };
};

const planRun = (state: ConversationState, notification: Notification): Plan => {
  const next = absorb('run', state, notification);
  if (notification.level === 'stage') return { next, post: hasRoot(state) ? REPLY : ALONE };
  if (!hasRoot(state)) return { next, post: OPEN };
  const isLoud = LOUD_ENDS.includes(notification.moment) || isFix(notification);
  return { next, post: isLoud && !notification.update ? BROADCAST : undefined };
};

const planApproval = (state: ConversationState, notification: Notification): Plan => {
  const { moment } = notification;
  const isRequest = moment === 'approval';
  // The stage was retried after the end of the request, so the question is asked again.
  const isOver = state.latest !== undefined && state.latest.moment !== 'approval';
  const isAsked = isRequest && isOver && !isLate('approval', state, notification);
  if (isAsked) return { next: absorb('approval', afresh(state), notification), post: OPEN };
  const next = absorb('approval', state, notification);
  if (!hasRoot(state)) return { next, post: OPEN };
  // An action and its run report the same decision.
  if (isRequest || state.decided) return { next };
  return { next, post: moment === 'approved' ? REPLY : BROADCAST };
};

const planSummary = (state: ConversationState, notification: Notification): Plan => ({
  next: absorb('summary', state, notification),
  ...(!hasRoot(state) && { post: OPEN }),
});

const PLANS = { incident: planIncident, run: planRun, approval: planApproval, summary: planSummary };

/**
 * What news needs in one conversation, by the state that is stored.
 * @param isSilent nothing is posted: the target did not ask for the news.
 */
export const planFor = (
  kind: ConversationKind,
  state: ConversationState,
  notification: Notification,
  isSilent: boolean,
): Plan => {
  const plan = PLANS[kind](state, notification);
  return isSilent ? { next: plan.next } : plan;
};
