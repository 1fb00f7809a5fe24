import type { Moment, Severity } from '../../model/notification.ts';
import { lineOf } from '../../text/clean.ts';
import { isLastingState, momentOfSentence, momentOfState, severityOfMoment } from '../shared/states.ts';
import { entriesOf, type Fields, isForeign, isRecord, levelsOf, shownValue } from './fields.ts';

export interface Meaning {
  readonly moment: Moment;
  readonly severity: Severity;
  /** The word that decided. */
  readonly state?: string | undefined;
  readonly lasting?: boolean;
  /** The event reports the state of one thing, and is no finding and no line of a log. */
  readonly isOfSubject?: boolean;
}

const STATE = /(?:state|status|statusdetails|result|outcome|conclusion|statevalue)$/;
const SEVERITY = /(?:severity|severitylabel|loglevel|^level)$/;
const BAD = /^(?:critical|high|fatal|error|severe|emergency|emerg)$/i;
const DOUBTFUL = /^(?:warn|warning|medium|moderate)$/i;
const CLOSED = /^(?:closed|resolved|archived|suppressed|dismissed)$/i;
/** GuardDuty's limit of high severity. @see https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_finding-format.html */
const HIGH_SCORE = 7;

/** The text of a field such as `state`, which may be an object with a `value` or a `label`. */
const wordOf = (value: unknown, fields: readonly string[]): string | undefined => {
  const raw = isRecord(value) ? entriesOf(value).find(([, name]) => fields.includes(name))?.[2] : value;
  return typeof raw === 'string' && raw.length <= 100 ? shownValue(raw) : undefined;
};

/** The states of a record, those in fields of exactly these names first. */
const statesOf = (record: Fields): string[] => {
  const found = entriesOf(record).flatMap(([, name, value]) => {
    const isEvent = name === 'event' && typeof value === 'string' && value.startsWith('autoscaling:');
    const word =
      isEvent || (STATE.test(name) && !isForeign(name))
        ? wordOf(value, ['value', 'status', 'state', 'name'])
        : undefined;
    return word ? [{ word, isExact: /^(?:state|status)$/.test(name) }] : [];
  });
  return found.sort((a, b) => Number(b.isExact) - Number(a.isExact)).map(({ word }) => word);
};

const scoreOf = (record: Fields): unknown => entriesOf(record).find(([, name]) => name === 'severity')?.[2];

const severitiesOf = (record: Fields): string[] =>
  entriesOf(record).flatMap(([, name, value]) =>
    SEVERITY.test(name) && !isForeign(name) ? (wordOf(value, ['label', 'description', 'value', 'level']) ?? []) : [],
  );

/** A finding that somebody closed keeps its severity. */
const isClosed = (record: Fields): boolean =>
  [record, ...entriesOf(record).flatMap(([, , value]) => (isRecord(value) ? [value] : []))].some(
    (each) => each.archived === true || statesOf(each).some((state) => CLOSED.test(state)),
  );

/**
 * Whether a category, the type, the code or the message of an event says so. Events of RDS, DMS and Auto Scaling have no
 * state.
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Events.Messages.html
 */
const isFailureInWords = (record: Fields): boolean =>
  entriesOf(record).some(
    ([, name, value]) =>
      (name === 'eventcategories' && Array.isArray(value) && value.includes('failure')) ||
      (/^(?:eventtype|statuscode)$/.test(name) && typeof value === 'string' && momentOfState(value) === 'failed') ||
      (name === 'eventmessage' && typeof value === 'string' && momentOfSentence(value) === 'failed'),
  );

const meaningOfState = (record: Fields): Meaning | undefined => {
  const states = statesOf(record);
  const state = states.find((word) => momentOfState(word) === 'failed') ?? states.find(momentOfState);
  const moment = state && momentOfState(state);
  if (!state || !moment) return undefined;
  return { moment, severity: severityOfMoment(moment), state, lasting: isLastingState(state), isOfSubject: true };
};

const meaningOfSeverity = (record: Fields, isScored: boolean): Meaning | undefined => {
  const [word] = severitiesOf(record);
  const score = isScored ? scoreOf(record) : undefined;
  if (word === undefined && typeof score !== 'number') return undefined;
  if (isClosed(record)) return { moment: 'change', severity: 'info' };
  const isBad = typeof score === 'number' ? score >= HIGH_SCORE : BAD.test(word ?? '');
  const isDoubtful = typeof score === 'number' ? score >= 4 : DOUBTFUL.test(word ?? '');
  if (isBad) return { moment: 'failed', severity: 'failure' };
  return { moment: 'change', severity: isDoubtful ? 'warning' : 'info' };
};

/**
 * What an event of an unknown kind means, by the words of its states and severities, at most two levels deep. The level
 * nearest to the top decides, and in it a failure before anything else. `undefined` if it has neither.
 * @param isScored whether a number is a severity of GuardDuty; the scales of others go the other way.
 */
export const meaningOf = (record: Fields, isScored = false): Meaning | undefined => {
  if (isFailureInWords(record)) return { moment: 'failed', severity: 'failure', isOfSubject: true };
  for (const level of levelsOf(record)) {
    const found = level.flatMap((each) => meaningOfState(each) ?? meaningOfSeverity(each, isScored) ?? []);
    const meaning = found.find(({ moment }) => moment === 'failed') ?? found[0];
    if (meaning) return meaning;
  }
  return undefined;
};

/** The state that the event reports, also one whose word means nothing here. */
export const stateOf = (record: Fields): string | undefined => lineOf(statesOf(record)[0], 100);
