import fc from 'fast-check';
import { drawCurve } from '../../bench/svg.ts';

const points = fc
  .uniqueArray(fc.integer({ min: 1, max: 100_000 }), { minLength: 2, maxLength: 8 })
  .chain((sizes) =>
    fc
      .array(fc.double({ min: 0.001, max: 10_000, noNaN: true }), { minLength: sizes.length, maxLength: sizes.length })
      .map((costs) => sizes.toSorted((a, b) => a - b).map((size, index) => [size, costs[index] ?? 1] as const)),
  );

test('every point of a curve lies inside the picture', () => {
  fc.assert(
    fc.property(points, (all) => {
      const svg = drawCurve({ name: 'a', x: 'targets', y: 'ms', points: all });
      const dots = [...svg.matchAll(/<circle cx="([\d.]+)" cy="([\d.]+)"/g)];
      expect(dots).toHaveLength(all.length);
      for (const [, x, y] of dots) {
        expect(Number(x)).toBeGreaterThanOrEqual(0);
        expect(Number(x)).toBeLessThanOrEqual(460);
        expect(Number(y)).toBeGreaterThanOrEqual(0);
        expect(Number(y)).toBeLessThanOrEqual(260);
      }
    }),
  );
});

test('a cost that is proportional to the size is drawn on the dashed line', () => {
  const svg = drawCurve({
    name: 'a',
    x: 'targets',
    y: 'ms',
    points: [
      [1, 2],
      [10, 20],
      [100, 200],
    ],
  });
  const lines = [...svg.matchAll(/<polyline points="([^"]+)"/g)].map(([, line]) => line?.split(' ') ?? []);
  const [dashed = [], curve = []] = lines;
  expect(curve).toHaveLength(3);
  for (const point of curve) expect(dashed).toContain(point);
});
