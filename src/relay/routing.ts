import type { Delivery } from '../model/delivery.ts';
import { TargetsVanished } from '../model/errors.ts';
import type { Message } from '../model/event-source.ts';
import type { Notification } from '../model/notification.ts';
import { probeId } from '../model/probe.ts';
import type { Filters } from '../model/target.ts';
import { isRecord } from '../text/json.ts';
import { withoutAuthors } from './authors.ts';
import { addContexts, bySubject, byTime, type ContextPorts, type Event } from './context.ts';
import { endingOf } from './ending.ts';
import { hasRuns } from './following.ts';
import { route } from './route.ts';

/** A message on its way in. `topicArn` is absent where SNS did not deliver it. */
export interface Incoming {
  readonly message: Message;
  readonly topicArn?: string | undefined;
}

/** The result of one incoming message, for the log and the metrics. */
export type RoutingReport =
  | RoutedReport
  | { kind: 'foreign-topic'; messageId: string }
  | { kind: 'foreign-account'; messageId: string; account: string }
  | { kind: 'probe'; id: string }
  | UnroutedReport;

/** An event that was routed: the notification as the targets get it, which may be that of a whole batch. */
interface RoutedReport {
  kind: 'routed';
  /** Of the message that held the event. */
  messageId: string;
  notification: Notification;
  targets: readonly string[];
  configured: number;
}

/** An event that could not be routed. */
export interface UnroutedReport extends Failure {
  kind: 'unrouted';
  messageId: string;
  /** Until the next receive from the `unrouted` queue, in seconds. Absent if Lambda decides when it is tried again. */
  waitSeconds?: number;
  /** It had waited for 13 days, and became a dead letter. */
  givenUp?: boolean;
}

/** Why an event could not be routed. */
export interface Failure {
  readonly error: unknown;
  /** Absent if the configuration is not the cause. `vanished`: all targets are gone, and there were some a day ago. */
  readonly configuration?: 'unavailable' | 'vanished' | undefined;
}

type Targets = ReadonlyMap<string, Filters | 'invalid'>;

export interface RoutingPorts {
  /** Messages of any other topic are rejected. */
  topicArn: string;
  /** The accounts whose events are routed. Without it, those of all accounts. */
  accounts?: ReadonlySet<string> | undefined;
  read(message: Message): Promise<Notification>;
  /**
   * @throws TargetsVanished if there is no target, and there was one within the last day.
   * @throws if the targets cannot be read and no cached copy is fresh enough.
   */
  targets(): Promise<Targets>;
  /** Without it, events are routed as they were read. */
  context?: ContextPorts | undefined;
  /**
   * Puts deliveries on the queue. Those of one lane get there in this order.
   * @returns the deliveries that are not on the queue. It never rejects.
   */
  enqueue(deliveries: readonly Delivery[]): Promise<readonly { delivery: Delivery; error: unknown }[]>;
  report(report: RoutingReport): void;
}

/** An account in JSON that was written by hand may be a number, which has no zeros at its start. */
const accountOf = (value: unknown): string | undefined => {
  if (typeof value === 'number') return String(value).padStart(12, '0');
  return typeof value === 'string' ? value : undefined;
};

/**
 * The account that sent a message: that of EventBridge's envelope, else the one that the message names, such as an
 * alarm's. An event of AWS Health may be about another account than the one that sent it.
 */
const senderOf = ({ body }: Message, { account }: Notification): string | undefined =>
  (isRecord(body) && 'detail-type' in body ? accountOf(body.account) : undefined) ?? account;

/** @returns the notification of a message; `undefined` for a message that has none or is refused, which has been reported. */
const open = async ({ message, topicArn }: Incoming, ports: RoutingPorts): Promise<Notification | undefined> => {
  if (topicArn !== undefined && topicArn !== ports.topicArn) {
    ports.report({ kind: 'foreign-topic', messageId: message.messageId });
    return undefined;
  }
  const probe = probeId(message.body);
  if (probe !== undefined) {
    ports.report({ kind: 'probe', id: probe });
    return undefined;
  }
  const notification = await ports.read(message);
  const account = senderOf(message, notification);
  if (!account || !ports.accounts || ports.accounts.has(account)) return notification;
  ports.report({ kind: 'foreign-account', messageId: message.messageId, account });
  return undefined;
};

const bare = (event: Event): Event => ({ ...event, notification: withoutAuthors(event.notification) });

/**
 * Routes messages: read, name, judge, enrich, route, enqueue. Events of different subjects are handled side by side,
 * those of one in the order of their times, and all are put on the queue in that order.
 * Only the filters of a target are read. A target with a wrong URL still gets deliveries, which become dead letters and
 * can be sent again once the URL is correct.
 * @returns for each message why it could not be routed; `undefined` for a message that needs nothing more.
 */
export const routeBatch = async (
  incoming: readonly Incoming[],
  ports: RoutingPorts,
): Promise<(Failure | undefined)[]> => {
  const failures: (Failure | undefined)[] = incoming.map(() => undefined);
  const fail = ({ at }: Pick<Event, 'at'>, error: unknown): void => {
    failures[at] ??= { error };
  };
  const opened = await Promise.allSettled(incoming.map((each) => open(each, ports)));
  const events: Event[] = [];
  for (const [at, result] of opened.entries()) {
    if (result.status === 'rejected') fail({ at }, result.reason);
    else if (result.value) events.push({ at, notification: result.value });
  }
  if (events.length === 0) return failures;

  let targets: Targets;
  try {
    // Before a history is written: without targets the messages are retried as a whole.
    targets = await ports.targets();
  } catch (error) {
    const configuration = error instanceof TargetsVanished ? 'vanished' : 'unavailable';
    for (const { at } of events) failures[at] = { error, configuration };
    return failures;
  }
  const usable = [...targets].filter((entry): entry is [string, Filters] => typeof entry[1] === 'object');
  const showsRuns = usable.some(([, filters]) => filters.enabled && hasRuns(filters));
  const storing: Promise<unknown>[] = [];
  const { context: given } = ports;
  // A bug while facts are stored must not fail the event: its deliveries may be on the queue.
  const defer = (work: Promise<unknown>): void => void storing.push(work.catch((error) => given?.failed(error)));
  const context = given && { ...given, showsRuns, defer };
  const groups = bySubject(events.sort(byTime));
  const routable: Event[] = [];
  // Ends come last. The other events store what ends do not repeat, such as a rejection in the same second.
  for (const ends of [false, true]) {
    const wave = groups.filter(([first]) => Boolean(first && endingOf(first.notification)) === ends);
    if (ends && wave.length > 0) await Promise.all(storing);
    const done = wave.map((group) => (context ? addContexts(group, context, fail) : group.map(bare)));
    routable.push(...(await Promise.all(done)).flat());
  }

  const routed = routable
    .sort(byTime)
    .map((event) => ({ event, deliveries: route(event.notification, usable, event.suspects) }));
  const missing = new Map<Delivery, unknown>();
  const enqueuing = ports.enqueue(routed.flatMap(({ deliveries }) => deliveries));
  const [unsent] = await Promise.all([enqueuing, ...storing]);
  for (const { delivery, error } of unsent) missing.set(delivery, error);
  for (const { event, deliveries } of routed) {
    const lost = deliveries.find((delivery) => missing.has(delivery));
    const names = deliveries.map(({ target }) => target);
    if (lost) fail(event, missing.get(lost));
    else {
      const messageId = incoming[event.at]?.message.messageId ?? '';
      const { notification } = event;
      ports.report({ kind: 'routed', messageId, notification, targets: names, configured: targets.size });
    }
  }
  return failures;
};
