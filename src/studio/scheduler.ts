import type { Clock } from '../local/clock.ts';
import { describeError } from '../model/errors.ts';
import type { Simulation } from './simulation.ts';

/** As many functions run side by side: a receiver that is silent must not hold up the others. */
const MAX_RUNNING = 10;

/** setTimeout takes no more. */
const MAX_TIMER_MS = 2_147_483_647;

/** What Lambda's event source mappings do: they feed the functions whatever is visible on the queues. */
export interface Scheduler {
  /** Something may be visible: looks at once, and again when the next message will be. */
  look(): void;
  /** Ends when no function runs. */
  idle(): Promise<void>;
  stop(): void;
}

export const createScheduler = (options: {
  clock: Clock;
  simulation: () => Simulation;
  report: (words: string) => void;
}): Scheduler => {
  const { clock, simulation, report } = options;
  const running = new Set<Promise<void>>();
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  /** In milliseconds; `undefined` if the queues are empty. */
  const untilNext = (): number | undefined => {
    const { deliveries, unrouted } = simulation().aws;
    const times = [deliveries.nextVisibleAt(), unrouted.nextVisibleAt()].flatMap((time) => time?.getTime() ?? []);
    return times.length > 0 ? Math.min(...times) - clock.now().getTime() : undefined;
  };
  const run = (): void => {
    const one: Promise<void> = simulation()
      .relay.drain()
      .catch((error: unknown) => report(`the flow failed: ${describeError(error)}`))
      .finally(() => {
        running.delete(one);
        look();
      });
    running.add(one);
  };
  const look = (): void => {
    clearTimeout(timer);
    const ms = stopped ? undefined : untilNext();
    if (ms === undefined) return;
    if (ms > 0) {
      timer = setTimeout(look, Math.min(ms + 1, MAX_TIMER_MS));
      timer.unref();
    } else if (running.size < MAX_RUNNING) run();
  };

  return {
    look,
    async idle() {
      while (running.size > 0) await Promise.all(running);
    },
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
};
