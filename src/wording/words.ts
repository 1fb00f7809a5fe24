import type { Commit, Failure, Moment, Notification, Severity } from '../model/notification.ts';
import { cut } from '../text/clean.ts';
import { shortCommit, shortExecution } from '../text/short-id.ts';
import { duration, secondsBetween } from '../text/time.ts';
import { triggerText } from './triggers.ts';
import { verdictText } from './verdicts.ts';

/** The wording that all platforms share. It is plain text; the platforms escape it. */

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
  'rolled-back': 'was rolled back',
  approved: 'was approved',
  rejected: 'was rejected',
  expired: 'expired',
  approval: 'waits for approval',
};

const ICONS: Record<Severity, string> = { info: '🔵', success: '🟢', warning: '⚪', attention: '✋', failure: '🔴' };

/** The verb for an ending, in view of the endings before it. */
const verb = ({ transition, action }: Notification, moment: keyof typeof VERBS): string => {
  switch (transition?.kind) {
    case 'still-failing':
      return transition.retry ? 'failed again' : 'still fails';
    case 'fixed':
      return 'is fixed';
    case 'recovered-on-retry':
      return transition.retry ? 'succeeded' : 'succeeded on a retry';
  }
  // An approval that expired ends like one that was rejected.
  if (action?.category === 'Approval' && moment === 'succeeded') return 'was approved';
  if (action?.category === 'Approval' && moment === 'failed') return 'was not approved';
  return VERBS[moment];
};

export const icon = (notification: Notification): string => ICONS[notification.severity];

/** `web › Deploy › CreateStack`, `web › build web-tests`, `Alarm web-5xx`: from the widest to the narrowest. */
export const subject = ({ pipeline, stage, action, resource }: Notification): string => {
  const place = [pipeline?.name, stage, action?.name].filter(Boolean);
  const thing = resource && `${resource.kind} ${resource.name}`;
  if (place.length === 0) return thing ? thing.charAt(0).toUpperCase() + thing.slice(1) : '';
  return [...place, thing].filter(Boolean).join(' › ');
};

const verdict = (notification: Notification): string => {
  const { title, moment, state, failures, stage, transition } = notification;
  if (title) return title;
  const about = subject(notification) || 'An event';
  const own = notification.verdict && verdictText(about, notification.verdict);
  if (own) return own;
  if (moment === 'message') return about;
  if (moment === 'change') return `${about} is now ${state ?? 'changed'}`;
  const where = moment === 'failed' && stage === undefined ? failures[0]?.stage : undefined;
  const retry = transition && transition.kind !== 'broken' && transition.kind !== 'fixed' && transition.retry;
  return `${about} ${verb(notification, moment)}${where ? ` at ${where}` : ''}${retry ? ` on retry ${retry}` : ''}`;
};

/** The verdict in one line, such as `web failed at Deploy · production`. */
export const headline = (notification: Notification): string =>
  [verdict(notification), notification.environment].filter(Boolean).join(' · ');

const ordinal = (count: number): string => {
  const suffix = ['th', 'st', 'nd', 'rd'][count % 100 >= 11 && count % 100 <= 13 ? 0 : count % 10] ?? 'th';
  return `${count}${suffix}`;
};

/** The streak of failures: `3rd failure in a row, red for 2 h 10 min`. `undefined` for a first failure. */
export const streakText = ({ transition, time }: Notification): string | undefined => {
  if (!transition || transition.kind === 'broken') return undefined;
  const { kind, count, since } = transition;
  const seconds = secondsBetween(since, time);
  const red = seconds ? duration(seconds) : undefined;
  if (kind === 'still-failing') return `${ordinal(count)} failure in a row${red ? `, red for ${red}` : ''}`;
  const failures = `${count} failure${count === 1 ? '' : 's'}`;
  return red ? `Red for ${red}, ${failures}` : `After ${failures}`;
};

/** `Deploy › CreateStack`, or `undefined` if the failure has neither stage nor action. */
export const failurePlace = ({ stage, action }: Failure): string | undefined =>
  [stage, action].filter(Boolean).join(' › ') || undefined;

