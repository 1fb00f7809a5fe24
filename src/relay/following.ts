import { CONVERSING, type Thread } from '../model/conversation.ts';
import type { Moment, Notification, Occasion } from '../model/notification.ts';
import type { Filters } from '../model/target.ts';

/** Occasions that open the conversation of an incident. */
const OPENS_INCIDENT: readonly Occasion[] = ['failed', 'broken', 'still-failing', 'fixed', 'recovered-on-retry'];

/** Ends of a run that is neither a failure nor a success. An open incident shows them. */
const OTHER_ENDS: readonly Moment[] = ['rolled-back', 'stopped', 'rejected', 'expired', 'abandoned'];

const DECISIONS: readonly Moment[] = ['approved', 'rejected', 'expired'];

/** Ends of an approval without an answer, because its run was stopped. */
const WITHDRAWN: readonly Moment[] = ['stopped', 'abandoned', 'canceled'];

/** Whether it is the end of a request for approval: an answer, or that none is needed any more. */
export const endsRequest = ({ moment, action }: Notification): boolean =>
  DECISIONS.includes(moment) || (action?.category === 'Approval' && WITHDRAWN.includes(moment));

/** What a target with conversations threads by; `off` where every message stands by itself. */
const threadOf = ({ platform, thread = 'incident' }: Filters): Thread =>
  CONVERSING.includes(platform) ? thread : 'off';

/** Whether the target shows runs from their start, so that each run has a message that can change. */
export const showsRuns = (on: readonly Occasion[], thread: Thread): boolean =>
  thread === 'run' || (thread === 'incident' && on.includes('started'));

/** Whether a target with these filters shows runs from their start. */
export const hasRuns = (filters: Filters): boolean => showsRuns(filters.on, threadOf(filters));

/** Whether the notification can change the message about an incident. */
const changesIncident = ({ moment, transition, update }: Notification): boolean =>
  transition !== undefined || update === true || OTHER_ENDS.includes(moment);

/** Whether the notification can change the message about a run: its stages, and the run itself. */
const changesRun = ({ level, execution, moment }: Notification): boolean =>
  execution !== undefined && (level === undefined || level === 'pipeline' || level === 'stage') && moment !== 'message';

/**
 * Whether a notification that a target does not ask for can change a message that was posted to it: a message of
 * `on: ["failed"]` shows that the failure is fixed.
 */
export const follows = (filters: Filters, notification: Notification): boolean => {
  const { on } = filters;
  const thread = threadOf(filters);
  if (thread === 'off') return false;
  if (endsRequest(notification) && on.includes('approval')) return true;
  if (showsRuns(on, thread) && changesRun(notification)) return true;
  return on.some((occasion) => OPENS_INCIDENT.includes(occasion)) && changesIncident(notification);
};
