import { Heap } from '../../src/local/heap.ts';

/** Virtual time: nothing waits for real, and everything that waits is resumed in the order of its time. */
export interface VirtualTime {
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

export const createVirtualTime = (start: Date): VirtualTime => {
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
