import type { Notification } from '../model/notification.ts';
import { headline, icon } from '../wording/words.ts';
import { createBoundedMap } from './bounded-map.ts';
import type { FlowEvent } from './flow-api.ts';

/** What is remembered of the messages on the topic. */
export interface EventLog {
  readonly views: readonly FlowEvent[];
  arrived(notification: Notification, messageId: string, at: Date): string;
  /** The router is done with it. */
  routed(notification: Notification, targets: readonly string[]): void;
  /** It waits on the queue of unrouted events, as the message of this id. */
  waits(messageId: string, trouble: string, queueId: string, until: Date): void;
  /** The router failed with it once more. */
  failedAgain(queueId: string, trouble: string, until: Date): void;
  /** The event that a delivery of this notification belongs to. */
  eventOf(notification: Notification): string;
  takeChanges(): { changed: FlowEvent[]; forgotten: string[] };
}

/** An event as it is shown, and by what it is known again. */
interface Entry {
  readonly id: string;
  readonly view: FlowEvent;
  /** The same for every copy of the event. */
  readonly notificationId: string;
  readonly messageId: string;
  readonly queueId?: string;
}

const settled = ({ until: _, trouble: __, ...view }: FlowEvent): FlowEvent => view;

export const createEventLog = (max: number): EventLog => {
  const entries = createBoundedMap<Entry>(max);
  let count = 0;
  const find = (holds: (entry: Entry) => boolean): Entry | undefined => entries.items.find(holds);
  const change = (entry: Entry | undefined, view: Partial<FlowEvent>, more: Partial<Entry> = {}): void => {
    if (entry) entries.put({ ...entry, ...more, view: { ...entry.view, ...view } });
  };
  /** The oldest copy that is still on its way. */
  const open = ({ id }: Notification): Entry | undefined =>
    find(({ notificationId, view }) => notificationId === id && view.state !== 'routed');

  return {
    get views() {
      return entries.items.map(({ view }) => view);
    },
    arrived(notification, messageId, at) {
      count += 1;
      const id = `e${count}`;
      const { source, moment, level, severity } = notification;
      const words = { icon: icon(notification), headline: headline(notification) };
      const about = { source, ...words, moment, ...(level && { level }), severity };
      const view: FlowEvent = { id, at: at.toISOString(), ...about, state: 'arrived', targets: [] };
      entries.put({ id, view, notificationId: notification.id, messageId });
      return id;
    },
    routed(notification, targets) {
      const entry = open(notification);
      if (!entry) return;
      // Only now is it known what an end means after earlier ones.
      const words = { icon: icon(notification), headline: headline(notification), severity: notification.severity };
      entries.put({ ...entry, view: { ...settled(entry.view), ...words, state: 'routed', targets } });
    },
    waits(messageId, trouble, queueId, until) {
      const entry = find((each) => each.messageId === messageId);
      change(entry, { state: 'unrouted', attempts: 1, trouble, until: until.toISOString() }, { queueId });
    },
    failedAgain(queueId, trouble, until) {
      const entry = find((each) => each.queueId === queueId);
      change(entry, { attempts: (entry?.view.attempts ?? 0) + 1, trouble, until: until.toISOString() });
    },
    eventOf: (notification) =>
      (open(notification) ?? entries.items.findLast(({ notificationId }) => notificationId === notification.id))?.id ??
      '',
    takeChanges() {
      const { changed, forgotten } = entries.takeChanges();
      return { changed: changed.map(({ view }) => view), forgotten };
    },
  };
};
