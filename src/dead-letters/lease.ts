import type { DeadLetter } from './dead-letter.ts';
import type { Queue, Received } from './queues.ts';

/** Bounds memory and patience: letters taken of one queue. */
const MAX_LETTERS = 10_000;

/** How long a letter is hidden that was looked at, should this process die: nobody has to bring it back. */
const HIDE_SECONDS = 180;

/** What to say of letters that could not be handed back. */
export const hiddenNote = (count: number): string =>
  `${count} of the dead letters could not be handed back and stay hidden for some minutes; nothing is lost`;

/** Hidden messages come round again when a look takes longer than they are hidden; then all has been seen. */
const MAX_BARREN = 3;

/** A dead letter that is in hand: hidden from everyone else until `until`, in epoch milliseconds. */
export interface Held {
  readonly letter: DeadLetter;
  readonly queue: Queue;
  readonly body: string;
  receipt: string;
  until: number;
}

/** A queue of dead letters and how to read them. */
export interface Source {
  readonly queue: Queue;
  read(received: Received, queue: string): DeadLetter;
}

export interface HandOptions {
  sources: readonly Source[];
  now: () => Date;
  signal: AbortSignal;
  /** Whose bodies are kept; the others' are not needed again. */
  keeps?: (letter: DeadLetter) => boolean;
  progress?: (taken: number) => void;
}

/** The dead letters that are in hand. They lie on their queues all the while; only {@link Hand.drop} removes one. */
export interface Hand {
  /** Those in hand, the oldest first. */
  letters(): Held[];
  /** Were there more than it takes at a time? */
  readonly overflowed: boolean;
  /** Takes whatever is visible. @returns what was never in hand before. */
  take(): Promise<Held[]>;
  /** Hides letters for `seconds` from now. Those that slipped away meanwhile are no longer in hand. */
  keep(letters: readonly Held[], seconds: number): Promise<void>;
  holds(letter: Held): boolean;
  /** Deletes a letter from its queue. It stays in hand if that fails. */
  drop(letter: Held): Promise<void>;
  /** Makes letters visible again, all that are in hand if none are named. @returns how many that failed for: they come back by themselves. */
  handBack(letters?: readonly Held[]): Promise<number>;
}

export const openHand = ({ sources, now, signal, keeps = () => false, progress = () => {} }: HandOptions): Hand => {
  const inHand = new Map<string, Held>();
  const seen = new Set<string>();
  let overflowed = false;

  const grasp = (received: Received, { queue, read }: Source): Held | 'known' => {
    const until = now().getTime() + HIDE_SECONDS * 1000;
    const known = inHand.get(received.id);
    if (known) {
      Object.assign(known, { receipt: received.receipt, until });
      return 'known';
    }
    const letter = read(received, queue.name);
    const held = { letter, queue, body: keeps(letter) ? received.body : '', receipt: received.receipt, until };
    inHand.set(received.id, held);
    return held;
  };

  const takeFrom = async (source: Source): Promise<Held[]> => {
    const fresh: Held[] = [];
    let taken = 0;
    for (let barren = 0; barren < MAX_BARREN && !signal.aborted; ) {
      if (taken >= MAX_LETTERS) {
        overflowed = true;
        break;
      }
      const messages = await source.queue.receive(10, HIDE_SECONDS);
      if (messages.length === 0) break;
      const news = messages.map((message) => grasp(message, source)).filter((held) => held !== 'known');
      barren = news.length > 0 ? 0 : barren + 1;
      taken += news.length;
      fresh.push(...news.filter(({ letter }) => !seen.has(letter.messageId)));
      for (const { letter } of news) seen.add(letter.messageId);
      progress(inHand.size);
    }
    return fresh;
  };

  const byQueue = (letters: readonly Held[]): Held[][] =>
    sources.map(({ queue }) => letters.filter((held) => held.queue === queue)).filter((theirs) => theirs.length > 0);

  /** @param letters of one queue. @returns those that are not in flight any more. */
  const hide = async (letters: readonly Held[], seconds: number): Promise<Held[]> => {
    const receipts = letters.map(({ receipt }) => receipt);
    const done = (await letters[0]?.queue.hide(receipts, seconds)) ?? [];
    return letters.filter((_, at) => !done[at]);
  };

  const hand: Hand = {
    letters: () => [...inHand.values()].sort((a, b) => a.letter.since.localeCompare(b.letter.since)),
    get overflowed() {
      return overflowed;
    },
    async take() {
      // All of them end before one's failure is told: what they take must be in hand to be handed back.
      const results = await Promise.allSettled(sources.map(takeFrom));
      return results.flatMap((result) => {
        if (result.status === 'rejected') throw result.reason;
        return result.value;
      });
    },
    async keep(letters, seconds) {
      for (const theirs of byQueue(letters)) {
        const until = now().getTime() + seconds * 1000;
        const slipped = await hide(theirs, seconds);
        for (const held of theirs) held.until = until;
        for (const { letter } of slipped) inHand.delete(letter.messageId);
      }
    },
    holds: ({ letter }) => inHand.has(letter.messageId),
    async drop(held) {
      await held.queue.delete(held.receipt);
      inHand.delete(held.letter.messageId);
    },
    async handBack(letters = hand.letters()) {
      for (const { letter } of letters) inHand.delete(letter.messageId);
      const time = now().getTime();
      // What is visible again already needs no handing back.
      const hidden = letters.filter(({ until }) => until > time);
      const stuck = byQueue(hidden).map((theirs) =>
        hide(theirs, 0).then(
          (slipped) => slipped.length,
          () => theirs.length,
        ),
      );
      return (await Promise.all(stuck)).reduce((sum, count) => sum + count, 0);
    },
  };
  return hand;
};
