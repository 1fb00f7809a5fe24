import { describeError } from '../errors.ts';
import { type DeadLetter, Delivery } from '../model/delivery.ts';
import type { Send } from '../model/http.ts';
import type { Outcome } from '../model/outcome.ts';
import type { OpenTarget } from '../model/platform.ts';
import { MAX_ATTEMPTS, nextWait } from './backoff.ts';
import { deliver } from './deliver.ts';

/** A message as the queue hands it out. */
export interface Received {
  readonly messageId: string;
  readonly receiptHandle: string;
  readonly body: string;
  /** How often it has been handed out, this time included. */
  readonly receives: number;
  readonly firstReceivedAt: Date;
  readonly sentAt: Date;
}

/** What became of one message, for the log and the metrics. */
export interface DeliveryReport {
  readonly delivery?: Delivery | undefined;
  readonly platform?: string | undefined;
  readonly outcome: Outcome;
  readonly attempt: number;
  readonly ms: number;
  /** Until the next try, in seconds. */
  readonly waitSeconds?: number;
  /** The receiver asked for a longer wait than there can be. */
  readonly capped?: boolean;
  /** Something of the book-keeping failed; the message stays on the queue. */
  readonly trouble?: string;
}

/** The configured targets: by name either usable, or known to be broken. */
export type Targets = ReadonlyMap<string, OpenTarget | 'invalid'>;

export interface BatchPorts {
  /**
   * The targets, read after `since` at the earliest.
   * @throws if they cannot be read and no copy is fresh enough to stand in.
   */
  targets(since?: Date): Promise<Targets>;
  send: Send;
  postpone(message: Received, seconds: number): Promise<void>;
  bury(letter: DeadLetter): Promise<void>;
  report(report: DeliveryReport): void;
  now(): Date;
  random(): number;
  /** Until the function is stopped. */
  remainingMs(): number;
  /** Until when (epoch milliseconds) each target is left alone. Lives as long as the container. */
  pauses: Map<string, number>;
}

/** What the book-keeping after a try needs at most, in milliseconds. */
const MARGIN_MS = 3000;

/** A target that does not answer is left alone this long: waiting for it would hold up the others. */
const SILENCE_PAUSE_MS = 30_000;

/** How old the configuration may be when a platform says that the URL is unknown or forbidden. */
const DOUBT_MS = 5000;

type Rejected = Extract<Outcome, { kind: 'rejected' }>;

const UNTRIED = new Set(['paused', 'out-of-time', 'configuration-unavailable']);

const parse = (body: string): Delivery | undefined => {
  try {
    const parsed = Delivery.safeParse(JSON.parse(body));
    return parsed.success ? parsed.data : undefined;
  } catch {
    // Not JSON. The caller buries it as an invalid message.
    return undefined;
  }
};

const find = async (delivery: Delivery, ports: BatchPorts, since: Date): Promise<OpenTarget | Outcome> => {
  let target: OpenTarget | 'invalid' | undefined;
  try {
    target = (await ports.targets()).get(delivery.target);
    // The router may have seen a target that this container's copy is too old to know.
    if (target === undefined || target === 'invalid') target = (await ports.targets(since)).get(delivery.target);
  } catch (error) {
    return { kind: 'retry', reason: 'configuration-unavailable', detail: describeError(error) };
  }
  if (target === undefined) return { kind: 'rejected', reason: 'target-gone' };
  if (target === 'invalid') return { kind: 'rejected', reason: 'target-invalid' };
  return target.enabled ? target : { kind: 'skipped', reason: 'disabled' };
};

/** Tries one delivery, and a second time at once if the target's URL turns out to have been replaced meanwhile. */
const attempt = async (delivery: Delivery, message: Received, ports: BatchPorts): Promise<[Outcome, string?]> => {
  const pausedMs = (ports.pauses.get(delivery.target) ?? 0) - ports.now().getTime();
  if (pausedMs > 0) return [{ kind: 'retry', reason: 'paused', afterSeconds: pausedMs / 1000 }];

  const target = await find(delivery, ports, message.sentAt);
  if ('kind' in target) return [target];
  const { platform, channel } = target;
  if (ports.remainingMs() < channel.timeoutMs + MARGIN_MS) return [{ kind: 'retry', reason: 'out-of-time' }, platform];

  const outcome = await deliver(delivery, channel, ports.send, ports.now());
  if (outcome.kind !== 'rejected' || (outcome.reason !== 'unauthorized' && outcome.reason !== 'gone')) {
    return [outcome, platform];
  }
  const renewed = await find(delivery, ports, new Date(ports.now().getTime() - DOUBT_MS));
  if ('kind' in renewed) return [renewed.kind === 'retry' ? outcome : renewed, platform];
  return [renewed === target ? outcome : await deliver(delivery, renewed.channel, ports.send, ports.now()), platform];
};

