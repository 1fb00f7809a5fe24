import { RelayError } from '../model/errors.ts';
import type { Ending, Histories, History, StoredHistory } from '../model/history.ts';
import type { Notification, Transition } from '../model/notification.ts';
import { endingOf, historyKey } from './ending.ts';
import { isKnown, markOpened, remember, transitionAt } from './history.ts';

/** How long one ending is written again, in milliseconds, while other routers write the same history. */
const WRITE_BUDGET_MS = 5000;
/** The first wait is up to twice the base; each further one doubles, up to the maximum. */
const BASE_WAIT_MS = 20;
const MAX_WAIT_MS = 640;

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

interface Verdict {
  /** The history with the ending in it. */
  readonly history: History;
  readonly transition: Transition | undefined;
  /** No earlier event has reported the ending. */
  readonly isNew: boolean;
}

/** What an ending means, before it is recorded. */
export interface Judgement {
  readonly ending: Ending;
  readonly key: readonly string[];
  /** Earlier endings that AWS listed. */
  readonly past: readonly Ending[];
  /** `undefined` if the table did not answer. */
  readonly stored: StoredHistory | undefined;
  readonly verdict: Verdict;
  /** The transition if the earlier endings of the same batch are recorded as they are. */
  readonly provisional: Transition | undefined;
  /** The transition that the event itself states, used where the history gives none. */
  readonly own: Transition | undefined;
}

const decide = (known: History, past: readonly Ending[], ending: Ending): Verdict => {
  const judged = [...past, ending].reduce(remember, known);
  const transition = transitionAt(judged, ending.id);
  const history = judged !== known && transition?.kind === 'broken' ? markOpened(judged, ending.id) : judged;
  // A write whose answer was lost counts as failed, but the ending is in the history then.
  const isOwn = known.endings.some(({ id, mark }) => id === ending.id && mark === ending.mark);
  return { history, transition, isNew: isOwn || !isKnown(known, ending) };
};

const withTransition = ({ transition: _, ...facts }: Notification, transition: Transition | undefined): Notification =>
  transition ? { ...facts, transition } : facts;

/**
 * Judges the end of a run or of a lasting state against the stored history of its subject and, for pipelines, against
 * the earlier runs that AWS lists, so that an end that was never received leaves no gap. It writes nothing.
 * @param pastEndings must not reject.
 * @param earlier endings of the same subject that will be recorded first.
 * @returns `undefined` if the notification is no ending. It never rejects.
 */
export const judge = async (
  notification: Notification,
  pastEndings: () => Promise<readonly Ending[]>,
  { histories, failed }: Pick<JudgingPorts, 'histories' | 'failed'>,
  earlier: readonly Ending[] = [],
): Promise<Judgement | undefined> => {
  const end = endingOf(notification);
  if (!end) return undefined;
  const ending: Ending = { ...end, mark: crypto.randomUUID().slice(0, 8) };
  const key = historyKey(notification);
  const read = async (): Promise<StoredHistory | undefined> => {
    try {
      return await histories.read(key);
    } catch (error) {
      failed(error);
      return undefined;
    }
  };
  const [past, stored] = await Promise.all([notification.level === 'pipeline' ? pastEndings() : [], read()]);
  const known = stored?.history ?? { endings: [] };
  const verdict = decide(known, past, ending);
  // Without the table and without the list of AWS nothing is known of earlier endings.
  const isJudged = stored !== undefined || past.length > 0;
  const { transition: own } = notification;
  const { transition: provisional } = decide(known, [...past, ...earlier], ending);
  const judged = isJudged ? { verdict, provisional } : { verdict: { ...verdict, transition: undefined } };
  return { ending, key, past, stored, own, provisional: undefined, ...judged };
};

/** The notification as far as it can be judged before it is enriched: the transition decides what is asked. */
export const withProvisional = (notification: Notification, { provisional, own }: Judgement): Notification =>
  withTransition(notification, provisional ?? own);

/**
 * @returns the final verdict; the provisional one if the table does not answer.
 * @throws RelayError if other routers changed the history before every write: the event must be routed again.
 */
const write = async (
  judgement: Judgement,
  { histories, failed, now, random, sleep }: JudgingPorts,
): Promise<Verdict> => {
  const { key, past, ending } = judgement;
  let { stored, verdict } = judgement;
  if (!stored) return verdict;
  try {
    const until = now().getTime() + WRITE_BUDGET_MS;
    for (let maxWait = BASE_WAIT_MS * 2; now().getTime() < until; maxWait = Math.min(MAX_WAIT_MS, maxWait * 2)) {
      if (verdict.history === stored.history) return verdict;
      if (await histories.write(key, verdict.history, stored.version)) return verdict;
      await sleep(random() * maxWait);
      // Another router has written the history since it was read: only then is the ending judged again.
      stored = await histories.read(key);
      verdict = decide(stored.history, past, ending);
    }
  } catch (error) {
    failed(error);
    return verdict;
  }
  const error = new RelayError('the history was changed by another router before every write');
  failed(error);
  throw error;
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
  const { transition, isNew } = await write(judgement, ports);
  const recorded = withTransition(notification, transition ?? judgement.own);
  if (!isNew || notification.level !== 'pipeline') return recorded;
  try {
    await ports.ended?.(recorded);
  } catch (error) {
    ports.failed(error);
  }
  return recorded;
};
