import type { Notification } from '../model/notification.ts';
import { headline, icon } from '../wording/words.ts';
import { createBoundedMap } from './bounded-map.ts';
import type { FlowEvent } from './flow-api.ts';

/** The published events that the page shows. */
export interface EventLog {
  readonly views: readonly FlowEvent[];
  /** The event was published. @returns the id of its entry. */
  arrived(notification: Notification, messageId: string, at: Date): string;
  /** The router has routed the event. */
  routed(notification: Notification, targets: readonly string[]): void;
  /** The router failed, and the event waits on the queue of unrouted events as the message `queueId`. */
  unrouted(messageId: string, problem: string, queueId: string, until: Date): void;
  /** The router failed again with an unrouted event. */
  failedAgain(queueId: string, problem: string, until: Date): void;
  /** Id of the entry that a delivery of this notification belongs to. */
  eventOf(notification: Notification): string;
  takeChanges(): { changed: FlowEvent[]; dropped: string[] };
}

interface Entry {
  readonly id: string;
  readonly view: FlowEvent;
  /** Equal for all copies of an event. */
  readonly notificationId: string;
  /** Of a build of a batch: the alert of the batch has another id than the build's event. */
  readonly batchId?: string | undefined;
  readonly messageId: string;
  readonly queueId?: string;
}

const withoutWait = ({ until: _, problem: __, ...view }: FlowEvent): FlowEvent => view;

/** @param max how many events are kept. */
export const createEventLog = (max: number): EventLog => {
  const entries = createBoundedMap<Entry>(max);
  let count = 0;
  const find = (matches: (entry: Entry) => boolean): Entry | undefined => entries.items.find(matches);
  const change = (entry: Entry | undefined, view: Partial<FlowEvent>, more: Partial<Entry> = {}): void => {
    if (entry) entries.put({ ...entry, ...more, view: { ...entry.view, ...view } });
  };
  const isOf =
    ({ id, batch }: Notification) =>
    ({ notificationId, batchId }: Entry): boolean =>
      notificationId === id || (batchId !== undefined && batchId === batch?.id);
  /** The oldest copy that is not routed yet. */
  const findOpen = (notification: Notification): Entry | undefined =>
    entries.items.filter(isOf(notification)).find(({ view }) => view.state !== 'routed');
  const findLast = (notification: Notification): Entry | undefined => entries.items.findLast(isOf(notification));

  return {
    get views() {
      return entries.items.map(({ view }) => view);
    },
    arrived(notification, messageId, at) {
      count += 1;
      const id = `e${count}`;
      const { source, moment, level, severity } = notification;
      const shown = { icon: icon(notification), headline: headline(notification) };
      const about = { source, ...shown, moment, ...(level && { level }), severity };
      const view: FlowEvent = { id, at: at.toISOString(), ...about, state: 'arrived', targets: [] };
      entries.put({ id, view, notificationId: notification.id, batchId: notification.batch?.id, messageId });
      return id;
    },
    routed(notification, targets) {
      const entry = findOpen(notification);
      if (!entry) return;
      // The router adds the transition, which changes the headline.
      const shown = { icon: icon(notification), headline: headline(notification), severity: notification.severity };
      entries.put({ ...entry, view: { ...withoutWait(entry.view), ...shown, state: 'routed', targets } });
    },
    unrouted(messageId, problem, queueId, until) {
      const entry = find((each) => each.messageId === messageId);
      change(entry, { state: 'unrouted', attempts: 1, problem, until: until.toISOString() }, { queueId });
    },
    failedAgain(queueId, problem, until) {
      const entry = find((each) => each.queueId === queueId);
      change(entry, { attempts: (entry?.view.attempts ?? 0) + 1, problem, until: until.toISOString() });
    },
    eventOf: (notification) => (findOpen(notification) ?? findLast(notification))?.id ?? '',
    takeChanges() {
      const { changed, dropped } = entries.takeChanges();
      return { changed: changed.map(({ view }) => view), dropped };
    },
  };
};
