import { callingOccasions } from '../model/moments.ts';
import type { Notification } from '../model/notification.ts';
import type { Group, Named, Summary } from '../model/summary.ts';
import { cleanLine } from '../text/clean.ts';
import { stableId } from '../text/id.ts';

const MAX_GROUPS = 12;
/** Members that are named with a link, over all groups, and members that a group names. */
const MAX_NAMED = 20;
const MAX_NAMES_OF_GROUP = 8;
const MAX_BROKEN = 20;
const MAX_NAME_CHARS = 80;
const MAX_CAUSE_CHARS = 120;
/** Links of the AWS console are shorter. A longer one is left out. */
const MAX_URL_CHARS = 500;

const named = ({ pipeline, resource }: Notification): Named => {
  const { name = 'event', url } = pipeline ?? resource ?? {};
  return { name: cleanLine(name, MAX_NAME_CHARS) || 'event', ...(url && url.length <= MAX_URL_CHARS && { url }) };
};

/** What happened in one word: the transition says more than the moment. */
const kindOf = ({ moment, transition }: Notification): string => {
  if (transition?.kind === 'fixed' || transition?.kind === 'recovered-on-retry') return 'fixed';
  return moment;
};

const causeOf = ({ failures }: Notification): string | undefined => {
  const reason = failures.find((failure) => failure.reason)?.reason?.split('\n')[0];
  return (reason && cleanLine(reason, MAX_CAUSE_CHARS)) || undefined;
};

const isSame = (group: Group, kind: string, cause: string | undefined): boolean =>
  group.kind === kind && group.cause === cause;

const withMember = (summary: Summary, notification: Notification): Summary => {
  const kind = kindOf(notification);
  const cause = kind === 'failed' ? causeOf(notification) : undefined;
  const member = named(notification);
  const total = summary.groups.reduce((sum, { names }) => sum + names.length, 0);
  const at = summary.groups.findIndex((group) => isSame(group, kind, cause));
  const found = summary.groups[at];
  if (!found && summary.groups.length >= MAX_GROUPS) return { ...summary, others: summary.others + 1 };
  const group: Group = found ?? { kind, ...(cause && { cause }), count: 0, names: [], more: 0 };
  const isNamed = group.names.some(({ name }) => name === member.name);
  const hasRoom = total < MAX_NAMED && group.names.length < MAX_NAMES_OF_GROUP;
  const names = !isNamed && hasRoom ? [...group.names, member] : group.names;
  const more = group.more + (isNamed || hasRoom ? 0 : 1);
  const changed = { ...group, count: group.count + 1, names, more };
  return { ...summary, groups: found ? summary.groups.with(at, changed) : [...summary.groups, changed] };
};

/** Keeps the subjects whose latest event is a failure. Events come in the order of their routing. */
const withBroken = (summary: Summary, notification: Notification): Summary => {
  const { name } = named(notification);
  const kind = kindOf(notification);
  const known = summary.broken.some((each) => each.name === name);
  if (kind === 'fixed' || kind === 'succeeded') {
    return known ? { ...summary, broken: summary.broken.filter((each) => each.name !== name) } : summary;
  }
  if (kind !== 'failed' || known) return summary;
  if (summary.broken.length >= MAX_BROKEN) return { ...summary, brokenMore: summary.brokenMore + 1 };
  return { ...summary, broken: [...summary.broken, { name }] };
};

/** Opens a summary whose first member is this delivery. The same delivery gives the same id. */
export const openSummary = (target: string, deliveryId: string, time: string, openedAt: number): Summary => ({
  id: stableId('s', [target, deliveryId]),
  target,
  openedAt,
  version: 0,
  count: 0,
  from: time,
  to: time,
  groups: [],
  others: 0,
  broken: [],
  brokenMore: 0,
  occasions: [],
});

/** Adds members in their order. The result has the next version. */
export const addToSummary = (summary: Summary, notifications: readonly Notification[]): Summary => {
  const added = notifications.reduce((each, notification) => {
    const { time } = notification;
    return {
      ...withBroken(withMember(each, notification), notification),
      count: each.count + 1,
      from: [each.from, time].sort()[0] ?? time,
      to: [each.to, time].sort()[1] ?? time,
      occasions: [...new Set([...each.occasions, ...callingOccasions(notification)])],
    };
  }, summary);
  return { ...added, version: summary.version + 1 };
};
