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
import type { Delivered, Result } from './result.ts';
import type { UsableTarget } from './targets.ts';

interface Entry {
  readonly target: string;
  readonly id: string;
  /** When it was routed, and when its outcome was known. In epoch milliseconds. */
  readonly routedAt: number;
  endedAt?: number;
  outcome?: Outcome;
  bodies?: readonly string[] | undefined;
  steps?: readonly string[] | undefined;
}

interface Routed {
  readonly notification: Notification;
  readonly entries: Entry[];
}

/** Collects what the relay reports, by message. */
export const createRecorder = (usable: readonly UsableTarget[], now: () => Date) => {
  /** Messages that were published and not routed so far, by the id of SNS. Copies can have the same. */
  const waiting = new Map<string, number[]>();
  const routed = new Map<number, Routed>();
  const errors = new Map<number, string>();
  /** By delivery id, in the order of routing. */
  const entries = new Map<string, { n: number; entry: Entry }[]>();
  const bodies = new Map<string, string[]>();
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
    const { target, outcome, bodies = [], steps, routedAt, endedAt } = entry;
    const summary = outcome?.kind === 'delivered' ? carrierOf(outcome.summary) : undefined;
    const all = bodies.map((body) => parseJson(body) ?? body);
    // Without steps, an earlier request was refused.
    const drawn = steps ? all[0] : all.at(-1);
    return {
      target,
      ...finalOutcome(entry),
      ...(drawn !== undefined && { text: pushText(drawn), body: drawn }),
      ...(steps && { step: steps, bodies: all }),
      ...(summary !== undefined && { summary }),
      ...(endedAt !== undefined && { delaySeconds: (endedAt - routedAt) / 1000 }),
    };
  };

  const leftOf = ({ notification, entries: own }: Routed): Result['left'] => {
    const names = new Set(own.map(({ target }) => target));
    return usable
      .filter(({ name }) => !names.has(name))
      .map(({ name, filters }) => ({ target: name, why: explainTarget(filters, notification).words }));
  };

  return {
    /** @param id the id that SNS gives the message. */
    published(n: number, id: string): void {
      waiting.set(id, [...(waiting.get(id) ?? []), n]);
    },
    failed(n: number, error: string): void {
      errors.set(n, error);
    },
    routed(report: RoutingReport): void {
      if (report.kind === 'unrouted') latestError = describeError(report.error);
      if (report.kind !== 'routed') return;
      const { messageId, notification, targets } = report;
      const n = waiting.get(messageId)?.shift();
      if (n === undefined) return;
      routed.set(n, { notification, entries: [] });
      const routedAt = now().getTime();
      for (const target of targets) addEntry(n, { target, id: deliveryId(notification.id, target), routedAt });
    },
    sent(id: string, body: string): void {
      bodies.set(id, [...(bodies.get(id) ?? []), body]);
    },
    delivered({ delivery, outcome }: DeliveryReport): void {
      if (!delivery) return;
      const { id, target } = delivery;
      const sent = bodies.get(id);
      const steps = outcome.kind === 'delivered' ? outcome.steps : undefined;
      const endedAt = now().getTime();
      if (isSummary(delivery)) {
        const carrier = carrierOf(id);
        // Until it is posted, deliveries are added to it.
        if (outcome.kind === 'retry' || carrier === undefined) return;
        const { routedAt = endedAt } = routed.get(carrier)?.entries.find((each) => each.target === target) ?? {};
        addEntry(carrier, { target, id, routedAt, endedAt, outcome, bodies: sent, steps });
        return;
      }
      const open = entries.get(id)?.find(({ entry }) => !entry.outcome || entry.outcome.kind === 'retry');
      if (!open) {
        // What was put off when the news was delivered is done now.
        const told = entries.get(id)?.find(({ entry }) => entry.steps);
        if (steps && told) Object.assign(told.entry, { steps: [...(told.entry.steps ?? []), ...steps], bodies: sent });
        return;
      }
      Object.assign(open.entry, { outcome, endedAt, steps });
      if (outcome.kind !== 'delivered') return;
      if (outcome.summary) members.set(outcome.summary, [...(members.get(outcome.summary) ?? []), open.n]);
      else open.entry.bodies = sent;
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
        const { notification, entries: own } = found;
        return { n, notification, deliveries: own.map(deliveredOf), left: leftOf(found) };
      }),
  };
};
