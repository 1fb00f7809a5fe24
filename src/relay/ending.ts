import type { Ending } from '../model/history.ts';
import type { Notification } from '../model/notification.ts';

/** The run that has a history: a pipeline's, or that of another subject. The job of an action belongs to its pipeline. */
const runOf = ({ id, level, execution, resource, lasting }: Notification): Notification['execution'] => {
  if (level === 'pipeline') return execution;
  return level === undefined && resource ? (execution ?? (lasting ? { id } : undefined)) : undefined;
};

/** Key of the series within its subject. Two pull requests may have branches of the same name. */
const seriesKey = ({ series }: Pick<Notification, 'series'>): string | undefined =>
  series && [series.kind, series.name, series.number].filter(Boolean).join(' ');

/** Whether it is the state of an alarm with several contributors, which have events of their own. */
export const isWhole = ({ lasting, series, counts }: Notification): boolean =>
  lasting === true && series === undefined && counts?.of === 'contributors';

/**
 * How a run ended; `undefined` if the end does not count. Runs that were stopped or superseded give no result, and a
 * rollback fixes nothing. An update repeats an ending.
 */
export const endingOf = (notification: Notification): Ending | undefined => {
  const { moment, time, rollback, update } = notification;
  const execution = runOf(notification);
  if (!execution || rollback || update) return undefined;
  if (moment !== 'failed' && moment !== 'succeeded') return undefined;
  const { id, attempt = 1, startedAt } = execution;
  const series = seriesKey(notification);
  return {
    id: `${id} ${attempt} ${moment}`,
    failed: moment === 'failed',
    time,
    execution: id,
    attempt,
    told: true,
    ...(series !== undefined && { series }),
    ...(startedAt !== undefined && { started: startedAt }),
    ...(isWhole(notification) && { whole: true }),
  };
};

/** The key of the history of a subject, which holds all of its series. */
export const historyKey = ({ level, account = '', region = '', source, pipeline, resource }: Notification): string[] =>
  level === 'pipeline'
    ? [account, region, pipeline?.name ?? '']
    : [account, region, source, resource?.kind ?? '', resource?.name ?? ''];
