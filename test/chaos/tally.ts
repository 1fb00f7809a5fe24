import { createHash } from 'node:crypto';
import { PROMPT } from './receivers.ts';
import type { Observer } from './sandbox.ts';

/** A delivery to the prompt target that no fault touched must arrive within this time. */
const PROMPT_MS = 60_000;

export interface ChaosSummary {
  deliveries: number;
  /** Deliveries that their receiver accepted at least once. */
  accepted: number;
  deadLetters: number;
  /** Delivery ids that were neither accepted nor became dead letters. */
  losses: string[];
  /** Accepted more than once because a function was killed between the answer and the confirmation in the ledger. */
  duplicatesByCrash: number;
  /** Accepted more than once because a call to the ledger failed. */
  duplicatesByLedger: number;
  /** Delivery ids that were accepted more than once without such a reason. */
  duplicates: string[];
  /** Delivery ids to the prompt target that arrived late although no fault touched them. */
  delayed: string[];
  kills: number;
  awsFailures: number;
  /** Events published twice and messages received by two functions at once. */
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
  /** It was accepted without a claim in the ledger. */
  unclaimed: boolean;
  /** Accepted requests that the ledger has not confirmed. */
  unconfirmed: number;
  disturbed: boolean;
}

/** Counts what happens to each delivery of a run, and judges it in the end. */
export const createTally = (now: () => Date) => {
  const deliveries = new Map<string, Delivery>();
  const counts = { kills: 0, awsFailures: 0, copies: 0 };
  const find = (id: string): Delivery => {
    const found = deliveries.get(id);
    if (!found) throw new Error(`delivery ${id} belongs to no published event`);
    return found;
  };

  const observer: Observer = {
    killed: () => void counts.kills++,
    awsFailed: () => void counts.awsFailures++,
    accepted: (id, claimed) => {
      const delivery = find(id);
      delivery.accepts++;
      delivery.acceptedAt ??= now().getTime();
      delivery.unconfirmed++;
      if (!claimed) delivery.unclaimed = true;
    },
    confirmed: (id) => void find(id).unconfirmed--,
  };

  return {
    observer,
    expect: (id: string, target: string): void => {
      const counted = { accepts: 0, unclaimed: false, unconfirmed: 0, disturbed: false };
      deliveries.set(id, { target, sentAt: now().getTime(), ...counted });
    },
    copied: (count: number): void => {
      counts.copies += count;
    },
    disturbed: (id: string): void => {
      find(id).disturbed = true;
    },
    summary: (deadLetterIds: readonly string[], hours: number): ChaosSummary => {
      const dead = new Set(deadLetterIds);
      const all = [...deliveries];
      const twice = all.filter(([, { accepts }]) => accepts > 1);
      const count = (matches: (delivery: Delivery) => boolean): number =>
        twice.filter(([, delivery]) => matches(delivery)).length;
      return {
        deliveries: all.length,
        accepted: all.filter(([, { accepts }]) => accepts > 0).length,
        deadLetters: dead.size,
        losses: all.filter(([id, { accepts }]) => accepts === 0 && !dead.has(id)).map(([id]) => id),
        duplicatesByLedger: count(({ unclaimed }) => unclaimed),
        duplicatesByCrash: count(({ unclaimed, unconfirmed }) => !unclaimed && unconfirmed > 0),
        duplicates: twice.filter(([, { unclaimed, unconfirmed }]) => !unclaimed && unconfirmed <= 0).map(([id]) => id),
        delayed: all
          .filter(([, { target, disturbed }]) => target === PROMPT && !disturbed)
          .filter(([, { sentAt, acceptedAt = Number.POSITIVE_INFINITY }]) => acceptedAt - sentAt > PROMPT_MS)
          .map(([id]) => id),
        ...counts,
        hours,
        fingerprint: createHash('sha256').update(JSON.stringify(all)).digest('hex').slice(0, 16),
      };
    },
  };
};

/** Adds up the summaries of several runs. */
export const addSummaries = (summaries: readonly ChaosSummary[]): ChaosSummary => {
  const sum = (
    key:
      | 'deliveries'
      | 'accepted'
      | 'deadLetters'
      | 'duplicatesByCrash'
      | 'duplicatesByLedger'
      | 'kills'
      | 'awsFailures'
      | 'copies'
      | 'hours',
  ) => summaries.reduce((total, summary) => total + summary[key], 0);
  return {
    deliveries: sum('deliveries'),
    accepted: sum('accepted'),
    deadLetters: sum('deadLetters'),
    losses: summaries.flatMap(({ losses }) => losses),
    duplicatesByCrash: sum('duplicatesByCrash'),
    duplicatesByLedger: sum('duplicatesByLedger'),
    duplicates: summaries.flatMap(({ duplicates }) => duplicates),
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
