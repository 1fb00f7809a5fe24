import type { DeadLetter } from './dead-letter.ts';
import type { Queue, Received } from './queues.ts';

/** Upper bound for memory and running time: dead letters leased from one queue. */
const MAX_DEAD_LETTERS = 10_000;

/** How long a leased dead letter is hidden, in seconds. It becomes visible again by itself if this process ends. */
const HIDE_SECONDS = 180;

/** Message for dead letters whose lease could not be released. */
export const releaseFailedNote = (count: number): string =>
  `the lease of ${count} dead letters could not be released; they stay hidden for some minutes, and none is lost`;

/** A read that takes longer than the lease receives the same messages again. After this many such batches it ends. */
const MAX_EMPTY_RECEIVES = 3;

/** A leased dead letter: hidden from other readers until `until`, in epoch milliseconds. */
export interface Leased {
  readonly deadLetter: DeadLetter;
  readonly queue: Queue;
  /** Empty unless {@link LeaseOptions.keepsBody} selected the dead letter. */
  readonly body: string;
  receipt: string;
  until: number;
}

/** A queue of dead letters and how to read its messages. */
export interface DeadLetterQueue {
  readonly queue: Queue;
  read(received: Received, queue: string): DeadLetter;
}

export interface LeaseOptions {
  queues: readonly DeadLetterQueue[];
  now: () => Date;
  signal: AbortSignal;
  /** Selects the dead letters whose body is kept in memory, for a redrive. */
  keepsBody?: (deadLetter: DeadLetter) => boolean;
  progress?: (leased: number) => void;
}

/** The leased dead letters. They stay on their queues; only {@link Lease.delete} removes one. */
export interface Lease {
  /** Every leased dead letter, the oldest first. */
  all(): Leased[];
  /** True if a queue held more dead letters than {@link MAX_DEAD_LETTERS}. */
  readonly overflowed: boolean;
  /** Leases every visible dead letter. @returns those that were never leased before. */
  receive(): Promise<Leased[]>;
  /** Hides dead letters for `seconds` from now. Those whose lease had ended are dropped from the lease. */
  extend(leased: readonly Leased[], seconds: number): Promise<void>;
  has(leased: Leased): boolean;
  /** Deletes a dead letter from its queue. It stays leased if that fails. */
  delete(leased: Leased): Promise<void>;
  /**
   * Makes dead letters visible again; without an argument, all that are leased.
   * @returns how many calls failed; these become visible by themselves.
   */
  release(leased?: readonly Leased[]): Promise<number>;
}

export const openLease = ({
  queues,
  now,
  signal,
  keepsBody = () => false,
  progress = () => {},
}: LeaseOptions): Lease => {
  const leases = new Map<string, Leased>();
  const seen = new Set<string>();
  let overflowed = false;

  /** @returns `undefined` for a message that is leased already; its receipt is updated. */
  const add = (received: Received, { queue, read }: DeadLetterQueue): Leased | undefined => {
    const until = now().getTime() + HIDE_SECONDS * 1000;
    const known = leases.get(received.id);
    if (known) {
      Object.assign(known, { receipt: received.receipt, until });
      return undefined;
    }
    const deadLetter = read(received, queue.name);
    const body = keepsBody(deadLetter) ? received.body : '';
    const leased = { deadLetter, queue, body, receipt: received.receipt, until };
    leases.set(received.id, leased);
    return leased;
  };

  const receiveFrom = async (source: DeadLetterQueue): Promise<Leased[]> => {
    const fresh: Leased[] = [];
    let count = 0;
    for (let emptyReceives = 0; emptyReceives < MAX_EMPTY_RECEIVES && !signal.aborted; ) {
      if (count >= MAX_DEAD_LETTERS) {
        overflowed = true;
        break;
      }
      const messages = await source.queue.receive(10, HIDE_SECONDS);
      if (messages.length === 0) break;
      const added = messages.map((message) => add(message, source)).filter((leased) => leased !== undefined);
      emptyReceives = added.length > 0 ? 0 : emptyReceives + 1;
      count += added.length;
      fresh.push(...added.filter(({ deadLetter }) => !seen.has(deadLetter.messageId)));
      for (const { deadLetter } of added) seen.add(deadLetter.messageId);
      progress(leases.size);
    }
    return fresh;
  };

  const byQueue = (all: readonly Leased[]): Leased[][] =>
    queues.map(({ queue }) => all.filter((leased) => leased.queue === queue)).filter((group) => group.length > 0);

  /** @param group of one queue. @returns those whose lease had ended. */
  const hide = async (group: readonly Leased[], seconds: number): Promise<Leased[]> => {
    const receipts = group.map(({ receipt }) => receipt);
    const done = (await group[0]?.queue.hide(receipts, seconds)) ?? [];
    return group.filter((_, at) => !done[at]);
  };

  const lease: Lease = {
    all: () => [...leases.values()].sort((a, b) => a.deadLetter.since.localeCompare(b.deadLetter.since)),
    get overflowed() {
      return overflowed;
    },
    async receive() {
      // Waits for every queue before it reports a failure, so that everything received can be released.
      const results = await Promise.allSettled(queues.map(receiveFrom));
      return results.flatMap((result) => {
        if (result.status === 'rejected') throw result.reason;
        return result.value;
      });
    },
    async extend(all, seconds) {
      for (const group of byQueue(all)) {
        const until = now().getTime() + seconds * 1000;
        const ended = await hide(group, seconds);
        for (const leased of group) leased.until = until;
        for (const { deadLetter } of ended) leases.delete(deadLetter.messageId);
      }
    },
    has: ({ deadLetter }) => leases.has(deadLetter.messageId),
    async delete(leased) {
      await leased.queue.delete(leased.receipt);
      leases.delete(leased.deadLetter.messageId);
    },
    async release(all = lease.all()) {
      for (const { deadLetter } of all) leases.delete(deadLetter.messageId);
      const time = now().getTime();
      // Messages whose lease has ended are visible already.
      const hidden = all.filter(({ until }) => until > time);
      const failed = byQueue(hidden).map((group) =>
        hide(group, 0).then(
          (ended) => ended.length,
          () => group.length,
        ),
      );
      return (await Promise.all(failed)).reduce((sum, count) => sum + count, 0);
    },
  };
  return lease;
};
