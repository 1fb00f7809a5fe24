import { createLocalAws, TARGETS_PATH } from '../../src/local/aws.ts';
import type { Delivery } from '../../src/model/delivery.ts';
import { laneOf, parseLane } from '../../src/model/lane.ts';
import { type Chance, seededChance } from '../chaos/random.ts';
import { createEventTime, settle } from '../support/event-time.ts';
import { createContainer, type Observer } from './container.ts';
import type { Receiver } from './receivers.ts';

const START = new Date('2026-03-02T08:00:00Z');

/** Least time from one receive of a lane to its next. */
const LANE_PAUSE_MS = 100;
const HOSTS: Readonly<Record<string, string>> = {
  slack: 'https://hooks.slack.com/services/T0000/B0000',
  webhook: 'https://hook.example/storm',
};

export type World = ReturnType<typeof openWorld>;

/**
 * The real deliverer in several containers, over AWS in memory and in virtual time. Calls to AWS take no time beyond that
 * of the batch. Every container has its own memory.
 */
export const openWorld = (containers: number, seed: number, observer: Observer) => {
  const chance: Chance = seededChance(seed);
  const time = createEventTime(START);
  const { now } = time;
  const aws = createLocalAws({ now, until: async () => {} }, { random: chance.next, pauseMs: LANE_PAUSE_MS });
  const queue = aws.deliveries;
  const receivers = new Map<string, Receiver>();

  const all = Array.from({ length: containers }, () => createContainer({ aws, time, chance, receivers, observer }));

  /** Runs the functions until every one waits in virtual time. */
  const settleAll = (): Promise<void> => settle(() => all.some((container) => container.isBusy()));

  let failure: unknown;
  const dispatch = async (): Promise<void> => {
    for (;;) {
      const container = all.find((each) => each.isFree());
      const messages = container ? queue.receive(10) : [];
      if (!container || messages.length === 0) return;
      for (const { groupId = '' } of messages) observer.received(parseLane(groupId).target);
      container.start(messages, (error) => {
        failure ??= error;
      });
      await settleAll();
      if (failure) throw failure;
    }
  };

  return {
    aws,
    queue,
    chance,
    time,
    /** Adds a target whose requests go to `receiver`. */
    addTarget(name: string, receiver: Receiver, target: { platform: string } = { platform: 'webhook' }): void {
      receivers.set(name, receiver);
      const content = { on: ['failed'], url: `${HOSTS[target.platform]}/${name}`, ...target };
      aws.parameters.set(`${TARGETS_PATH}/${name}`, JSON.stringify(content));
    },
    /** Puts a delivery on the queue, as the router does. */
    enqueue(delivery: Delivery): void {
      queue.send(JSON.stringify(delivery), { groupId: laneOf(delivery), deduplicationId: delivery.id });
    },
    /**
     * Runs until `isDone`, which is asked after every event.
     * @throws Error if nothing can happen any more, if a function fails, or if it runs for longer than its timeout.
     */
    async run(isDone: () => boolean): Promise<void> {
      await dispatch();
      while (!isDone()) {
        const hasFree = all.some((container) => container.isFree());
        const visible = hasFree ? queue.nextVisibleAt() : undefined;
        const times = [time.next(), visible && visible.getTime() - START.getTime()].filter((at) => at !== undefined);
        if (times.length === 0) throw new Error('nothing happens any more');
        time.advance(Math.min(...times));
        await settleAll();
        if (failure) throw failure;
        await dispatch();
      }
    },
  };
};