const pause = (target: string, outcome: Outcome, ports: BatchPorts): void => {
  if (outcome.kind !== 'retry') return;
  const now = ports.now().getTime();
  if (outcome.reason === 'throttled') ports.pauses.set(target, now + (outcome.afterSeconds ?? 60) * 1000);
  if (outcome.reason === 'timeout') ports.pauses.set(target, now + SILENCE_PAUSE_MS);
};

/**
 * Decides what happens to the message: the only place that does.
 * Delivered and skipped messages leave the queue. A retry stays on it, invisible until its time. What is rejected, or
 * has failed too often, leaves it for the dead letters, and only once it has arrived there.
 * @returns whether the message stays on the queue.
 */
const settle = async (
  message: Received,
  report: Omit<DeliveryReport, 'attempt' | 'ms'> & { started: Date },
  ports: BatchPorts,
): Promise<boolean> => {
  const { delivery, outcome, started, ...rest } = report;
  const now = ports.now();
  const done = (more: Partial<DeliveryReport>, stays: boolean): boolean => {
    ports.report({
      delivery,
      outcome,
      attempt: message.receives,
      ms: now.getTime() - started.getTime(),
      ...rest,
      ...more,
    });
    return stays;
  };

  if (outcome.kind === 'delivered' || outcome.kind === 'skipped') return done({}, false);

  const exhausted = message.receives >= MAX_ATTEMPTS && !UNTRIED.has(outcome.reason);
  if (outcome.kind === 'retry' && !exhausted) {
    const { seconds, capped } = nextWait(outcome, { ...message, now, random: ports.random });
    try {
      await ports.postpone(message, seconds);
    } catch (error) {
      // The queue's own visibility timeout ends the wait then: an early retry, never a lost message.
      return done({ trouble: `postpone: ${describeError(error)}` }, true);
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
    // It stays and comes again; after enough receives the queue's redrive policy buries it.
    return done({ outcome: buried, trouble: `bury: ${describeError(error)}` }, true);
  }
  return done({ outcome: buried }, false);
};

/**
 * Works through a batch: targets side by side, one target's deliveries one after another in the order of their events.
 * It never rejects: what is not settled stays on the queue.
 * @returns the ids of the messages that stay on the queue.
 */
export const deliverBatch = async (messages: readonly Received[], ports: BatchPorts): Promise<string[]> => {
  const staying: string[] = [];
  const byTarget = new Map<string, [Received, Delivery][]>();
  const unreadable: Received[] = [];
  for (const message of messages) {
    const delivery = parse(message.body);
    if (!delivery) unreadable.push(message);
    else byTarget.set(delivery.target, [...(byTarget.get(delivery.target) ?? []), [message, delivery]]);
  }

  const deliverAll = async (target: string, queue: [Received, Delivery][]): Promise<void> => {
    queue.sort(([, a], [, b]) => a.notification.time.localeCompare(b.notification.time));
    for (const [message, delivery] of queue) {
      const started = ports.now();
      const [outcome, platform] = await attempt(delivery, message, ports);
      pause(target, outcome, ports);
      if (await settle(message, { delivery, platform, outcome, started }, ports)) staying.push(message.messageId);
    }
  };
  const buryUnreadable = async (message: Received): Promise<void> => {
    const outcome: Outcome = { kind: 'rejected', reason: 'invalid-message' };
    if (await settle(message, { outcome, started: ports.now() }, ports)) staying.push(message.messageId);
  };

  await Promise.all([
    ...[...byTarget].map(([target, queue]) => deliverAll(target, queue)),
    ...unreadable.map(buryUnreadable),
  ]);
  return staying;
};
