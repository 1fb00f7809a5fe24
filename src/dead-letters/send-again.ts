import type { Kind } from './dead-letter.ts';
import type { Hand, Held } from './lease.ts';
import type { Queue } from './queues.ts';

/** A letter's hiding is renewed when less than this is left of it: a send and a delete must fit in. */
const MARGIN_MS = 60_000;

/** The longest hiding at a time, in seconds: how long letters are out of sight should this process be killed. */
const MAX_KEEP_SECONDS = 900;

/** After so many failures in a row the next one would fail too. */
const MAX_FAILURES = 3;

/** What SQS takes as a message group. */
const GROUP = /^[\x21-\x7e]{1,128}$/;

export interface SendPorts {
  hand: Hand;
  /** Where each kind of letter goes. */
  queueFor: (kind: Kind) => Queue;
  perSecond: number;
  now: () => Date;
  sleep: (ms: number) => Promise<void>;
  signal: AbortSignal;
  progress: (done: number) => void;
}

export interface SendResult {
  /** On their way again, whether or not the dead letter could be deleted. */
  readonly sent: Held[];
  /** Sent, and still among the dead letters too: sending them once more makes no second message. */
  readonly undeleted: number;
  /** Still among the dead letters: what failed, what slipped away meanwhile, what it did not come to. */
  readonly left: number;
  /** Why it did not all go well, each reason once. */
  readonly errors: readonly unknown[];
}

const groupOf = ({ letter }: Held): string | undefined => {
  if (letter.kind === 'event') return undefined;
  return letter.target && GROUP.test(letter.target) ? letter.target : 'unreadable';
};

/**
 * Sends letters again, one after another: first it puts the message on its queue, then it deletes the dead letter.
 * Whatever breaks off in between leaves two copies with one delivery id, of which the ledger lets one pass; the other
 * order could lose one. Letters that could not be sent stay in hand, for the caller to hand back.
 */
export const sendAgain = async (letters: readonly Held[], ports: SendPorts): Promise<SendResult> => {
  const { hand, now, perSecond } = ports;
  const sent: Held[] = [];
  const errors = new Map<string, unknown>();
  let undeleted = 0;
  let failures = 0;
  let slot = now().getTime();

  const note = (error: unknown): void => {
    errors.set(error instanceof Error ? error.message : String(error), error);
    failures += 1;
  };

  /** Keeps what is left hidden for as long as it will take. */
  const keepRest = async (rest: readonly Held[]): Promise<void> => {
    const seconds = Math.ceil(rest.length / perSecond) + (2 * MARGIN_MS) / 1000;
    await hand.keep(
      rest.filter((held) => hand.holds(held)),
      Math.min(seconds, MAX_KEEP_SECONDS),
    );
  };

  const sendOne = async (held: Held): Promise<void> => {
    const before = failures;
    try {
      await ports.queueFor(held.letter.kind).send(held.body, groupOf(held));
    } catch (error) {
      note(error);
      return;
    }
    sent.push(held);
    try {
      await hand.drop(held);
    } catch (error) {
      undeleted += 1;
      note(error);
    }
    if (failures === before) failures = 0;
  };

  for (const [at, held] of letters.entries()) {
    await ports.sleep(Math.max(0, slot - now().getTime()));
    if (ports.signal.aborted || failures >= MAX_FAILURES) break;
    slot = Math.max(slot, now().getTime()) + 1000 / perSecond;
    try {
      if (held.until - now().getTime() < MARGIN_MS) await keepRest(letters.slice(at));
    } catch (error) {
      note(error);
      break;
    }
    if (hand.holds(held)) await sendOne(held);
    ports.progress(at + 1);
  }
  return { sent, undeleted, left: letters.length - sent.length, errors: [...errors.values()] };
};

/** Between two looks at the dead letters. */
const LOOK_EVERY_MS = 2000;

/**
 * Watches for `seconds` which of the deliveries come back to the dead letters.
 * @returns their new letters, one for each delivery. It ends early when all have come back.
 */
export const watchReturns = async (
  sent: readonly Held[],
  seconds: number,
  { hand, now, sleep, signal, progress }: Omit<SendPorts, 'queueFor' | 'perSecond'>,
): Promise<Held[]> => {
  const awaited = new Set(sent.map(({ letter }) => letter.deliveryId).filter((id) => id !== undefined));
  const back: Held[] = [];
  const deadline = now().getTime() + seconds * 1000;
  while (awaited.size > 0 && !signal.aborted && now().getTime() < deadline) {
    await sleep(Math.min(LOOK_EVERY_MS, deadline - now().getTime()));
    for (const held of await hand.take()) {
      if (held.letter.deliveryId !== undefined && awaited.delete(held.letter.deliveryId)) back.push(held);
    }
    progress(back.length);
  }
  return back;
};