/** `main`, `tag v1.2`, or `undefined`. */
export const commitRef = ({ branch, tag }: Commit): string | undefined => (tag ? `tag ${tag}` : branch);

/** The whole message on one line, for lock screens, screen readers and receivers without layout. */
export const plainText = (notification: Notification): string => {
  const { failures, commits, approval, text, stopReason } = notification;
  const commit = commits[0];
  const expires = approval?.expiresAt && Date.parse(approval.expiresAt) ? utcTime(approval.expiresAt) : undefined;
  const parts = [
    `${icon(notification)} ${headline(notification)}`,
    streakText(notification),
    failures.find(({ reason }) => reason)?.reason ?? stopReason ?? approval?.comment ?? text,
    expires && `until ${expires}`,
    commit && [shortCommit(commit), commit.summary, commit.author && `by ${commit.author}`].filter(Boolean).join(' '),
  ];
  return parts
    .filter((part) => part)
    .map((part) => cut((part as string).replace(/\s+/g, ' '), 300))
    .join(' · ');
};

/** `2026-11-23 14:05 UTC`, for platforms that cannot show a time in the reader's zone. */
export const utcTime = (iso: string): string => `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;

/** Who or what started the execution. A caller's ARN is cut to the name at its end. */
export const triggerWords = ({ trigger }: Notification): string | undefined => {
  if (!trigger) return undefined;
  const words = trigger.words ?? (trigger.type && triggerText(trigger.type));
  const caller = /^arn:[\w-]+:(?:sts|iam)::\d+:(?:.*\/)?([^/]+)$/.exec(trigger.detail ?? '')?.[1];
  return words && caller ? `${words} (${caller})` : (words ?? caller);
};

export interface Fact {
  label: string;
  value: string;
}

/** The facts, the most useful first. An account is shown with its Region, and by its name if it has one. */
export const facts = (notification: Notification): Fact[] => {
  const { account, accountName, region, execution, durationSeconds, action, transition } = notification;
  const attempt = execution?.attempt ?? 1;
  const isInHeadline = transition?.retry !== undefined && /still-failing|recovered/.test(transition.kind);
  const place = accountName || account;
  const all: (Fact | undefined | false)[] = [
    durationSeconds !== undefined && { label: 'Took', value: duration(durationSeconds) },
    attempt > 1 && !isInHeadline && { label: 'Retry', value: String(attempt - 1) },
    action?.provider !== undefined && action.category !== 'Approval' && { label: 'Provider', value: action.provider },
    { label: 'Started by', value: triggerWords(notification) ?? '' },
    { label: place ? 'Account' : 'Region', value: [place, region].filter(Boolean).join(' in ') },
    execution && { label: 'Execution', value: shortExecution(execution.id) },
  ];
  return all.filter((fact): fact is Fact => (fact ? fact.value !== '' : false));
};

export interface Link {
  label: string;
  url: string;
}

/** The links of a notification, the most useful first, each URL once. */
export const links = (notification: Notification): Link[] => {
  const { approval, failures, resource, execution, pipeline, commits, lastGood } = notification;
  const all: { label: string; url: string | undefined }[] = [
    { label: 'Review', url: approval?.reviewUrl },
    { label: 'What it ships', url: approval?.entityUrl },
    { label: 'Open failure', url: failures.find(({ url }) => url)?.url },
    { label: 'Open log', url: failures.find(({ logUrl }) => logUrl)?.logUrl },
    { label: `Open ${resource?.kind}`, url: resource?.url },
    { label: 'Open execution', url: execution?.url },
    { label: 'Open pipeline', url: execution?.url ? undefined : pipeline?.url },
    { label: 'Compare', url: lastGood?.compareUrl },
    ...notification.links,
    { label: 'Open commit', url: commits[0]?.url },
  ];
  const seen = new Set<string>();
  return all.filter((link): link is Link => {
    if (!link.url || seen.has(link.url)) return false;
    seen.add(link.url);
    return true;
  });
};
