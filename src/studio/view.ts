import type { Clock } from '../local/clock.ts';
import type { Stored } from '../targets/raw-target.ts';
import { isRecord } from '../text/json.ts';
import type { Fault, FlowFault, FlowPatch, FlowSnapshot, FlowTarget, ReceiverMode } from './flow-api.ts';
import { FAULTS } from './receiver-modes.ts';
import { deadLetters } from './redrive.ts';
import type { Simulation } from './simulation.ts';

const MAX_LETTERS = 500;

interface ViewOptions {
  readonly clock: Clock;
  readonly simulation: () => Simulation;
  readonly targets: () => readonly Stored[];
  readonly platformOf: (target: string) => string | undefined;
  readonly modes: ReadonlyMap<string, ReceiverMode>;
  readonly requests: ReadonlyMap<string, number>;
  readonly published: () => number;
}

/** The flow as a page sees it: whole, or what has changed since it was last asked for. Nothing in it is secret. */
export const createView = ({ clock, simulation, targets, platformOf, modes, requests, published }: ViewOptions) => {
  /** Lists that go out whole, as they were last sent. */
  const sent = new Map<string, string>();

  const targetOf = (name: string): FlowTarget => {
    const raw = targets().find((stored) => stored.name === name)?.raw;
    const paused = simulation().pauses.get(name) ?? 0;
    const platform = platformOf(name);
    return {
      name,
      ...(platform && { platform }),
      enabled: isRecord(raw) && raw.enabled !== false,
      mode: modes.get(name) ?? 'ok',
      ...(paused > clock.now().getTime() && { pausedUntil: new Date(paused).toISOString() }),
      requests: requests.get(name) ?? 0,
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
    deadLetters: deadLetters(simulation(), MAX_LETTERS),
    targets: targets().map(({ name }) => targetOf(name)),
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
    /** One answer serves all pages: it begins where the last one ended. */
    patch(): FlowPatch {
      const { events, deliveries } = simulation();
      const [ofEvents, ofDeliveries] = [events.takeChanges(), deliveries.takeChanges()];
      const forgotten = [...ofEvents.forgotten, ...ofDeliveries.forgotten];
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
        ...(forgotten.length > 0 && { forgotten }),
      };
    },
  };
};
