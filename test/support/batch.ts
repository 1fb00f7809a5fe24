import type { StoredConversation } from '../../src/model/conversation-state.ts';
import type { DeadLetter, Delivery } from '../../src/model/delivery.ts';
import type { HttpReply, HttpRequest } from '../../src/model/http.ts';
import { laneOf, parseLane } from '../../src/model/lane.ts';
import type { LaneState } from '../../src/model/lane-state.ts';
import type { Ledger } from '../../src/model/ledger.ts';
import type { Notification } from '../../src/model/notification.ts';
import { classifyStatus, type Outcome } from '../../src/model/outcome.ts';
import type { Channel, OpenTarget } from '../../src/model/platform.ts';
import type { Summary } from '../../src/model/summary.ts';
import type { LaneNotice, LanePorts } from '../../src/relay/lane-ports.ts';
import { createMemory } from '../../src/relay/memory.ts';
import type { DeliveryReport, Received } from '../../src/relay/received.ts';
import { deliveryId } from '../../src/relay/route.ts';
import { summaryNotification } from '../../src/wording/summary.ts';
import { conversationRows } from './conversation-rows.ts';
import { aNotification } from './factories.ts';

export const NOW = new Date('2026-03-04T09:20:00.000Z');

/** A channel that renders only the event's id and classifies answers by their status. */
export const aChannel = (overrides: Partial<Channel> = {}, url = 'https://chat.example/hook'): Channel => ({
  timeoutMs: 10_000,
  render: ({ id }) => `rich ${id}`,
  request: (body, { id }) => ({ url, headers: { id }, body, timeoutMs: overrides.timeoutMs ?? 10_000 }),
  classify: classifyStatus,
  ...overrides,
});

export const aTarget = (
  overrides: Partial<OpenTarget> & { url?: string } = {},
  channel: Partial<Channel> = {},
): OpenTarget => {
  const { url, ...rest } = overrides;
  return {
    platform: 'slack',
    on: ['failed', 'fixed', 'approval'],
    levels: ['pipeline'],
    enabled: true,
    chat: true,
    folds: overrides.chat ?? true,
    channel: aChannel(channel, url),
    ...rest,
  };
};

export const aDelivery = (target = 'team', notification: Partial<Notification> = {}): Delivery => {
  const whole = aNotification(notification);
  return { version: 1, id: deliveryId(whole.id, target), target, notification: whole };
};

/** A message of the queue. Its id is the event's id, unless overridden. */
export const aMessage = (
  target = 'team',
  notification: Partial<Notification> = {},
  overrides: Partial<Received> = {},
): Received => {
  const delivery = aDelivery(target, notification);
  return {
    messageId: delivery.notification.id,
    lane: laneOf(delivery),
    receiptHandle: `receipt of ${delivery.notification.id}`,
    body: JSON.stringify(delivery),
    receives: 1,
    firstReceivedAt: NOW,
    sentAt: new Date(NOW.getTime() - 1000),
    ...overrides,
  };
};

/** The ports of a batch, and everything that the batch did through them. */
export interface Bench {
  readonly ports: LanePorts;
  readonly requests: HttpRequest[];
  /** Message id to the seconds for which it was hidden last; 0 is visible. */
  readonly hidden: Map<string, number>;
  /** Ids of the messages that the function deleted itself. */
  readonly removed: string[];
  readonly buried: DeadLetter[];
  /** Deliveries that were sent to lanes of their own, with their failed attempts. */
  readonly aside: { id: string; attempts: number }[];
  /** Summaries that were sent to their lanes. */
  readonly sent: { lane: string; body: string; id: string }[];
  readonly summaries: Map<string, Summary | 'told' | 'closed'>;
  readonly reports: DeliveryReport[];
  readonly notices: LaneNotice[];
  /** The names and the `since` of each read of the targets. */
  readonly reads: { names: readonly string[]; since: Date | undefined }[];
  /** The table: the state of deliveries, or the id of their summary; lanes; ends by key. */
  readonly rows: Map<string, string>;
  readonly lanes: Map<string, LaneState>;
  readonly pauses: Map<string, number>;
  readonly ends: Map<string, string>;
  /** The waits inside the function, in milliseconds. */
  readonly sleeps: number[];
  /** Sets the clock forward. */
  pass(seconds: number): void;
  /** Seconds since {@link NOW}. */
  elapsed(): number;
}

interface BenchOptions {
  targets?: Record<string, OpenTarget | 'invalid' | 'unresolved'>;
  answer?: (request: HttpRequest, nth: number) => HttpReply | Outcome | Promise<HttpReply | Outcome>;
  overrides?: Partial<LanePorts>;
  ledger?: Partial<Ledger>;
}

