import type { Notification } from '../../../model/notification.ts';
import { approvalLink } from '../../shared/console-links.ts';
import type { Action } from './actions.ts';

/** The latest run of each action. A failed action whose retry succeeded has not failed. */
export const latestRuns = (actions: readonly Action[]): Action[] => {
  const latest = new Map<string, Action>();
  for (const action of actions) {
    const key = JSON.stringify([action.stage, action.name]);
    if (!latest.has(key)) latest.set(key, action);
  }
  return [...latest.values()];
};

/** The run that an approval's notification is about. If several approvals wait, only a matching token identifies it. */
export const approvalRun = (actions: readonly Action[], notification: Notification): Action | undefined => {
  const { stage, action, approval } = notification;
  const named = actions.filter((each) => each.stage === stage && each.name === action?.name);
  const byToken = named.find(({ token }) => token && approval?.reviewUrl?.endsWith(`/${encodeURIComponent(token)}`));
  if (byToken || notification.execution) return byToken ?? named[0];
  const waiting = named.filter(({ status }) => status === 'InProgress');
  return waiting.length === 1 ? waiting[0] : undefined;
};

/** The failed action runs that the notification is about. */
export const failedActions = (actions: readonly Action[], { level, stage, action }: Notification): Action[] => {
  if (level === 'action') {
    const own = actions.filter((each) => each.stage === stage && each.name === action?.name);
    const run = own.find(({ status }) => status === 'Failed') ?? own[0];
    return run ? [run] : [];
  }
  return latestRuns(actions).filter((each) => each.status === 'Failed' && (level !== 'stage' || each.stage === stage));
};

export const reviewLink = ({ region, pipeline }: Notification, { stage, name: action, token }: Action) =>
  pipeline && token ? approvalLink(region, { pipeline: pipeline.name, stage, action, token }) : undefined;
