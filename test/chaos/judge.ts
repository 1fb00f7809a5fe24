import { PROMPT } from './receivers.ts';

/** A receiver accepted a request. Times count everything that happens in a run. */
export interface Accept {
  /** Of the delivery or the summary. */
  readonly id: string;
  readonly at: number;
  /** When the same invocation had read the row. */
  readonly readAt: number | undefined;
  /** When the ledger stored it. */
  notedAt: number | undefined;
  /** Why the ledger never stores it, and since when that is certain. */
  lost: { readonly at: number; readonly by: 'crash' | 'ledger' } | undefined;
}

/** A delivery or a summary. */
export interface Subject {
  readonly id: string;
  readonly target: string;
  /** When it was put on the queue, and when a receiver first accepted it, in milliseconds since the start. */
  enqueuedAt: number | undefined;
  toldAt: number | undefined;
  readonly accepts: Accept[];
  /** The summary that tells the delivery, and when the table stored that. */
  fold: { readonly summary: string; readonly at: number } | undefined;
  /** How often a receiver was told, by itself or in a summary. */
  tellings: number;
}

export type Cause = 'crash' | 'ledger' | 'none';

/** A delivery to the prompt target that no fault touched must arrive within this time. */
const PROMPT_MS = 60_000;

/** For how long a fault can keep a lane from being worked: the longest wait without an attempt, and a batch after it. */
const DISTURBED_MS = 330_000;

/** Why the ledger did not know of an accept at a time. */
const lossBefore = ({ notedAt, lost }: Accept, at: number): Cause =>
  lost && notedAt === undefined && lost.at < at ? lost.by : 'none';

/** Why a subject was sent or folded once more, after other accepts. */
const causeAfter = (earlier: readonly Accept[], knewAt: number): Cause => {
  const causes = earlier.map((accept) => lossBefore(accept, knewAt));
  return causes.includes('none') ? 'none' : (causes.at(-1) ?? 'none');
};

/** The causes of all repetitions of one subject. */
const causesOf = ({ accepts, fold }: Subject): Cause[] => {
  const causes: Cause[] = [];
  for (const [index, { at, readAt }] of accepts.entries()) {
    const earlier = accepts.slice(0, index);
    const isFolded = fold !== undefined && fold.at < at;
    if (earlier.length === 0 && !isFolded) continue;
    if (readAt === undefined) causes.push('ledger');
    else if (isFolded) causes.push('none');
    else causes.push(causeAfter(earlier, readAt));
  }
  const before = fold ? accepts.filter(({ at }) => at < fold.at) : [];
  if (fold && before.length > 0) causes.push(causeAfter(before, fold.at));
  return causes;
};

/** The cause that counts if there are several. */
const worstOf = (causes: readonly Cause[]): Cause | undefined =>
  (['none', 'crash', 'ledger'] as const).find((cause) => causes.includes(cause));

/** The time between two times in which no fault kept the lane from being worked. */
const undisturbedMs = (from: number, to: number, disturbances: readonly number[]): number => {
  let total = 0;
  let at = from;
  for (const start of [...disturbances].sort((a, b) => a - b)) {
    if (start > at) total += Math.max(0, Math.min(start, to) - at);
    at = Math.max(at, Math.min(to, start + DISTURBED_MS));
  }
  return total + Math.max(0, to - at);
};

/**
 * Judges repetitions and delays.
 * @param disturbances when a fault began to touch each lane, in milliseconds since the start.
 */
export const judge = (subjects: readonly Subject[], disturbances: ReadonlyMap<string, readonly number[]>) => {
  const repeated = subjects.map((subject) => ({ id: subject.id, causes: causesOf(subject) }));
  const isDelayed = ({ enqueuedAt, toldAt = Number.POSITIVE_INFINITY, target }: Subject): boolean =>
    enqueuedAt !== undefined && undisturbedMs(enqueuedAt, toldAt, disturbances.get(target) ?? []) > PROMPT_MS;
  const count = (cause: Cause): number => repeated.filter(({ causes }) => worstOf(causes) === cause).length;
  return {
    duplicatesByCrash: count('crash'),
    duplicatesByLedger: count('ledger'),
    duplicates: repeated.filter(({ causes }) => worstOf(causes) === 'none').map(({ id }) => id),
    delayed: subjects.filter((subject) => subject.target === PROMPT && isDelayed(subject)).map(({ id }) => id),
  };
};