/** Ports in memory. Every call succeeds, unless an option says otherwise. A second bench with the same table is another container. */
export const openBench = ({ targets = { team: aTarget() }, answer, overrides, ledger }: BenchOptions = {}): Bench => {
  let time = NOW.getTime();
  const bench = {
    requests: [] as HttpRequest[],
    hidden: new Map<string, number>(),
    removed: [] as string[],
    buried: [] as DeadLetter[],
    aside: [] as { id: string; attempts: number }[],
    sent: [] as { lane: string; body: string; id: string }[],
    summaries: new Map<string, Summary | 'told' | 'closed'>(),
    reports: [] as DeliveryReport[],
    notices: [] as LaneNotice[],
    reads: [] as { names: readonly string[]; since: Date | undefined }[],
    rows: new Map<string, string>(),
    conversations: new Map<string, StoredConversation>(),
    lanes: new Map<string, LaneState>(),
    pauses: new Map<string, number>(),
    ends: new Map<string, string>(),
    sleeps: [] as number[],
    pass: (seconds: number): void => {
      time += seconds * 1000;
    },
    elapsed: (): number => (time - NOW.getTime()) / 1000,
  };
  const table: Ledger = {
    read: async () => ({
      isComplete: true,
      delivery: (id) => {
        const state = bench.rows.get(id);
        if (state === 'delivered' || state === 'aside') return { state };
        return state ? { state: 'summary', summary: state } : undefined;
      },
      lane: (name) => {
        const [state, pausedUntil] = [bench.lanes.get(name), bench.pauses.get(name)];
        return state || pausedUntil ? { state: state ?? {}, pausedUntil } : undefined;
      },
      end: (attempt) => bench.ends.get(attempt.join()),
    }),
    delivered: async (id, ended) => {
      bench.rows.set(id, 'delivered');
      if (ended) bench.ends.set(ended.attempt.join(), ended.time);
      if (bench.summaries.has(id)) bench.summaries.set(id, 'told');
    },
    summaries: async (ids) =>
      new Map(ids.flatMap((id) => (bench.summaries.has(id) ? [[id, bench.summaries.get(id) ?? 'told'] as const] : []))),
    fold: async (summary, version, ids) => {
      const stored = bench.summaries.get(summary.id);
      const isUnchanged =
        version === 0 ? stored === undefined : typeof stored === 'object' && stored.version === version;
      if (!isUnchanged || ids.some((id) => bench.rows.has(id))) return false;
      bench.summaries.set(summary.id, summary);
      for (const id of ids) bench.rows.set(id, summary.id);
      return true;
    },
    close: async (id) => void bench.summaries.set(id, 'closed'),
    aside: async (id) => void bench.rows.set(id, 'aside'),
    conclude: async ({ attempt, time: end }) => void bench.ends.set(attempt.join(), end),
    save: async (lane, state) => {
      if (Object.keys(state).length === 0) bench.lanes.delete(lane);
      else bench.lanes.set(lane, state);
      return true;
    },
    pause: async (lane, until) => void bench.pauses.set(lane, Math.max(until, bench.pauses.get(lane) ?? 0)),
    ...ledger,
  };
  const all = new Map(Object.entries(targets));
  const ports: LanePorts = {
    targets: async (names, since) => {
      bench.reads.push({ names, since });
      return new Map(names.flatMap((name) => (all.has(name) ? [[name, all.get(name) as OpenTarget] as const] : [])));
    },
    send: async (request) => {
      bench.requests.push(request);
      return answer ? answer(request, bench.requests.length) : { status: 200, body: 'ok' };
    },
    ledger: table,
    memory: createMemory(),
    bury: async (deadLetter) => void bench.buried.push(deadLetter),
    sendTo: async (lane, { body, failedAttempts = 0 }, id) => {
      if (parseLane(lane).kind === 'aside') bench.aside.push({ id, attempts: failedAttempts });
      else bench.sent.push({ lane, body, id });
    },
    conversations: async () => conversationRows(bench.conversations),
    summaryNotification: async (summary) => summaryNotification(summary),
    hide: async (hidings) => {
      for (const { message, seconds } of hidings) bench.hidden.set(message.messageId, seconds);
    },
    remove: async (messages) => void bench.removed.push(...messages.map(({ messageId }) => messageId)),
    depth: async () => 0,
    sleep: async (ms) => {
      bench.sleeps.push(ms);
      time += ms;
    },
    report: (report) => void bench.reports.push(report),
    notice: (notice) => void bench.notices.push(notice),
    now: () => new Date(time),
    random: () => 0.5,
    remainingMs: () => 30_000,
    ...overrides,
  };
  return { ...bench, ports };
};
