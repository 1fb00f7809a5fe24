import type { Commit, Failure, Moment, Notification, Severity } from './model/notification.ts';
import { cut } from './text.ts';

/** What every platform says alike. All of it is plain text; escaping is the platform's. */

const VERBS: Record<Exclude<Moment, 'change' | 'message'>, string> = {
  started: 'started',
  succeeded: 'succeeded',
  failed: 'failed',
  stopping: 'is stopping',
  stopped: 'stopped',
  superseded: 'was superseded',
  canceled: 'was canceled',
  resumed: 'resumed',
  abandoned: 'was abandoned',
  approval: 'waits for approval',
};

const ICONS: Record<Severity, string> = { info: '🔵', success: '🟢', warning: '⚪', attention: '✋', failure: '🔴' };

/** How it went, in the light of the ends before it. */
const verb = ({ transition }: Notification, moment: keyof typeof VERBS): string => {
  switch (transition?.kind) {
    case 'still-failing':
      return 'still fails';
    case 'fixed':
      return 'is fixed';
    case 'recovered-on-retry':
      return 'succeeded on a retry';
    default:
      return VERBS[moment];
  }
};

export const icon = (notification: Notification): string => ICONS[notification.severity];

/** `web › Deploy › CreateStack`: what it is about, from the widest to the narrowest. */
export const subject = ({ pipeline, stage, action }: Notification): string =>
  [pipeline?.name, stage, action?.name].filter(Boolean).join(' › ');

/** The verdict in one line, such as `web failed at Deploy`. */
export const headline = (notification: Notification): string => {
  const { title, moment, state, failures } = notification;
  if (title) return title;
  const about = subject(notification) || 'An event';
  if (moment === 'message') return about;
  if (moment === 'change') return `${about} is now ${state ?? 'changed'}`;
  const where = moment === 'failed' && notification.stage === undefined ? failures[0]?.stage : undefined;
  return `${about} ${verb(notification, moment)}${where ? ` at ${where}` : ''}`;
};

/** `Deploy › CreateStack`, or `undefined` where the failure has no place. */
export const failurePlace = ({ stage, action }: Failure): string | undefined =>
  [stage, action].filter(Boolean).join(' › ') || undefined;

/** The commit's id as people quote it: seven digits of a hash, and other identifiers whole but short. */
export const shortCommit = ({ id }: Commit): string => (/^[0-9a-f]{40}$/i.test(id) ? id.slice(0, 7) : cut(id, 24));

/** `main`, `tag v1.2`, or `undefined`. */
export const commitRef = ({ branch, tag }: Commit): string | undefined => (tag ? `tag ${tag}` : branch);

/** What to say of a commit beside its id: `Charge the card once · Ada Moreno · main`. */
export const commitWords = (commit: Commit, { repository }: { repository: boolean }): string =>
  [commit.summary, commit.author, repository && commit.repository, commitRef(commit)].filter(Boolean).join(' · ');

/** Do the commits come from several repositories, so that each must name its own? */
export const manyRepositories = (commits: readonly Commit[]): boolean =>
  new Set(commits.map(({ repository }) => repository)).size > 1;

/** Everything that counts in one line of plain text, for lock screens, screen readers and receivers without layout. */
export const summary = (notification: Notification): string => {
  const { failures, commits, approval, text, stopReason } = notification;
  const commit = commits[0];
  const parts = [
    `${icon(notification)} ${headline(notification)}`,
    failures.find(({ reason }) => reason)?.reason ?? stopReason ?? approval?.comment ?? text,
    commit && [shortCommit(commit), commit.summary, commit.author && `by ${commit.author}`].filter(Boolean).join(' '),
  ];
  return parts
    .filter((part) => part)
    .map((part) => cut((part as string).replace(/\s+/g, ' '), 300))
    .join(' · ');
};

const UNITS = [
  ['d', 86_400],
  ['h', 3600],
  ['min', 60],
  ['s', 1],
] as const;

/** A duration in its two largest units: `45 s`, `4 min 12 s`, `2 h 5 min`. */
export const duration = (seconds: number): string => {
  let rest = Math.max(0, Math.round(seconds));
  const parts: string[] = [];
  for (const [unit, size] of UNITS) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) parts.push(`${count} ${unit}`);
    else if (parts.length > 0) break;
    if (parts.length === 2) break;
  }
  return parts.join(' ') || '0 s';
};

