import type { Notification } from '../model/notification.ts';
import { duration, secondsBetween } from '../text/time.ts';
import { ordinal } from './phrases.ts';
import { about, branchText, placeText, restoredText, STEP, seriesText } from './subjects.ts';
import { summaryHeadline } from './summary-headline.ts';
import { utcNear, validTime } from './times.ts';
import {
  COUNTED,
  type Facts,
  mutedText,
  rollbackOf,
  SENTENCES,
  type Sentence,
  type SentenceKind,
  sequel,
} from './verbs.ts';
import { verdictText } from './verdicts.ts';

/** Moments whose place is named after the verb. For the others it is part of the subject. */
const AT: readonly string[] = [
  'failed',
  'stopping',
  'stopped',
  'rolled-back',
  'approval',
  'approved',
  'rejected',
  'expired',
];

/** Decisions and stops, whose duration is that of the approval only if the event is the approval's own. */
const ofAction = ({ level, durationSeconds }: Notification): number | undefined =>
  level === 'action' ? durationSeconds : undefined;

const timeText = (notification: Notification): string => {
  const { transition, time, moment } = notification;
  const isEnding = moment === 'failed' || moment === 'succeeded';
  const seconds = isEnding ? secondsBetween(transition?.since, time) : ofAction(notification);
  return seconds ? duration(seconds) : '';
};

/** The facts of a notification's sentence. */
export const factsOf = (notification: Notification): Facts => {
  const { moment, stage, action, failures, series, transition, resource, state = '' } = notification;
  const isNamed = AT.includes(moment);
  // A decision is made at a stage. Its action is named in the message.
  const isDecision = moment === 'approved' || moment === 'rejected' || moment === 'approval';
  const [first] = failures;
  // The phases of a build are no places.
  const isBuild = resource?.kind === 'build';
  const place = isBuild
    ? ''
    : placeText(stage ?? (isNamed ? first?.stage : undefined), isDecision ? undefined : action?.name);
  const name = about(notification);
  const path = isNamed || !place ? name : `${name}${STEP}${place}`;
  const by = notification.decision?.by ?? notification.stoppedBy;
  return {
    about: path,
    series: seriesText(notification),
    number: series?.number ? ` (#${series.number})` : '',
    at: isNamed && place ? ` at ${place}` : '',
    place: place ? ` · ${placeText(stage ?? first?.stage, action?.name)}` : '',
    by: by ? ` by ${by}` : '',
    to: restoredText(notification),
    time: timeText(notification),
    nth: ordinal(transition?.count ?? 1),
    retry: transition?.retry ? `${transition.retry}` : '',
    isDifferent: transition?.error === 'different',
    state,
  };
};

/** Which sentence a notification has, unless its source has words of its own. */
export const kindOf = ({ moment, transition }: Notification): SentenceKind => {
  if (moment === 'failed' && transition?.kind === 'still-failing')
    return transition.retry ? 'failed-again' : 'still-failing';
  if (moment !== 'succeeded') return moment;
  if (transition?.kind === 'recovered-on-retry') return 'recovered';
  return transition?.kind === 'fixed' ? 'fixed' : 'succeeded';
};

/** What the event source says itself: its verdict, or the title of a sender. */
const ownWords = (notification: Notification, name: string): string | undefined => {
  const { verdict, title, moment, counts, transition } = notification;
  const own = verdict && verdictText(name, verdict);
  if (own || title) return own || title;
  const count = moment === 'failed' && counts && transition?.kind !== 'still-failing' ? counts : undefined;
  if (!count || !Object.hasOwn(COUNTED, count.of)) return undefined;
  return COUNTED[count.of]?.(`${name}${branchText(notification)}`, count.failed, count.total);
};

const muteOf = ({ mute, time }: Notification, words: string): string => {
  if (!mute || /\bmuted\b/.test(words)) return '';
  const until = validTime(mute.until);
  return mutedText(mute.by, until && utcNear(until, time));
};

/** The verdict in words of the event source or of a sender; `undefined` if the moment has to say it. */
export const ownVerdict = (notification: Notification): string | undefined => {
  const own = ownWords(notification, factsOf(notification).about);
  return own === undefined ? undefined : `${own}${muteOf(notification, own)}`;
};

/** What happened to what, for the first line of a message and for the push text. */
export const sentenceOf = (notification: Notification, kind = kindOf(notification)): Sentence => {
  if (notification.summary) return summaryHeadline(notification);
  const facts = factsOf(notification);
  const strong = ownVerdict(notification);
  if (strong === undefined) {
    const isRollback = notification.rollback && kind !== 'rolled-back';
    return SENTENCES[kind](isRollback ? { ...facts, about: rollbackOf(facts.about) } : facts);
  }
  const isSequel = kind === 'still-failing' || kind === 'fixed';
  return { strong, rest: '', push: isSequel ? `${strong}${sequel(kind, facts)}` : strong };
};

/** The environment, or else the account, by its name in the settings. */
export const placeName = ({ environment, accountName }: Notification): string | undefined =>
  environment || accountName || undefined;

/** The verdict in one line, such as `shop failed at Deploy · prod`. */
export const headline = (notification: Notification): string => {
  const { strong, rest } = sentenceOf(notification);
  return [`${strong}${rest}`, placeName(notification)].filter(Boolean).join(' · ');
};
