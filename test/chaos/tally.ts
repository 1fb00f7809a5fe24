import { createHash } from 'node:crypto';
import type { HttpRequest } from '../../src/model/http.ts';
import { isSummary } from '../../src/relay/summary-delivery.ts';
import { type Accept, judge, type Subject } from './judge.ts';
import type { ChaosSummary } from './summary.ts';
import type { Fold } from './table-calls.ts';

/** One run of a function. */
export interface Invocation {
  /** When each row was read, by its key. */
  readonly reads: Map<string, number>;
  readonly accepts: Accept[];
  /** A call to the table failed, so that the ledger may make no more calls for a while. */
  hasTableFault: boolean;
  /** It was killed, it threw, or one of its calls failed. */
  isDisturbed: boolean;
}

export type Tally = ReturnType<typeof createTally>;

/** What a sandbox records. */
export type Recorder = Pick<
  Tally,
  'invoke' | 'killed' | 'timedOut' | 'ended' | 'read' | 'noted' | 'unnoted' | 'folded' | 'accepted'
> & {
  /** @param keys of the rows that a call to the table would have read or written. */
  failed(invocation: Invocation, service: string, keys: readonly string[]): void;
};

/** Name of the pipeline of the nth event. Requests to chat targets hold no id, so the name says what they tell. */
export const pipelineOf = (nth: number): string => `run-${nth}x`;

const namesIn = (body: string): number[] => [...body.matchAll(/\brun-(\d+)x\b/g)].map(([, nth]) => Number(nth));

/** How many deliveries the message of a summary tells. */
const countIn = (body: string): number | undefined => {
  const [, count] = /(\d+) more alerts/.exec(body) ?? [];
  return count === undefined ? undefined : Number(count);
};

/** Records what happens to each delivery of a run, and counts it in the end. */
export const createTally = (elapsed: () => number) => {
  /** By the id of a delivery or of a summary. */
  const subjects = new Map<string, Subject>();
  /** Delivery ids by target and number of the event. */
  const ids = new Map<string, string>();
  const members = new Map<string, Set<string>>();
  const counts = { kills: 0, timeouts: 0, awsFailures: 0, copies: 0 };
  /** Orders what happens at the same time. */
  let clock = 0;

  const find = (id: string): Subject => {
    const found = subjects.get(id);
    if (!found) throw new Error(`${id} is neither a delivery of a published event nor a summary`);
    return found;
  };
  const add = (id: string, target: string): void =>
    void subjects.set(id, {
      id,
      target,
      enqueuedAt: undefined,
      toldAt: undefined,
      accepts: [],
      fold: undefined,
      tellings: 0,
    });

  const tell = (subject: Subject): void => {
    subject.tellings += 1;
    subject.toldAt ??= elapsed();
  };
  const accept = (invocation: Invocation, id: string): Subject => {
    const subject = find(id);
    const accepted: Accept = { id, at: ++clock, readAt: invocation.reads.get(id), notedAt: undefined, lost: undefined };
    subject.accepts.push(accepted);
    invocation.accepts.push(accepted);
    return subject;
  };
  const summaryOf = (target: string, nth: number): string => {
    const { fold } = find(ids.get(`${target} ${nth}`) ?? '');
    if (!fold) throw new Error('a summary names a delivery that is in none');
    return fold.summary;
  };

  return {
    invoke: (): Invocation => ({ reads: new Map(), accepts: [], hasTableFault: false, isDisturbed: false }),
    expect(id: string, target: string, nth: number): void {
      add(id, target);
      ids.set(`${target} ${nth}`, id);
    },
    /** The queue handed out a delivery for the first time. */
    enqueued(id: string, at: number): void {
      find(id).enqueuedAt ??= at;
    },
    copied(count: number): void {
      counts.copies += count;
    },
    timedOut: (): void => void counts.timeouts++,
    killed(invocation: Invocation): void {
      counts.kills++;
      invocation.isDisturbed = true;
      for (const each of invocation.accepts) {
        if (each.notedAt === undefined) each.lost ??= { at: ++clock, by: 'crash' };
      }
    },
    failed(invocation: Invocation, service: string): void {
      counts.awsFailures++;
      invocation.isDisturbed = true;
      if (service === 'dynamodb') invocation.hasTableFault = true;
    },
    ended(invocation: Invocation): void {
      for (const each of invocation.accepts) {
        if (each.notedAt === undefined && invocation.hasTableFault) each.lost ??= { at: each.at, by: 'ledger' };
      }
    },
    read(invocation: Invocation, keys: readonly string[]): void {
      const at = ++clock;
      for (const key of keys) invocation.reads.set(key, at);
    },
    noted(invocation: Invocation, id: string): void {
      for (const each of invocation.accepts) if (each.id === id) each.notedAt ??= ++clock;
    },
    unnoted(invocation: Invocation, id: string): void {
      for (const each of invocation.accepts) if (each.id === id) each.lost ??= { at: ++clock, by: 'ledger' };
    },
    folded({ summary, deliveries }: Fold): void {
      const at = ++clock;
      const all = members.get(summary) ?? new Set();
      members.set(summary, all);
      for (const id of deliveries) {
        all.add(id);
        find(id).fold ??= { summary, at };
      }
      if (!subjects.has(summary)) add(summary, find(deliveries[0] ?? '').target);
    },
    accepted(invocation: Invocation, { url, headers, body }: HttpRequest): void {
      const id = headers['webhook-id'];
      const target = /slack$/.test(url) ? 'slack' : 'teams';
      const [nth = -1] = namesIn(body);
      const count = countIn(body);
      if (id || count === undefined) {
        tell(accept(invocation, id ?? ids.get(`${target} ${nth}`) ?? ''));
        return;
      }
      const summary = accept(invocation, summaryOf(target, nth));
      tell(summary);
      for (const member of [...(members.get(summary.id) ?? [])].slice(0, count)) tell(find(member));
    },
    /** @param deadLetters the bodies of the dead letters. */
    summary(deadLetters: readonly string[], disturbances: ReadonlyMap<string, readonly number[]>): ChaosSummary {
      const dead = new Set<string>();
      for (const text of deadLetters) {
        const { id, notification } = JSON.parse(text);
        dead.add(id);
        const told = [...(members.get(id) ?? [])].slice(0, notification?.summary?.count ?? 0);
        for (const member of told) dead.add(member);
      }
      const all = [...subjects.values()];
      const deliveries = all.filter((subject) => !isSummary(subject));
      const fingerprint = createHash('sha256').update(
        JSON.stringify(all.map(({ id, target, toldAt, tellings }) => [id, target, toldAt, tellings])),
      );
      return {
        deliveries: deliveries.length,
        told: deliveries.filter(({ tellings }) => tellings > 0).length,
        folded: deliveries.filter(({ fold }) => fold).length,
        summaries: members.size,
        deadLetters: dead.size,
        losses: deliveries.filter(({ id, tellings }) => tellings === 0 && !dead.has(id)).map(({ id }) => id),
        ...judge(all, disturbances),
        ...counts,
        hours: elapsed() / 3_600_000,
        fingerprint: fingerprint.digest('hex').slice(0, 16),
      };
    },
  };
};
