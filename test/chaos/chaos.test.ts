import { runChaos } from './world.ts';

const NOTHING_WRONG = { losses: [], duplicates: [], delayed: [] };

test('of 10,000 events to five targets none is lost, doubled or held up while functions die and AWS fails', async () => {
  const summary = await runChaos({ events: 10_000, seed: 20_261 });

  expect(summary).toMatchObject({ ...NOTHING_WRONG, deliveries: 50_000 });
  expect(summary.kills).toBeGreaterThan(1000);
  expect(summary.awsFailures).toBeGreaterThan(1000);
  expect(summary.duplicatesByCrash).toBeGreaterThan(0);
}, 120_000);

test('copies alone make no duplicate', async () => {
  const summary = await runChaos({ events: 1000, seed: 7, troubles: { kill: 0, aws: 0 } });

  expect(summary).toMatchObject({ ...NOTHING_WRONG, duplicatesByCrash: 0, duplicatesByLedger: 0 });
  expect(summary.copies).toBeGreaterThan(100);
}, 60_000);

test('functions that die make a duplicate only between the answer and its mark', async () => {
  const summary = await runChaos({ events: 1000, seed: 8, troubles: { kill: 0.01, aws: 0 } });

  expect(summary).toMatchObject({ ...NOTHING_WRONG, duplicatesByLedger: 0 });
  expect(summary.duplicatesByCrash).toBeGreaterThan(0);
}, 60_000);

test('the same seed gives the same run', async () => {
  const options = { events: 60, seed: 3 };

  const [first, second] = [await runChaos(options), await runChaos(options)];

  expect({ ...second, hours: 0 }).toEqual({ ...first, hours: 0 });
});
