import { Heap } from '../../src/local/heap.ts';

/** Longest time in which a function may be busy without waiting, in real milliseconds. */
const MAX_BUSY_MS = 10_000;

/**
 * Time that goes from one event to the next: nothing waits for real, and everything that waits is resumed in the order of
 * its time.
 */
export interface EventTime {
  now(): Date;
  /** Milliseconds since the start. */
  elapsed(): number;
  /** Runs `task` in `ms` milliseconds. */
  after(ms: number, task: () => void): void;
  /** The time of the next task, in milliseconds since the start. */
  next(): number | undefined;
  /** Goes on to `at`, in milliseconds since the start, and runs the tasks of that time. */
  advance(at: number): void;
}

export const createEventTime = (start: Date): EventTime => {
  const tasks = new Heap<{ at: number; task: () => void }>();
  let elapsed = 0;
  return {
    now: () => new Date(start.getTime() + elapsed),
    elapsed: () => elapsed,
    after: (ms, task) => tasks.push({ at: elapsed + Math.max(0, ms), task }),
    next: () => tasks.peek()?.at,
    advance(at) {
      elapsed = Math.max(elapsed, at);
      for (let next = tasks.peek(); next && next.at <= elapsed; next = tasks.peek()) {
        tasks.pop();
        next.task();
      }
    },
  };
};

/** The waits of one container. While it runs a batch without one, it is busy in real time. */
export const createSleeper = (time: EventTime) => {
  let batch = 0;
  const sleeper = {
    waits: 0,
    /** Begins a batch. Waits that are left of an earlier one do not count. */
    begin(): void {
      batch += 1;
      sleeper.waits = 0;
    },
    sleep(ms: number): Promise<void> {
      const mine = batch;
      sleeper.waits += 1;
      return new Promise((resolve) =>
        time.after(ms, () => {
          if (mine === batch) sleeper.waits -= 1;
          resolve();
        }),
      );
    },
  };
  return sleeper;
};

/**
 * Lets all code run until nothing is busy.
 * @throws Error if something stays busy: it waits for something real, such as a file.
 */
export const settle = async (isBusy: () => boolean): Promise<void> => {
  await new Promise(setImmediate);
  const started = performance.now();
  while (isBusy()) {
    if (performance.now() - started > MAX_BUSY_MS) throw new Error('a function waits for something real');
    await new Promise(setImmediate);
  }
};
