import { parseDelivery } from '../model/delivery.ts';
import { laneOf } from '../model/lane.ts';
import { parseJson } from '../text/json.ts';
import type { Kind } from './dead-letter.ts';
import type { Lease, Leased } from './lease.ts';
import type { FifoIds, Queue } from './queues.ts';

/** A lease is extended when less than this is left: one send and one delete must fit in. */
const MARGIN_MS = 60_000;

/** Upper bound for one extension, in seconds: how long dead letters stay hidden if this process is killed. */
const MAX_EXTEND_SECONDS = 900;

/** Sending ends after this many consecutive failures. */
const MAX_FAILURES = 3;

/** The characters that SQS accepts in a message group id. */
const GROUP = /^[\x21-\x7e]{1,128}$/;

export interface SendPorts {
  lease: Lease;
  /** The queue for each kind of dead letter. */
  queueFor: (kind: Kind) => Queue;
  perSecond: number;
  now: () => Date;
  sleep: (ms: number) => Promise<void>;
  signal: AbortSignal;
  progress: (done: number) => void;
}

export interface SendResult {
  /** Sent, whether or not the dead letter could be deleted afterwards. */
  readonly sent: Leased[];
  /** Sent, but still among the dead letters. If it is sent again, SQS drops the copy for five minutes, then the ledger. */
  readonly undeleted: number;
  /** Not sent: the send failed, the lease had ended, or sending stopped before. */
  readonly left: number;
  /** The failures, each message once. */
  readonly errors: readonly unknown[];
}

/** The group of messages that name no lane. */
const UNREADABLE = 'unreadable';

/**
 * The ids of a message for the deliverer; `undefined` for an event, which goes to a standard queue. The deduplication id
 * contains the dead letter's own id: the delivery's id alone could be the one of the copy that was given up less than
 * five minutes ago.
 */
const fifoIdsOf = ({ deadLetter, body }: Leased): FifoIds | undefined => {
  if (deadLetter.kind === 'event') return undefined;
  const delivery = parseDelivery(parseJson(body));
  const lane = delivery ? laneOf(delivery) : '';
  return {
    groupId: GROUP.test(lane) ? lane : UNREADABLE,
    deduplicationId: `${delivery?.id ?? UNREADABLE}-${deadLetter.messageId}`,
  };
};

/**
 * Sends dead letters again, one after another, so that each lane gets them in their order: first it sends the message to
 * its queue, then it deletes the dead letter. An interruption in between leaves two copies with one delivery id, of which
 * one is delivered. The opposite order could lose one. Dead letters that were not sent stay leased; the caller releases
 * them.
 */
export const sendAgain = async (all: readonly Leased[], ports: SendPorts): Promise<SendResult> => {
  const { lease, now, perSecond } = ports;
  const sent: Leased[] = [];
  const errors = new Map<string, unknown>();
  let undeleted = 0;
  let failures = 0;
  let slot = now().getTime();

  const note = (error: unknown): void => {
    errors.set(error instanceof Error ? error.message : String(error), error);
    failures += 1;
  };

  /** Extends the lease of the remaining dead letters by the time that sending them takes. */
  const extendRest = async (rest: readonly Leased[]): Promise<void> => {
    const seconds = Math.ceil(rest.length / perSecond) + (2 * MARGIN_MS) / 1000;
    await lease.extend(
      rest.filter((leased) => lease.has(leased)),
      Math.min(seconds, MAX_EXTEND_SECONDS),
    );
  };

  const sendOne = async (leased: Leased): Promise<void> => {
    const before = failures;
    try {
      await ports.queueFor(leased.deadLetter.kind).send(leased.body, fifoIdsOf(leased));
    } catch (error) {
      note(error);
      return;
    }
    sent.push(leased);
    try {
      await lease.delete(leased);
    } catch (error) {
      undeleted += 1;
      note(error);
    }
    if (failures === before) failures = 0;
  };

  for (const [at, leased] of all.entries()) {
    await ports.sleep(Math.max(0, slot - now().getTime()));
    if (ports.signal.aborted || failures >= MAX_FAILURES) break;
    slot = Math.max(slot, now().getTime()) + 1000 / perSecond;
    try {
      if (leased.until - now().getTime() < MARGIN_MS) await extendRest(all.slice(at));
    } catch (error) {
      note(error);
      break;
    }
    if (lease.has(leased)) await sendOne(leased);
    ports.progress(at + 1);
  }
  return { sent, undeleted, left: all.length - sent.length, errors: [...errors.values()] };
};

/** Interval between two reads of the dead letters. */
const POLL_EVERY_MS = 2000;

/**
 * Reads the dead letters for `seconds` and finds the deliveries that came back.
 * @returns the new dead letters, one for each delivery. It ends early when all deliveries have come back.
 */
export const watchReturns = async (
  sent: readonly Leased[],
  seconds: number,
  { lease, now, sleep, signal, progress }: Omit<SendPorts, 'queueFor' | 'perSecond'>,
): Promise<Leased[]> => {
  const awaited = new Set(sent.map(({ deadLetter }) => deadLetter.deliveryId).filter((id) => id !== undefined));
  const back: Leased[] = [];
  const deadline = now().getTime() + seconds * 1000;
  while (awaited.size > 0 && !signal.aborted && now().getTime() < deadline) {
    await sleep(Math.min(POLL_EVERY_MS, deadline - now().getTime()));
    for (const leased of await lease.receive()) {
      const { deliveryId } = leased.deadLetter;
      if (deliveryId !== undefined && awaited.delete(deliveryId)) back.push(leased);
    }
    progress(back.length);
  }
  return back;
};
