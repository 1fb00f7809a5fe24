import type { History } from '../model/history.ts';
import type { Notification } from '../model/notification.ts';

/** Successful runs that are compared, and the fewest that say what is usual. */
const MAX_RUNS = 9;
const MIN_RUNS = 3;

/** Whether it is the start of a run of a subject that has a history. */
export const isStart = ({ moment, level, execution, resource }: Notification): boolean =>
  moment === 'started' &&
  execution !== undefined &&
  (level === 'pipeline' || (level === undefined && resource !== undefined));

/** How long the latest successful runs took: their median in seconds. `undefined` if there are too few. */
export const usualSeconds = ({ endings }: History): number | undefined => {
  const seconds = endings
    .filter(({ failed, started, attempt }) => !failed && started !== undefined && attempt === 1)
    .map(({ time, started = time }) => Math.round((Date.parse(time) - Date.parse(started)) / 1000))
    .filter((each) => each > 0)
    .slice(-MAX_RUNS)
    .sort((a, b) => a - b);
  return seconds.length < MIN_RUNS ? undefined : seconds[Math.floor(seconds.length / 2)];
};
