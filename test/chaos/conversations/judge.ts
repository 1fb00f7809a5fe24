import type { Delivery } from '../../../src/model/delivery.ts';
import type { Notification } from '../../../src/model/notification.ts';
import { conversationsOf } from '../../../src/relay/conversations-of.ts';
import { historyKey } from '../../../src/relay/ending.ts';
import { stableId } from '../../../src/text/id.ts';
import { icon } from '../../../src/wording/icons.ts';
import type { Place, Reason, Shown } from './channels.ts';

/** Everything that is known of one target after a simulation. */
export interface Evidence {
  readonly target: string;
  readonly place: Place;
  /** What was asked for, by id, without summaries. */
  readonly deliveries: ReadonlyMap<string, Delivery>;
  /** The live messages of conversations, and how many live messages each delivery has, where messages name it. */
  readonly roots: readonly Shown[];
  readonly counts: ReadonlyMap<string, number> | undefined;
  /** Every message that was ever posted, as it was then. */
  readonly posted: readonly Shown[];
  /** Ids of deliveries that a summary or a dead letter has. */
  readonly summarised: ReadonlySet<string>;
  readonly dead: ReadonlySet<string>;
  /** Ids of deliveries that were skipped because their run had ended. */
  readonly superseded: ReadonlySet<string>;
  /** What happened to the conversations about a pipeline. */
  reasons(pipeline: string): ReadonlySet<Reason>;
  /** Whether a call to the table failed that was about this key. */
  hasTableFault(key: string): boolean;
}

export interface Verdict {
  losses: string[];
  /** Messages that were posted twice, newest news that no root shows, old roots, second roots: without a reason. */
  violations: string[];
  /** The same with a reason, which counts them. */
  excused: string[];
  conversations: number;
}

interface Group {
  readonly key: string;
  readonly kind: 'incident' | 'run' | 'approval';
  readonly members: Delivery[];
}

const isFix = ({ moment, transition }: Notification): boolean => moment === 'succeeded' && transition !== undefined;

const breaks = ({ notification: { moment, transition } }: Delivery): boolean =>
  moment === 'failed' && transition?.kind === 'broken';

const shows = ({ execution, text }: Shown, notification: Notification): boolean =>
  execution === notification.execution?.id && text.startsWith(icon(notification));

const inOrder = (kind: Group['kind'], members: readonly Delivery[]): Delivery[] => {
  const end = ({ notification: { moment } }: Delivery): number =>
    kind === 'run' && (moment === 'started' || moment === 'approval') ? 0 : 1;
  return [...members].sort(
    (a, b) =>
      end(a) - end(b) ||
      Date.parse(a.notification.time) - Date.parse(b.notification.time) ||
      (a.notification.id < b.notification.id ? -1 : 1),
  );
};

/** The incidents of one pipeline: one ends with its fix, and one begins with a failure that breaks the pipeline. */
const incidentsIn = (ordered: readonly Delivery[]): Delivery[][] => {
  const incidents: Delivery[][] = [];
  let isOpen = false;
  for (const delivery of ordered) {
    if (!isOpen || breaks(delivery)) incidents.push([]);
    incidents.at(-1)?.push(delivery);
    isOpen = !isFix(delivery.notification);
  }
  return incidents;
};

const groupsOf = ({ target, place, deliveries }: Evidence): Group[] => {
  const groups = new Map<string, Group>();
  for (const delivery of deliveries.values()) {
    for (const { key, kind } of conversationsOf(target, delivery.notification, place.thread, place.on as never)) {
      if (kind === 'summary' || delivery.notification.level === 'stage') continue;
      const group = groups.get(key) ?? { key, kind, members: [] };
      groups.set(key, group);
      group.members.push(delivery);
    }
  }
  return [...groups.values()];
};

/** News that somebody must see: it is a message of its own, or the root of its conversation. */
const mustBePosted = ({ updateOnly, notification }: Delivery): boolean =>
  !updateOnly && (notification.moment === 'failed' || notification.moment === 'approval' || isFix(notification));

