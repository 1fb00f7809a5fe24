// npm run chaos -- --events 100000 --seed 7: a long run and its summary. Exit code 1 if a delivery was lost, was
// duplicated without a reason, or was delayed by another target. Two runs of one seed print the same fingerprint.
import { parseArgs } from 'node:util';
import { runChaos } from './simulation.ts';

const { values } = parseArgs({
  options: { events: { type: 'string' }, seed: { type: 'string' }, size: { type: 'string' } },
});
const events = Number(values.events ?? 10_000);
const seed = Number(values.seed ?? 1);
/** Larger simulations have longer backlogs. */
const size = Number(values.size ?? 5000);

const started = performance.now();
const summary = await runChaos({ events, seed, size });
const seconds = ((performance.now() - started) / 1000).toFixed(1);

const rows: [string, string | number][] = [
  ['events', events],
  ['seed', seed],
  ['deliveries', summary.deliveries],
  ['deliveries told', summary.told],
  ['deliveries told by a summary', summary.folded],
  ['summaries', summary.summaries],
  ['dead letters', summary.deadLetters],
  ['functions killed', summary.kills],
  ['functions out of time', summary.timeouts],
  ['AWS calls failed', summary.awsFailures],
  ['copies of events and messages', summary.copies],
  ['duplicates, function killed before the note', summary.duplicatesByCrash],
  ['duplicates, ledger call failed', summary.duplicatesByLedger],
  ['duplicates without a reason', summary.duplicates.length],
  ['delayed by another target', summary.delayed.length],
  ['losses', summary.losses.length],
  ['simulated hours', summary.hours.toFixed(1)],
  ['fingerprint', summary.fingerprint],
  ['seconds', seconds],
];
for (const [name, value] of rows) console.log(`${name.padEnd(54)}${value}`);
process.exitCode = summary.losses.length + summary.duplicates.length + summary.delayed.length > 0 ? 1 : 0;
