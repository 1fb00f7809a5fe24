import type { Moment, Notification } from '../model/notification.ts';
import { duration, secondsBetween } from '../text/time.ts';
import { COMPARED, overText, redFor } from './gravity.ts';
import { factsOf, kindOf, ownVerdict } from './headline.ts';
import { restoredWords } from './notes.ts';
import { ordinal } from './phrases.ts';
import { placeText } from './subjects.ts';
import { rollbackOf, SENTENCES, type SentenceKind } from './verbs.ts';

/** A verdict without its subject, which is that of the conversation: `Still failing` and `: 3rd in a row, red for 2 h.` */
export interface ReplyVerdict {
  readonly strong: string;
  readonly rest: string;
}

/** Verdicts of one word, and of a state that the other tables do not compose. */
const PLAIN: Readonly<Partial<Record<SentenceKind, string>>> = {
  started: 'Started',
  succeeded: 'Succeeded',
  failed: 'Failed',
  stopping: 'Stopping',
  superseded: 'Superseded',
  canceled: 'Canceled',
  resumed: 'Resumed',
  abandoned: 'Abandoned',
  approval: 'Waiting for approval',
};

/** What goes on after a further report, by the kind of a subject whose state lasts. */
const stillWords = ({ resource, lasting }: Notification): string => {
  if (!lasting) return 'Still failing';
  return resource?.kind === 'alarm' ? 'Still in alarm' : 'Still open';
};

const comparedWith = ({ transition }: Notification): string => (transition?.error ? COMPARED[transition.error] : '');

const stillRest = (notification: Notification): string => {
  const { transition, lasting } = notification;
  const red = redFor(notification);
  const nth = `${ordinal(transition?.count ?? 1)} ${lasting ? 'report ' : ''}in a row`;
  return `: ${nth}${red ? `, red for ${red}` : ''}.${comparedWith(notification)}`;
};

/** How long an approval waited: its own event measures it, otherwise it is the time since the request. */
const waited = ({ level, durationSeconds, time }: Notification, asked: string | undefined): string => {
  const seconds = level === 'action' && durationSeconds ? durationSeconds : secondsBetween(asked, time);
  return seconds ? duration(seconds) : '';
};

/** What is compared with the usual duration by a run that succeeded. */
const took = ({ durationSeconds }: Notification): string =>
  durationSeconds === undefined ? '' : ` in ${duration(durationSeconds)}`;

const ended = (notification: Notification, kind: SentenceKind, asked: string | undefined): ReplyVerdict => {
  const { at, by, retry } = factsOf(notification);
  const red = redFor(notification);
  const restored = restoredWords(notification);
  switch (kind) {
    case 'still-failing':
      return { strong: stillWords(notification), rest: stillRest(notification) };
    case 'failed-again':
      return { strong: `Retry ${retry} failed`, rest: `.${comparedWith(notification)}` };
    case 'fixed':
      return { strong: 'Fixed', rest: red ? ` after ${red}` : '' };
    case 'recovered':
      return { strong: retry ? `Recovered on retry ${retry}` : 'Recovered on retry', rest: red ? ` after ${red}` : '' };
    case 'stopped':
      return { strong: 'Stopped', rest: `${at}${by}.` };
    case 'rolled-back':
      return { strong: 'Rolled back', rest: `${at}${restored && ` to ${restored}`}.` };
    case 'approved':
    case 'rejected': {
      const time = waited(notification, asked);
      return { strong: kind === 'approved' ? 'Approved' : 'Rejected', rest: `${by}${time && ` after ${time}`}.` };
    }
    case 'expired': {
      const time = waited(notification, asked);
      return { strong: 'Expired', rest: time ? `: nobody answered for ${time}.` : ': nobody answered in time.' };
    }
    default: {
      const end = kind === 'succeeded' ? took(notification) : at;
      return { strong: PLAIN[kind] ?? SENTENCES[kind](factsOf(notification)).strong, rest: `${end}.` };
    }
  }
};

/** Moments of a stage or an action whose place is what the sentence is about. */
const PLACED: readonly Moment[] = ['started', 'succeeded', 'resumed', 'superseded', 'canceled', 'abandoned'];

/** `Build succeeded.` for a part of a run. */
const ofPart = (notification: Notification, kind: SentenceKind): ReplyVerdict | undefined => {
  const { level, stage, action, moment } = notification;
  const place = level === 'stage' || level === 'action' ? placeText(stage, action?.name) : '';
  if (!place || !PLACED.includes(moment)) return undefined;
  const { strong } = SENTENCES[kind]({ ...factsOf(notification), about: place, series: '', number: '', at: '' });
  return { strong, rest: '.' };
};

/** The words of an event source without the subject at their beginning. */
export const ownReplyWords = (notification: Notification): string | undefined => {
  const own = ownVerdict(notification);
  const start = `${factsOf(notification).about}: `;
  return own?.startsWith(start) ? own.slice(start.length) : own;
};

/** Whether the words of the source follow the verdict, because they are a new reading of a state that lasts. */
export const hasReading = (notification: Notification): boolean =>
  /^(?:still-failing|failed-again)$/.test(kindOf(notification)) && ownVerdict(notification) !== undefined;

/**
 * What is new, without the subject of the conversation.
 * @param asked when the approval was requested, ISO 8601 in UTC.
 */
export const replyVerdict = (notification: Notification, asked: string | undefined): ReplyVerdict => {
  const kind = kindOf(notification);
  const own = hasReading(notification) ? undefined : ownReplyWords(notification);
  if (own !== undefined) {
    const isOver = notification.moment === 'succeeded' && notification.transition !== undefined;
    const over = isOver ? overText(notification, redFor(notification)) : '';
    return { strong: own, rest: over ? `. ${over}` : '' };
  }
  const verdict = ofPart(notification, kind) ?? ended(notification, kind, asked);
  if (!notification.rollback || kind === 'rolled-back' || hasReading(notification)) return verdict;
  const { strong, rest } = verdict;
  return {
    strong: `${rollbackOf(factsOf(notification).about)}: ${strong.charAt(0).toLowerCase()}${strong.slice(1)}`,
    rest,
  };
};
