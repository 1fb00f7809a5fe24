import { REASON_TEXTS, type Reason } from '../../model/outcome.ts';
import type { Line } from '../aws/log-lines.ts';
import type { Attempts, EventFacts, TargetStory } from './facts.ts';
import { attemptWords, between, clockTime, stepWords } from './words.ts';

/** What one target's lines show, without the target's name. */
type Delivery = Omit<TargetStory, 'target' | 'platform'>;

type Facts = Pick<EventFacts, 'routed' | 'summaries' | 'latest' | 'deadLetters'>;

/** Joins equal attempts that follow each other. */
const foldAttempts = (lines: readonly Line[]): Attempts[] => {
  const folded: Attempts[] = [];
  for (const { reason = 'unknown', status } of lines) {
    const last = folded.at(-1);
    if (last?.reason === reason && last.status === status)
      folded[folded.length - 1] = { ...last, count: last.count + 1 };
    else folded.push({ reason, count: 1, ...(status !== undefined && { status }) });
  }
  return folded;
};

const later = (time: string, seconds: number): string => new Date(Date.parse(time) + seconds * 1000).toISOString();

const textOf = (reason: string | undefined): string =>
  (reason !== undefined && Object.hasOwn(REASON_TEXTS, reason) && REASON_TEXTS[reason as Reason].text) ||
  'unknown reason';

const afterWords = (attempts: readonly Attempts[]): string =>
  attempts.length > 0 ? `; before that: ${attemptWords(attempts)}` : '';

/** What happened to the summary that holds the delivery. */
const ofSummary = (line: Line, attempts: readonly Attempts[], facts: Facts): Delivery => {
  const own = facts.summaries.filter(({ deliveryId }) => deliveryId === line.summary);
  const delivered = own.find(({ event }) => event === 'delivered');
  const last = own.at(-1);
  if (delivered) {
    const of = delivered.summarised === undefined ? '' : ` of ${delivered.summarised} deliveries`;
    const words = `delivered in a summary${of}, ${between(facts.routed.time, delivered.time)} after it was routed`;
    return { state: 'summary', words, attempts, at: delivered.time };
  }
  if (last?.event === 'rejected') {
    const given = givenUp(last, [], facts);
    return { ...given, words: `in a summary; ${given.words}` };
  }
  const why = last?.reason === undefined ? '' : ` (${textOf(last.reason)})`;
  return { state: 'waiting', words: `in a summary that waits${why}`, reason: last?.reason, attempts, at: line.time };
};

const givenUp = (line: Line, attempts: readonly Attempts[], { deadLetters }: Facts): Delivery => {
  const { reason, status, time, deliveryId } = line;
  const still = deadLetters === undefined || deadLetters.has(deliveryId ?? '');
  const state = still ? 'dead-letter' : 'no-dead-letter';
  const why = `${reason}${status === undefined ? '' : `, ${status}`}: ${textOf(reason)}`;
  const where =
    deadLetters === undefined
      ? 'dead letter'
      : still
        ? 'dead letter, still there'
        : 'was a dead letter, now redriven or deleted';
  return { state, words: `${where} (${why})${afterWords(attempts)}`, reason, attempts, at: time, deliveryId };
};

const waiting = (line: Line, attempts: readonly Attempts[]): Delivery => {
  const { reason, time, waitSeconds, deliveryId } = line;
  const nextAt = waitSeconds === undefined ? undefined : later(time, waitSeconds);
  const due = nextAt === undefined ? '' : `; next attempt due at ${clockTime(nextAt)}`;
  const words = `${textOf(reason)}: ${attemptWords(attempts)}${due}`;
  return { state: 'waiting', words, reason, attempts, at: time, nextAt, deliveryId };
};

/** On the queue without an attempt: the lane of the target may wait because of another delivery. */
const unattempted = ({ routed }: Facts, latest: Line | undefined): Delivery => {
  const isBlocking = latest !== undefined && (latest.event === 'retry' || latest.event === 'target-down');
  if (!isBlocking || latest.time < routed.time) {
    return { state: 'waiting', words: 'on the queue, no attempt is logged yet', attempts: [] };
  }
  const nextAt = latest.waitSeconds === undefined ? undefined : later(latest.time, latest.waitSeconds);
  const due = nextAt === undefined ? '' : `; next attempt due at ${clockTime(nextAt)}`;
  const words = `on the queue behind other deliveries of the target (${textOf(latest.reason)})${due}`;
  return { state: 'waiting', words, reason: latest.reason, attempts: [], nextAt };
};

/**
 * What happened to the delivery to one target.
 * @param lines the deliverer's lines about the event and the target, the oldest first.
 * @param latest the target's latest line, which may be about another event.
 */
export const deliveryStory = (lines: readonly Line[], latest: Line | undefined, facts: Facts): Delivery => {
  const outcomes = lines.filter(({ event = '' }) => ['delivered', 'retry', 'rejected', 'skipped'].includes(event));
  const failed = outcomes.filter(({ event }) => event === 'retry' || event === 'rejected');
  const delivered = outcomes.find(({ event }) => event === 'delivered');
  const last = outcomes.at(-1);
  if (delivered) {
    const before = foldAttempts(failed.filter(({ time }) => time <= delivered.time));
    if (delivered.summary !== undefined) return ofSummary(delivered, before, facts);
    const { status, steps, time, deliveryId } = delivered;
    const how = `delivered${status === undefined ? '' : ` (${status})`}${stepWords(steps)}`;
    const words = `${how}, ${between(facts.routed.time, time)} after it was routed${afterWords(before)}`;
    return { state: 'delivered', words, attempts: before, at: time, deliveryId, ...(steps && { steps }) };
  }
  if (!last) return unattempted(facts, latest);
  if (last.event === 'rejected') return givenUp(last, foldAttempts(failed.slice(0, -1)), facts);
  if (last.event === 'retry') return waiting(last, foldAttempts(failed));
  const { reason, time, deliveryId } = last;
  return { state: 'skipped', words: textOf(reason), reason, attempts: foldAttempts(failed), at: time, deliveryId };
};
