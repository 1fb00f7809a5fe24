import { createHash } from 'node:crypto';

export interface ChaosSummary {
  deliveries: number;
  /** Deliveries that their receiver accepted at least once, by themselves or in a summary. */
  told: number;
  /** Deliveries that were added to a summary, and the summaries. */
  folded: number;
  summaries: number;
  /** Deliveries and summaries that became dead letters, with the deliveries in these summaries. */
  deadLetters: number;
  /** Ids of deliveries that were neither told nor became dead letters. */
  losses: string[];
  /** Told more than once because a function was killed between the answer and the note in the ledger. */
  duplicatesByCrash: number;
  /** Told more than once because a call to the ledger failed. */
  duplicatesByLedger: number;
  /** Ids of deliveries and summaries that were told more than once without such a reason. */
  duplicates: string[];
  /** Ids of deliveries to the prompt target that arrived late although no fault touched their lane. */
  delayed: string[];
  kills: number;
  /** Functions that ran into Lambda's timeout; they count as killed, too. */
  timeouts: number;
  awsFailures: number;
  /** Events published twice, and messages that could be received twice. */
  copies: number;
  /** Hours of simulated time. */
  hours: number;
  /** A hash over every delivery, how often it was told, and when first: equal for two runs of one seed. */
  fingerprint: string;
}

type Key<Value> = { [Each in keyof ChaosSummary]: ChaosSummary[Each] extends Value ? Each : never }[keyof ChaosSummary];

/** Adds up the summaries of several runs. */
export const addSummaries = (summaries: readonly ChaosSummary[]): ChaosSummary => {
  const sum = (key: Key<number>) => summaries.reduce((total, summary) => total + summary[key], 0);
  const all = (key: Key<string[]>) => summaries.flatMap((summary) => summary[key]);
  return {
    deliveries: sum('deliveries'),
    told: sum('told'),
    folded: sum('folded'),
    summaries: sum('summaries'),
    deadLetters: sum('deadLetters'),
    losses: all('losses'),
    duplicatesByCrash: sum('duplicatesByCrash'),
    duplicatesByLedger: sum('duplicatesByLedger'),
    duplicates: all('duplicates'),
    delayed: all('delayed'),
    kills: sum('kills'),
    timeouts: sum('timeouts'),
    awsFailures: sum('awsFailures'),
    copies: sum('copies'),
    hours: sum('hours'),
    fingerprint: createHash('sha256')
      .update(summaries.map(({ fingerprint }) => fingerprint).join())
      .digest('hex')
      .slice(0, 16),
  };
};
