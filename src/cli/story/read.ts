import { openLease, releaseFailedNote } from '../../dead-letters/lease.ts';
import { openStored } from '../../targets/raw-target.ts';
import { type Line, logGroups, readLines, type Term } from '../aws/log-lines.ts';
import type { Call } from '../aws/operations.ts';
import { openDeadLetterQueues } from '../dead-letter-queues.ts';
import type { StageOptions } from '../options.ts';
import { targetsOfStage } from '../target-set.ts';
import type { Io } from '../terminal/io.ts';
import type { EventFacts, StageTarget } from './facts.ts';

/** The targets of the stage, opened without their secrets. */
export const readTargets = async (
  options: StageOptions & { allowPrivate: boolean },
  io: Io,
): Promise<StageTarget[]> => {
  const { stage, allowPrivate } = options;
  const stored = await targetsOfStage(stage, options, io);
  return Promise.all(
    stored.map(async (each) => ({ name: each.name, ...(await openStored(each, { stage, allowPrivate })) })),
  );
};

/** The delivery ids among the dead letters. They are hidden while they are read, and released afterwards. */
const readDeadLetters = async ({ stage, ...account }: StageOptions, io: Io): Promise<ReadonlySet<string>> => {
  const queues = await openDeadLetterQueues(stage, await io.queues(account));
  const lease = openLease({ queues, now: io.now, signal: io.signal });
  try {
    await lease.receive();
    return new Set(lease.all().flatMap(({ deadLetter }) => deadLetter.deliveryId ?? []));
  } finally {
    const failed = await lease.release();
    if (failed > 0) io.stderr.write(`${releaseFailedNote(failed)}\n`);
  }
};

/** Selects how much is read. */
export interface ReadOptions extends StageOptions {
  /** Reads the dead-letter queue if a delivery was given up. */
  readonly deadLetters: boolean;
}

const earliest = (lines: readonly Line[]): Date => new Date(Math.min(...lines.map(({ time }) => Date.parse(time))));

/** Reads lines of the deliverer since the first of the events. Asks nothing without a term. */
const deliverer = async (call: Call, stage: string, events: readonly Line[], anyOf: readonly Term[]) =>
  anyOf.length === 0
    ? { lines: [], cut: false }
    : readLines(call, logGroups(stage).deliverer, { anyOf, from: earliest(events) });

const terms = (field: Term[0], values: Iterable<string>): Term[] => [...new Set(values)].map((value) => [field, value]);

/**
 * Reads what happened to events that the router has logged.
 * @param routed the router's lines, the oldest first. Lines of one event are copies.
 * @returns the facts of each event in the order of their first lines, and whether a log was too long to be read whole.
 */
export const readFacts = async (
  routed: readonly Line[],
  options: ReadOptions,
  { io, call }: { io: Io; call: Call },
): Promise<{ facts: EventFacts[]; cut: boolean }> => {
  if (routed.length === 0) return { facts: [], cut: false };
  const { stage } = options;
  const ids = new Set(routed.flatMap(({ eventId }) => eventId ?? []));
  const own = await deliverer(call, stage, routed, terms('eventId', ids));
  const logged = new Set(own.lines.map(({ eventId, target }) => `${eventId} ${target}`));
  const silent = routed.flatMap(({ eventId, targets = [] }) =>
    targets.filter((name) => !logged.has(`${eventId} ${name}`)),
  );
  const summaryIds = own.lines.flatMap(({ event, summary }) => (event === 'delivered' && summary ? [summary] : []));
  const [summaries, latest] = await Promise.all([
    deliverer(call, stage, routed, terms('deliveryId', summaryIds)),
    deliverer(call, stage, routed, terms('target', silent)),
  ]);
  const isGivenUp = [...own.lines, ...summaries.lines].some(({ event }) => event === 'rejected');
  const deadLetters = isGivenUp && options.deadLetters ? await readDeadLetters(options, io) : undefined;
  const facts = [...ids].flatMap((id): EventFacts[] => {
    const [first, ...copies] = routed.filter(({ eventId }) => eventId === id);
    if (!first) return [];
    const deliveries = own.lines.filter(({ eventId }) => eventId === id);
    const shared = { summaries: summaries.lines, latest: latest.lines, deadLetters };
    return [{ routed: first, copies: copies.length + 1, deliveries, ...shared }];
  });
  return { facts, cut: own.cut || summaries.cut || latest.cut };
};
