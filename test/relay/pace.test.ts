import fc from 'fast-check';
import type { Pace } from '../../src/model/lane-state.ts';
import { afterSuccess, afterThrottle, isForgotten } from '../../src/relay/pace.ts';

const NOW = 1_000_000_000;
const refused = (pace: Pace | undefined, more: Partial<Parameters<typeof afterThrottle>[1]> = {}): Pace =>
  afterThrottle(pace, { now: NOW, sentAt: NOW, ...more });
const aPace = (overrides: Partial<Pace> = {}): Pace => ({
  intervalMs: 1000,
  settled: true,
  accepted: 5,
  since: NOW - 60_000,
  pauseMs: 1000,
  ...overrides,
});

describe('the pace after a 429', () => {
  test('starts with a quarter of a second, or with what the platform documents', () => {
    expect(refused(undefined).intervalMs).toBe(250);
    expect(refused(undefined, { documentedMs: 1000 }).intervalMs).toBeGreaterThan(1000);
  });

  test('grows faster while it is searched than after it was found', () => {
    const searching = refused(aPace({ settled: false })).intervalMs;
    const settled = refused(aPace({ settled: true })).intervalMs;

    expect(searching).toBeGreaterThan(settled);
    expect(settled).toBeGreaterThan(1000);
  });

  test('grows once for requests that were sent side by side', () => {
    const first = refused(aPace());

    expect(afterThrottle(first, { now: NOW + 20, sentAt: NOW - 30 }).intervalMs).toBe(first.intervalMs);
    expect(afterThrottle(first, { now: NOW + 2000, sentAt: NOW + 1500 }).intervalMs).toBeGreaterThan(first.intervalMs);
  });

  test.each([
    [30, 30_000],
    [0, 1000],
    [86_400, 3_600_000],
  ])('pauses for a Retry-After of %i s, at least a second and at most an hour', (retryAfterSeconds, pauseMs) => {
    expect(refused(undefined, { retryAfterSeconds }).pauseMs).toBe(pauseMs);
  });

  test('doubles its own pause while no message is accepted, up to a minute', () => {
    const pauses: number[] = [];
    let pace: Pace | undefined;
    for (let nth = 0; nth < 8; nth++) {
      const now = NOW + nth * 100_000;
      pace = afterThrottle(pace, { now, sentAt: now });
      pauses.push(pace.pauseMs);
    }

    expect(pauses).toEqual([1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000]);
    expect(refused(aPace({ accepted: 1, pauseMs: 60_000 })).pauseMs).toBe(1000);
  });
});

describe('the pace after accepted messages', () => {
  const quiet = aPace({ accepted: 19, since: NOW - 100_000 });

  test('shrinks after twenty messages and ten pauses', () => {
    expect(afterSuccess(quiet, NOW)?.intervalMs).toBeLessThan(1000);
    expect(afterSuccess(aPace({ ...quiet, accepted: 18 }), NOW)?.intervalMs).toBe(1000);
    expect(afterSuccess(aPace({ ...quiet, since: NOW - 9999 }), NOW)?.intervalMs).toBe(1000);
  });

  test('does not shrink below what the platform documents', () => {
    expect(afterSuccess(quiet, NOW, 1000)?.intervalMs).toBeGreaterThan(1000);
  });

  test('ends if the target takes everything', () => {
    expect(afterSuccess(aPace({ ...quiet, intervalMs: 52 }), NOW)).toBeUndefined();
  });
});

test('a pace is forgotten after ten minutes without a request', () => {
  const pace = aPace({ since: NOW, pauseMs: 1000 });

  expect(isForgotten(pace, NOW + 300_000, NOW + 900_000)).toBe(false);
  expect(isForgotten(pace, NOW + 300_000, NOW + 900_001)).toBe(true);
  expect(isForgotten(pace, undefined, NOW + 601_000)).toBe(false);
  expect(isForgotten(pace, undefined, NOW + 601_001)).toBe(true);
});

test('every sequence of answers gives an interval between 50 ms and a minute, and a pause of at most an hour', () => {
  const answer = fc.record({
    accepted: fc.boolean(),
    afterMs: fc.nat({ max: 600_000 }),
    retryAfterSeconds: fc.option(fc.nat({ max: 1_000_000 }), { nil: undefined }),
  });

  fc.assert(
    fc.property(fc.array(answer, { maxLength: 60 }), (answers) => {
      let pace: Pace | undefined;
      let now = NOW;
      for (const { accepted, afterMs, retryAfterSeconds } of answers) {
        now += afterMs;
        if (!accepted) pace = afterThrottle(pace, { now, sentAt: now, retryAfterSeconds });
        else if (pace) pace = afterSuccess(pace, now);
        if (!pace) continue;
        expect(pace.intervalMs).toBeGreaterThanOrEqual(50);
        expect(pace.intervalMs).toBeLessThanOrEqual(60_000);
        expect(pace.pauseMs).toBeGreaterThanOrEqual(1000);
        expect(pace.pauseMs).toBeLessThanOrEqual(3_600_000);
      }
    }),
  );
});
