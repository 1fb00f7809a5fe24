import type { Delivery } from '../model/delivery.ts';
import { REASONS } from '../model/outcome.ts';
import type { DeliveryReport } from '../relay/batch.ts';
import { headline, icon } from '../wording/words.ts';
import { createBoundedMap } from './bounded-map.ts';
import type { FlowDelivery, FlowState, FlowStep, FlowTotals } from './flow-api.ts';
import { outcomeWords, reasonWords } from './words.ts';

/** What is remembered of the deliveries. */
export interface DeliveryLog {
  readonly views: readonly FlowDelivery[];
  readonly totals: Omit<FlowTotals, 'published'>;
  /** It is on the queue. One that was a dead letter goes on where it was. */
  queued(delivery: Delivery, event: string, platform: string | undefined): void;
  /** A try begins. */
  sending(deliveryId: string): void;
  /** A try has ended. `hiddenSeconds` is how long a message is hidden whose wait could not be written down. */
  tried(report: DeliveryReport, hiddenSeconds: number): void;
  get(id: string): Delivery | undefined;
  /** The one among the dead letters. */
  deadOf(deliveryId: string | undefined): string | undefined;
  takeChanges(): { changed: FlowDelivery[]; forgotten: string[] };
}

interface Entry {
  readonly id: string;
  readonly view: FlowDelivery;
  readonly delivery: Delivery;
}

/** The newest steps of a delivery's life. */
const MAX_STEPS = 40;

const AFTER: Readonly<Record<DeliveryReport['outcome']['kind'], FlowState>> = {
  delivered: 'delivered',
  retry: 'waiting',
  rejected: 'dead',
  skipped: 'skipped',
};

/** `waits` is given while there is a reason to wait. */
const stepped = (
  { until: _, reason: __, words: ___, ...view }: FlowDelivery,
  change: Partial<FlowDelivery>,
  step: FlowStep,
): FlowDelivery => ({ ...view, ...change, steps: [...view.steps, step].slice(-MAX_STEPS) });

/** What a report says of a try, as the delivery shows it and as a step. */
const told = (report: DeliveryReport, now: Date, hiddenSeconds: number) => {
  const { outcome, receive: attempt, ms } = report;
  const reason = outcome.kind === 'delivered' ? undefined : outcome.reason;
  const status = 'status' in outcome ? outcome.status : undefined;
  const waitSeconds = outcome.kind === 'retry' ? (report.waitSeconds ?? hiddenSeconds) : undefined;
  const until = waitSeconds !== undefined && new Date(now.getTime() + waitSeconds * 1000).toISOString();
  const why = { ...(reason && { reason }), ...(status && { status }) };
  const words = outcomeWords({ ...report, ...(waitSeconds !== undefined && { waitSeconds }) });
  return {
    change: {
      state: AFTER[outcome.kind],
      attempt,
      ...why,
      ...(reason && { words: reasonWords(reason) }),
      ...(until && { until }),
      ...(report.platform && { platform: report.platform }),
    },
    step: {
      at: now.toISOString(),
      kind: outcome.kind,
      attempt,
      ...why,
      ms,
      words,
      ...(waitSeconds && { waitSeconds }),
    },
  };
};

export const createDeliveryLog = (max: number, now: () => Date): DeliveryLog => {
  const entries = createBoundedMap<Entry>(max);
  const totals = { delivered: 0, tries: 0, skipped: 0, rejected: 0 };
  let count = 0;
  const find = (deliveryId: string, ...states: FlowState[]): Entry | undefined =>
    entries.items.findLast(({ delivery, view }) => delivery.id === deliveryId && states.includes(view.state));
  const put = (entry: Entry, change: Partial<FlowDelivery>, step: FlowStep): void =>
    entries.put({ ...entry, view: stepped(entry.view, change, step) });
  const at = (): string => now().toISOString();

  return {
    totals,
    get views() {
      return entries.items.map(({ view }) => view);
    },
    queued(delivery, event, platform) {
      const dead = find(delivery.id, 'dead');
      if (dead) {
        const step = { at: at(), kind: 'redriven', attempt: 0, words: 'sent again from the dead letters' } as const;
        put(dead, { state: 'queued', attempt: 0 }, step);
        return;
      }
      count += 1;
      const { target, notification } = delivery;
      const words = { headline: headline(notification), icon: icon(notification), severity: notification.severity };
      const id = `d${count}`;
      const step = { at: at(), kind: 'queued', attempt: 0, words: 'waits on the queue' } as const;
      const about = { id, event, target, ...(platform && { platform }), ...words };
      entries.put({ id, delivery, view: { ...about, state: 'queued', attempt: 0, steps: [step] } });
    },
    sending(deliveryId) {
      const entry = find(deliveryId, 'queued', 'waiting');
      if (!entry) return;
      const attempt = entry.view.attempt + 1;
      put(entry, { state: 'sending', attempt }, { at: at(), kind: 'sending', attempt, words: `try ${attempt}` });
    },
    tried(report, hiddenSeconds) {
      const { outcome, delivery } = report;
      // Without a request it is not the copy that was being sent.
      const untried = outcome.kind !== 'delivered' && !REASONS[outcome.reason].sent;
      if (!untried && outcome.kind !== 'skipped') totals.tries += 1;
      if (outcome.kind !== 'retry') totals[outcome.kind] += 1;
      const still = delivery && find(delivery.id, 'queued', 'waiting');
      const entry = untried ? still : delivery && (find(delivery.id, 'sending') ?? still);
      if (!entry) return;
      const { change, step } = told(report, now(), hiddenSeconds);
      put(entry, change, step);
    },
    get: (id) => entries.get(id)?.delivery,
    deadOf: (deliveryId) => (deliveryId === undefined ? undefined : find(deliveryId, 'dead')?.id),
    takeChanges() {
      const { changed, forgotten } = entries.takeChanges();
      return { changed: changed.map(({ view }) => view), forgotten };
    },
  };
};
