import type { Ending } from '../model/history.ts';
import type { Notification } from '../model/notification.ts';

/** What ended, of what has a history: a pipeline's run, or something by itself. An action's job is its pipeline's. */
const runOf = ({ id, level, execution, resource, lasting }: Notification): Notification['execution'] => {
  if (level === 'pipeline') return execution;
  return level === undefined && resource ? (execution ?? (lasting ? { id } : undefined)) : undefined;
};

/** How a run ended, as far as it counts: what was stopped or overtaken says nothing, and a rollback mends nothing. */
export const endingOf = (notification: Notification): Ending | undefined => {
  const { moment, time, rollback } = notification;
  const execution = runOf(notification);
  if (!execution || rollback) return undefined;
  if (moment !== 'failed' && moment !== 'succeeded') return undefined;
  const { id, attempt = 1 } = execution;
  return { id: `${id} ${attempt} ${moment}`, failed: moment === 'failed', time, execution: id, attempt, told: true };
};

/** What tells the history of one thing that runs from that of every other. */
export const historyKey = ({ level, account = '', region = '', source, pipeline, resource }: Notification): string[] =>
  level === 'pipeline'
    ? [account, region, pipeline?.name ?? '']
    : [account, region, source, resource?.kind ?? '', resource?.name ?? ''];
