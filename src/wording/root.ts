import type { RootFacts } from '../model/conversation.ts';
import type { Notification } from '../model/notification.ts';
import { cleanLine } from '../text/clean.ts';
import { duration, secondsBetween } from '../text/time.ts';
import type { Detail } from './detail.ts';
import { factsOf, kindOf, sentenceOf } from './headline.ts';
import { type Line, line, textLine } from './lines.ts';
import { links } from './links.ts';
import { openText, quoted } from './notes.ts';
import { headlineOf, linksOf, type Outline, outline, textOf, timeOf } from './outline.ts';
import { counted } from './phrases.ts';
import { brief } from './reason.ts';
import { stagesText } from './stages.ts';
import { afterFixes } from './summary.ts';
import { verdictText } from './verdicts.ts';

/** Ends of a run that leave an open failure as it is. */
const LEAVES_OPEN: readonly string[] = ['rolled-back', 'stopped', 'abandoned'];

const MAX_QUESTION_CHARS = 600;

/** A run that goes on has its state in the first line, not how it began. */
export const rootSentence = (notification: Notification) =>
  sentenceOf(notification, isRunning(notification) ? 'running' : kindOf(notification));

export const isRunning = ({ moment }: Notification): boolean => moment === 'started' || moment === 'resumed';

/** The notification as a state: without what only a further alert says, and with what a decision is about. */
export const stateOf = (notification: Notification, { commits, fixed = [] }: RootFacts): Notification => ({
  ...notification,
  update: undefined,
  ...(notification.decision && notification.commits.length === 0 && commits && { commits }),
  ...(notification.summary && { summary: afterFixes(notification.summary, fixed) }),
});

/** `true` if the subject failed before and nothing since has fixed it. */
const isOpen = ({ moment }: Notification, { count }: RootFacts): boolean =>
  count !== undefined && LEAVES_OPEN.includes(moment);

/** Count and age of a failure whose latest news is another one, and how long an approval waited that was refused. */
const gravityOf = (notification: Notification, facts: RootFacts, gravity: string | undefined): string | undefined => {
  const { moment, time, lasting } = notification;
  const { since, redSince = since, count, stages } = facts;
  const isRed = isOpen(notification, facts);
  const seconds = secondsBetween(isRed ? redSince : since, time);
  const age = seconds ? duration(seconds) : '';
  if (isRed) {
    const failures = counted(count ?? 1, lasting ? 'report' : 'failure');
    return age ? `${failures}, red for ${age}.` : `${failures}.`;
  }
  return moment === 'rejected' && age && !stages ? `After ${age}.` : gravity;
};

/** The first failure's reason, or what its source said instead. */
const firstError = (notification: Notification, { reason, verdict }: RootFacts): string => {
  const { about } = factsOf(notification);
  const said = brief(reason) ?? (verdict && verdictText(about, verdict)) ?? '';
  return said.startsWith(`${about}: `) ? said.slice(about.length + 2) : said;
};

/** What an open failure waits for, since when it is red, and the first error unless `drawn` contains it. */
const beganLines = (notification: Notification, facts: RootFacts, drawn: string, { reasonChars }: Detail): Line[] => {
  const { moment, transition, time, lasting } = notification;
  const isFurther = moment === 'failed' && transition?.kind === 'still-failing';
  const isOver = moment === 'succeeded' && transition !== undefined;
  const open = isOpen(notification, facts);
  if (!isFurther && !isOver && !open) return [];
  const since = isOver ? undefined : timeOf(transition?.since ?? facts.redSince ?? facts.since, time);
  const first = cleanLine(firstError(notification, facts), reasonChars);
  const isNew = first !== '' && !drawn.includes(first.replace(/…$/, ''));
  const label = isOver ? (lasting ? 'It began with' : 'It failed with') : `First ${lasting ? 'report' : 'error'}`;
  const error = isNew ? `${label}: ${first}` : '';
  return [
    ...line({ text: open && moment !== 'rolled-back' ? openText(notification) : '' }),
    ...line(...(since ? [{ text: 'Red since ', look: 'quiet' as const }, since] : []), {
      text: since && error ? ` · ${error}` : error,
      look: 'quiet',
    }),
  ];
};

/** What was asked, above the answer to it. */
const questionLines = ({ approval, decision }: Notification, { question }: RootFacts): Line[] =>
  question && decision && !approval?.comment ? textLine(`Asked: ${quoted(question)}`, MAX_QUESTION_CHARS) : [];

/** The present state of a conversation. */
export const rootOutline = (latest: Notification, facts: RootFacts, detail: Detail): Outline => {
  const notification = stateOf(latest, facts);
  const drawn = outline(notification, detail);
  const stages = cleanLine(stagesText(notification, facts, isRunning(notification)), detail.reasonChars);
  const state = [...line({ text: stages }), ...questionLines(notification, facts)];
  const headline = headlineOf(notification, rootSentence(notification));
  const drawnText = textOf([headline, ...drawn.sections.flat()]);
  const began = beganLines(notification, facts, drawnText, detail);
  const own = links(notification);
  const first = facts.incidentUrl ? [{ label: 'first-failure', url: facts.incidentUrl }] : [];
  return {
    ...drawn,
    headline,
    gravity: gravityOf(notification, facts, drawn.gravity),
    sections: [state, ...drawn.sections, began].filter((lines) => lines.length > 0),
    links: [...linksOf(own, detail.links - (detail.links > 1 ? first.length : 0)), ...linksOf(first, 1)].slice(
      0,
      detail.links,
    ),
    facts: drawn.facts.filter((fact) => !stages.includes(fact)),
  };
};
