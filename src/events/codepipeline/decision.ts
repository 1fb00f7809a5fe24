import type { Notification } from '../../model/notification.ts';
import { actorOf } from '../../text/actor.ts';
import { lineOf, textOf } from '../../text/clean.ts';

const MAX_NAME_CHARS = 100;
const MAX_COMMENT_CHARS = 500;

/** AWS's least and default time limits of an approval, in seconds. */
const LEAST_LIMIT_S = 5 * 60;
const DEFAULT_LIMIT_S = 7 * 24 * 3600;
/** An approval is ended some time after its limit. */
const LATE_S = 15 * 60;

/** AWS's words for an approval that was answered without a comment, and those that chat integrations imitate. */
const ANSWER = /^(?:approved|rejected) by (\S.{0,300}?)(?:\s*[:–—]\s+(.+)|\s*\n\s*(.+))?$/is;
/** A result that speaks of a time limit of the approval, and not of something that a reviewer writes about. */
const TIMEOUT =
  /^(?:.{0,60}\b(?:approval|action|request)\b.{0,60})?\b(?:timed[ -]?out|time[ -]?out|expired)\b.{0,40}$/i;

/** The name in `arn:…:assumed-role/Lead/hana`, `@hana via Slack` or `hana`. */
const personOf = (words: string): string | undefined =>
  actorOf(words.trim())?.name ?? lineOf(words.replace(/ via \w{1,30}$/i, '').replace(/^@/, ''), MAX_NAME_CHARS);

/** What an approval's result contains: the person, or the comment of a person who is not named. */
const answerOf = (result: string | undefined): { by?: string | undefined; comment?: string | undefined } => {
  const [, who, comment, below] = ANSWER.exec(result?.trim() ?? '') ?? [];
  if (!who) return { comment: textOf(result, MAX_COMMENT_CHARS) };
  return { by: personOf(who), comment: textOf(comment ?? below, MAX_COMMENT_CHARS) };
};

const isExpired = (result: string | undefined, seconds: number | undefined): boolean => {
  if (seconds !== undefined && seconds < LEAST_LIMIT_S) return false;
  if (TIMEOUT.test(result ?? '')) return true;
  return seconds !== undefined && seconds >= DEFAULT_LIMIT_S && seconds <= DEFAULT_LIMIT_S + LATE_S;
};

/** What is known of an approval that has ended. */
export interface Answered {
  readonly isApproved: boolean;
  /** AWS's summary of the result: the reviewer's comment, or who answered. */
  readonly result: string | undefined;
  /** For how long it waited. */
  readonly seconds: number | undefined;
  /** The person, where AWS names them. */
  readonly by?: string | undefined;
}

/**
 * How an approval was answered. AWS reports a rejection and the end of the time limit alike, as a failed action, and no
 * documentation has the words for the latter. It counts as expired only if no person is named and the result speaks of a
 * time limit, or the approval waited for exactly the default limit.
 * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/approvals-approve-or-reject.html
 */
export const decisionOf = ({ isApproved, result, seconds, by }: Answered): NonNullable<Notification['decision']> => {
  const answer = answerOf(result);
  const person = by ?? answer.by;
  if (!isApproved && !person && isExpired(result, seconds)) return { kind: 'expired' };
  return { kind: isApproved ? 'approved' : 'rejected', by: person, comment: answer.comment };
};

/** Whether AWS's own words say that a person rejected an approval. No other action has them as a reason. */
export const isRejection = (reason: string | undefined): boolean => /^Rejected by arn:[\w-]+:/.test(reason ?? '');
