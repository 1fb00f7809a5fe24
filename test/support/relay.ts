import type { TargetsReport } from '../../src/aws/open-target.ts';
import { frozenClock } from '../../src/local/clock.ts';
import { type Arrival, openInbox, type Responder, responders } from '../../src/local/inbox.ts';
import { createLocalRelay, type LocalRelay, type LocalRelayOptions } from '../../src/local/relay.ts';
import type { HttpReply, HttpRequest } from '../../src/model/http.ts';
import type { Outcome } from '../../src/model/outcome.ts';
import { createSend } from '../../src/net/http.ts';
import type { LaneNotice } from '../../src/relay/lane-ports.ts';
import type { DeliveryReport } from '../../src/relay/received.ts';
import type { RoutingReport } from '../../src/relay/routing.ts';
import { context, START, timeAt } from './lambda-events.ts';

/** Keeps everything that the functions of all containers report. */
const openReports = () => {
  const reports = {
    routed: [] as RoutingReport[],
    delivered: [] as DeliveryReport[],
    lanes: [] as LaneNotice[],
    targets: [] as TargetsReport[],
    ledger: [] as unknown[],
  };
  const telemetry: LocalRelayOptions['telemetry'] = {
    routed: (report) => void reports.routed.push(report),
    delivered: (report) => void reports.delivered.push(report),
    lane: (notice) => void reports.lanes.push(notice),
    targets: (report) => void reports.targets.push(report),
    ledger: (error) => void reports.ledger.push(error),
  };
  return { reports, telemetry };
};

interface RelayOptions extends Partial<LocalRelayOptions> {
  /** Answers the nth request, counted from 1, where no `send` is given. Default: 200. */
  answer?: (request: HttpRequest, nth: number) => HttpReply | Outcome;
}

export type TestRelay = ReturnType<typeof openRelay>;

/**
 * The router and the deliverer over AWS in memory, with a clock that stands still between waits.
 * No request leaves the process. Tests that need real connections use {@link openHttpRelay}.
 */
export const openRelay = ({ answer = () => ({ status: 200, body: 'ok' }), ...overrides }: RelayOptions = {}) => {
  const { reports, telemetry } = openReports();
  const requests: HttpRequest[] = [];
  const options: LocalRelayOptions = {
    clock: frozenClock(START),
    telemetry,
    send: async (request) => answer(request, requests.push(request)),
    allowPrivateTargets: false,
    random: () => 0.5,
    ...overrides,
  };
  const { clock } = options;
  const relay = createLocalRelay(options);
  return {
    relay,
    aws: relay.aws,
    clock,
    reports,
    requests,
    /** Seconds since {@link START}. */
    elapsed: (): number => (clock.now().getTime() - START.getTime()) / 1000,
    pass: (seconds: number): Promise<void> => clock.until(new Date(clock.now().getTime() + seconds * 1000)),
    /** Puts a target into Parameter Store. A string is stored unchanged, anything else as JSON. */
    put: relay.addTarget,
    route: (event: unknown) => relay.router(event, context()),
    deliver: (event: unknown, remainingMs = 30_000) => relay.deliverer(event, context(remainingMs)),
    /** Publishes an object to the topic, which runs the router. */
    publish: (event: unknown): Promise<void> => relay.publish(JSON.stringify(event)),
    /** Works the queues until `seconds` after {@link START}. */
    runUntil: async (seconds: number): Promise<void> => {
      await relay.settle(timeAt(seconds));
      await clock.until(timeAt(seconds));
      await relay.drain();
    },
    /** The messages on the dead-letter queue: their attributes and their body. */
    deadLetters: (): Record<string, string>[] =>
      relay.aws.deadLetters.messages.map(({ body, attributes }) => ({
        ...Object.fromEntries(Object.entries(attributes).map(([name, { StringValue }]) => [name, StringValue])),
        body,
      })),
    /** A second container of the same stack: it shares AWS, and starts with empty memory. */
    newContainer: (other: Partial<LocalRelayOptions> = {}): LocalRelay =>
      createLocalRelay({ ...options, aws: relay.aws, ...other }),
  };
};

/** One request that a target's receiver got. */
export interface ReceivedRequest extends Arrival {
  /** Seconds since {@link START}. */
  readonly at: number;
}

export type HttpRelay = Awaited<ReturnType<typeof openHttpRelay>>;

/** {@link openRelay} with real HTTP: each target has a receiver on this machine. Close it. */
export const openHttpRelay = async (overrides: Partial<LocalRelayOptions> = {}) => {
  const clock = overrides.clock ?? frozenClock(START);
  const inbox = await openInbox();
  const opened = openRelay({
    clock,
    send: createSend({ allowPrivate: true, now: clock.now }),
    allowPrivateTargets: true,
    ...overrides,
  });
  const times = new Map<string, number[]>();
  const requestsTo = (name: string): ReceivedRequest[] =>
    inbox.arrivals
      .filter(({ target }) => target === name)
      .map((arrival, index) => ({ ...arrival, at: times.get(name)?.[index] ?? Number.NaN }));
  return {
    ...opened,
    inbox,
    /** Adds a target. Without a URL it posts to its own receiver, which answers with `responder`. */
    addTarget: (name: string, target: object = { platform: 'slack' }, responder: Responder = responders.ok): void => {
      opened.put(name, { url: inbox.urlOf(name), ...target });
      times.set(name, []);
      inbox.setResponder(name, (nth, request) => {
        times.get(name)?.push(opened.elapsed());
        return responder(nth, request);
      });
    },
    requestsTo,
    /** When the target's receiver got its requests, in seconds since {@link START}. */
    requestTimes: (name: string): number[] => requestsTo(name).map(({ at }) => at),
    close: inbox.close,
  };
};

/** Answers every request the same way. */
export const always = (status: number, body = '', headers: Record<string, string> = {}): Responder =>
  (() => ({ status, body, headers })) satisfies Responder;

/** Answers with one responder after another, and repeats the last one. */
export const inTurn =
  (...turns: readonly Responder[]): Responder =>
  (nth, request) =>
    (turns[Math.min(nth, turns.length) - 1] ?? responders.ok)(nth, request);

/** A Slack target. The last segment of its URL is its secret. */
export const slackTarget = (overrides: object = {}) => ({
  platform: 'slack',
  url: 'https://hooks.slack.com/services/T0000/B0000/canary',
  ...overrides,
});
