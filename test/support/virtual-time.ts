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
  let time = start.getTime();
  let sleepers: { at: number; wake: () => void }[] = [];
  return {
    now: () => new Date(time),
    elapsed: () => (time - start.getTime()) / 1000,
    sleep: (ms) => new Promise((wake) => sleepers.push({ at: Math.ceil(time + Math.max(0, ms)), wake })),
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
        const next = Math.min(...sleepers.map(({ at }) => at));
        if (next === Number.POSITIVE_INFINITY) throw new Error('the work waits for something that never comes');
        time = Math.max(time, next);
        const due = sleepers.filter(({ at }) => at <= time);
        sleepers = sleepers.filter(({ at }) => at > time);
        for (const { wake } of due) wake();
      }
    },
  };
};

/** Numbers from 0 to 1 that look random and are the same in every run. */
export const seededRandom = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
};