/** What can go wrong, with the causes that explain it. */
const CAUSES = {
  /** The newest news has no root. */
  missing: ['removed', 'dead', 'refused', 'given up', 'table', 'dead letter', 'summary'],
  /** A root shows an older state. */
  old: ['removed', 'dead', 'refused', 'given up', 'table'],
  /** An incident, a run or an approval has a second root. */
  second: ['removed', 'dead', 'answer lost', 'killed', 'table'],
  /** News was posted twice. */
  double: ['removed', 'dead', 'answer lost', 'killed', 'table', 'dead letter'],
} as const;

/** Judges what people see in the channel of one target. */
export const judge = (evidence: Evidence): Verdict => {
  const { target, deliveries, roots, posted, summarised, dead, superseded } = evidence;
  const verdict: Verdict = { losses: [], violations: [], excused: [], conversations: 0 };
  const groups = groupsOf(evidence);

  const find = (what: keyof typeof CAUSES, detail: string, key: string, members: readonly Delivery[]): void => {
    const pipeline = members[0]?.notification.pipeline?.name ?? '';
    const reasons: string[] = [...evidence.reasons(pipeline)];
    const ids = what === 'double' ? members.map(({ id }) => id) : [];
    // Without its history a failure can begin another incident.
    const histories = members.map(({ notification }) => stableId('h', historyKey(notification)));
    if ([key, ...ids, ...histories].some(evidence.hasTableFault)) reasons.push('table');
    if (members.some(({ id }) => dead.has(id))) reasons.push('dead letter');
    if (members.some(({ id }) => summarised.has(id))) reasons.push('summary');
    const causes = reasons.filter((reason) => (CAUSES[what] as readonly string[]).includes(reason)).sort();
    if (causes.length > 0) verdict.excused.push(`${what}: ${causes.join(', ')}`);
    else verdict.violations.push(`${what}: ${target} ${pipeline} ${detail}`);
  };

  /** How often news was posted. Messages of Slack name their delivery. */
  const countOf = ({ id, notification }: Delivery): number =>
    evidence.counts?.get(id) ?? posted.filter((each) => shows(each, notification)).length;

  for (const delivery of deliveries.values()) {
    const { id, notification } = delivery;
    if (!mustBePosted(delivery)) continue;
    const group = groups.find(({ members }) => members.includes(delivery));
    const members = group?.members ?? [delivery];
    // A root can show a later state from the beginning. A person can have deleted it since.
    const isTold = posted.some((each) => shows(each, notification)) || countOf(delivery) > 0;
    const isRemoved = evidence.reasons(notification.pipeline?.name ?? '').has('removed');
    const candidates = isRemoved ? [...roots, ...posted] : roots;
    const isShown = candidates.some((root) => members.some((each) => shows(root, each.notification)));
    if (!isTold && !isShown && !summarised.has(id) && !dead.has(id))
      verdict.losses.push(`${target} ${notification.pipeline?.name} ${notification.moment} ${id}`);
    if (countOf(delivery) > 1 && group) find('double', `${notification.moment}`, group.key, [delivery]);
  }

  for (const { kind, key, members } of groups) {
    const ordered = inOrder(kind, members);
    const mine = roots.filter((root) => members.some(({ notification }) => shows(root, notification)));
    const parts = kind === 'incident' ? incidentsIn(ordered) : [ordered];
    verdict.conversations += parts.length;
    const newest = ordered.at(-1)?.notification;
    const hasNews = members.some(({ id, updateOnly }) => !updateOnly && !superseded.has(id));
    const isShown = newest && mine.some((root) => shows(root, newest));
    if (hasNews && newest && !isShown) {
      // A summary that told an earlier incident explains nothing about a failure that breaks the pipeline again.
      const last = parts.at(-1) ?? [];
      const latest = last.some(breaks) ? last : members;
      // Roots of earlier incidents are judged below.
      const isAnyShown = last.some(({ notification }) => mine.some((root) => shows(root, notification)));
      find(isAnyShown ? 'old' : 'missing', `${kind} ${newest.moment}`, key, latest);
    }
    for (const part of parts) {
      const own = mine.filter((root) => part.some(({ notification }) => shows(root, notification)));
      const last = part.at(-1)?.notification;
      if (own.length > 1) find('second', `${kind}, ${own.length} roots`, key, part);
      const old = own.find((root) => last && !shows(root, last));
      if (old) find('old', `${kind}, ${old.text}, last ${last?.moment}`, key, part);
    }
  }
  return verdict;
};
