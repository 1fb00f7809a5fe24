import { describeError } from '../../../model/errors.ts';
import type { Notification } from '../../../model/notification.ts';
import type { Outcome } from '../../../model/outcome.ts';
import type { DeliveryReport } from '../../../relay/received.ts';
import { deliveryId } from '../../../relay/route.ts';
import type { RoutingReport } from '../../../relay/routing.ts';
import { isSummary } from '../../../relay/summary-delivery.ts';
import { explainTarget } from '../../../targets/explain-filters.ts';
import { parseJson } from '../../../text/json.ts';
import { pushText } from './push-text.ts';
import type { InvalidTarget, UsableTarget } from './targets.ts';

/** What became of one delivery. */
export interface Delivered {
  readonly target: string;
  readonly outcome: Outcome['kind'];
  readonly reason?: string;
  /** The request's body, parsed, and the text that a phone shows. Absent if no request was made. */
  readonly text?: string;
  readonly body?: unknown;
  /** The number of the message that has the summary with this delivery in it. */
  readonly summary?: number;
}

export interface Left {
  readonly target: string;
  readonly why: string;
}

/** What became of one message. */
export interface Result {
  /** Counts from 1, in the order of the file. */
  readonly n: number;
  /** Absent if the message could not be routed. */
  readonly notification?: Notification;
  readonly error?: string;
  readonly deliveries: readonly Delivered[];
  readonly left: readonly Left[];
}

interface Entry {
  readonly target: string;
  readonly id: string;
  outcome?: Outcome;
  body?: string | undefined;
}

interface Routed {
  readonly notification: Notification;
  readonly entries: Entry[];
}

const MAX_WHY_CHARS = 300;

/** Collects what the relay reports, by message. */
export const createRecorder = (usable: readonly UsableTarget[], invalid: readonly InvalidTarget[]) => {
  /** Messages that were published and not routed so far, by the event's identity. Copies have the same. */
  const waiting = new Map<string, number[]>();
  const routed = new Map<number, Routed>();
  const errors = new Map<number, string>();
  /** By delivery id, in the order of routing. */
  const entries = new Map<string, { n: number; entry: Entry }[]>();
  const bodies = new Map<string, string>();
  /** Summaries by id: the messages that each has. */
  const members = new Map<string, number[]>();
  let latestError = '';

  const addEntry = (n: number, entry: Entry): void => {
    routed.get(n)?.entries.push(entry);
    entries.set(entry.id, [...(entries.get(entry.id) ?? []), { n, entry }]);
  };

  /** The latest message that a summary has. */
  const carrierOf = (summary: string | undefined): number | undefined => {
    const all = members.get(summary ?? '');
    return all && Math.max(...all);
  };

  /** A copy that never left the queue, or one that SQS dropped because the delivery was on the queue already. */
  const finalOutcome = ({ id, outcome }: Entry): Pick<Delivered, 'outcome' | 'reason'> => {
    if (outcome?.kind === 'delivered') return { outcome: 'delivered' };
    if (outcome) return { outcome: outcome.kind, reason: outcome.reason };
    const isCopy = (entries.get(id)?.length ?? 0) > 1;
    return isCopy ? { outcome: 'skipped', reason: 'duplicate' } : { outcome: 'retry', reason: 'out-of-time' };
  };

  const deliveredOf = (entry: Entry): Delivered => {
    const { target, outcome, body } = entry;
    const summary = outcome?.kind === 'delivered' ? carrierOf(outcome.summary) : undefined;
    const drawn = body === undefined ? undefined : (parseJson(body) ?? body);
    return {
      target,
      ...finalOutcome(entry),
      ...(drawn !== undefined && { text: pushText(drawn), body: drawn }),
      ...(summary !== undefined && { summary }),
    };
  };

  const leftOf = ({ notification, entries: own }: Routed): Left[] => {
    const names = new Set(own.map(({ target }) => target));
    return usable
      .filter(({ name }) => !names.has(name))
      .map(({ name, filters }) => ({ target: name, why: explainTarget(filters, notification).words }));
  };

  const broken = invalid.map(({ name, problems }) => ({
    target: name,
    why: `the target is invalid: ${problems.join('; ')}`.slice(0, MAX_WHY_CHARS),
  }));

  return {
    /** @param id the event's identity. */
    published(n: number, id: string): void {
      waiting.set(id, [...(waiting.get(id) ?? []), n]);
    },
    failed(n: number, error: string): void {
      errors.set(n, error);
    },
    routed(report: RoutingReport): void {
      if (report.kind === 'unrouted') latestError = describeError(report.error);
      if (report.kind !== 'routed') return;
      const { notification, targets } = report;
      const n = waiting.get(notification.id)?.shift();
      if (n === undefined) return;
      routed.set(n, { notification, entries: [] });
      for (const target of targets) addEntry(n, { target, id: deliveryId(notification.id, target) });
    },
    sent(id: string, body: string): void {
      bodies.set(id, body);
    },
    delivered({ delivery, outcome }: DeliveryReport): void {
      if (!delivery) return;
      const { id, target } = delivery;
      const body = bodies.get(id);
      if (isSummary(delivery)) {
        const carrier = carrierOf(id);
        // Until it is posted, deliveries are added to it.
        if (outcome.kind !== 'retry' && carrier !== undefined) addEntry(carrier, { target, id, outcome, body });
        return;
      }
      const open = entries.get(id)?.find(({ entry }) => !entry.outcome || entry.outcome.kind === 'retry');
      if (!open) return;
      open.entry.outcome = outcome;
      if (outcome.kind !== 'delivered') return;
      if (outcome.summary) members.set(outcome.summary, [...(members.get(outcome.summary) ?? []), open.n]);
      else open.entry.body = body;
    },
    /** @returns a result for each message, once nothing is left to do. */
    results: (count: number): Result[] =>
      Array.from({ length: count }, (_, at) => {
        const n = at + 1;
        const found = routed.get(n);
        if (!found) {
          const error = errors.get(n) ?? `it could not be routed${latestError && `: ${latestError}`}`;
          return { n, error, deliveries: [], left: [] };
        }
        const left = [...leftOf(found), ...broken];
        return { n, notification: found.notification, deliveries: found.entries.map(deliveredOf), left };
      }),
  };
};
