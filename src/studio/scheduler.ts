import type { Clock } from '../local/clock.ts';
import { describeError } from '../model/errors.ts';
import type { Simulation } from './simulation.ts';

/** Functions that run at the same time, so that a receiver that does not answer delays no other. */
const MAX_RUNNING = 10;

/** The longest timeout that setTimeout takes. */
const MAX_TIMER_MS = 2_147_483_647;

/** The event source mappings of Lambda: run the functions whenever a message is visible on their queues. */
export interface Scheduler {
  /** To be called when a message may be visible. Runs a function now, or when the next message becomes visible. */
  schedule(): void;
  /** Resolves when no function runs. */
  idle(): Promise<void>;
  stop(): void;
}

interface SchedulerOptions {
  readonly clock: Clock;
  readonly simulation: () => Simulation;
  /** Gets one line for each bug. */
  readonly report: (text: string) => void;
}

/** When the next message of a queue becomes visible; `undefined` if the queues are empty. */
export const nextDueAt = ({ aws: { deliveries, unrouted } }: Pick<Simulation, 'aws'>): Date | undefined => {
  const times = [deliveries.nextVisibleAt(), unrouted.nextVisibleAt()].flatMap((time) => time?.getTime() ?? []);
  return times.length > 0 ? new Date(Math.min(...times)) : undefined;
};

export const createScheduler = ({ clock, simulation, report }: SchedulerOptions): Scheduler => {
  const running = new Set<Promise<void>>();
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  /** Milliseconds until a message is visible; `undefined` if the queues are empty. */
  const untilNext = (): number | undefined => {
    const due = nextDueAt(simulation());
    return due && due.getTime() - clock.now().getTime();
  };
  const run = (): void => {
    const one: Promise<void> = simulation()
      .relay.drain()
      .catch((error: unknown) => report(`the flow failed: ${describeError(error)}`))
      .finally(() => {
        running.delete(one);
        schedule();
      });
    running.add(one);
  };
  const schedule = (): void => {
    clearTimeout(timer);
    const ms = stopped ? undefined : untilNext();
    if (ms === undefined) return;
    if (ms > 0) {
      timer = setTimeout(schedule, Math.min(ms + 1, MAX_TIMER_MS));
      timer.unref();
    } else if (running.size < MAX_RUNNING) run();
  };

  return {
    schedule,
    async idle() {
      while (running.size > 0) await Promise.all(running);
    },
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
};
