import type { Ending, History, Streak } from '../model/history.ts';

/** The series of endings without one. */
const NONE = '';
/** The series without room of their own, which are only counted. */
const OTHERS = '*';

/** Series with failures that are kept by name after their endings have left the window. */
const MAX_SERIES = 100;

export interface OpenStreak extends Streak {
  /** The first failure, where it is still stored. */
  readonly first?: Ending | undefined;
}

/** The open streaks by the key of their series. */
export type Streaks = ReadonlyMap<string, OpenStreak>;

const keyOf = ({ series }: Ending): string => series ?? NONE;

/** A success of a run that was started before the last failed run says nothing about it. */
const isOlder = (success: Ending, { started }: Streak): boolean =>
  success.started !== undefined && started !== undefined && Date.parse(success.started) < Date.parse(started);

const failed = (streak: OpenStreak | undefined, ending: Ending): OpenStreak => {
  const { started = streak?.started, error } = ending;
  const latest = streak?.started && started && started < streak.started ? streak.started : started;
  const later = { ...(latest && { started: latest }), ...(error && { error }) };
  return streak
    ? { count: streak.count + 1, since: streak.since, first: streak.first, ...later }
    : { count: 1, since: ending.time, first: ending, ...later };
};

/** The streak that a success ends. */
const endedBy = (streaks: Streaks, ending: Ending): string | undefined => {
  const key = keyOf(ending);
  const streak = streaks.get(key);
  if (streak) return isOlder(ending, streak) ? undefined : key;
  return key !== NONE && streaks.has(OTHERS) ? OTHERS : undefined;
};

const after = (streaks: Streaks, ending: Ending): Streaks => {
  const key = keyOf(ending);
  if (ending.failed) return new Map([...streaks, [key, failed(streaks.get(key), ending)]]);
  if (ending.whole) return new Map();
  const ended = endedBy(streaks, ending);
  const next = new Map(streaks);
  const others = ended === OTHERS ? next.get(OTHERS) : undefined;
  if (others && others.count > 1) next.set(OTHERS, { ...others, count: others.count - 1 });
  else if (ended !== undefined) next.delete(ended);
  return next;
};

const before = ({ before: none, seriesBefore }: Pick<History, 'before' | 'seriesBefore'>): Streaks =>
  new Map([...(none ? [[NONE, none] as const] : []), ...Object.entries(seriesBefore ?? {})]);

/** The streaks that are open after the endings. */
export const openAfter = (history: History, endings: readonly Ending[] = history.endings): Streaks =>
  endings.reduce(after, before(history));

/** The streak that a success ends; `undefined` if it ends none. */
export const streakEndedBy = (streaks: Streaks, ending: Ending): OpenStreak | undefined => {
  if (ending.whole) return [...streaks.values()].sort((a, b) => a.since.localeCompare(b.since))[0];
  const key = endedBy(streaks, ending);
  return key === undefined ? undefined : streaks.get(key);
};

/** The streak of a failure's own series. */
export const streakOf = (streaks: Streaks, ending: Ending): OpenStreak | undefined => streaks.get(keyOf(ending));

/** The streaks without their endings, for the part of a history whose endings are dropped. */
export const summarized = (streaks: Streaks): Pick<History, 'before' | 'seriesBefore'> => {
  const plain = [...streaks].map(([key, { first: _, ...streak }]) => [key, streak] as const);
  const none = plain.find(([key]) => key === NONE)?.[1];
  const series = plain
    .filter(([key]) => key !== NONE && key !== OTHERS)
    .sort(([, a], [, b]) => b.since.localeCompare(a.since));
  const known = plain.find(([key]) => key === OTHERS)?.[1];
  const dropped = [
    ...series.slice(MAX_SERIES).map(([, streak]) => ({ ...streak, count: 1 })),
    ...(known ? [known] : []),
  ];
  const others = dropped.reduce<Streak | undefined>(
    (sum, { count, since }) => ({
      count: (sum?.count ?? 0) + count,
      since: sum && sum.since < since ? sum.since : since,
    }),
    undefined,
  );
  const kept = Object.fromEntries([...series.slice(0, MAX_SERIES), ...(others ? [[OTHERS, others] as const] : [])]);
  return { before: none, ...(Object.keys(kept).length > 0 && { seriesBefore: kept }) };
};
