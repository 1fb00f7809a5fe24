import { skippingClock } from '../local/clock.ts';
import { describeError } from '../model/errors.ts';
import type { Send } from '../model/http.ts';
import { openStored, type Stored } from '../targets/raw-target.ts';
import type { EventText } from './api.ts';
import type { Fault, FlowFault, FlowPatch, FlowPayload, FlowSnapshot, FlowTarget, ReceiverMode } from './flow-api.ts';
import { publish } from './publish.ts';
import { openReceivers } from './receivers.ts';
import { redrive } from './redrive.ts';
import { RefusalError } from './refusal.ts';
import { createScheduler, nextDueAt } from './scheduler.ts';
import { createSimulation, type Simulation } from './simulation.ts';
import { createView } from './view.ts';

const HOUR_MS = 3_600_000;

/** Waits that one request skips at most. */
const MAX_SKIPPED = 200;

export interface FlowOptions {
  readonly targets: () => readonly Stored[];
  readonly platformOf: (target: string) => string | undefined;
  readonly send: Send;
  /** Called after every change. */
  readonly changed: () => void;
  /** Gets one line for each bug. */
  readonly report: (text: string) => void;
}

/** The relay on this machine, in real time except for skipped waits. */
export interface Flow {
  snapshot(): FlowSnapshot;
  patch(): FlowPatch;
  /** @returns the id of the event's entry. @throws RefusalError */
  publish(event: EventText): Promise<string>;
  /** @throws RefusalError for an unknown target. */
  setMode(target: string, mode: ReceiverMode): FlowTarget;
  setFault(fault: Fault, on: boolean): FlowFault[];
  /**
   * Sets the clock forward to the end of the next wait, or through all waits that end within some hours.
   * @returns the new time. @throws RefusalError if nothing waits.
   */
  skip(hours?: number): Promise<Date>;
  /** Sends one dead letter, or all, again. @returns how many. @throws RefusalError for an unknown id. */
  redrive(id?: string): number;
  /** The document of a delivery. @throws RefusalError if the delivery or its target no longer exists. */
  payload(id: string): Promise<FlowPayload>;
  /** A message as its channel shows it now. @throws RefusalError if it no longer exists. */
  message(target: string, id: string): FlowPayload;
  /** Starts a new simulation. */
  reset(): Promise<FlowSnapshot>;
  /** To be called when the targets have changed. */
  retarget(): Promise<void>;
  /** Resolves when no function runs. For tests. */
  idle(): Promise<void>;
  close(): Promise<void>;
}

const payloadOf = async (
  { deliveries, sent }: Simulation,
  id: string,
  targets: readonly Stored[],
  now: Date,
): Promise<FlowPayload> => {
  const delivery = deliveries.get(id);
  const stored = targets.find(({ name }) => name === delivery?.target);
  const { target } = stored ? await openStored(stored, { allowPrivate: false }) : {};
  if (!delivery || !target) throw new RefusalError(404, 'The delivery or its target no longer exists.');
  const { channel, platform } = target;
  const drawn = () => channel.request(channel.render(delivery.notification), { id: delivery.id, now }).body;
  const body = sent.bodyOf(delivery.id) ?? drawn();
  return { id, target: delivery.target, platform, payload: JSON.parse(body) };
};

export const openFlow = async ({ targets, platformOf, send, changed, report }: FlowOptions): Promise<Flow> => {
  const clock = skippingClock();
  const receivers = await openReceivers({ send, platformOf, now: clock.now });
  const current = (): Simulation => simulation;
  const scheduler = createScheduler({ clock, simulation: current, report });
  const onChange = (): void => {
    changed();
    scheduler.schedule();
  };
  const start = (): Simulation => {
    const created: Simulation = createSimulation({
      clock,
      send: receivers.send,
      urlOf: receivers.urlOf,
      platformOf,
      chatOf: receivers.chatOf,
      // A function of the simulation before a reset may still run.
      changed: () => created === simulation && onChange(),
    });
    return created;
  };
  let simulation: Simulation = start();
  let published = 0;
  const view = createView({ clock, simulation: current, targets, platformOf, receivers, published: () => published });
  const loadTargets = (): Promise<void> => simulation.setTargets(targets());
  await loadTargets();

  return {
    snapshot: view.snapshot,
    patch: view.patch,
    async publish(event) {
      const id = await publish(simulation, event, clock.now, () => {
        published += 1;
        onChange();
      });
      onChange();
      return id;
    },
    setMode(target, mode) {
      if (!targets().some(({ name }) => name === target)) {
        throw new RefusalError(404, 'There is no target of that name.');
      }
      receivers.setMode(target, mode);
      onChange();
      return view.targetOf(target);
    },
    setFault(fault, on) {
      simulation.setFault(fault, on);
      return view.faults();
    },
    async skip(hours = 0) {
      const next = view.nextAt();
      if (!next) throw new RefusalError(409, 'Nothing waits.');
      const end = clock.now().getTime() + hours * HOUR_MS;
      await clock.until(next);
      onChange();
      for (let waits = 0; hours > 0 && waits < MAX_SKIPPED; waits += 1) {
        await scheduler.idle();
        const due = nextDueAt(simulation);
        if (!due || due.getTime() > end) break;
        await clock.until(due);
        onChange();
      }
      return clock.now();
    },
    redrive(id) {
      const sent = redrive(simulation, id, platformOf);
      onChange();
      return sent;
    },
    payload: (id) => payloadOf(simulation, id, targets(), clock.now()),
    message(target, id) {
      const found = receivers
        .chatOf(target)
        ?.messages()
        .find((message) => message.id === id);
      if (!found) throw new RefusalError(404, 'The message no longer exists.');
      return { id, target, platform: platformOf(target) ?? '', payload: found.body };
    },
    async reset() {
      simulation = start();
      published = 0;
      receivers.reset();
      await loadTargets();
      return view.snapshot();
    },
    retarget: () => loadTargets().catch((error: unknown) => report(`the flow failed: ${describeError(error)}`)),
    idle: scheduler.idle,
    async close() {
      scheduler.stop();
      await receivers.close();
    },
  };
};
