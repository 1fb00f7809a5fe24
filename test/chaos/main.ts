// npm run chaos -- --events 100000 --seed 7: a long run, with a summary; exit code 1 if anything was lost or doubled.
import { parseArgs } from 'node:util';
import { runChaos } from './world.ts';

const { values } = parseArgs({ options: { events: { type: 'string' }, seed: { type: 'string' } } });
const events = Number(values.events ?? 10_000);
const seed = Number(values.seed ?? 1);

/** A world of its own for as many: what waits in one grows with its events, and with that the time of each step. */
const EVENTS_PER_WORLD = 5000;

const started = performance.now();
const summary = await runChaos({ events: Math.min(events, EVENTS_PER_WORLD), seed });
for (let done = EVENTS_PER_WORLD; done < events; done += EVENTS_PER_WORLD) {
  const next = await runChaos({ events: Math.min(events - done, EVENTS_PER_WORLD), seed: seed + done });
  summary.deliveries += next.deliveries;
  summary.accepted += next.accepted;
  summary.deadLetters += next.deadLetters;
  summary.kills += next.kills;
  summary.awsFailures += next.awsFailures;
  summary.copies += next.copies;
  summary.duplicatesByCrash += next.duplicatesByCrash;
  summary.duplicatesByLedger += next.duplicatesByLedger;
  summary.hours += next.hours;
  summary.losses.push(...next.losses);
  summary.duplicates.push(...next.duplicates);
  summary.delayed.push(...next.delayed);
}
const seconds = ((performance.now() - started) / 1000).toFixed(1);

const rows: [string, string | number][] = [
  ['events', events],
  ['seed', seed],
  ['deliveries', summary.deliveries],
  ['delivered', summary.accepted],
  ['dead letters', summary.deadLetters],
  ['functions killed', summary.kills],
  ['AWS calls failed', summary.awsFailures],
  ['copies handed out', summary.copies],
  ['duplicates, by a crash between answer and mark', summary.duplicatesByCrash],
  ['duplicates, without the ledger', summary.duplicatesByLedger],
  ['duplicates, without a reason', summary.duplicates.length],
  ['held up by another target', summary.delayed.length],
  ['losses', summary.losses.length],
  ['hours passed in the run', summary.hours.toFixed(1)],
  ['seconds it took', seconds],
];
for (const [name, value] of rows) console.log(`${name.padEnd(48)}${value}`);
process.exitCode = summary.losses.length + summary.duplicates.length + summary.delayed.length > 0 ? 1 : 0;
