import type { Ending } from '../model/history.ts';
import type { Notification } from '../model/notification.ts';

/** The run that has a history: a pipeline's, or that of another subject. The job of an action belongs to its pipeline. */
const runOf = ({ id, level, execution, resource, lasting }: Notification): Notification['execution'] => {
  if (level === 'pipeline') return execution;
  return level === undefined && resource ? (execution ?? (lasting ? { id } : undefined)) : undefined;
};

/**
 * How a run ended; `undefined` if the end does not count. Runs that were stopped or superseded give no result, and a
 * rollback fixes nothing.
 */
export const endingOf = (notification: Notification): Ending | undefined => {
  const { moment, time, rollback } = notification;
  const execution = runOf(notification);
  if (!execution || rollback) return undefined;
  if (moment !== 'failed' && moment !== 'succeeded') return undefined;
  const { id, attempt = 1 } = execution;
  return { id: `${id} ${attempt} ${moment}`, failed: moment === 'failed', time, execution: id, attempt, told: true };
};

/** The key of the history of a subject. */
export const historyKey = ({ level, account = '', region = '', source, pipeline, resource }: Notification): string[] =>
  level === 'pipeline'
    ? [account, region, pipeline?.name ?? '']
    : [account, region, source, resource?.kind ?? '', resource?.name ?? ''];
