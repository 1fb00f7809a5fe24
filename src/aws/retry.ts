import { AwsError, isTransient } from './call.ts';

/** Clock, random numbers and waiting, which tests replace. */
export interface Timing {
  now(): Date;
  /** From 0 to 1. */
  random(): number;
  sleep(ms: number): Promise<void>;
}

/** The first wait is at most 100 ms. The limit doubles with each further wait, up to a second. */
const FIRST_WAIT_MS = 100;
const MAX_WAIT_MS = 1000;

/** A second bound beside the time, for clocks that stand still. */
export const MAX_TRIES = 100;

/** Waits before try `times + 1`, with full jitter. @param until latest end of the wait, in epoch milliseconds. */
export const backOff = (times: number, until: number, { now, random, sleep }: Timing): Promise<void> =>
  sleep(random() * Math.max(0, Math.min(until - now().getTime(), MAX_WAIT_MS, FIRST_WAIT_MS * 2 ** (times - 1))));

/**
 * Repeats a step that failed because of throttling, a fault of AWS or a broken connection. The few tries of
 * {@link AwsCall} last less than a second, but a quota that all containers share can be exhausted for several seconds.
 * @param until no try starts later than this, in epoch milliseconds.
 * @throws the error of the last try, and any other error at once.
 */
export const repeat = async <Value>(step: () => Promise<Value>, until: number, timing: Timing): Promise<Value> => {
  for (let times = 1; ; times++) {
    try {
      return await step();
    } catch (error) {
      const isFinal = timing.now().getTime() >= until || times === MAX_TRIES;
      if (isFinal || !(error instanceof AwsError && isTransient(error.code))) throw error;
      await backOff(times, until, timing);
    }
  }
};
