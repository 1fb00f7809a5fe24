// npm run chaos -- --events 100000 --seed 7: a long run, with a summary; exit code 1 if anything was lost or doubled.
import { parseArgs } from 'node:util';
import { runChaos } from './world.ts';

const { values } = parseArgs({ options: { events: { type: 'string' }, seed: { type: 'string' } } });
const events = Number(values.events ?? 10_000);
const seed = Number(values.seed ?? 1);

const started = performance.now();
const summary = await runChaos({ events, seed });
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
