import type { Ending, Histories, History, StoredHistory } from '../model/history.ts';
import type { Notification, Transition } from '../model/notification.ts';
import { endingOf, historyKey } from './ending.ts';
import { decide, hasFailingSeries } from './verdict.ts';

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

export const EMPTY: History = { endings: [] };

export const withTransition = (
  { transition: _, ...facts }: Notification,
  transition: Transition | undefined,
): Notification => (transition ? { ...facts, transition } : facts);

export const isLasting = ({ lasting }: Notification): boolean => lasting === true;

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