/** `2026-11-23 14:05 UTC`, for platforms that cannot show a time in the reader's own zone. */
export const utcTime = (iso: string): string => `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;

const TRIGGERS: Record<string, string> = {
  CreatePipeline: 'its creation',
  StartPipelineExecution: 'a start request',
  PollForSourceChanges: 'a change in the source',
  Webhook: 'a push',
  WebhookV2: 'a push',
  CloudWatchEvent: 'an event',
  PutActionRevision: 'a new revision',
  ManualRollback: 'a rollback by hand',
  AutomatedRollback: 'an automatic rollback',
};

/** Who or what started the execution; a caller's ARN is cut down to the name a person knows. */
export const triggerWords = ({ trigger }: Notification): string | undefined => {
  if (!trigger) return undefined;
  const words = trigger.type && Object.hasOwn(TRIGGERS, trigger.type) ? TRIGGERS[trigger.type] : trigger.type;
  const caller = /^arn:[\w-]+:(?:sts|iam)::\d+:(?:.*\/)?([^/]+)$/.exec(trigger.detail ?? '')?.[1];
  return words && caller ? `${words} (${caller})` : (words ?? caller);
};

export interface Fact {
  label: string;
  value: string;
  url?: string | undefined;
}

/** The first part of a UUID, as the console shows it, and other identifiers whole but short. */
const shortExecution = (id: string): string => (/^\w{8}-[\w-]+$/.test(id) ? id.slice(0, 8) : cut(id, 24));

/** The facts in the order of their worth. An account is written with its Region. */
export const facts = (notification: Notification): Fact[] => {
  const { account, region, execution, durationSeconds, action, details } = notification;
  const attempt = execution?.attempt ?? 1;
  const all: (Fact | undefined | false)[] = [
    durationSeconds !== undefined && { label: 'Took', value: duration(durationSeconds) },
    attempt > 1 && { label: 'Retry', value: String(attempt - 1) },
    action?.provider !== undefined && action.category !== 'Approval' && { label: 'Provider', value: action.provider },
    { label: 'Started by', value: triggerWords(notification) ?? '' },
    { label: account ? 'Account' : 'Region', value: [account, region].filter(Boolean).join(' in ') },
    execution && { label: 'Execution', value: shortExecution(execution.id), url: execution.url },
    ...details,
  ];
  return all.filter((fact): fact is Fact => (fact ? fact.value !== '' : false));
};

export interface Button {
  label: string;
  url: string;
  /** The one thing to do. */
  primary: boolean;
}

/** Where to click, the most useful first, each place once. */
export const buttons = (notification: Notification): Button[] => {
  const { approval, failures, execution, pipeline, commits, links } = notification;
  const places: { label: string; url: string | undefined }[] = [
    { label: 'Review', url: approval?.reviewUrl },
    { label: 'What it ships', url: approval?.entityUrl },
    { label: 'Open failure', url: failures.find(({ url }) => url)?.url },
    { label: 'Open execution', url: execution?.url },
    { label: 'Open pipeline', url: execution?.url ? undefined : pipeline?.url },
    { label: 'Open commit', url: commits[0]?.url },
    ...links,
  ];
  const seen = new Set<string>();
  const unique = places.filter((place): place is { label: string; url: string } => {
    if (!place.url || seen.has(place.url)) return false;
    seen.add(place.url);
    return true;
  });
  return unique.map((place, index) => ({ ...place, primary: index === 0 }));
};

/** How much of a notification is drawn: the most entries of each list, and the longest texts in UTF-16 units. */
export interface Detail {
  readonly failures: number;
  readonly commits: number;
  readonly details: number;
  readonly buttons: number;
  readonly reasonChars: number;
  /** Of the first failure; those after it get a third. */
  readonly reasonLines: number;
  readonly lineChars: number;
}

const DETAILS: readonly [Detail, ...Detail[]] = [
  { failures: 3, commits: 5, details: 8, buttons: 4, reasonChars: 1200, reasonLines: 12, lineChars: 160 },
  { failures: 2, commits: 3, details: 4, buttons: 4, reasonChars: 600, reasonLines: 9, lineChars: 100 },
  { failures: 1, commits: 1, details: 2, buttons: 1, reasonChars: 300, reasonLines: 6, lineChars: 60 },
];

/** Lines to show of the reason of the failure at a place in the list. */
export const reasonLines = ({ reasonLines }: Detail, at: number): number => (at > 0 ? reasonLines / 3 : reasonLines);

/** Draws a message with as much detail as its receiver has room for: all of it, or visibly less until it fits. */
export const drawToFit = <Drawn>(draw: (detail: Detail) => Drawn, fits: (drawn: Drawn) => boolean): Drawn => {
  const [full, ...shorter] = DETAILS;
  let drawn = draw(full);
  for (const detail of shorter) {
    if (fits(drawn)) break;
    drawn = draw(detail);
  }
  return drawn;
};

/** Leaves the beginning and the end of text that has too many lines, since a log ends with what went wrong. */
export const fewLines = (value: string, maxLines: number): string => {
  const lines = value.split('\n').filter((line) => line.trim());
  if (lines.length <= maxLines) return lines.join('\n');
  const first = Math.floor(maxLines / 3);
  return [...lines.slice(0, first), '…', ...lines.slice(first + 1 - maxLines)].join('\n');
};

/** `+2 more commits`, or `undefined` if all are shown. */
export const more = (all: readonly unknown[], shown: number, noun: string): string | undefined => {
  const rest = all.length - shown;
  return rest > 0 ? `+${rest} more ${noun}${rest > 1 ? 's' : ''}` : undefined;
};
