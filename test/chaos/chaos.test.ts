import { runChaos } from './simulation.ts';

const NOTHING_WRONG = { losses: [], duplicates: [], delayed: [] };

test('no delivery is lost, duplicated or delayed while functions are killed and AWS calls fail', async () => {
  const summary = await runChaos({ events: 1500, seed: 20_261, size: 300, faults: { kill: 0.01, aws: 0.03 } });

  expect(summary).toMatchObject({ ...NOTHING_WRONG, deliveries: 7500 });
  expect(summary.kills).toBeGreaterThan(1000);
  expect(summary.awsFailures).toBeGreaterThan(1000);
  expect(summary.duplicatesByCrash).toBeGreaterThan(0);
  expect(summary.duplicatesByLedger).toBeGreaterThan(0);
  expect(summary.deadLetters).toBeGreaterThan(0);
}, 120_000);

test('copies of events and messages alone cause no duplicate', async () => {
  const summary = await runChaos({ events: 500, seed: 7, faults: { kill: 0, aws: 0 } });

  expect(summary).toMatchObject({ ...NOTHING_WRONG, duplicatesByCrash: 0, duplicatesByLedger: 0 });
  expect(summary.copies).toBeGreaterThan(100);
}, 60_000);

test('a killed function causes a duplicate only between the answer and the write to the ledger', async () => {
  const summary = await runChaos({ events: 500, seed: 8, faults: { kill: 0.01, aws: 0 } });

  expect(summary).toMatchObject({ ...NOTHING_WRONG, duplicatesByLedger: 0 });
  expect(summary.duplicatesByCrash).toBeGreaterThan(0);
}, 60_000);

test('the same seed gives the same run, and another seed gives another', async () => {
  const options = { events: 60, seed: 3 };

  const [first, second, other] = [
    await runChaos(options),
    await runChaos(options),
    await runChaos({ ...options, seed: 4 }),
  ];

  expect(second).toEqual(first);
  expect(other.fingerprint).not.toBe(first.fingerprint);
});
