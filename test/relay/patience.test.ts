import { canBeHidden, deadlineMs, hideSeconds, retryWaitMs, unattemptedWaitMs } from '../../src/relay/patience.ts';

const HOUR_MS = 3_600_000;
const most = () => 1;

describe('the wait after failed attempts', () => {
  test.each([
    [1, 5],
    [2, 30],
    [3, 120],
    [4, 300],
    [40, 300],
  ])('is after %i failures %i s', (failures, seconds) => {
    expect(retryWaitMs(failures, most)).toBe(seconds * 1000);
  });

  test('has at most ten percent of jitter, and is never longer than the schedule', () => {
    expect(retryWaitMs(4, () => 0)).toBe(270_000);
  });
});

test.each([
  [0, 15],
  [200_000, 50],
  [10 * HOUR_MS, 300],
])('the wait without an attempt is at an age of %i ms %i s', (age, seconds) => {
  expect(unattemptedWaitMs(age, most)).toBe(seconds * 1000);
});

test('the deadline is short at a target that seems to be down, and every third time whole', () => {
  const deadlines = [0, 1, 2, 3, 4, 5, 6, 7, 8].map((failures) => deadlineMs(15_000, failures));

  expect(deadlines).toEqual([15_000, 15_000, 15_000, 5000, 5000, 15_000, 5000, 5000, 15_000]);
  expect(deadlineMs(3000, 3)).toBe(3000);
});

describe('the time for which a message is hidden', () => {
  test.each([
    [0, 0],
    [-5000, 0],
    [1, 1],
    [1001, 2],
    [HOUR_MS, 600],
  ])('is for a wait of %i ms %i s', (wait, seconds) => {
    expect(hideSeconds(1000 + wait, 1000, 1000)).toBe(seconds);
  });

  test('is that of the queue shortly before twelve hours after the first receive', () => {
    expect(hideSeconds(11 * HOUR_MS + 300_000, 11 * HOUR_MS, 0)).toBe(300);
    expect(hideSeconds(12 * HOUR_MS, 12 * HOUR_MS - 90_000, 0)).toBeUndefined();
    expect(hideSeconds(0, 13 * HOUR_MS, 0)).toBe(0);
    expect([canBeHidden(11 * HOUR_MS, 0), canBeHidden(12 * HOUR_MS, 0)]).toEqual([true, false]);
  });
});
