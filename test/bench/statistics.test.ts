import fc from 'fast-check';
import { median, pairedRatio, quantile, shuffled } from '../../bench/statistics.ts';

const values = fc.array(fc.double({ min: 0.001, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 40 });

test('the median is the middle value, or the mean of the two middle ones', () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 2, 3])).toBe(2.5);
});

test('a quantile is one of the values and grows with the share', () => {
  fc.assert(
    fc.property(
      values,
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (all, a, b) => {
        const [low, high] = a < b ? [a, b] : [b, a];
        expect(all).toContain(quantile(all, a));
        expect(quantile(all, low)).toBeLessThanOrEqual(quantile(all, high));
      },
    ),
  );
});

test('an empty series has no median', () => {
  expect(() => median([])).toThrow('no values');
});

test('a slow round changes no paired ratio, because it slows both', () => {
  fc.assert(
    fc.property(values, fc.double({ min: 0.5, max: 20, noNaN: true }), (baseline, factor) => {
      const slow = baseline.map((value, round) => (round % 2 === 0 ? value * 7 : value));
      expect(
        pairedRatio(
          slow.map((value) => value * factor),
          slow,
        ),
      ).toBeCloseTo(factor, 6);
    }),
  );
});

test('shuffling keeps each item once, in another order', () => {
  const items = [1, 2, 3, 4, 5, 6];
  const shuffledItems = shuffled(items, () => 0);
  expect(shuffledItems.toSorted()).toEqual(items);
  expect(shuffledItems).not.toEqual(items);
});
