// npm run chaos -- --events 100000 --seed 7: a long run and its summary. Exit code 1 if a delivery was lost, was
// duplicated without a reason, or was delayed by another target, or if a conversation has a second root or one that shows
// an old state without a reason. Two runs of one seed print the same fingerprint.
import { parseArgs } from 'node:util';
import { countExcused, runConversations } from './conversations/simulation.ts';
import { runChaos } from './simulation.ts';

const { values } = parseArgs({
  options: { events: { type: 'string' }, seed: { type: 'string' }, size: { type: 'string' } },
});
const events = Number(values.events ?? 10_000);
const seed = Number(values.seed ?? 1);
/** Larger simulations have longer backlogs. */
const size = Number(values.size ?? 5000);

/** Events about conversations for each other event. */
const CONVERSATIONS = 0.3;

const started = performance.now();
const summary = await runChaos({ events, seed, size });
const runs = await runConversations(Math.ceil(events * CONVERSATIONS), seed);
const wrong = runs.flatMap(({ mood, seed: at, losses, violations }) =>
  [...losses.map((loss) => `lost: ${loss}`), ...violations].map((each) => `${mood}, seed ${at}: ${each}`),
);
const sum = (key: 'conversations' | 'deliveries' | 'summarised'): number =>
  runs.reduce((total, each) => total + each[key], 0);
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
  ['conversations', sum('conversations')],
  ['  deliveries to them', sum('deliveries')],
  ['  of these told by a summary', sum('summarised')],
  ['  dead letters, which were sent again', runs.reduce((total, { deadLetters: [given] }) => total + given, 0)],
  ...countExcused(runs).map(([what, count]): [string, number] => [`  ${what}`, count]),
  ['  lost, or wrong without a reason', wrong.length],
  ['seconds', seconds],
];
for (const [name, value] of rows) console.log(`${name.padEnd(54)}${value}`);
for (const each of wrong) console.log(each);
process.exitCode =
  summary.losses.length + summary.duplicates.length + summary.delayed.length + wrong.length > 0 ? 1 : 0;
