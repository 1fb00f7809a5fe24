import { randomUUID } from 'node:crypto';
import { skippingClock } from '../local/clock.ts';
import { openInbox } from '../local/inbox.ts';
import { describeError } from '../model/errors.ts';
import type { Send } from '../model/http.ts';
import { openStored, type Stored } from '../targets/raw-target.ts';
import type { EventText } from './api.ts';
import { readText } from './event-text.ts';
import type { Fault, FlowPayload, FlowSnapshot, FlowTarget, ReceiverMode } from './flow-api.ts';
import { RECEIVER_MODES } from './receiver-modes.ts';
import { redrive } from './redrive.ts';
import { RefusalError } from './refusal.ts';
import { createScheduler } from './scheduler.ts';
import { seedHistory } from './seed-history.ts';
import { createSimulation, type Simulation } from './simulation.ts';
import { createView } from './view.ts';

/** Messages on all queues together: what nobody looks at must not pile up. */
const MAX_QUEUED = 2000;

export interface FlowOptions {
  readonly targets: () => readonly Stored[];
  readonly platformOf: (target: string) => string | undefined;
  readonly send: Send;
  /** Told when something has changed. */
  readonly changed: () => void;
  /** Told of bugs. */
  readonly report: (words: string) => void;
}

/** The relay at work on this machine, in real time but for what is skipped. */
export type Flow = Awaited<ReturnType<typeof openFlow>>;

const TROUBLE = 'the router could not do it: AWS did not answer';

export const openFlow = async ({ targets, platformOf, send, changed, report }: FlowOptions) => {
  const clock = skippingClock();
  const inbox = await openInbox({ keep: 0 });
  const modes = new Map<string, ReceiverMode>();
  const requests = new Map<string, number>();
  let published = 0;
  let simulation: Simulation;
  const happened = (): void => {
    changed();
    scheduler.look();
  };
  const counted: Send = (request) => {
    const name = decodeURIComponent(new URL(request.url).pathname.slice(1));
    requests.set(name, (requests.get(name) ?? 0) + 1);
    return send(request);
  };
  const begin = (): Simulation => {
    const made: Simulation = createSimulation({
      clock,
      send: counted,
      urlOf: inbox.urlOf,
      platformOf,
      changed: () => made === simulation && happened(),
    });
    return made;
  };
  const scheduler = createScheduler({ clock, simulation: () => simulation, report });
  simulation = begin();
  const view = createView({
    clock,
    simulation: () => simulation,
    targets,
    platformOf,
    modes,
    requests,
    published: () => published,
  });
  const setMode = (target: string, mode: ReceiverMode): void => {
    modes.set(target, mode);
    inbox.setResponder(target, RECEIVER_MODES[mode].respond);
  };
  const check = (name: string): void => {
    if (!targets().some((stored) => stored.name === name))
      throw new RefusalError(404, 'There is no target of that name.');
  };
  await simulation.setTargets(targets());

  return {
    snapshot: view.snapshot,
    patch: view.patch,
    async publish(event: EventText): Promise<string> {
      const { aws, relay, events } = simulation;
      const size = aws.deliveries.size + aws.unrouted.size + aws.deadLetters.size;
      if (size >= MAX_QUEUED) throw new RefusalError(409, 'The queues hold too much: reset the flow.');
      const messageId = randomUUID();
      const notification = await readText(event, clock.now(), messageId);
      if (event.transition && notification.transition) {
        // With a table that is down, what an end means is not known: as it would be.
        await seedHistory(aws, notification, notification.transition, clock.now).catch(() => undefined);
      }
      const id = events.arrived(notification, messageId, clock.now());
      published += 1;
      happened();
      const before = new Set(aws.unrouted.messages.map((message) => message.messageId));
      await relay.publish(event.text, event.subject, messageId);
      const waiting = aws.unrouted.messages.find(
        (message) => !before.has(message.messageId) && message.body.includes(messageId),
      );
      if (waiting) events.waits(messageId, TROUBLE, waiting.messageId, waiting.visibleAt);
      happened();
      return id;
    },
    setMode(target: string, mode: ReceiverMode): FlowTarget {
      check(target);
      setMode(target, mode);
      happened();
      return view.targetOf(target);
    },
    setFault: (fault: Fault, on: boolean) => {
      simulation.setFault(fault, on);
      return view.faults();
    },
    /** @returns the relay's time then. */
    async skip(): Promise<Date> {
      const next = view.nextAt();
      if (!next) throw new RefusalError(409, 'Nothing waits.');
      await clock.until(next);
      happened();
      return clock.now();
    },
    /** @returns how many are on their way again. */
    redrive(id?: string): number {
      const sent = redrive(simulation, id, platformOf);
      happened();
      return sent;
    },
    async payload(id: string): Promise<FlowPayload> {
      const delivery = simulation.deliveries.get(id);
      const stored = targets().find(({ name }) => name === delivery?.target);
      const { target } = stored ? await openStored(stored, false) : {};
      if (!delivery || !target) throw new RefusalError(404, 'That delivery, or its target, is gone.');
      const { channel, platform } = target;
      const sending = { id: delivery.id, now: clock.now() };
      const { body } = channel.request(channel.render(delivery.notification), sending);
      return { id, target: delivery.target, platform, payload: JSON.parse(body) };
    },
    async reset(): Promise<FlowSnapshot> {
      simulation = begin();
      published = 0;
      requests.clear();
      for (const name of modes.keys()) setMode(name, 'ok');
      modes.clear();
      await simulation.setTargets(targets());
      return view.snapshot();
    },
    /** To be called when the targets have changed. */
    retarget: (): Promise<void> =>
      simulation.setTargets(targets()).catch((error: unknown) => report(`the flow failed: ${describeError(error)}`)),
    /** Ends when nothing is under way: for tests. */
    idle: scheduler.idle,
    async close(): Promise<void> {
      scheduler.stop();
      await inbox.close();
    },
  };
};
