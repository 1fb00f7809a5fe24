import { RelayError } from '../model/errors.ts';
import type { Ending, Histories, History, StoredHistory } from '../model/history.ts';
import type { Notification, Transition } from '../model/notification.ts';
import { endingOf, historyKey } from './ending.ts';
import { fingerprintOf } from './fingerprint.ts';
import { decide, hasFailingSeries, type Verdict } from './verdict.ts';

/** How long one ending is written again, in milliseconds, while other routers write the same history. */
const WRITE_BUDGET_MS = 5000;
/** The first wait is up to twice the base; each further one doubles, up to the maximum. */
const BASE_WAIT_MS = 20;
const MAX_WAIT_MS = 640;
/** How long an alarm's own event waits for those of its contributors, which name what is wrong. */
const CONTRIBUTORS_MS = 2000;

export interface JudgingPorts {
  histories: Histories;
  /** A call failed; the notification is routed without its result. */
  failed(error: unknown): void;
  now(): Date;
  /** From 0 to 1, for the jitter. */
  random(): number;
  sleep(ms: number): Promise<void>;
  /** Called for each pipeline run that ended, once even if the event arrives in copies. */
  ended?: ((notification: Notification) => void | Promise<void>) | undefined;
}

/** What is asked about an ending. The functions must not reject. */
export interface Questions {
  /** Earlier endings of the notification's series that AWS lists. */
  pastEndings(notification: Notification): Promise<readonly Ending[]>;
  /** The series of a run whose events do not name it. */
  series(): Promise<Notification['series']>;
}

/** What an ending means, before it is recorded. */
export interface Judgement {
  /** With the series that AWS named. */
  readonly notification: Notification;
  readonly ending: Ending;
  readonly key: readonly string[];
  /** Earlier endings that AWS listed. */
  readonly past: readonly Ending[];
  /** `undefined` if the table did not answer. */
  readonly stored: StoredHistory | undefined;
  /** The transition if the earlier endings of the same batch are recorded as they are. */
  readonly provisional: Transition | undefined;
  /** The transition that the event itself states, used where the history gives none. */
  readonly own: Transition | undefined;
}

const EMPTY: History = { endings: [] };

const withTransition = ({ transition: _, ...facts }: Notification, transition: Transition | undefined): Notification =>
  transition ? { ...facts, transition } : facts;

const isLasting = ({ lasting }: Notification): boolean => lasting === true;

/**
 * Reads the history of the notification's subject.
 * @returns `undefined` if the table does not answer. It never rejects.
 */
export const readHistory = async (
  notification: Notification,
  { histories, failed }: Pick<JudgingPorts, 'histories' | 'failed'>,
): Promise<StoredHistory | undefined> => {
  try {
    return await histories.read(historyKey(notification));
  } catch (error) {
    failed(error);
    return undefined;
  }
};

/**
 * Judges the end of a run or of a lasting state against the stored history of its subject and, for pipelines, against
 * the earlier runs that AWS lists, so that an end that was never received leaves no gap. It writes nothing.
 * @param reading the result of {@link readHistory}.
 * @param earlier endings of the same subject that will be recorded first.
 * @returns `undefined` if the notification is no ending. It never rejects.
 */
export const judge = async (
  notification: Notification,
  questions: Questions,
  reading: Promise<StoredHistory | undefined>,
  earlier: readonly Ending[] = [],
): Promise<Judgement | undefined> => {
  if (!endingOf(notification)) return undefined;
  const key = historyKey(notification);
  const isRun = notification.level === 'pipeline';
  const [listed, stored] = await Promise.all([isRun ? questions.pastEndings(notification) : [], reading]);
  const own = endingOf(notification)?.series;
  const past = listed.map((each) => ({ ...each, ...(own !== undefined && { series: own }) }));
  const known = stored?.history ?? EMPTY;
  const isUnknown = isRun && notification.series === undefined && hasFailingSeries(known);
  const series = isUnknown ? await questions.series() : undefined;
  const judged = series ? { ...notification, series } : notification;
  const end = endingOf(judged);
  if (!end) return undefined;
  const ending: Ending = { ...end, mark: crypto.randomUUID().slice(0, 8) };
  // Without the table and without the list of AWS nothing is known of earlier endings.
  const isJudged = stored !== undefined || past.length > 0;
  const before = [...past, ...earlier.filter((each) => each.series === ending.series)];
  const provisional = isJudged ? decide(known, before, ending, isLasting(judged)).transition : undefined;
  return { notification: judged, ending, key, past, stored, provisional, own: judged.transition };
};

