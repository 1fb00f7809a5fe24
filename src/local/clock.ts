/** A clock that can be set forward, so that a wait of an hour is over at once. */
export interface Clock {
  now(): Date;
  /** Lets the time pass until `date`; it never goes back. */
  until(date: Date): Promise<void>;
}

/** Runs like the real one, and jumps over every wait. */
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

/** Stands still between waits: the same run gives the same times. */
export const frozenClock = (start: Date): Clock => {
  let time = start.getTime();
  return {
    now: () => new Date(time),
    until: async (date) => {
      time = Math.max(time, date.getTime());
    },
  };
};

/** The real one: it waits. */
export const realClock = (): Clock => ({
  now: () => new Date(),
  until: (date) => new Promise((resolve) => setTimeout(resolve, Math.max(0, date.getTime() - Date.now()))),
});
