import type { Ending, History } from '../model/history.ts';
import type { Transition } from '../model/notification.ts';

/** As many endings as may come late or twice without being misread. */
const MAX_ENDINGS = 20;

const compare = (a: Ending, b: Ending): number =>
  Date.parse(a.time) - Date.parse(b.time) || a.attempt - b.attempt || a.id.localeCompare(b.id);

const redUpTo = (
  endings: readonly Ending[],
  before: History['before'],
): { count: number; since: string; first?: Ending | undefined } | undefined => {
  let red = before ? { ...before, first: undefined as Ending | undefined } : undefined;
  for (const ending of endings) {
    if (!ending.failed) red = undefined;
    else red = red ? { ...red, count: red.count + 1 } : { count: 1, since: ending.time, first: ending };
  }
  return red;
};

/** Is it from before all that is kept? Then it has been counted once, or nobody can tell. */
const isPast = ({ endings: [first, ...rest] }: History, ending: Ending): boolean =>
  first !== undefined && rest.length + 1 >= MAX_ENDINGS && compare(ending, first) < 0;

/** Has an event told of this ending before? */
export const isKnown = (history: History, ending: Ending): boolean =>
  isPast(history, ending) || history.endings.some(({ id, told }) => id === ending.id && told);

/**
 * Adds an ending where it belongs in time. A copy changes nothing, nor does what is older than all that is kept; an
 * event's word stands in for that of AWS's list.
 */
export const remember = (history: History, ending: Ending): History => {
  if (isPast(history, ending)) return history;
  const known = history.endings.find(({ id }) => id === ending.id);
  if (known && (known.told || !ending.told)) return history;
  const endings = [...history.endings.filter((each) => each !== known), ending].sort(compare);
  const dropped = endings.slice(0, Math.max(0, endings.length - MAX_ENDINGS));
  const red = redUpTo(dropped, history.before);
  return {
    endings: endings.slice(dropped.length),
    before: dropped.length > 0 ? red && { count: red.count, since: red.since } : history.before,
  };
};

/**
 * What an ending means after those before it: the first failure, another one in a row, or the end of a row.
 * It looks at the order of times and not of arrival, so copies and late comers read the same as they would have in time.
 * @returns `undefined` for a success after a success, and where the history does not hold the ending.
 */
export const transitionAt = ({ endings, before }: History, id: string): Transition | undefined => {
  const at = endings.findIndex((ending) => ending.id === id);
  const ending = endings[at];
  if (!ending) return undefined;
  const red = redUpTo(endings.slice(0, at), before);
  const retry = ending.attempt > 1 ? ending.attempt - 1 : undefined;
  if (ending.failed) {
    const row = { count: (red?.count ?? 0) + 1, since: red?.since ?? ending.time, ...(retry && { retry }) };
    return { kind: red ? 'still-failing' : 'broken', ...row };
  }
  if (!red) return undefined;
  const ownFailure = red.first?.execution === ending.execution;
  return {
    kind: ownFailure ? 'recovered-on-retry' : 'fixed',
    count: red.count,
    since: red.since,
    ...(retry && { retry }),
  };
};
