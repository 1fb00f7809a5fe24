import type { Moment, Notification, Severity } from '../../model/notification.ts';
import { type CloudFormationChange, DRIFT, STACK, STACK_SET } from './event.ts';

/** The fields of a notification that depend on the status. */
export type Outcome = Pick<Notification, 'moment' | 'severity' | 'verdict' | 'rollback'>;

type Values = NonNullable<Notification['verdict']>['values'];

const outcome = (moment: Moment, severity: Severity, code?: string, values: Values = {}): Outcome => ({
  moment,
  severity,
  ...(code && { verdict: { code, values } }),
});

/** Whether a reason is the one of an action in the console or the CLI. */
export const isByHand = (reason: string | undefined): boolean => /^user initiated$/i.test(reason?.trim() ?? '');

/** A stack that is deleted because it could not be created. */
const isFailedCreation = (reason = ''): boolean => /failed to create|\S.*\bDelete requested by user/i.test(reason);

const STATUSES: ReadonlyMap<string, Outcome> = new Map([
  ['CREATE_IN_PROGRESS', outcome('started', 'info', 'stack-creating')],
  ['UPDATE_IN_PROGRESS', outcome('started', 'info', 'stack-updating')],
  ['IMPORT_IN_PROGRESS', outcome('started', 'info', 'stack-importing')],
  ['DELETE_IN_PROGRESS', outcome('started', 'warning', 'stack-deleting')],
  ['CREATE_COMPLETE', outcome('succeeded', 'success')],
  ['UPDATE_COMPLETE', outcome('succeeded', 'success')],
  ['IMPORT_COMPLETE', outcome('succeeded', 'success')],
  ['DELETE_COMPLETE', outcome('succeeded', 'warning', 'stack-deleted')],
  ['DELETE_FAILED', outcome('failed', 'failure', 'stack-delete-failed')],
  ['REVIEW_IN_PROGRESS', outcome('change', 'info', 'stack-change-set')],
]);

/**
 * A failure is reported once, with the event that contains the reason: the start of the rollback, or the failure itself
 * if there is no rollback. The end of a rollback is a failure only if the rollback fails.
 */
const stackOutcome = ({ status = '', reason }: CloudFormationChange): Outcome => {
  if (status === 'DELETE_IN_PROGRESS' && isFailedCreation(reason)) {
    return outcome('failed', 'failure', 'stack-create-failed');
  }
  const known = STATUSES.get(status);
  if (known) return known;
  if (/CLEANUP_IN_PROGRESS$/.test(status)) return outcome('change', 'info', 'stack-cleaning-up');
  if (/ROLLBACK_FAILED$/.test(status)) {
    return { ...outcome('failed', 'failure', 'stack-rollback-failed'), rollback: true };
  }
  if (/ROLLBACK_COMPLETE$/.test(status)) return { ...outcome('rolled-back', 'warning'), rollback: true };
  if (/ROLLBACK_IN_PROGRESS$/.test(status) && isByHand(reason)) return outcome('stopped', 'warning', 'stack-stopped');
  if (/FAILED$|ROLLBACK_IN_PROGRESS$/.test(status)) return outcome('failed', 'failure');
  return outcome('change', 'info');
};

const driftOutcome = ({ status = '', driftedResources = 0, isDetectionFailed }: CloudFormationChange): Outcome => {
  if (isDetectionFailed) return outcome('change', 'warning', 'stack-drift-incomplete');
  if (status === 'DRIFTED') {
    return outcome('change', 'warning', 'stack-drifted', driftedResources > 0 ? { count: driftedResources } : {});
  }
  if (status === 'IN_SYNC') return outcome('change', 'success', 'stack-in-sync');
  return outcome('change', 'info', 'stack-drift-unknown');
};

const STACK_SETS: ReadonlyMap<string, Outcome> = new Map([
  ['RUNNING', outcome('started', 'info')],
  ['SUCCEEDED', outcome('succeeded', 'success')],
  ['FAILED', outcome('failed', 'failure')],
  ['STOPPING', outcome('stopping', 'warning')],
  ['STOPPED', outcome('stopped', 'warning')],
]);

/** Other resources failed before these, which CloudFormation then cancelled. */
const CANCELLED = /^resource (?:\w+ ){0,2}cancell?ed\b/i;

const resourceOutcome = ({ status = '', reason = '' }: CloudFormationChange, stack: string): Outcome =>
  /FAILED$/.test(status) && !CANCELLED.test(reason.trim())
    ? outcome('failed', 'failure', 'stack-resource-failed', { stack })
    : outcome('change', 'info', 'stack-resource-status', { stack, status });

/** @param stack the stack's name. */
export const outcomeOf = (change: CloudFormationChange, stack: string): Outcome => {
  switch (change.kind) {
    case STACK:
      return stackOutcome(change);
    case DRIFT:
      return driftOutcome(change);
    case STACK_SET:
      return STACK_SETS.get(change.status ?? '') ?? outcome('change', 'info');
    default:
      return resourceOutcome(change, stack);
  }
};
