import type { Commit, Moment, Notification } from '../model/notification.ts';
import { shortCommit } from '../text/short-id.ts';

/** Headings of the commits, by what the list means. */
const HEADINGS: Readonly<Partial<Record<Moment, string>>> = {
  approval: 'Ships',
  approved: 'Ships',
  stopping: 'Was shipping',
  stopped: 'Was shipping',
  rejected: 'Not shipped',
  expired: 'Not shipped',
};

/** The last words of a list of heads, which link to the comparison. */
export const WITH_HEADS = 'and what came with it';

/** `true` if the commit is the one of the last success, so that the cause is something else. */
const isLastGood = ({ commits: [commit, another], lastGood }: Notification): boolean =>
  commit !== undefined && another === undefined && /^[0-9a-f]{40}$/.test(commit.id) && commit.id === lastGood?.commit;

/** What the list of commits means, empty if the moment says it. */
export const changeHeading = (notification: Notification): string => {
  const { moment, transition, lastGood, commitsNote } = notification;
  if (transition?.kind === 'fixed') return commitsNote === 'same' ? '' : 'Fixed by';
  if (moment !== 'failed') return HEADINGS[moment] ?? '';
  if (!lastGood) return '';
  return isLastGood(notification) ? 'The same commit as in the last success' : 'Since the last success';
};

/** For a new run that failed like the one before it. A retry is always of the same commit. */
export const unchangedText = ({ moment, commitsNote, transition }: Notification): string =>
  moment === 'failed' && commitsNote === 'same' && !transition?.retry
    ? 'Nothing is new since the previous failure.'
    : '';

/** What the time of the last success follows, and the command that restores it. */
export const LAST_SUCCESS = 'Last success';
export const ROLL_BACK = 'Roll back to it';

export const agoText = (time: string): string => `${time} ago`;

/** `main`, `tag v1.2`, or `undefined`. */
const commitRef = ({ branch, tag }: Commit): string | undefined => (tag ? `tag ${tag}` : branch);

/**
 * `Charge the card once · Ada Moreno · main`. A repository that all commits share is left out, a branch that all share
 * stands at the first only, and not at all if the verdict names it.
 */
export const commitWords = (commit: Commit, at: number, commits: readonly Commit[], series: string): string => {
  const isShared = (of: (commit: Commit) => string | undefined) => commits.every((other) => of(other) === of(commit));
  const repository = isShared((other) => other.repository) ? undefined : commit.repository;
  const ref =
    isShared(commitRef) && (at > 0 || series.endsWith(` ${commitRef(commit)}`)) ? undefined : commitRef(commit);
  return [commit.summary, commit.author, repository, ref].filter(Boolean).join(' · ');
};

/** `61e0a7f Restore the rounding by Jo Lindqvist`, for the push text. */
export const commitPhrase = (commit: Commit): string =>
  [shortCommit(commit), commit.summary, commit.author && `by ${commit.author}`].filter(Boolean).join(' ');
