import { createEventTime } from './event-time.ts';

/**
 * A clock for many containers at once: time goes on to the next end of a sleep as soon as all work has stopped. Sleeps
 * end at whole milliseconds.
 */
export interface VirtualTime {
  now(): Date;
  /** Seconds since the start. */
  elapsed(): number;
  sleep(ms: number): Promise<void>;
  /** Runs until the work is done. @throws Error if it waits for something that no sleep ends. */
  run<Result>(work: Promise<Result>): Promise<Result>;
}

export const virtualTime = (start: Date): VirtualTime => {
  const time = createEventTime(start);
  return {
    now: time.now,
    elapsed: () => time.elapsed() / 1000,
    sleep: (ms) => new Promise((wake) => time.after(Math.ceil(time.elapsed() + ms) - time.elapsed(), wake)),
    async run(work) {
      let isDone = false;
      const end = (): void => {
        isDone = true;
      };
      work.then(end, end);
      for (;;) {
        // Promises that are ready settle before this.
        await new Promise(setImmediate);
        if (isDone) return work;
        const next = time.next();
        if (next === undefined) throw new Error('the work waits for something that never comes');
        time.advance(next);
      }
    },
  };
};
