import type { Notification, Severity } from '../model/notification.ts';
import type { Group, Summary } from '../model/summary.ts';
import { duration, secondsBetween } from '../text/time.ts';

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

const groupTitle = ({ kind, cause, count }: Group): string => {
  const what = `${count} ${wordOf(kind)}`;
  if (!cause) return what;
  return `${what} ${count === 1 ? 'because of' : 'for one reason'}: ${cause}`;
};

const severityOf = ({ groups }: Summary): Severity => {
  const has = (kind: string): boolean => groups.some((group) => group.kind === kind);
  if (has('failed')) return 'failure';
  if (has('approval')) return 'attention';
  return groups.every(({ kind }) => kind === 'fixed' || kind === 'succeeded') ? 'success' : 'info';
};

/**
 * The notification that a summary is drawn from: `37 more alerts in 2 min: 31 failed, 4 fixed`, then each cause with the
 * names, then what is broken now.
 */
export const summaryNotification = (summary: Summary): Notification => {
  const { id, count, from, to, groups, broken, brokenMore, others, occasions } = summary;
  const seconds = secondsBetween(from, to) ?? 0;
  const during = seconds >= 1 ? ` in ${duration(seconds)}` : '';
  const byCount = [...groups].sort((a, b) => b.count - a.count);
  return {
    version: 1,
    id,
    source: 'pipebell',
    moment: 'message',
    severity: severityOf(summary),
    time: to,
    title: `${count} more alerts${during}: ${countsOf(summary)}`,
    commits: [],
    failures: [],
    details: [],
    links: [],
    summary: {
      count,
      occasions,
      groups: [
        ...byCount.map((group) => ({ title: groupTitle(group), names: group.names, more: group.more })),
        ...(others > 0 ? [{ title: `${others} of other kinds`, names: [], more: 0 }] : []),
        ...(broken.length > 0
          ? [{ title: `Broken now: ${broken.length + brokenMore}`, names: broken, more: brokenMore }]
          : []),
      ],
    },
  };
};
