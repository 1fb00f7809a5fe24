/** A clock whose waits can be skipped. */
export interface Clock {
  now(): Date;
  /** Waits until `date`, in the clock's own way. Time never goes back. */
  until(date: Date): Promise<void>;
}

/** Waits `ms` milliseconds by a clock. Dates have whole milliseconds, so a fraction is rounded up and not lost. */
export const sleepBy =
  (clock: Clock) =>
  (ms: number): Promise<void> =>
    clock.until(new Date(clock.now().getTime() + Math.ceil(ms)));

/** Runs in real time, and skips every wait. */
export const skippingClock = (): Clock => {
  let skippedMs = 0;
  const now = (): Date => new Date(Date.now() + skippedMs);
  return {
    now,
    until: async (date) => {
      skippedMs += Math.max(0, date.getTime() - now().getTime());
    },
  };
};

/** Stands still between waits, so that every run has the same times. */
export const frozenClock = (start: Date): Clock => {
  let time = start.getTime();
  return {
    now: () => new Date(time),
    until: async (date) => {
      time = Math.max(time, date.getTime());
    },
  };
};

/** The real clock, which waits. */
export const realClock = (): Clock => ({
  now: () => new Date(),
  until: (date) => new Promise((resolve) => setTimeout(resolve, Math.max(0, date.getTime() - Date.now()))),
});
