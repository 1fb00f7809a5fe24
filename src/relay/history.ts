import type { Ending, History } from '../model/history.ts';
import type { Transition } from '../model/notification.ts';
import { type OpenStreak, openAfter, type Streaks, streakEndedBy, streakOf, summarized } from './streaks.ts';

/**
 * Endings that are kept: late and duplicate events within this window are judged correctly. CodePipeline runs up to 50
 * executions of one pipeline at the same time, and all can end at once.
 */
const MAX_ENDINGS = 64;

const compare = (a: Ending, b: Ending): number =>
  Date.parse(a.time) - Date.parse(b.time) || a.attempt - b.attempt || a.id.localeCompare(b.id);

/**
 * Whether `ending` is older than the oldest stored ending of a full history. Such an ending was already counted (or
 * cannot be placed), so it is ignored.
 */
const isOutdated = ({ endings: [first, ...rest] }: History, ending: Ending): boolean =>
  first !== undefined && rest.length + 1 >= MAX_ENDINGS && compare(ending, first) < 0;

/** Whether an earlier event has reported this ending. */
export const isKnown = (history: History, ending: Ending): boolean =>
  isOutdated(history, ending) || history.endings.some(({ id, told }) => id === ending.id && told);

/**
 * Adds an ending in the order of time. Duplicates and endings older than the stored window are ignored. An ending that
 * an event reports replaces one that is known only from AWS's list.
 * @returns the same object if nothing changed.
 */
export const remember = (history: History, ending: Ending): History => {
  if (isOutdated(history, ending)) return history;
  const known = history.endings.find(({ id }) => id === ending.id);
  if (known && (known.told || !ending.told)) return history;
  const endings = [...history.endings.filter((each) => each !== known), ending].sort(compare);
  const dropped = endings.slice(0, Math.max(0, endings.length - MAX_ENDINGS));
  const { before, seriesBefore } = dropped.length > 0 ? summarized(openAfter(history, dropped)) : history;
  return { endings: endings.slice(dropped.length), before, ...(seriesBefore && { seriesBefore }) };
};

/** The open streaks before an ending of the history; `undefined` if it does not contain the ending. */
const streaksBefore = (history: History, id: string): { ending: Ending; at: number; streaks: Streaks } | undefined => {
  const at = history.endings.findIndex((ending) => ending.id === id);
  const ending = history.endings[at];
  return ending && { ending, at, streaks: openAfter(history, history.endings.slice(0, at)) };
};

/** How many other series of the subject are failing after an ending and those of the same time. */
export const failingBeside = (history: History, id: string): number => {
  const found = streaksBefore(history, id);
  if (!found) return 0;
  const { ending } = found;
  const open = openAfter(
    history,
    history.endings.filter(({ time }) => Date.parse(time) <= Date.parse(ending.time)),
  );
  return [...open].reduce((sum, [key, { count }]) => {
    if (key === (ending.series ?? '')) return sum;
    return sum + (key === '*' ? count : 1);
  }, 0);
};

const compared = (streak: OpenStreak | undefined, { error }: Ending): Pick<Transition, 'error'> =>
  streak?.error && error ? { error: streak.error === error ? 'same' : 'different' } : {};

const afterFailure = (history: History, at: number, ending: Ending, streaks: Streaks): Transition => {
  const retry = ending.attempt > 1 ? { retry: ending.attempt - 1 } : {};
  if (ending.opened) return { kind: 'broken', count: 1, since: ending.time, ...retry };
  const streak = streakOf(streaks, ending);
  const after = history.endings.slice(at + 1).filter(({ series }) => series === ending.series);
  const end = after.findIndex(({ failed }) => !failed);
  const later = end === -1 ? after : after.slice(0, end);
  if (!streak && later.some(({ opened }) => opened))
    return { kind: 'still-failing', count: later.length + 1, since: ending.time, ...retry };
  const failures = { count: (streak?.count ?? 0) + 1, since: streak?.since ?? ending.time };
  return streak
    ? { kind: 'still-failing', ...failures, ...retry, ...compared(streak, ending) }
    : { kind: 'broken', ...failures, ...retry };
};

/**
 * What an ending means after the earlier endings of its series: the first failure, a further failure, or the end of the
 * failures. The order of times decides, not the order of arrival, so duplicates and late events get the same result.
 * @param lasting whether the subject is in one state at a time, such as an alarm, whose series are its contributors: it
 * is fixed when none of them fails.
 * @returns `undefined` for a success that ends no failures, and if the history does not contain the ending.
 */
export const transitionAt = (history: History, id: string, lasting = false): Transition | undefined => {
  const found = streaksBefore(history, id);
  if (!found) return undefined;
  const { ending, at, streaks } = found;
  if (ending.failed) return afterFailure(history, at, ending, streaks);
  const streak = streakEndedBy(streaks, ending);
  if (!streak || (lasting && failingBeside(history, id) > 0)) return undefined;
  return {
    kind: streak.first?.execution === ending.execution ? 'recovered-on-retry' : 'fixed',
    count: streak.count,
    since: streak.since,
    ...(ending.attempt > 1 && { retry: ending.attempt - 1 }),
  };
};

/** Records that the ending is reported as `broken`, so that its streak is reported as such only once. */
export const markOpened = (history: History, id: string): History => ({
  ...history,
  endings: history.endings.map((ending) => (ending.id === id ? { ...ending, opened: true } : ending)),
});
