import fc from 'fast-check';
import type { Notification } from '../../src/model/notification.ts';
import { MOMENTS, TRANSITIONS } from '../../src/model/notification.ts';
import { addToSummary, openSummary } from '../../src/relay/summary.ts';
import { aNotification } from '../support/factories.ts';

const TIME = '2026-03-04T09:15:00.000Z';
const opened = () => openSummary('team', 'd_1', TIME, 0);
const failed = (name: string, reason?: string): Notification =>
  aNotification({ moment: 'failed', pipeline: { name }, failures: reason ? [{ reason }] : [] });
const fixed = (name: string): Notification =>
  aNotification({ moment: 'succeeded', pipeline: { name }, transition: { kind: 'fixed', count: 1, since: TIME } });

test('a summary has the same id for the same first delivery', () => {
  expect(openSummary('team', 'd_1', TIME, 5).id).toBe(opened().id);
  expect(openSummary('team', 'd_2', TIME, 0).id).not.toBe(opened().id);
});

test('a summary groups its members by what happened and by cause', () => {
  const summary = addToSummary(opened(), [
    failed('a', 'rate limit'),
    failed('b', 'rate limit'),
    failed('c'),
    fixed('d'),
  ]);

  expect(summary).toMatchObject({ count: 4, version: 1 });
  expect(
    summary.groups.map(({ kind, cause, count, names }) => [kind, cause, count, names.map(({ name }) => name)]),
  ).toEqual([
    ['failed', 'rate limit', 2, ['a', 'b']],
    ['failed', undefined, 1, ['c']],
    ['fixed', undefined, 1, ['d']],
  ]);
});

test('a summary knows what is broken after its last member', () => {
  const summary = addToSummary(opened(), [failed('a'), failed('b'), fixed('a'), failed('c'), failed('c')]);

  expect(summary.broken.map(({ name }) => name)).toEqual(['b', 'c']);
});

test('a summary spans the times of its members, in whatever order they come', () => {
  const at = (time: string) => aNotification({ time });
  const summary = addToSummary(openSummary('team', 'd_1', '2026-03-04T09:15:00.000Z', 0), [
    at('2026-03-04T09:16:00.000Z'),
    at('2026-03-04T09:14:00.000Z'),
  ]);

  expect([summary.from, summary.to]).toEqual(['2026-03-04T09:14:00.000Z', '2026-03-04T09:16:00.000Z']);
});

const anything = fc
  .record({
    moment: fc.constantFrom(...MOMENTS),
    kind: fc.option(fc.constantFrom(...TRANSITIONS), { nil: undefined }),
    name: fc.string({ unit: 'binary', maxLength: 400 }),
    url: fc.option(fc.string({ maxLength: 3000 }), { nil: undefined }),
    reason: fc.option(fc.string({ unit: 'binary', maxLength: 2000 }), { nil: undefined }),
  })
  .map(({ moment, kind, name, url, reason }) =>
    aNotification({
      moment,
      pipeline: { name, url },
      failures: reason === undefined ? [] : [{ reason }],
      ...(kind && { transition: { kind, count: 2, since: TIME } }),
    }),
  );

test('a summary stays below 32 KB and counts every member, whatever they are', () => {
  fc.assert(
    fc.property(fc.array(fc.array(anything, { maxLength: 10 }), { minLength: 1, maxLength: 30 }), (batches) => {
      let summary = opened();
      for (const batch of batches) summary = addToSummary(summary, batch);

      expect(Buffer.byteLength(JSON.stringify(summary))).toBeLessThan(32 * 1024);
      expect(summary.count).toBe(batches.flat().length);
      const grouped = summary.groups.reduce((sum, { count }) => sum + count, 0);
      expect(grouped + summary.others).toBe(summary.count);
    }),
    { numRuns: 50 },
  );
});
