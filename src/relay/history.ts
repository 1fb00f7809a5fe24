import type { Ending, History } from '../model/history.ts';
import type { Transition } from '../model/notification.ts';

/**
 * Endings that are kept: late and duplicate events within this window are judged correctly. CodePipeline runs up to 50
 * executions of one pipeline at the same time, and all can end at once.
 */
const MAX_ENDINGS = 64;

const compare = (a: Ending, b: Ending): number =>
  Date.parse(a.time) - Date.parse(b.time) || a.attempt - b.attempt || a.id.localeCompare(b.id);

/** The consecutive failures at the end of the endings, with the first of them where it is still stored. */
const failuresBefore = (
  endings: readonly Ending[],
  before: History['before'],
): { count: number; since: string; first?: Ending | undefined } | undefined => {
  let streak = before ? { ...before, first: undefined as Ending | undefined } : undefined;
  for (const ending of endings) {
    if (!ending.failed) streak = undefined;
    else streak = streak ? { ...streak, count: streak.count + 1 } : { count: 1, since: ending.time, first: ending };
  }
  return streak;
};

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
  const streak = failuresBefore(dropped, history.before);
  return {
    endings: endings.slice(dropped.length),
    before: dropped.length > 0 ? streak && { count: streak.count, since: streak.since } : history.before,
  };
};

/**
 * What an ending means after the earlier endings: the first failure, a further failure, or the end of the failures.
 * The order of times decides, not the order of arrival, so duplicates and late events get the same result.
 * @returns `undefined` for a success after a success, and if the history does not contain the ending.
 */
export const transitionAt = ({ endings, before }: History, id: string): Transition | undefined => {
  const at = endings.findIndex((ending) => ending.id === id);
  const ending = endings[at];
  if (!ending) return undefined;
  const streak = failuresBefore(endings.slice(0, at), before);
  const retry = ending.attempt > 1 ? ending.attempt - 1 : undefined;
  if (ending.failed) {
    if (ending.opened) return { kind: 'broken', count: 1, since: ending.time, ...(retry && { retry }) };
    const after = endings.slice(at + 1);
    const end = after.findIndex(({ failed }) => !failed);
    const later = end === -1 ? after : after.slice(0, end);
    if (!streak && later.some(({ opened }) => opened))
      return { kind: 'still-failing', count: later.length + 1, since: ending.time, ...(retry && { retry }) };
    const failures = { count: (streak?.count ?? 0) + 1, since: streak?.since ?? ending.time, ...(retry && { retry }) };
    return { kind: streak ? 'still-failing' : 'broken', ...failures };
  }
  if (!streak) return undefined;
  const ownFailure = streak.first?.execution === ending.execution;
  return {
    kind: ownFailure ? 'recovered-on-retry' : 'fixed',
    count: streak.count,
    since: streak.since,
    ...(retry && { retry }),
  };
};

/** Records that the ending is reported as `broken`, so that its streak is reported as such only once. */
export const markOpened = ({ endings, before }: History, id: string): History => ({
  endings: endings.map((ending) => (ending.id === id ? { ...ending, opened: true } : ending)),
  before,
});
