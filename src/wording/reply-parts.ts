import type { RootFacts } from '../model/conversation.ts';
import type { Notification } from '../model/notification.ts';
import { unchangedText } from './change.ts';
import { commitLines, lastGoodLines } from './commit-lines.ts';
import type { Detail } from './detail.ts';
import { type Line, line, textLine } from './lines.ts';
import { consequence, endText, openText, quoted, updateText } from './notes.ts';
import { hasReading, ownReplyWords } from './reply-verdicts.ts';

/** Suspects below a failure that is the same as the one before. The root has all of them. */
const MAX_SAME_COMMITS = 2;

/** A failure for the reason of the one before it. */
export const isSame = ({ transition }: Notification): boolean => transition?.error === 'same';

/** The end of a failure. */
export const isFix = ({ moment, transition }: Notification): boolean =>
  moment === 'succeeded' && transition !== undefined;

/** What follows, in sentences. A verdict with its subject says less than one without. */
const consequences = (notification: Notification, { count }: RootFacts, isAlone: boolean): string => {
  const { moment } = notification;
  if (moment === 'stopped' || moment === 'abandoned') return count === undefined ? '' : openText(notification);
  if (isAlone) return consequence(notification);
  if (moment === 'rejected' || moment === 'expired') return endText(notification);
  return moment === 'rolled-back' ? openText(notification) : '';
};

/** What people wrote, what follows, a new reading, and the words of a sender that the conversation does not have yet. */
export const newTextLines = (
  notification: Notification,
  facts: RootFacts,
  { reasonChars }: Detail,
  above: string,
  isAlone: boolean,
): Line[] => {
  const { decision, stopReason, title, text, lasting, moment, failures } = notification;
  const isNews =
    (moment === 'failed' && !isSame(notification) && !lasting) || moment === 'change' || moment === 'message';
  const isNew = (words: string) => !above.includes(words) && !failures.some(({ reason }) => reason === words);
  const isReading = hasReading(notification) && (lasting === true || !isSame(notification));
  return [
    ...(isReading ? textLine(ownReplyWords(notification), reasonChars) : []),
    ...[decision?.comment, stopReason].flatMap((words) => (words ? textLine(quoted(words), reasonChars) : [])),
    ...textLine(consequences(notification, facts, isAlone), reasonChars),
    ...textLine(updateText(notification), reasonChars),
    ...[title, text].flatMap((words) => (isNews && words && isNew(words) ? textLine(words, reasonChars) : [])),
  ];
};

/** The suspects of a failure, or the commits that fixed it if they are not in the verdict. */
export const changeLines = (notification: Notification, detail: Detail, isAlone: boolean): Line[] => {
  const { moment, transition, commits } = notification;
  if (isFix(notification)) return commits.length > 1 || isAlone ? commitLines(notification, detail) : [];
  if (moment !== 'failed' || transition?.retry) return [];
  const unchanged = transition?.kind === 'still-failing' ? unchangedText(notification) : '';
  if (unchanged) return line({ text: unchanged });
  const commitsShown = isSame(notification) ? Math.min(MAX_SAME_COMMITS, detail.commits) : detail.commits;
  const isFirst = transition?.kind !== 'still-failing';
  return [
    ...commitLines(notification, { ...detail, commits: commitsShown }),
    ...(isFirst ? lastGoodLines(notification, detail) : []),
  ];
};

const withoutLog = (failures: Notification['failures']): Notification['failures'] =>
  failures.map(({ log: _, ...failure }) => failure);

/** The failures that are told: none of the same error again, except their reasons where no root stands above. */
export const toldFailures = (
  notification: Notification,
  { reason }: RootFacts,
  isAlone: boolean,
): Notification['failures'] => {
  const { failures, transition } = notification;
  if (isSame(notification)) return isAlone ? withoutLog(failures) : [];
  // Not compared with the failure before, but the same as the first one.
  const isFirst = transition?.kind === 'still-failing' && !transition.error && failures[0]?.reason === reason;
  return isFirst ? withoutLog(failures) : failures;
};
