import type { Notification } from '../model/notification.ts';
import { duration } from '../text/time.ts';
import { counted } from './phrases.ts';
import { restoredText, runText } from './subjects.ts';
import { roughly, utcDay, validTime } from './times.ts';
import { COUNTED } from './verbs.ts';

/** The words of a person, in quotation marks. */
export const quoted = (words: string): string => (/^["“«].*["”»]$/s.test(words) ? words : `"${words}"`);

/** Where a run ended whose approval was not given. */
export const endText = ({ stage, failures: [first] }: Notification): string => {
  const at = stage ?? first?.stage;
  return at ? `The run ended at ${at}.` : 'The run ended.';
};

/** What a rollback restores: `9b1f4c2 of Mar 3 (run 3e1d9c70)`. Empty if it is unknown. */
export const restoredWords = (notification: Notification): string => {
  const { rollbackTo, resource } = notification;
  const what = restoredText(notification);
  if (!what) return '';
  const time = validTime(rollbackTo?.time);
  const run = rollbackTo?.id && (rollbackTo.commit || rollbackTo.name) ? ` (${runText(rollbackTo.id, resource)})` : '';
  return `${what}${time ? ` of ${utcDay(time)}` : ''}${run}`;
};

const restored = (notification: Notification): string => {
  const what = restoredWords(notification);
  return what ? `Now running ${what}.` : 'An earlier version is running again.';
};

const expiredText = (notification: Notification): string => {
  const { level, durationSeconds } = notification;
  const time =
    level === 'action' && durationSeconds
      ? `Nobody answered for ${duration(durationSeconds)}.`
      : 'Nobody answered in time.';
  return `${time} ${endText(notification)}`;
};

/** What ends a failure after a rollback, by the kind of the subject. */
const ENDS: Readonly<Record<string, string>> = {
  deployment: 'a new deployment succeeds',
  service: 'a new deployment succeeds',
  stack: 'an update succeeds',
};

/** What a failure that is not fixed waits for. */
export const openText = ({ resource }: Notification): string => {
  const kind = resource?.kind ?? '';
  return `The failure stays open until ${(Object.hasOwn(ENDS, kind) && ENDS[kind]) || 'a new run succeeds'}.`;
};

/** What follows from the moment, in sentences; empty if nothing does. */
export const consequence = (notification: Notification): string => {
  switch (notification.moment) {
    case 'rolled-back':
      return `${restored(notification)} ${openText(notification)}`;
    case 'rejected':
      return endText(notification);
    case 'expired':
      return expiredText(notification);
    default:
      return '';
  }
};

/** How many parts failed, where the verdict does not say it. Contributors are parts of an alarm. */
export const countsText = ({ counts, moment, verdict, transition, title }: Notification): string => {
  if (!counts) return '';
  const { of, failed, total } = counts;
  if (of === 'contributors') {
    if (moment !== 'succeeded' || failed === 0) return '';
    return failed === 1 ? '1 other series is still in alarm.' : `${failed} other series are still in alarm.`;
  }
  const isSaid = Object.hasOwn(COUNTED, of) && !verdict && !title && transition?.kind !== 'still-failing';
  if (moment !== 'failed' || isSaid) return '';
  const parts = of.replaceAll('-', ' ');
  return total ? `${failed} of ${total} ${parts} failed.` : `${counted(failed, parts.replace(/s$/, ''))} failed.`;
};

/** For an alert that repeats an earlier one with further facts. */
export const updateText = ({ update, counts }: Notification): string => {
  if (!update) return '';
  return counts
    ? `More ${counts.of.replaceAll('-', ' ')} failed since the first alert.`
    : 'An update of an earlier alert.';
};

/** `6 days left`, from the time of the event. */
const leftText = ({ approval, time }: Notification): string | undefined => {
  const left = roughly(time, validTime(approval?.expiresAt));
  return left && `${left} left`;
};

/** `Expires in 6 days`: the time itself is drawn behind it. */
export const expiryText = ({ approval, time }: Notification): string => {
  const left = roughly(time, validTime(approval?.expiresAt));
  return left ? `Expires in ${left}` : 'Expires';
};

/** `2 commits, 6 days left`, for the push text of an approval. */
export const waitingText = (notification: Notification): string =>
  [notification.commits.length > 0 && counted(notification.commits.length, 'commit'), leftText(notification)]
    .filter(Boolean)
    .join(', ');
