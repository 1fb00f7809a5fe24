import { createHash } from 'node:crypto';
import { CHAT, PROMPT } from './receivers.ts';
import type { Observer } from './sandbox.ts';

/** A delivery to the prompt target must arrive within this time, unless a fault touched it or its lane. */
const PROMPT_MS = 60_000;

/** How long a lane can wait for a function that was killed: the visibility timeout of the queue, and what has piled up. */
const RECOVERY_MS = 240_000;

export interface ChaosSummary {
  deliveries: number;
  /** Deliveries that their receiver accepted at least once, by themselves or in a summary. */
  accepted: number;
  /** Deliveries that a summary told. */
  summarised: number;
  deadLetters: number;
  /** Delivery ids that were neither accepted nor became dead letters. */
  losses: string[];
  /** Accepted more than once because a function ended between the answer and the write to the ledger. */
  duplicatesByCrash: number;
  /** Accepted more than once because the ledger could not be read. */
  duplicatesByLedger: number;
  /** Delivery ids that were accepted more than once without such a reason. */
  duplicates: string[];
  /** Deliveries to the prompt target that no fault touched, and the ids of those that arrived late. */
  undisturbed: number;
  delayed: string[];
  kills: number;
  awsFailures: number;
  /** Events published twice, and batches that were handed to a function late. */
  copies: number;
  /** Hours of simulated time. */
  hours: number;
  /** A hash over every delivery, its attempts and its time of arrival: equal for two runs of one seed. */
  fingerprint: string;
}

interface Delivery {
  readonly target: string;
  readonly sentAt: number;
  acceptedAt?: number;
  accepts: number;
  summarised: boolean;
  /** It was accepted by an invocation that had not read its row. */
  unread: boolean;
  /** Accepted requests that the ledger has not confirmed. */
  unconfirmed: number;
  disturbed: boolean;
}

/** Counts what happens to each delivery of a run, and judges it in the end. */
export const createTally = (now: () => Date) => {
  const deliveries = new Map<string, Delivery>();
  /** The chat delivery of each run, and the deliveries of each summary. */
  const byRun = new Map<string, string>();
  const bySummary = new Map<string, Set<string>>();
  const disturbances: number[] = [];
  const counts = { kills: 0, awsFailures: 0, copies: 0 };
  const find = (id: string): Delivery => {
    const found = deliveries.get(id);
    if (!found) throw new Error(`delivery ${id} belongs to no published event`);
    return found;
  };
  /** The deliveries that an id tells: those of a summary, or itself. */
  const toldBy = (id: string): string[] => (id.startsWith('s_') ? [...(bySummary.get(id) ?? [])] : [id]);

  const accept = (id: string, isKnown: boolean, summarised: boolean): void => {
    const delivery = find(id);
    delivery.accepts++;
    delivery.acceptedAt ??= now().getTime();
    delivery.unconfirmed++;
    delivery.summarised ||= summarised;
    if (!isKnown) delivery.unread = true;
  };

  const observer: Observer = {
    killed: () => void counts.kills++,
    awsFailed: () => void counts.awsFailures++,
    folded: (summaryId, deliveryId) => {
      bySummary.set(summaryId, new Set([...(bySummary.get(summaryId) ?? []), deliveryId]));
    },
    accepted: ({ id, runs: [run = ''] }, known) => {
      const told = id ?? byRun.get(run) ?? '';
      const isSummary = told.startsWith('s_');
      for (const each of toldBy(told)) accept(each, known.has(told), isSummary);
    },
    confirmed: (id) => {
      for (const each of toldBy(id)) find(each).unconfirmed--;
    },
  };

  return {
    observer,
    expect: (id: string, target: string, run: string): void => {
      const counted = { accepts: 0, summarised: false, unread: false, unconfirmed: 0, disturbed: false };
      deliveries.set(id, { target, sentAt: now().getTime(), ...counted });
      if (target === CHAT) byRun.set(run, id);
    },
    copied: (count: number): void => {
      counts.copies += count;
    },
    disturbed: (id: string): void => {
      for (const each of toldBy(id)) find(each).disturbed = true;
    },
    /** A function was disturbed while it had the lane of the prompt target. */
    laneDisturbed: (): void => {
      disturbances.push(now().getTime());
    },
    summary: (deadLetterIds: readonly string[], hours: number): ChaosSummary => {
      const dead = new Set(deadLetterIds.flatMap(toldBy));
      const all = [...deliveries];
      const twice = all.filter(([, { accepts }]) => accepts > 1);
      const count = (matches: (delivery: Delivery) => boolean): number =>
        twice.filter(([, delivery]) => matches(delivery)).length;
      const touches = ({ sentAt, acceptedAt = Number.POSITIVE_INFINITY }: Delivery): boolean =>
        disturbances.some((at) => at > sentAt - RECOVERY_MS && at < acceptedAt);
      const undisturbed = all.filter(
        ([, delivery]) => delivery.target === PROMPT && !delivery.disturbed && !touches(delivery),
      );
      return {
        deliveries: all.length,
        accepted: all.filter(([, { accepts }]) => accepts > 0).length,
        summarised: all.filter(([, { summarised }]) => summarised).length,
        deadLetters: dead.size,
        losses: all.filter(([id, { accepts }]) => accepts === 0 && !dead.has(id)).map(([id]) => id),
        duplicatesByLedger: count(({ unread }) => unread),
        duplicatesByCrash: count(({ unread, unconfirmed }) => !unread && unconfirmed > 0),
        duplicates: twice.filter(([, { unread, unconfirmed }]) => !unread && unconfirmed <= 0).map(([id]) => id),
        undisturbed: undisturbed.length,
        delayed: undisturbed
          .filter(([, { sentAt, acceptedAt = Number.POSITIVE_INFINITY }]) => acceptedAt - sentAt > PROMPT_MS)
          .map(([id]) => id),
        ...counts,
        hours,
        fingerprint: createHash('sha256').update(JSON.stringify(all)).digest('hex').slice(0, 16),
      };
    },
  };
};

type Counts = { [Key in keyof ChaosSummary as ChaosSummary[Key] extends number ? Key : never]: number };

/** Adds up the summaries of several runs. */
export const addSummaries = (summaries: readonly ChaosSummary[]): ChaosSummary => {
  const sum = (key: keyof Counts): number => summaries.reduce((total, summary) => total + summary[key], 0);
  return {
    deliveries: sum('deliveries'),
    accepted: sum('accepted'),
    summarised: sum('summarised'),
    deadLetters: sum('deadLetters'),
    losses: summaries.flatMap(({ losses }) => losses),
    duplicatesByCrash: sum('duplicatesByCrash'),
    duplicatesByLedger: sum('duplicatesByLedger'),
    duplicates: summaries.flatMap(({ duplicates }) => duplicates),
    undisturbed: sum('undisturbed'),
    delayed: summaries.flatMap(({ delayed }) => delayed),
    kills: sum('kills'),
    awsFailures: sum('awsFailures'),
    copies: sum('copies'),
    hours: sum('hours'),
    fingerprint: createHash('sha256')
      .update(summaries.map(({ fingerprint }) => fingerprint).join())
      .digest('hex')
      .slice(0, 16),
  };
};
