import type { Notification } from '../model/notification.ts';
import { cleanLine, cut } from '../text/clean.ts';
import { commitPhrase } from './change.ts';
import { gravityText } from './gravity.ts';
import { placeName, sentenceOf } from './headline.ts';
import { icon } from './icons.ts';
import { countsText, waitingText } from './notes.ts';
import { reasonText } from './reason.ts';

/** What a lock screen shows of a notification, in UTF-16 units. */
const PUSH_CHARS = 110;

/** The verdict is never cut to the budget, only to this length, and the reason keeps at least {@link MIN_REASON_CHARS}. */
const MAX_VERDICT_CHARS = 250;
const MIN_REASON_CHARS = 30;
const MAX_PART_CHARS = 600;
const MAX_PLACE_CHARS = 40;

/** The first line of the first reason, or the failed part if no reason is known. */
const failureText = (notification: Notification): string => {
  const { failures } = notification;
  const failure = failures.find(({ reason, code }) => reason || code) ?? failures[0];
  return failure ? (reasonText(failure, notification).trim().split('\n')[0] ?? '') : '';
};

/** The commit that fixed it, and how many more there are. */
const fixText = ({ commits }: Notification): string => {
  const [commit] = commits;
  if (!commit) return '';
  return `${commitPhrase(commit)}${commits.length > 1 ? `, +${commits.length - 1} more` : ''}`;
};

/** Why it happened, or what is decided or waits: what follows the dash. */
const whyText = (notification: Notification): string => {
  const { transition, commitsNote, moment, decision, lasting, stopReason, text, verdict } = notification;
  if (transition?.error === 'same') return 'same error';
  if (transition?.kind === 'fixed' || transition?.kind === 'recovered-on-retry') {
    const isSame =
      commitsNote === 'same' || (transition.kind === 'recovered-on-retry' && transition.retry !== undefined);
    return isSame ? 'same commit, run again' : countsText(notification) || fixText(notification);
  }
  if (moment === 'approval') return waitingText(notification) || (notification.approval?.comment ?? '');
  return (
    failureText(notification) ||
    (moment === 'approved' ? '' : decision?.comment) ||
    stopReason ||
    countsText(notification) ||
    // The text of a lasting state describes it at any time, as the description of an alarm does.
    (verdict && lasting ? '' : (text ?? ''))
  );
};

/** Decisions and rollbacks, which are about more than a commit. */
const WITHOUT_COMMIT: readonly string[] = ['approval', 'approved', 'rejected', 'expired', 'rolled-back'];

/** The commit, unless the verdict or the reason is about another one or names it. */
const commitText = (notification: Notification): string => {
  const [commit] = notification.commits;
  const { moment, transition } = notification;
  const isTold = WITHOUT_COMMIT.includes(moment) || transition?.error === 'same';
  const isGreen = transition !== undefined && moment === 'succeeded';
  return commit && !isTold && !isGreen ? commitPhrase(commit) : '';
};

const lineOf = (text: string, maxChars = MAX_PART_CHARS): string => cleanLine(text, maxChars);

/** A verdict with what follows its dash and the commit, on one line of at most `maxChars` where the verdict allows it. */
export const oneLine = (
  notification: Notification,
  verdict: string,
  [reason, change]: readonly [why: string, commit: string],
  maxChars = PUSH_CHARS,
): string => {
  const place = lineOf(placeName(notification) ?? '', MAX_PLACE_CHARS);
  const head = `${icon(notification)} ${[place, lineOf(verdict, MAX_VERDICT_CHARS)].filter(Boolean).join(' · ')}`;
  const [why = '', commit] = [reason, change].filter((text) => lineOf(text) !== '');
  const whole = [head, why && ` — ${lineOf(why)}`, commit && ` · ${lineOf(commit)}`].join('');
  if (whole.length <= maxChars || !why) return whole;
  // What is cut ends with its first line where that is possible, because the lines are sentences.
  const first = lineOf(why.trim().split('\n')[0] ?? '');
  return `${head} — ${cut(first, Math.max(MIN_REASON_CHARS, maxChars - head.length - 3))}`;
};

/**
 * The whole message on one line, for lock screens, screen readers and receivers without layout. Within `maxChars` first
 * the commit is left out, then the reason is cut; the verdict is always there.
 */
export const plainText = (notification: Notification, maxChars?: number): string =>
  oneLine(notification, sentenceOf(notification).push, [whyText(notification), commitText(notification)], maxChars);

/** What follows the verdict, without a budget: how grave it is, why it happened, and the commit. */
export const gist = (notification: Notification): string => {
  const gravity = gravityText(notification) ?? '';
  const why = failureText(notification) || whyText(notification);
  const isSaid = gravity.toLowerCase().includes(why.toLowerCase());
  return [gravity, isSaid ? '' : why, commitText(notification)]
    .map((text) => lineOf(text))
    .filter(Boolean)
    .join(' · ');
};
