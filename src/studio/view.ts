import type { Clock } from '../local/clock.ts';
import { type LaneKind, parseLane } from '../model/lane.ts';
import type { Stored } from '../targets/raw-target.ts';
import { isRecord } from '../text/json.ts';
import type { Fault, FlowFault, FlowPatch, FlowSnapshot, FlowTarget } from './flow-api.ts';
import { FAULTS } from './receiver-modes.ts';
import type { Receivers } from './receivers.ts';
import { deadLetters } from './redrive.ts';
import type { Simulation } from './simulation.ts';
import { threadsOf } from './threads.ts';

const MAX_DEAD_LETTERS = 500;

interface ViewOptions {
  readonly clock: Clock;
  readonly simulation: () => Simulation;
  readonly targets: () => readonly Stored[];
  readonly platformOf: (target: string) => string | undefined;
  readonly receivers: Pick<Receivers, 'modeOf' | 'requestsOf' | 'chatOf'>;
  readonly published: () => number;
}

/** The flow as the page shows it: complete, or the changes since the last call. It holds no secrets. */
export const createView = (options: ViewOptions) => {
  const { clock, simulation, targets, platformOf, receivers, published } = options;
  /** The JSON of each list that is sent complete, as it was sent last. */
  const sent = new Map<string, string>();

  const targetOf = (name: string): FlowTarget => {
    const raw = targets().find((stored) => stored.name === name)?.raw;
    const { memory, aws } = simulation();
    const { pace, nextAttemptAt = 0 } = memory.lanes.get(name) ?? {};
    const paused = Math.max(memory.pauses.get(name) ?? 0, nextAttemptAt);
    const lanes: Record<LaneKind, number> = { main: 0, approval: 0, aside: 0 };
    for (const [lane, depth] of aws.deliveries.groups) {
      const { target, kind } = parseLane(lane);
      if (target === name) lanes[kind] += depth;
    }
    const platform = platformOf(name);
    return {
      name,
      ...(platform && { platform }),
      enabled: isRecord(raw) && raw.enabled !== false,
      mode: receivers.modeOf(name),
      ...(paused > clock.now().getTime() && { pausedUntil: new Date(paused).toISOString() }),
      ...(pace && { paceSeconds: pace.intervalMs / 1000 }),
      lanes,
      requests: receivers.requestsOf(name),
    };
  };
  const faults = (): FlowFault[] =>
    (Object.keys(FAULTS) as Fault[]).map((fault) => ({ fault, on: simulation().faults.has(fault) }));
  const nextAt = (): Date | undefined => {
    const { events, deliveries } = simulation();
    const waits = [...events.views, ...deliveries.views].flatMap(({ until }) => (until ? Date.parse(until) : []));
    return waits.length > 0 ? new Date(Math.min(...waits)) : undefined;
  };
  const lists = () => ({
    deadLetters: deadLetters(simulation(), MAX_DEAD_LETTERS),
    targets: targets().map(({ name }) => targetOf(name)),
    threads: threadsOf(
      targets().map(({ name }) => name),
      receivers,
      platformOf,
    ),
    faults: faults(),
  });
  const head = () => ({
    now: clock.now().toISOString(),
    skippedMs: Math.max(0, clock.now().getTime() - Date.now()),
    nextAt: nextAt()?.toISOString() ?? null,
    totals: { published: published(), ...simulation().deliveries.totals },
  });

  return {
    targetOf,
    faults,
    nextAt,
    snapshot(): FlowSnapshot {
      const { events, deliveries } = simulation();
      return { ...head(), events: events.views, deliveries: deliveries.views, ...lists() };
    },
    /** The changes since the last patch. All pages get the same patches. */
    patch(): FlowPatch {
      const { events, deliveries } = simulation();
      const [ofEvents, ofDeliveries] = [events.takeChanges(), deliveries.takeChanges()];
      const dropped = [...ofEvents.dropped, ...ofDeliveries.dropped];
      const changed = Object.entries(lists()).filter(([name, list]) => {
        const json = JSON.stringify(list);
        const same = sent.get(name) === json;
        sent.set(name, json);
        return !same;
      });
      return {
        ...head(),
        ...(ofEvents.changed.length > 0 && { events: ofEvents.changed }),
        ...(ofDeliveries.changed.length > 0 && { deliveries: ofDeliveries.changed }),
        ...Object.fromEntries(changed),
        ...(dropped.length > 0 && { dropped }),
      };
    },
  };
};
