import type { Notification, Severity } from '../model/notification.ts';
import type { Group, Summary } from '../model/summary.ts';
import { cut } from '../text/clean.ts';

/** Kinds with a wording of their own. Any other kind is a moment, whose name serves. */
const WORDS: Readonly<Record<string, string>> = {
  change: 'changed',
  message: 'messages',
  abandoned: 'abandoned',
  stopping: 'stopping',
};

const wordOf = (kind: string): string => WORDS[kind] ?? kind;

/** `31 failed, 4 fixed, 2 stopped`: the most frequent first. */
const countsOf = ({ groups, others }: Summary): string => {
  const counts = new Map<string, number>();
  for (const { kind, count } of groups) counts.set(wordOf(kind), (counts.get(wordOf(kind)) ?? 0) + count);
  const sorted = [...counts].sort(([, a], [, b]) => b - a).map(([word, count]) => `${count} ${word}`);
  return [...sorted, ...(others > 0 ? [`${others} other`] : [])].join(', ');
};

/** A group as it is drawn. */
type Drawn = NonNullable<Notification['summary']>['groups'][number];

const MAX_CAUSE_CHARS = 40;

/** Causes that several members share come first. The members that failed alone are one group, each with its cause. */
const drawnGroups = ({ groups, others }: Summary): Drawn[] => {
  const isAlone = ({ cause, count }: Group): boolean => cause !== undefined && count === 1;
  const alone = groups.filter(isAlone);
  const shared = groups
    .filter((group) => !isAlone(group))
    .sort((a, b) => Number(b.kind === 'failed') - Number(a.kind === 'failed') || b.count - a.count);
  const isShared = shared.some(({ cause }) => cause !== undefined);
  const drawn = shared.map(({ kind, cause, count, names, more }) => ({
    title: `${count} ${wordOf(kind)}${cause ? ` for one reason: ${cause}` : ''}`,
    names,
    more,
  }));
  const named = alone.flatMap(({ cause = '', names }) =>
    names.map(({ name, url }) => ({ name: `${name} (${cut(cause, MAX_CAUSE_CHARS)})`, url })),
  );
  const failed = {
    title: `${alone.length} failed${isShared ? ' for other reasons' : ''}`,
    names: named,
    more: alone.length - named.length,
  };
  const place = shared.filter(({ kind }) => kind === 'failed').length;
  return [
    ...(alone.length > 0 ? drawn.toSpliced(place, 0, failed) : drawn),
    ...(others > 0 ? [{ title: `${others} of other kinds`, names: [], more: 0 }] : []),
  ];
};

const severityOf = ({ groups }: Summary): Severity => {
  const has = (kind: string): boolean => groups.some((group) => group.kind === kind);
  if (has('failed')) return 'failure';
  if (has('approval')) return 'attention';
  return groups.every(({ kind }) => kind === 'fixed' || kind === 'succeeded') ? 'success' : 'info';
};

/** Before the number of subjects that are broken. */
const BROKEN_NOW = 'Broken now: ';

type DrawnSummary = NonNullable<Notification['summary']>;

/**
 * The summary after some of its subjects were fixed: they are no longer among those that are broken now.
 * @param fixed names, each once.
 */
export const afterFixes = (summary: DrawnSummary, fixed: readonly string[]): DrawnSummary => {
  if (fixed.length === 0) return summary;
  const groups = summary.groups.map((group) => {
    const { title, names, more } = group;
    if (!title.startsWith(BROKEN_NOW)) return group;
    const left = names.filter(({ name }) => !fixed.includes(name));
    // Those that are not named are counted only: a fixed one that is not named is one of them.
    const unnamed = Math.max(0, more - (fixed.length - (names.length - left.length)));
    return { title: `${BROKEN_NOW}${left.length + unnamed}`, names: left, more: unnamed };
  });
  const since = { title: `Fixed since: ${fixed.length}`, names: fixed.map((name) => ({ name })), more: 0 };
  return { ...summary, groups: [...groups, since] };
};

/**
 * The notification that a summary is drawn from: its title says what happened (`31 failed, 4 fixed`), then come each cause with the
 * names, then what is broken now.
 */
export const summaryNotification = (summary: Summary): Notification => {
  const { id, count, from, to, broken, brokenMore, occasions } = summary;
  return {
    version: 1,
    id,
    source: 'pipebell',
    moment: 'message',
    severity: severityOf(summary),
    time: to,
    title: countsOf(summary),
    commits: [],
    failures: [],
    details: [],
    links: [],
    summary: {
      count,
      from,
      occasions,
      groups: [
        ...drawnGroups(summary),
        ...(broken.length > 0
          ? [{ title: `${BROKEN_NOW}${broken.length + brokenMore}`, names: broken, more: brokenMore }]
          : []),
      ],
    },
  };
};
