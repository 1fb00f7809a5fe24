import type { Notification } from '../../../model/notification.ts';
import { fill } from '../../shared/merge.ts';
import { decisionOf } from '../decision.ts';
import type { Action } from './actions.ts';
import { latestRuns } from './selection.ts';

type Decision = NonNullable<Notification['decision']>;

const isApproval = ({ category }: Action): boolean => category === 'Approval';

/** The approval that ended a run, if nothing else failed in it. */
export const refusedApproval = (failed: readonly Action[]): Action | undefined =>
  failed.every(isApproval) ? failed[0] : undefined;

/** How an approval was answered, by the event and by AWS. An approval that a person answered has not expired. */
const answerOf = (event: Notification, { status, summary, failure, seconds, updatedBy }: Action): Decision => {
  const result = summary ?? failure.reason;
  const found = decisionOf({ isApproved: status === 'Succeeded', result, seconds, by: updatedBy });
  const decision = fill(event.decision, found);
  if (found.kind === 'approved' || decision.by) return { ...decision, kind: found.kind };
  const isExpired = found.kind === 'expired' || event.decision?.kind === 'expired';
  return isExpired ? { kind: 'expired' } : decision;
};

const MOMENT_SEVERITY = { approved: 'success', rejected: 'warning', expired: 'warning' } as const;

/** The decision that was found, with the moment that it makes of an event that reports a decision. */
export const decisionFields = (event: Notification, approval: Action | undefined): Partial<Notification> => {
  const isAnswered = approval?.status === 'Failed' || approval?.status === 'Succeeded';
  if (!isAnswered || event.moment === 'approval') return {};
  const decision = answerOf(event, approval);
  if (event.moment === 'failed') return { decision };
  return { decision, moment: decision.kind, severity: MOMENT_SEVERITY[decision.kind] };
};

/**
 * Who stopped a run, and at which stage: AWS names the person at the actions that were abandoned. A name that other
 * actions of the run have too is the pipeline's role.
 */
export const stopFields = (actions: readonly Action[] | undefined): Partial<Notification> => {
  const [last] = actions ?? [];
  const abandoned = latestRuns(actions ?? []).find(({ status }) => status === 'Abandoned');
  const by = abandoned?.updatedBy;
  const isRole = actions?.some(({ status, updatedBy }) => status !== 'Abandoned' && updatedBy === by);
  const stage = abandoned?.stage ?? last?.stage;
  return { ...(stage && { stage }), ...(by && !isRole && { stoppedBy: by }) };
};
