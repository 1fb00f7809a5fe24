import type { Ending } from '../model/history.ts';
import type { Notification } from '../model/notification.ts';

const ROLLBACK = /Rollback$/;

/** Is it of what has a history: a pipeline, or something that runs by itself? An action's job is its pipeline's. */
const runs = ({ level, execution, resource, transition }: Notification): boolean =>
  execution !== undefined && (level === 'pipeline' || (level === undefined && resource !== undefined && !transition));

/**
 * How a run ended, as far as it counts: what was stopped or overtaken says nothing, and a rollback mends nothing.
 * @returns `undefined` also for what says itself what its end means, as an alarm does.
 */
export const endingOf = (notification: Notification): Ending | undefined => {
  const { moment, execution, time, trigger } = notification;
  if (!execution || !runs(notification) || ROLLBACK.test(trigger?.type ?? '')) return undefined;
  if (moment !== 'failed' && moment !== 'succeeded') return undefined;
  const { id, attempt = 1 } = execution;
  return { id: `${id} ${attempt} ${moment}`, failed: moment === 'failed', time, execution: id, attempt, told: true };
};

/** What tells the history of one thing that runs from that of every other. */
export const historyKey = ({ level, account = '', region = '', source, pipeline, resource }: Notification): string[] =>
  level === 'pipeline'
    ? [account, region, pipeline?.name ?? '']
    : [account, region, source, resource?.kind ?? '', resource?.name ?? ''];
