import type { DeadLetter, Delivery } from '../../src/model/delivery.ts';
import type { HttpReply, HttpRequest } from '../../src/model/http.ts';
import type { Ledger } from '../../src/model/ledger.ts';
import type { Notification } from '../../src/model/notification.ts';
import { classifyStatus, type Outcome } from '../../src/model/outcome.ts';
import type { Channel, OpenTarget } from '../../src/model/platform.ts';
import type { Targets } from '../../src/relay/attempt.ts';
import type { BatchPorts, DeliveryReport, Received } from '../../src/relay/batch.ts';
import { deliveryId } from '../../src/relay/route.ts';
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
    receiptHandle: `receipt of ${delivery.notification.id}`,
    body: JSON.stringify(delivery),
    receives: 1,
    firstReceivedAt: NOW,
    sentAt: new Date(NOW.getTime() - 1000),
    ...overrides,
  };
};

/** The ports of one batch, and everything that the batch did through them. */
export interface Bench {
  readonly ports: BatchPorts;
  readonly requests: HttpRequest[];
  /** Message id to seconds. */
  readonly postponed: Map<string, number>;
  readonly buried: DeadLetter[];
  readonly reports: DeliveryReport[];
  /** The `since` of each read of the targets. */
  readonly looks: (Date | undefined)[];
  /** The calls to the ledger, such as `claim d_…`. */
  readonly ledger: string[];
  /** Sets the clock forward. */
  pass(seconds: number): void;
}

interface BenchOptions {
  targets?: Record<string, OpenTarget | 'invalid' | 'unresolved'>;
  answer?: (request: HttpRequest, nth: number) => HttpReply | Outcome | Promise<HttpReply | Outcome>;
  overrides?: Partial<BatchPorts>;
  memory?: Partial<Ledger>;
}

/** Ports in memory. Every call succeeds, unless an option says otherwise. */
export const openBench = ({ targets = { team: aTarget() }, answer, overrides, memory }: BenchOptions = {}): Bench => {
  let time = NOW.getTime();
  const bench = {
    requests: [] as HttpRequest[],
    postponed: new Map<string, number>(),
    buried: [] as DeadLetter[],
    reports: [] as DeliveryReport[],
    looks: [] as (Date | undefined)[],
    ledger: [] as string[],
    pass: (seconds: number): void => {
      time += seconds * 1000;
    },
  };
  const ledger: Ledger = {
    claim: async () => 'claimed',
    confirm: async () => {},
    release: async () => {},
    conclude: async () => {},
    concluded: async () => false,
    ...memory,
  };
  /** Records each call as its name and its last argument. */
  const recorded =
    <Rest extends unknown[], Result>(name: string, call: (...rest: Rest) => Result) =>
    (...rest: Rest): Result => {
      bench.ledger.push(`${name} ${rest.at(-1)}`);
      return call(...rest);
    };
  const copy: Targets = new Map(Object.entries(targets));
  const ports: BatchPorts = {
    targets: async (since) => {
      bench.looks.push(since);
      return copy;
    },
    send: async (request) => {
      bench.requests.push(request);
      return answer ? answer(request, bench.requests.length) : { status: 200, body: 'ok' };
    },
    ledger: {
      claim: recorded('claim', ledger.claim),
      confirm: recorded('confirm', ledger.confirm),
      release: recorded('release', ledger.release),
      conclude: recorded('conclude', ledger.conclude),
      concluded: recorded('concluded', ledger.concluded),
    },
    postpone: async ({ messageId }, seconds) => void bench.postponed.set(messageId, seconds),
    bury: async (deadLetter) => void bench.buried.push(deadLetter),
    report: (report) => void bench.reports.push(report),
    now: () => new Date(time),
    random: () => 0.5,
    remainingMs: () => 30_000,
    pauses: new Map(),
    ...overrides,
  };
  return { ...bench, ports };
};
