import { alertsIn, anAlert, percentile } from './alerts.ts';
import { failing, healthy, type Receiver, silent, slow, tokenBucket } from './receivers.ts';
import { openWorld, type World } from './world.ts';

/** Targets in trouble, and what they may do to the wait of a healthy target at most. */
export interface Scenario {
  readonly name: string;
  /** How many targets are in trouble, and how many alerts each of them gets. */
  readonly targets: number;
  readonly alerts: number;
  /** The time in which these alerts arrive; with 0 they wait already at the start. In seconds. */
  readonly withinSeconds: number;
  readonly receiver: () => Receiver;
  /** For how long the healthy target gets one alert per second, and from when on they count. */
  readonly seconds: number;
  readonly fromSeconds?: number;
  readonly p99Seconds: number;
  /** Default: 10. */
  readonly containers?: number;
}

export interface ScenarioResult {
  readonly name: string;
  readonly alerts: number;
  readonly p50Seconds: number;
  readonly p99Seconds: number;
  readonly longestSeconds: number;
  readonly limitSeconds: number;
}

const HEALTHY = 'healthy';

/** What is wrong with a target, and the alerts that it gets. */
const TROUBLES = {
  paced: { receiver: () => tokenBucket(1, 1, undefined), alerts: 600, withinSeconds: 60 },
  'answering after 14 s': { receiver: () => slow(14), alerts: 300, withinSeconds: 60 },
  'not answering': { receiver: () => silent, alerts: 300, withinSeconds: 60 },
  'answering 503': { receiver: () => failing, alerts: 300, withinSeconds: 60 },
};

const scenarioOf = (trouble: keyof typeof TROUBLES, targets: number, p99Seconds: number): Scenario => ({
  ...TROUBLES[trouble],
  name: `${targets} ${trouble}`,
  targets,
  seconds: 600,
  p99Seconds,
});

/** The alerts of all targets wait already at the start. */
const waiting = (scenario: Scenario, alerts: number): Scenario => ({
  ...scenario,
  name: `${scenario.name}, ${alerts} waiting`,
  alerts: alerts / scenario.targets,
  withinSeconds: 0,
});

export const SCENARIOS: readonly Scenario[] = [
  ...[1, 5].flatMap((targets) => [
    scenarioOf('paced', targets, 3),
    scenarioOf('answering after 14 s', targets, 3),
    scenarioOf('not answering', targets, 3),
    waiting(scenarioOf('paced', targets, 3), 50_000),
  ]),
  scenarioOf('answering 503', 50, 10),
  {
    ...scenarioOf('not answering', 50, 10),
    name: '50 not answering, after 15 minutes',
    seconds: 3600,
    fromSeconds: 900,
  },
  { ...scenarioOf('not answering', 50, 10), name: '50 that stop answering' },
  waiting(scenarioOf('answering 503', 1, 600), 100_000),
];

const start = (world: World, { targets, alerts, withinSeconds, receiver }: Scenario): void => {
  for (let target = 0; target < targets; target++) {
    const name = `trouble-${target}x`;
    world.addTarget(name, receiver());
    for (let nth = 0; nth < alerts; nth++) {
      const send = (): void => world.enqueue(anAlert(name, nth, world.time.now()));
      const at = ((withinSeconds * 1000) / alerts) * (nth + world.chance.next());
      if (withinSeconds === 0) send();
      else world.time.after(at, send);
    }
  }
};

/** Watches a healthy target beside the targets in trouble. */
export const runScenario = async (scenario: Scenario, seed: number): Promise<ScenarioResult> => {
  const sent: number[] = [];
  const waits = new Map<number, number>();
  const world = openWorld(scenario.containers ?? 10, seed, {
    received: () => {},
    answered(target, { body }, _status, at) {
      if (target !== HEALTHY) return;
      for (const nth of alertsIn(HEALTHY, body)) waits.set(nth, at - (sent[nth] ?? 0));
    },
    delivered: () => {},
  });
  world.addTarget(HEALTHY, healthy);
  start(world, scenario);
  const alert = (): void => {
    const nth = sent.push(world.time.elapsed()) - 1;
    world.enqueue(anAlert(HEALTHY, nth, world.time.now()));
    if (sent.length < scenario.seconds) world.time.after(1000, alert);
  };
  world.time.after(0, alert);
  await world.run(() => waits.size === scenario.seconds);
  const { fromSeconds = 0 } = scenario;
  const all = [...waits].filter(([nth]) => nth >= fromSeconds).map(([, ms]) => ms / 1000);
  return {
    name: scenario.name,
    alerts: all.length,
    p50Seconds: percentile(all, 0.5) ?? 0,
    p99Seconds: percentile(all, 0.99) ?? 0,
    longestSeconds: Math.max(...all),
    limitSeconds: scenario.p99Seconds,
  };
};
