import { RelayError } from '../model/errors.ts';
import type { Ending, StoredHistory } from '../model/history.ts';
import type { Notification } from '../model/notification.ts';
import type { Settings } from '../model/settings.ts';
import { isNewlyBroken, type Suspects, withoutAuthors } from './authors.ts';
import { endingOf, historyKey, isWhole } from './ending.ts';
import { type Judgement, type JudgingPorts, judge, type Questions, readHistory, withProvisional } from './judging.ts';
import { withNames } from './names.ts';
import { noteSilence, record } from './recording.ts';
import { ofBatch, type RememberingPorts, restoreFacts, storeFacts } from './remembered.ts';
import { settled } from './run-facts.ts';
import { isStart, usualSeconds } from './usual.ts';
import { withoutSecrets } from './without-secrets.ts';

/** What AWS can be asked about one notification. No function rejects. */
export interface Inquiry extends Questions {
  /** Adds the cause of a failure, commits and the like; `missing` names what could not be found out. */
  enrich(notification: Notification): Promise<Notification>;
}

export interface ContextPorts extends JudgingPorts, RememberingPorts {
  /** Never rejects. */
  settings(): Promise<Settings>;
  inquire(notification: Notification): Inquiry;
  /** Takes work that deliveries need not wait for, but the ends of the same batch. Without it, they wait. */
  defer?: ((work: Promise<unknown>) => void) | undefined;
  /** A target shows runs from their start, so that the start says how long they usually take. */
  showsRuns?: boolean | undefined;
  /** The alias of the notification's account, if the settings give the account no name. Never rejects. */
  accountAlias?: ((notification: Notification) => Promise<string | undefined>) | undefined;
}

/** An ending, judged and enriched. Absent if the notification is no ending. */
interface Prepared {
  readonly enriched: Notification;
  readonly judgement: Judgement | undefined;
}

const withAlias = (notification: Notification, accountName: string | undefined): Notification =>
  accountName ? { ...notification, accountName } : notification;

const withUsual = (notification: Notification, stored: StoredHistory | undefined): Notification => {
  const seconds = stored && usualSeconds(stored.history);
  return seconds === undefined ? notification : { ...notification, usualSeconds: seconds };
};

/** Adds everything but the final transition. It records no ending. */
const prepare = async (event: Notification, earlier: readonly Ending[], ports: ContextPorts): Promise<Prepared> => {
  const named = withNames(event, await ports.settings());
  const inquiry = ports.inquire(named);
  const alias = named.accountName ? undefined : ports.accountAlias?.(named);
  // Both reads at once: neither depends on the other.
  const usual = ports.showsRuns && isStart(named) ? readHistory(named, ports) : undefined;
  const read = endingOf(named) && readHistory(named, ports);
  const restored = withUsual(settled(await restoreFacts(named, ports)), await usual);
  // A build reports its batch only if AWS's list of the builds says so, so it is enriched before it is judged.
  const known = restored.batch ? await ofBatch(await inquiry.enrich(restored), ports) : restored;
  const history = read ?? (endingOf(known) ? readHistory(known, ports) : Promise.resolve(undefined));
  const judgement = await judge(known, inquiry, history, earlier);
  if (restored.batch) return { enriched: withAlias(known, await alias), judgement };
  const enriched = settled(await inquiry.enrich(judgement ? withProvisional(judgement) : known));
  const storing = Promise.all([storeFacts(enriched, ports), noteSilence(enriched, ports)]);
  if (ports.defer && !judgement) ports.defer(storing);
  else await storing;
  return { enriched: withAlias(enriched, await alias), judgement };
};

/** @throws if the history cannot be written because other routers write it all the time. */
const finish = async ({ enriched, judgement }: Prepared, ports: ContextPorts): Promise<Omit<Event, 'at'>> => {
  const judged = judgement ? await record(enriched, judgement, ports) : enriched;
  const notification = withoutSecrets(withoutAuthors(judged));
  if (!isNewlyBroken(judged)) return { notification };
  const { suspectsOf } = await import('./suspects.ts');
  return { notification, suspects: suspectsOf(judged, (await ports.settings()).people) };
};

/**
 * Adds to a notification what its event does not contain: friendly names, what
 * earlier events of its run said, the transition, the cause and the commits.
 * What cannot be found out is left out.
 * @throws if the history cannot be written because other routers write it all the time.
 */
export const addContext = async (read: Notification, ports: ContextPorts): Promise<Notification> =>
  (await finish(await prepare(read, [], ports), ports)).notification;

/** An event of a batch. */
export interface Event {
  /** Its position in the batch. */
  readonly at: number;
  readonly notification: Notification;
  /** The authors of what newly broke. */
  readonly suspects?: Suspects;
}

/** In the order of time. Of the same time, the contributors of an alarm come before the alarm. */
export const byTime = (a: Event, b: Event): number =>
  Date.parse(a.notification.time) - Date.parse(b.notification.time) ||
  Number(isWhole(a.notification)) - Number(isWhole(b.notification)) ||
  a.at - b.at;

/** The events by the history that they change, each group in the order of time. Other events are groups of one. */
export const bySubject = (events: readonly Event[]): Event[][] => {
  const groups = new Map<string, Event[]>();
  for (const event of events) {
    const { at, notification } = event;
    const subject = endingOf(notification) ? JSON.stringify(historyKey(notification)) : String(at);
    groups.set(subject, [...(groups.get(subject) ?? []), event]);
  }
  return [...groups.values()];
};

/**
 * Adds the context of one subject's events: they are enriched side by side and recorded one after another, as a success
 * fixes only failures that are recorded. After an event that fails, the later ones fail too.
 */
export const addContexts = async (
  events: readonly Event[],
  ports: ContextPorts,
  fail: (event: Event, error: unknown) => void,
): Promise<Event[]> => {
  const endings = events.flatMap(({ notification }) => endingOf(notification) ?? []);
  const preparing = events.map(({ notification }, at) => prepare(notification, endings.slice(0, at), ports));
  const prepared = await Promise.allSettled(preparing);
  const done: Event[] = [];
  for (const [index, event] of events.entries()) {
    const result = prepared[index];
    try {
      if (result?.status !== 'fulfilled') throw result?.reason;
      done.push({ ...event, ...(await finish(result.value, ports)) });
    } catch (error) {
      fail(event, error);
      const waits = new RelayError('an earlier event of the same pipeline or resource could not be routed');
      for (const later of events.slice(index + 1)) fail(later, waits);
      return done;
    }
  }
  return done;
};
