import fc from 'fast-check';
import type { RetryReason } from '../../src/model/outcome.ts';
import { MAX_RECEIVES, nextWait, type Wait } from '../../src/relay/backoff.ts';

const NOW = new Date('2026-03-04T09:15:30Z');
const HOUR = 3600;

interface Case {
  reason?: RetryReason;
  afterSeconds?: number;
  receives?: number;
  /** Since the first receive, in seconds. */
  age?: number;
  random?: number;
}

const wait = ({ reason = 'unavailable', afterSeconds, receives = 1, age = 0, random = 0.5 }: Case = {}): Wait =>
  nextWait(
    { reason, ...(afterSeconds !== undefined && { afterSeconds }) },
    { receives, firstReceivedAt: new Date(NOW.getTime() - age * 1000), now: NOW, random: () => random },
  );

const seconds = (options: Case): number => wait(options).seconds;

describe('the schedule', () => {
  test.each([
    [1, 5],
    [2, 30],
    [3, 120],
    [4, 600],
    [5, 1800],
    [6, 3600],
    [7, 7200],
    [8, 10_800],
    [9, 10_800],
    [10, 10_800],
    [14, 10_800],
  ])('after receive %i waits %i seconds, 10 %% less or more', (receives, scheduled) => {
    expect(seconds({ receives, random: 0.5 })).toBe(scheduled);
    expect(seconds({ receives, random: 0 })).toBe(Math.ceil(scheduled * 0.9));
    expect(seconds({ receives, random: 1 })).toBe(Math.ceil(scheduled * 1.1));
  });

  test('makes ten attempts over 9 hours and 43 minutes', () => {
    const waits = Array.from({ length: MAX_RECEIVES - 1 }, (_, index) => seconds({ receives: index + 1 }));

    expect(waits).toHaveLength(9);
    expect(waits.reduce((sum, each) => sum + each)).toBe(9 * HOUR + 42 * 60 + 35);
  });

  test('stays below the 12 hours that SQS can hide a message, with any jitter', () => {
    let age = 0;
    for (let receives = 1; receives < MAX_RECEIVES; receives++) {
      const { seconds: next, capped } = wait({ receives, age, random: 1 });
      expect(capped).toBe(false);
      age += next;
    }

    expect(age).toBeLessThan(12 * HOUR);
  });

  test('treats a receive count of 0 as the first', () => {
    expect(seconds({ receives: 0 })).toBe(5);
  });
});

describe('a wait that the receiver asks for', () => {
  test.each([
    [120, 0, 120],
    [120, 0.5, 126],
    [120, 1, 132],
    [10, 0, 10],
    [10, 1, 15],
    [60, 1, 66],
    [3600, 1, 3960],
  ])('of %i seconds is kept, at random %f with at most 10 %% or 5 seconds more', (afterSeconds, random, expected) => {
    expect(seconds({ reason: 'throttled', afterSeconds, random })).toBe(expected);
    expect(seconds({ reason: 'unavailable', afterSeconds, random })).toBe(expected);
  });

  test('is not used if the schedule waits longer', () => {
    expect(seconds({ reason: 'throttled', afterSeconds: 10, receives: 4, random: 0 })).toBe(540);
  });

  test('of zero seconds does not change the schedule', () => {
    expect(seconds({ reason: 'throttled', afterSeconds: 0, receives: 2 })).toBe(30);
  });

  test('is at least a minute after a 429 without Retry-After', () => {
    expect(seconds({ reason: 'throttled', random: 0 })).toBe(60);
    expect(seconds({ reason: 'throttled', random: 1 })).toBe(66);
    expect(seconds({ reason: 'throttled', receives: 5, random: 0 })).toBe(1620);
  });

  test('is that of the schedule after a 503 without Retry-After', () => {
    expect(seconds({ reason: 'unavailable', random: 0 })).toBe(5);
  });

  test('is capped at the limit of SQS, and reported as capped', () => {
    expect(wait({ reason: 'throttled', afterSeconds: 39_600, random: 0 })).toEqual({ seconds: 39_600, capped: false });
    expect(wait({ reason: 'throttled', afterSeconds: 39_601, random: 0 })).toEqual({ seconds: 39_600, capped: true });
    expect(wait({ reason: 'throttled', afterSeconds: 999_999 })).toEqual({ seconds: 39_600, capped: true });
    expect(wait({ reason: 'throttled', afterSeconds: 9_999_999_999 })).toEqual({ seconds: 39_600, capped: true });
  });
});

describe('a pause', () => {
  test.each([
    [20, 0, 20],
    [20, 0.5, 35],
    [20, 1, 50],
    [600, 1, 630],
  ])('of %i seconds ends, at random %f, after %i seconds, so that deliveries are spread', (left, random, expected) => {
    expect(seconds({ reason: 'paused', afterSeconds: left, random })).toBe(expected);
  });

  test('waits as long as the schedule if that is longer', () => {
    expect(seconds({ reason: 'paused', afterSeconds: 20, receives: 4, random: 1 })).toBe(660);
  });
});

describe('the reason out-of-time', () => {
  test('is retried at once', () => {
    expect(wait({ reason: 'out-of-time', receives: 9, random: 1 })).toEqual({ seconds: 0, capped: false });
  });
});

describe('the limit of 12 hours', () => {
  test.each([
    [32_340, 10_800, false],
    [32_341, 10_799, true],
    [42_960, 180, true],
    [42_961, 180, true],
    [43_200, 180, true],
    [100_000, 180, true],
  ])(
    'counts from the first receive: %i seconds after it, %i are left, but at least the default visibility',
    (age, expected, capped) => {
      expect(wait({ receives: 9, age })).toEqual({ seconds: expected, capped });
    },
  );

  test('is never exceeded, and a wait is whole seconds', () => {
    const reasons: RetryReason[] = ['throttled', 'unavailable', 'timeout', 'network', 'tls', 'paused', 'claimed'];
    const any = fc.record(
      {
        reason: fc.constantFrom(...reasons),
        afterSeconds: fc.double({ min: 0, max: 1e10, noNaN: true }),
        receives: fc.integer({ min: 1, max: 1000 }),
        age: fc.integer({ min: 0, max: 43_000 }),
        random: fc.double({ min: 0, max: 1, noNaN: true }),
      },
      { requiredKeys: ['reason', 'receives', 'age', 'random'] },
    );

    fc.assert(
      fc.property(any, (options) => {
        const { seconds: next, capped } = wait(options);

        expect(Number.isInteger(next)).toBe(true);
        expect(next).toBeGreaterThanOrEqual(1);
        expect(next).toBeLessThanOrEqual(Math.max(180, 43_200 - 60 - options.age));
        if (!capped && options.afterSeconds) expect(next).toBeGreaterThanOrEqual(options.afterSeconds);
      }),
    );
  });
});
