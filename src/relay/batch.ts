import { type DeadLetter, type Delivery, parseDelivery } from '../model/delivery.ts';
import { describeError } from '../model/errors.ts';
import { type Outcome, REASONS } from '../model/outcome.ts';
import { parseJson } from '../text/json.ts';
import { type AttemptPorts, attempt } from './attempt.ts';
import { GIVE_UP_AFTER_SECONDS, MAX_RECEIVES, nextWait } from './backoff.ts';

/** A message as the queue hands it out: one receive. */
export interface Received {
  readonly messageId: string;
  readonly receiptHandle: string;
  readonly body: string;
  /** How often it has been handed out, including this time. */
  readonly receives: number;
  readonly firstReceivedAt: Date;
  readonly sentAt: Date;
}

/** The result of one receive, for the log and the metrics. */
export interface DeliveryReport {
  readonly delivery?: Delivery | undefined;
  readonly platform?: string | undefined;
  readonly outcome: Outcome;
  /** How often the queue has handed out the message, including this time. */
  readonly receive: number;
  readonly ms: number;
  /** Until the next receive, in seconds. */
  readonly waitSeconds?: number;
  /** The receiver asked for a longer wait than SQS allows. */
  readonly capped?: boolean;
  /** Why the message could not be postponed or buried; it stays on the queue. */
  readonly error?: string;
}

export interface BatchPorts extends AttemptPorts {
  postpone(message: Received, seconds: number): Promise<void>;
  bury(deadLetter: DeadLetter): Promise<void>;
  report(report: DeliveryReport): void;
  random(): number;
}

type Rejected = Extract<Outcome, { kind: 'rejected' }>;

/**
 * Decides what happens to a message; nothing else does.
 * Delivered and skipped messages leave the queue. A retry stays, hidden until its time. Rejected and exhausted messages
 * leave the queue after they have been written to the dead letters.
 * @returns whether the message stays on the queue.
 */
const settle = async (
  message: Received,
  report: Omit<DeliveryReport, 'receive' | 'ms'> & { started: Date },
  ports: BatchPorts,
): Promise<boolean> => {
  const { delivery, outcome, started, ...rest } = report;
  const now = ports.now();
  const done = (more: Partial<DeliveryReport>, stays: boolean): boolean => {
    const ms = now.getTime() - started.getTime();
    try {
      ports.report({ delivery, outcome, receive: message.receives, ms, ...rest, ...more });
    } catch {
      // A failing report must not keep a delivered message on the queue.
    }
    return stays;
  };

  if (outcome.kind === 'delivered' || outcome.kind === 'skipped') return done({}, false);

  const ageSeconds = (now.getTime() - message.firstReceivedAt.getTime()) / 1000;
  const hasFailedLongEnough = message.receives >= MAX_RECEIVES && ageSeconds >= GIVE_UP_AFTER_SECONDS;
  const exhausted = hasFailedLongEnough && REASONS[outcome.reason].sent;
  if (outcome.kind === 'retry' && !exhausted) {
    const { seconds, capped } = nextWait(outcome, { ...message, now, random: ports.random });
    try {
      await ports.postpone(message, seconds);
    } catch (error) {
      // The queue's own visibility timeout ends the wait: an early retry, not a lost message.
      return done({ error: `postpone: ${describeError(error)}` }, true);
    }
    return done({ waitSeconds: seconds, ...(capped && { capped }) }, true);
  }

  const buried: Rejected =
    outcome.kind === 'retry'
      ? {
          kind: 'rejected',
          reason: 'exhausted',
          ...(outcome.status && { status: outcome.status }),
          detail: outcome.reason,
        }
      : outcome;
  const { status } = buried;
  try {
    await ports.bury({
      body: message.body,
      reason: buried.reason,
      ...(delivery && { target: delivery.target, deliveryId: delivery.id, eventId: delivery.notification.id }),
      attempts: message.receives,
      ...(status && { lastStatus: status }),
      firstSeen: message.sentAt.toISOString(),
    });
  } catch (error) {
    // It stays and is received again; after enough receives the queue's redrive policy buries it.
    return done({ outcome: buried, error: `bury: ${describeError(error)}` }, true);
  }
  return done({ outcome: buried }, false);
};

/** A bug in one attempt must not fail the rest of the batch. */
const internalError = (error: unknown): { outcome: Outcome } => ({
  outcome: { kind: 'rejected', reason: 'internal', detail: describeError(error) },
});

/**
 * Delivers a batch: targets in parallel, the deliveries of one target one after another in the order of their events.
 * It never rejects: messages that are not settled stay on the queue.
 * @returns the ids of the messages that stay on the queue.
 */
export const deliverBatch = async (messages: readonly Received[], ports: BatchPorts): Promise<string[]> => {
  const staying: string[] = [];
  const byTarget = new Map<string, [Received, Delivery][]>();
  const unreadable: Received[] = [];
  for (const message of messages) {
    const delivery = parseDelivery(parseJson(message.body));
    if (!delivery) unreadable.push(message);
    else byTarget.set(delivery.target, [...(byTarget.get(delivery.target) ?? []), [message, delivery]]);
  }

  const deliverAll = async (queue: [Received, Delivery][]): Promise<void> => {
    queue.sort(([, a], [, b]) => a.notification.time.localeCompare(b.notification.time));
    for (const [message, delivery] of queue) {
      const started = ports.now();
      const result = await attempt(delivery, message.sentAt, ports).catch(internalError);
      if (await settle(message, { delivery, started, ...result }, ports)) staying.push(message.messageId);
    }
  };
  const buryUnreadable = async (message: Received): Promise<void> => {
    const outcome: Outcome = { kind: 'rejected', reason: 'invalid-message' };
    if (await settle(message, { outcome, started: ports.now() }, ports)) staying.push(message.messageId);
  };

  await Promise.all([...[...byTarget.values()].map(deliverAll), ...unreadable.map(buryUnreadable)]);
  return staying;
};
