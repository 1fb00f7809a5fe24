import { runChaos } from './simulation.ts';

const NOTHING_WRONG = { losses: [], duplicates: [], delayed: [], timeouts: 0 };

test('no delivery is lost, duplicated or delayed while functions are killed and AWS calls fail', async () => {
  const faults = { kill: 0.01, aws: 0.04, queue: 0.02 };
  const summary = await runChaos({ events: 500, seed: 9, faults });

  expect(summary).toMatchObject({ ...NOTHING_WRONG, deliveries: 3500 });
  expect(summary.kills).toBeGreaterThan(100);
  expect(summary.awsFailures).toBeGreaterThan(200);
  expect(summary.duplicatesByCrash).toBeGreaterThan(0);
  expect(summary.duplicatesByLedger).toBeGreaterThan(0);
  expect(summary.deadLetters).toBeGreaterThan(0);
  expect(summary.folded).toBeGreaterThan(summary.summaries);
}, 120_000);

test('copies of events alone cause no duplicate, and no target delays another', async () => {
  const summary = await runChaos({ events: 150, seed: 7, faults: { kill: 0, aws: 0, queue: 0 } });

  expect(summary).toMatchObject({ ...NOTHING_WRONG, duplicatesByCrash: 0, duplicatesByLedger: 0, kills: 0 });
  expect(summary.copies).toBeGreaterThan(2);
  expect(summary.folded).toBeGreaterThan(20);
}, 60_000);

test('a batch that begins late or is not deleted causes no duplicate', async () => {
  const summary = await runChaos({ events: 120, seed: 9, faults: { kill: 0, aws: 0, queue: 0.1 } });

  expect(summary).toMatchObject({ ...NOTHING_WRONG, duplicatesByCrash: 0, duplicatesByLedger: 0, kills: 0 });
  expect(summary.copies).toBeGreaterThan(50);
}, 60_000);

test('a killed function causes a duplicate only between the answer and the note in the ledger', async () => {
  const summary = await runChaos({ events: 120, seed: 8, faults: { kill: 0.01, aws: 0, queue: 0 } });

  expect(summary).toMatchObject({ ...NOTHING_WRONG, duplicatesByLedger: 0 });
  expect(summary.duplicatesByCrash).toBeGreaterThan(0);
}, 60_000);

test('the same seed gives the same run, and another seed gives another', async () => {
  const options = { events: 30, seed: 3 };

  const [first, second, other] = [
    await runChaos(options),
    await runChaos(options),
    await runChaos({ ...options, seed: 4 }),
  ];

  expect(second).toEqual(first);
  expect(other.fingerprint).not.toBe(first.fingerprint);
});
