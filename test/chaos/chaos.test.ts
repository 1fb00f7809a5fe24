import { runChaos } from './simulation.ts';

const NOTHING_WRONG = { losses: [], duplicates: [], delayed: [] };

test('no delivery is lost, duplicated or delayed while functions are killed and AWS calls fail', async () => {
  const faults = { kill: 0.01, aws: 0.03, late: 0.02 };
  const summary = await runChaos({ events: 1500, seed: 20_261, size: 300, faults });

  expect(summary).toMatchObject({ ...NOTHING_WRONG, deliveries: 9000 });
  expect(summary.kills).toBeGreaterThan(500);
  expect(summary.awsFailures).toBeGreaterThan(500);
  expect(summary.copies).toBeGreaterThan(100);
  expect(summary.duplicatesByCrash).toBeGreaterThan(0);
  expect(summary.duplicatesByLedger).toBeGreaterThan(0);
  expect(summary.summarised).toBeGreaterThan(0);
  expect(summary.deadLetters).toBeGreaterThan(0);
}, 120_000);

test('copies of events alone cause no duplicate, and no target delays another', async () => {
  const summary = await runChaos({ events: 1000, size: 1000, seed: 7, faults: { kill: 0, aws: 0, late: 0 } });

  expect(summary).toMatchObject({ ...NOTHING_WRONG, duplicatesByCrash: 0, duplicatesByLedger: 0, kills: 0 });
  expect(summary.copies).toBeGreaterThan(10);
  expect(summary.undisturbed).toBe(1000);
}, 60_000);

test('a batch that reaches its function late causes no duplicate', async () => {
  const summary = await runChaos({ events: 500, seed: 9, faults: { kill: 0, aws: 0, late: 0.1 } });

  expect(summary).toMatchObject({ ...NOTHING_WRONG, duplicatesByCrash: 0, duplicatesByLedger: 0, kills: 0 });
  expect(summary.copies).toBeGreaterThan(100);
}, 60_000);

test('a killed function causes a duplicate only between the answer and the write to the ledger', async () => {
  const summary = await runChaos({ events: 500, seed: 8, faults: { kill: 0.01, aws: 0, late: 0 } });

  expect(summary).toMatchObject({ ...NOTHING_WRONG, duplicatesByLedger: 0 });
  expect(summary.duplicatesByCrash).toBeGreaterThan(0);
}, 60_000);

test('a fault at one target delays no other', async () => {
  const summary = await runChaos({ events: 600, seed: 10, faults: { kill: 0.0005, aws: 0.0005, late: 0 } });

  expect(summary).toMatchObject(NOTHING_WRONG);
  expect(summary.kills + summary.awsFailures).toBeGreaterThan(10);
  expect(summary.undisturbed).toBeGreaterThan(100);
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
