import type { Delivery } from '../model/delivery.ts';
import type { Notification } from '../model/notification.ts';
import { REASONS } from '../model/outcome.ts';
import type { DeliveryReport } from '../relay/received.ts';
import { headline, icon } from '../wording/words.ts';
import { createBoundedMap } from './bounded-map.ts';
import type { FlowDelivery, FlowState, FlowStep, FlowTotals } from './flow-api.ts';
import { outcomeText, reasonText } from './outcome-text.ts';

/** The deliveries that the page shows. */
export interface DeliveryLog {
  readonly views: readonly FlowDelivery[];
  readonly totals: Omit<FlowTotals, 'published'>;
  /** The delivery was put on the queue. One that was a dead letter continues its entry. */
  queued(delivery: Delivery, event: string, platform: string | undefined): void;
  /** The queue dropped the delivery as a duplicate of one that was sent within the last five minutes. */
  dropped(deliveryId: string): void;
  /** An attempt begins. */
  sending(deliveryId: string): void;
  /**
   * The deliverer has handled the delivery once.
   * @param hiddenSeconds how long the message is hidden where the report has no wait.
   */
  handled(report: DeliveryReport, hiddenSeconds: number): void;
  get(id: string): Delivery | undefined;
  /** Id of the entry that is a dead letter of this delivery. */
  deadLetterOf(deliveryId: string | undefined): string | undefined;
  takeChanges(): { changed: FlowDelivery[]; dropped: string[] };
}

interface Entry {
  readonly id: string;
  readonly view: FlowDelivery;
  readonly delivery: Delivery;
}

/** Steps that are kept of one delivery: the newest. A delivery has about 125 attempts, of two steps each, in ten hours. */
const MAX_STEPS = 300;

const STATE_AFTER: Readonly<Record<DeliveryReport['outcome']['kind'], FlowState>> = {
  delivered: 'delivered',
  retry: 'waiting',
  rejected: 'dead',
  skipped: 'skipped',
};

const wasSent = ({ outcome }: DeliveryReport): boolean => outcome.kind === 'delivered' || REASONS[outcome.reason].sent;

/** The view after one more step. `until` and the reason are of the latest step only. */
const withStep = (
  { until: _, reason: __, reasonText: ___, ...view }: FlowDelivery,
  change: Partial<FlowDelivery>,
  step: FlowStep,
): FlowDelivery => ({ ...view, ...change, steps: [...view.steps, step].slice(-MAX_STEPS) });

/** A summary is listed with its counts. */
const headlineOf = (notification: Notification): string =>
  [headline(notification), notification.summary && notification.title].filter(Boolean).join(': ');

/** A report as changes of the delivery's view, and as a step. */
const stepOf = (report: DeliveryReport, attempt: number, now: Date, hiddenSeconds: number) => {
  const { outcome, ms } = report;
  const reason = outcome.kind === 'delivered' ? undefined : outcome.reason;
  const status = 'status' in outcome ? outcome.status : undefined;
  const waitSeconds = outcome.kind === 'retry' ? (report.waitSeconds ?? hiddenSeconds) : undefined;
  const until = waitSeconds !== undefined && new Date(now.getTime() + waitSeconds * 1000).toISOString();
  const why = { ...(reason && { reason }), ...(status && { status }) };
  const text = outcomeText({ ...report, ...(waitSeconds !== undefined && { waitSeconds }) }, attempt);
  const change = {
    state: STATE_AFTER[outcome.kind],
    ...why,
    ...(reason && { reasonText: reasonText(reason) }),
    ...(until && { until }),
    ...(report.platform && { platform: report.platform }),
    // More may have been added to a summary after it was opened.
    ...(report.delivery?.notification.summary && { headline: headlineOf(report.delivery.notification) }),
  };
  const sent = wasSent(report) && ({ sent: true } as const);
  const step = { at: now.toISOString(), kind: outcome.kind, attempt, ...why, ...sent, ms, text };
  return { change, step: { ...step, ...(waitSeconds && { waitSeconds }) } };
};

/** @param max how many deliveries are kept. */
export const createDeliveryLog = (max: number, now: () => Date): DeliveryLog => {
  const entries = createBoundedMap<Entry>(max);
  const totals = { delivered: 0, attempts: 0, skipped: 0, rejected: 0 };
  let count = 0;
  const find = (deliveryId: string, ...states: FlowState[]): Entry | undefined =>
    entries.items.findLast(({ delivery, view }) => delivery.id === deliveryId && states.includes(view.state));
  const put = (entry: Entry, change: Partial<FlowDelivery>, step: FlowStep): void =>
    entries.put({ ...entry, view: withStep(entry.view, change, step) });
  const at = (): string => now().toISOString();

  return {
    totals,
    get views() {
      return entries.items.map(({ view }) => view);
    },
    queued(delivery, event, platform) {
      const dead = find(delivery.id, 'dead');
      if (dead) {
        const step = { at: at(), kind: 'redriven', attempt: 0, text: 'Sent again from the dead letters.' } as const;
        put(dead, { state: 'queued', attempt: 0 }, step);
        return;
      }
      count += 1;
      const { target, notification } = delivery;
      const shown = { headline: headlineOf(notification), icon: icon(notification), severity: notification.severity };
      const id = `d${count}`;
      const step = { at: at(), kind: 'queued', attempt: 0, text: 'Put on the queue.' } as const;
      const about = { id, event, target, ...(platform && { platform }), ...shown };
      entries.put({ id, delivery, view: { ...about, state: 'queued', attempt: 0, steps: [step] } });
    },
    dropped(deliveryId) {
      const entry = find(deliveryId, 'queued');
      if (!entry) return;
      totals.skipped += 1;
      const reason = { reason: 'duplicate', reasonText: reasonText('duplicate') };
      const step = {
        at: at(),
        kind: 'skipped',
        attempt: 0,
        reason: 'duplicate',
        text: 'Dropped by the queue as a copy.',
      } as const;
      put(entry, { state: 'skipped', ...reason }, step);
    },
    sending(deliveryId) {
      const entry = find(deliveryId, 'queued', 'waiting');
      if (!entry) return;
      const attempt = entry.view.attempt + 1;
      put(
        entry,
        { state: 'sending', attempt },
        { at: at(), kind: 'sending', attempt, text: `Attempt ${attempt} begins.` },
      );
    },
    handled(report, hiddenSeconds) {
      const { outcome, delivery } = report;
      const sent = wasSent(report);
      if (sent) totals.attempts += 1;
      if (outcome.kind !== 'retry') totals[outcome.kind] += 1;
      const onQueue = delivery && find(delivery.id, 'queued', 'waiting');
      // A copy that was not sent must not end the attempt that is in progress.
      const entry = delivery && (find(delivery.id, 'sending') ?? onQueue);
      if (!entry) return;
      const { change, step } = stepOf(report, entry.view.attempt, now(), hiddenSeconds);
      put(entry, change, step);
    },
    get: (id) => entries.get(id)?.delivery,
    deadLetterOf: (deliveryId) => (deliveryId === undefined ? undefined : find(deliveryId, 'dead')?.id),
    takeChanges() {
      const { changed, dropped } = entries.takeChanges();
      return { changed: changed.map(({ view }) => view), dropped };
    },
  };
};
