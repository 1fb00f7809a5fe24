import type { StormOptions, StormResult } from './storm.ts';

/** Every storm of the grid: the platform with a documented pace, and one whose pace must be learned. */
export const gridOf = (seed: number): StormOptions[] => {
  const storms: StormOptions[] = [];
  for (const alerts of [100, 300, 1000, 10_000]) {
    for (const burst of [1, 5, 30]) {
      for (const retryAfterSeconds of [undefined, 1, 30]) {
        for (const containers of [2, 10]) {
          const common = { alerts, burst, retryAfterSeconds, containers, seed };
          storms.push({ ...common, platform: 'slack', summary: false, rate: 1 });
          for (const rate of [0.5, 1, 4]) storms.push({ ...common, platform: 'webhook', summary: false, rate });
        }
      }
    }
  }
  return storms;
};

/** The latest time at which the last alert may be told, in seconds from the arrival of the first. */
export const lastAllowed = ({ alerts, rate, retryAfterSeconds = 0, platform }: StormOptions): number => {
  const limit = alerts / rate;
  return platform === 'slack' ? 1.1 * limit + 30 : 1.4 * limit + 60 + 8 * retryAfterSeconds;
};

const MAX_RECEIVES = 3;
const MAX_NEIGHBOUR_SECONDS = 3;

/** @returns what is wrong with the result, one sentence each. */
export const problemsOf = (options: StormOptions, result: StormResult): string[] => {
  const problems: string[] = [];
  const check = (isGood: boolean, problem: string): void => {
    if (!isGood) problems.push(problem);
  };
  const { alerts, delivered, deadLetters, lastSeconds, receivesPerDelivery, requests, answered429 } = result;
  const allowed = lastAllowed(options);
  check(delivered === alerts, `${alerts - delivered} alerts were not told`);
  check(deadLetters === 0, `${deadLetters} dead letters`);
  check(lastSeconds <= allowed, `the last alert after ${lastSeconds.toFixed(0)} s instead of ${allowed.toFixed(0)} s`);
  check(receivesPerDelivery <= MAX_RECEIVES, `${receivesPerDelivery.toFixed(1)} receives per delivery`);
  check(answered429 <= 20 + 0.05 * requests, `${answered429} of ${requests} requests were answered with 429`);
  check(result.neighbourP99Seconds <= MAX_NEIGHBOUR_SECONDS, `a neighbour waited ${result.neighbourP99Seconds} s`);
  return problems;
};