/** The notification as far as it can be judged before it is enriched: the transition decides what is asked. */
export const withProvisional = ({ notification, provisional, own }: Judgement): Notification =>
  withTransition(notification, provisional ?? own);

/**
 * @returns the final verdict; the provisional one if the table does not answer.
 * @throws RelayError if other routers changed the history before every write: the event must be routed again.
 */
const write = async (
  { key, past, ending, stored: first }: Judgement,
  lasting: boolean,
  { histories, failed, now, random, sleep }: JudgingPorts,
): Promise<Verdict> => {
  let stored = first;
  let verdict = decide(stored?.history ?? EMPTY, past, ending, lasting);
  if (!stored) return past.length > 0 ? verdict : { ...verdict, transition: undefined };
  try {
    if (ending.whole && ending.failed && !verdict.isCovered) {
      await sleep(CONTRIBUTORS_MS);
      stored = await histories.read(key);
      verdict = decide(stored.history, past, ending, lasting);
    }
    const until = now().getTime() + WRITE_BUDGET_MS;
    for (let maxWait = BASE_WAIT_MS * 2; now().getTime() < until; maxWait = Math.min(MAX_WAIT_MS, maxWait * 2)) {
      if (verdict.history === stored.history) return verdict;
      if (await histories.write(key, verdict.history, stored.version)) return verdict;
      await sleep(random() * maxWait);
      // Another router has written the history since it was read: only then is the ending judged again.
      stored = await histories.read(key);
      verdict = decide(stored.history, past, ending, lasting);
    }
  } catch (error) {
    failed(error);
    return verdict;
  }
  const error = new RelayError('the history was changed by another router before every write');
  failed(error);
  throw error;
};

/** The event's own transition counts where nothing is known of earlier states: they may not have been reported. */
const ownOf = ({ own, ending, stored }: Judgement): Transition | undefined => {
  const { history = EMPTY, version = 0 } = stored ?? {};
  const isCopy = history.endings.length === 1 && history.endings[0]?.id === ending.id;
  return version === 0 || isCopy ? own : undefined;
};

/**
 * Stores that a state was not reported as a failure, such as that of a muted or suppressed alarm, so that its end does
 * not count as a fix.
 * It never rejects.
 */
export const noteSilence = async (
  notification: Notification,
  { histories, failed }: Pick<JudgingPorts, 'histories' | 'failed'>,
): Promise<void> => {
  const { lasting, mute, severity } = notification;
  if (!lasting || (!mute && severity !== 'warning')) return;
  try {
    await histories.write(historyKey(notification), EMPTY, 0);
  } catch (error) {
    failed(error);
  }
};

const asRecorded = (notification: Notification, verdict: Verdict, judgement: Judgement): Notification => {
  const { transition, isCovered, beside } = verdict;
  if (isCovered) return { ...withTransition(notification, undefined), moment: 'change', severity: 'warning' };
  const recorded = withTransition(notification, transition ?? ownOf(judgement));
  const isPartial = beside > 0 && notification.moment === 'succeeded' && recorded.transition === undefined;
  return isPartial ? { ...recorded, counts: { of: 'contributors', failed: beside } } : recorded;
};

/**
 * Records the ending in the history, unless enrichment has found out that the run is a rollback, which fixes nothing.
 * @param notification the enriched notification.
 * @returns the notification with its final transition.
 * @throws RelayError if other routers changed the history before every write.
 */
export const record = async (
  notification: Notification,
  judgement: Judgement,
  ports: JudgingPorts,
): Promise<Notification> => {
  if (!endingOf(notification)) return withTransition(notification, judgement.own);
  const error = fingerprintOf(notification);
  const ending = { ...judgement.ending, ...(error !== undefined && { error }) };
  const verdict = await write({ ...judgement, ending }, isLasting(notification), ports);
  const recorded = asRecorded(notification, verdict, judgement);
  if (!verdict.isNew || notification.level !== 'pipeline') return recorded;
  try {
    await ports.ended?.(recorded);
  } catch (error) {
    ports.failed(error);
  }
  return recorded;
};
