import type { HttpRequest } from '../../src/model/http.ts';
import { alertsIn, anAlert, percentile } from './alerts.ts';
import { healthy, tokenBucket } from './receivers.ts';
import { openWorld } from './world.ts';

export interface StormOptions {
  alerts: number;
  /** Requests per second that the receiver accepts, and how many it accepts at once. */
  rate: number;
  burst: number;
  /** Value of `Retry-After`; without one, the receiver does not send it. */
  retryAfterSeconds?: number | undefined;
  containers: number;
  platform: 'slack' | 'webhook';
  /** Whether deliveries may be told by a summary. */
  summary: boolean;
  seed: number;
}

export interface StormResult {
  alerts: number;
  /** Alerts that were told, by themselves or in a summary. */
  delivered: number;
  /** Alerts that were told by a summary. */
  summarised: number;
  /** Requests that the receiver accepted. */
  messages: number;
  deadLetters: number;
  /** When the last alert was told, from the arrival of the first. */
  lastSeconds: number;
  /** Alerts divided by the rate. */
  limitSeconds: number;
  /** The median time that an alert waited. */
  p50Seconds: number;
  /** How often the queue handed out a message, on average. */
  receivesPerDelivery: number;
  requests: number;
  answered429: number;
  /** The 99th percentile of the wait at a healthy target that gets one alert per second during the storm. */
  neighbourP99Seconds: number;
}

const STORM = 'storm';
const NEIGHBOUR = 'neighbour';

/** All alerts arrive within this time. */
const ARRIVAL_MS = 60_000;

/** A simulation that takes more than this, as a multiple of its limit, ends with what was delivered by then. */
const MAX_TIMES = 20;
const MAX_EXTRA_MS = 6 * 3_600_000;

/**
 * Sends alerts to one target that accepts a limited number of requests, and one alert per second to another.
 * @throws Error if an alert is accepted twice: nothing is disturbed here that could cause a duplicate.
 */
export const runStorm = async (options: StormOptions): Promise<StormResult> => {
  const { alerts, rate, burst, platform } = options;
  const arrivals: number[] = [];
  const told = new Map<number, number>();
  /** Alerts by the summary that tells them, once it is posted. */
  const folded = new Map<string, number[]>();
  const sentToNeighbour: number[] = [];
  const waits: number[] = [];
  const counts = { receives: 0, requests: 0, answered429: 0, messages: 0, summarised: 0 };

  const tell = (nth: number, at: number): void => {
    if (told.has(nth)) throw new Error(`alert ${nth} was told twice`);
    told.set(nth, at);
  };
  const answeredByStorm = ({ body }: HttpRequest, status: number, at: number): void => {
    counts.requests += 1;
    if (status === 429) counts.answered429 += 1;
    if (status !== 200) return;
    counts.messages += 1;
    const [nth, ...more] = alertsIn(STORM, body);
    // A summary names several alerts, and is told by its report.
    if (nth !== undefined && more.length === 0) tell(nth, at);
  };
  const world = openWorld(options.containers, options.seed, {
    received: (target) => {
      if (target === STORM) counts.receives += 1;
    },
    answered(target, request, status, at) {
      if (target === STORM) return answeredByStorm(request, status, at);
      for (const nth of alertsIn(NEIGHBOUR, request.body)) waits.push(at - (sentToNeighbour[nth] ?? 0));
    },
    delivered({ delivery, outcome }, at) {
      if (delivery?.target !== STORM || outcome.kind !== 'delivered') return;
      const summary = 'summary' in outcome ? String(outcome.summary) : undefined;
      const [nth = -1] = alertsIn(STORM, delivery.notification.pipeline?.name ?? '');
      if (summary) folded.set(summary, [...(folded.get(summary) ?? []), nth]);
      for (const member of folded.get(delivery.id) ?? []) {
        counts.summarised += 1;
        tell(member, at);
      }
    },
  });
  const { time, chance, queue } = world;

  const own = platform === 'slack' ? { platform, ...(!options.summary && { summary: false }) } : { platform };
  world.addTarget(STORM, tokenBucket(rate, burst, options.retryAfterSeconds), own);
  world.addTarget(NEIGHBOUR, healthy);
  for (let nth = 0; nth < alerts; nth++) {
    const at = (ARRIVAL_MS / alerts) * (nth + chance.next());
    time.after(at, () => {
      arrivals[nth] = time.elapsed();
      world.enqueue(anAlert(STORM, nth, time.now()));
    });
  }
  const limitMs = (alerts / rate) * 1000;
  const isOver = (): boolean => {
    if (time.elapsed() > limitMs * MAX_TIMES + MAX_EXTRA_MS) return true;
    return arrivals.length === alerts && queue.countOf(STORM) === 0;
  };
  const alertNeighbour = (): void => {
    if (isOver()) return;
    const nth = sentToNeighbour.push(time.elapsed()) - 1;
    world.enqueue(anAlert(NEIGHBOUR, nth, time.now()));
    time.after(1000, alertNeighbour);
  };
  time.after(0, alertNeighbour);
  await world.run(isOver);
  // What was sent to the neighbour last is still on its way.
  await world.run(() => waits.length === sentToNeighbour.length);

  const first = arrivals[0] ?? 0;
  return {
    alerts,
    delivered: told.size,
    summarised: counts.summarised,
    messages: counts.messages,
    deadLetters: world.aws.deadLetters.size,
    lastSeconds: (Math.max(...told.values()) - first) / 1000,
    limitSeconds: alerts / rate,
    p50Seconds:
      (percentile(
        [...told].map(([nth, at]) => at - (arrivals[nth] ?? 0)),
        0.5,
      ) ?? 0) / 1000,
    receivesPerDelivery: counts.receives / alerts,
    requests: counts.requests,
    answered429: counts.answered429,
    neighbourP99Seconds: (percentile(waits, 0.99) ?? 0) / 1000,
  };
};
