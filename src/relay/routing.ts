import type { Delivery } from '../model/delivery.ts';
import type { Message } from '../model/event-source.ts';
import type { Ending } from '../model/history.ts';
import type { Notification } from '../model/notification.ts';
import { probeId } from '../model/probe.ts';
import type { Settings } from '../model/settings.ts';
import type { Filters } from '../model/target.ts';
import { nextWait } from './backoff.ts';
import { type JudgingPorts, judge, record, withProvisional } from './judging.ts';
import { withNames } from './names.ts';
import { route } from './route.ts';
import { withoutSecrets } from './without-secrets.ts';

/** A message on its way in. `topicArn` is absent where SNS did not deliver it. */
export interface Incoming {
  readonly message: Message;
  readonly topicArn?: string | undefined;
}

/** A message of the `unrouted` queue with the messages that it contains. */
export interface Unrouted {
  readonly messageId: string;
  readonly receiptHandle: string;
  /** How often the queue has handed it out, this time included. */
  readonly receives: number;
  readonly firstReceivedAt: Date;
  readonly incoming: readonly Incoming[];
}

/** The result of one incoming message, for the log and the metrics. */
export type RoutingReport =
  | { kind: 'routed'; notification: Notification; targets: readonly string[]; configured: number }
  | { kind: 'foreign-topic'; messageId: string }
  | { kind: 'probe'; id: string }
  | { kind: 'unrouted'; messageId: string; error: unknown; waitSeconds?: number };

/** What AWS knows about one notification. Neither function rejects. */
export interface Inquiry {
  /** Earlier runs of the same pipeline; empty if AWS cannot be asked. */
  pastEndings(): Promise<readonly Ending[]>;
  /** Adds the cause of a failure, commits and the like; `missing` names what could not be found out. */
  enrich(notification: Notification): Promise<Notification>;
}

export interface ContextPorts extends JudgingPorts {
  /** Never rejects. */
  settings(): Promise<Settings>;
  inquire(notification: Notification): Inquiry;
}

export interface RoutingPorts {
  /** Messages of any other topic are rejected. */
  topicArn: string;
  read(message: Message): Promise<Notification>;
  /** @throws if the targets cannot be read and no cached copy is fresh enough. */
  targets(): Promise<ReadonlyMap<string, Filters | 'invalid' | 'unresolved'>>;
  /** Without it, events are routed as they were read. */
  context?: ContextPorts | undefined;
  /** @throws if not all deliveries were put on the queue. */
  enqueue(deliveries: readonly Delivery[]): Promise<void>;
  report(report: RoutingReport): void;
}

export interface ReroutingPorts extends RoutingPorts {
  /** Hides a message of the `unrouted` queue. */
  postpone(message: Unrouted, seconds: number): Promise<void>;
  now(): Date;
  random(): number;
}

/** Retries of the `unrouted` queue are at most this far apart, in seconds, so that the end of an outage is noticed. */
const MAX_UNROUTED_WAIT_SECONDS = 900;

/**
 * Adds to a notification what its event does not contain: friendly names, the transition, the cause and the commits.
 * What cannot be found out is left out; it never rejects.
 */
export const addContext = async (read: Notification, ports: ContextPorts): Promise<Notification> => {
  const named = withNames(read, await ports.settings());
  const inquiry = ports.inquire(named);
  const judgement = await judge(named, inquiry.pastEndings, ports);
  const enriched = await inquiry.enrich(judgement ? withProvisional(named, judgement) : named);
  const recorded = judgement ? await record(enriched, judgement, ports) : enriched;
  return withoutSecrets(recorded);
};

/**
 * Routes one message: read, name, judge, enrich, route, enqueue.
 * Only the filters of a target are read. A target with a wrong URL still gets deliveries, which become dead letters and
 * can be sent again once the URL is correct.
 */
const routeMessage = async ({ message, topicArn }: Incoming, ports: RoutingPorts): Promise<void> => {
  if (topicArn !== undefined && topicArn !== ports.topicArn) {
    ports.report({ kind: 'foreign-topic', messageId: message.messageId });
    return;
  }
  const probe = probeId(message.body);
  if (probe !== undefined) {
    ports.report({ kind: 'probe', id: probe });
    return;
  }
  const read = await ports.read(message);
  // Before the history is written: without targets the message is retried as a whole.
  const targets = await ports.targets();
  const notification = ports.context ? await addContext(read, ports.context) : read;
  const usable = [...targets].filter((entry): entry is [string, Filters] => typeof entry[1] === 'object');
  const deliveries = route(notification, usable);
  await ports.enqueue(deliveries);
  const names = deliveries.map(({ target }) => target);
  ports.report({ kind: 'routed', notification, targets: names, configured: targets.size });
};

/** @returns the errors of the messages that could not be routed; the others have been routed. */
export const routeBatch = async (incoming: readonly Incoming[], ports: RoutingPorts): Promise<unknown[]> => {
  const results = await Promise.allSettled(incoming.map((each) => routeMessage(each, ports)));
  return results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
};

/** @returns whether the message stays on the queue. */
const routeAgain = async (message: Unrouted, ports: ReroutingPorts): Promise<boolean> => {
  const { messageId, receives, firstReceivedAt } = message;
  const [error] = await routeBatch(message.incoming, ports);
  if (error === undefined) return false;
  const { now, random } = ports;
  const wait = nextWait({ reason: 'unavailable' }, { receives, firstReceivedAt, now: now(), random });
  const waitSeconds = Math.min(wait.seconds, MAX_UNROUTED_WAIT_SECONDS);
  ports.report({ kind: 'unrouted', messageId, error, waitSeconds });
  // If this fails too, the queue's own visibility timeout ends the wait.
  await Promise.allSettled([ports.postpone(message, waitSeconds)]);
  return true;
};

/**
 * Routes messages of the `unrouted` queue again. It never rejects.
 * @returns the ids of the messages that stay on the queue.
 */
export const rerouteBatch = async (messages: readonly Unrouted[], ports: ReroutingPorts): Promise<string[]> => {
  const staying = await Promise.all(messages.map((message) => routeAgain(message, ports)));
  return messages.filter((_, at) => staying[at]).map(({ messageId }) => messageId);
};
