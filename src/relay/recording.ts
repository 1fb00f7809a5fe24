import { RelayError } from '../model/errors.ts';
import type { Notification, Transition } from '../model/notification.ts';
import { endingOf, historyKey } from './ending.ts';
import { fingerprintOf } from './fingerprint.ts';
import { EMPTY, isLasting, type Judgement, type JudgingPorts, withTransition } from './judging.ts';
import { decide, type Verdict } from './verdict.ts';

/** How long one ending is written again, in milliseconds, while other routers write the same history. */
const WRITE_BUDGET_MS = 5000;
/** The first wait is up to twice the base; each further one doubles, up to the maximum. */
const BASE_WAIT_MS = 20;
const MAX_WAIT_MS = 640;
/** How long an alarm's own event waits for those of its contributors, which name what is wrong. */
const CONTRIBUTORS_MS = 2000;

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
