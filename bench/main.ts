// Measures start, warm path, fan-out and growth of the packaged functions, and writes docs/performance.md.
//
//   npm run bench                    25 rounds, about seven minutes
//   npm run bench -- --rounds 5      quick, for a first look
//   npm run bench -- --no-write      prints the tables only
import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { bundle, bytesOf } from '../scripts/bundle.ts';
import { firstEventFiles } from '../scripts/first-event.ts';
import { PARAMETERS } from '../scripts/parameters.ts';
import { buildAll } from './build.ts';
import { type ColdStart, coldStart } from './cold.ts';
import { measureHundred, measureTenTargets } from './fan-out.ts';
import { byBacklog, byEventSize, byEvents, byHistory, byLogSize, byTargets } from './growth.ts';
import { openOutside } from './outside-protocol.ts';
import { measurePeak } from './peak.ts';
import { isVoid, NAMES, noiseOf } from './ratios.ts';
import { document, fileOf, targetTable } from './report.ts';
import type { Results } from './results.ts';
import { findRuntime } from './runtime.ts';
import { shuffled } from './statistics.ts';
import { drawCurve } from './svg.ts';
import { coldTable, warmTable } from './tables.ts';
import { coldVariants } from './variants.ts';
import { measureWarm } from './warm.ts';

const DEFAULT_MB = Number(PARAMETERS.memorySize?.default);

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '25' }, 'no-write': { type: 'boolean', default: false } },
});
const rounds = Number(values.rounds);
if (!Number.isInteger(rounds) || rounds < 1) throw new Error('--rounds: a whole number from 1');

const { name: runtime, command } = findRuntime();
const folders = await buildAll();
const folder = (name: string): string => folders[name] ?? '';
const outside = await openOutside();
const step = (text: string): void => console.error(`${new Date().toISOString().slice(11, 19)} ${text}`);
process.once('exit', () => outside.close());

const bytes = async (name: 'router' | 'deliverer'): Promise<number> => {
  const outputs = await bundle(name, { write: false });
  return bytesOf(outputs, firstEventFiles(name, outputs));
};

step(`cold starts, ${rounds} rounds`);
const variants = await coldVariants(outside);
const cold: Record<string, ColdStart[]> = Object.fromEntries(variants.map(({ name }) => [name, []]));
for (let round = 0; round < rounds; round++) {
  for (const variant of shuffled(variants, Math.random)) {
    cold[variant.name]?.push(await coldStart(variant, { runtime: command, folder: folder(variant.handler) }, outside));
  }
}

step('warm events');
const isCopy = (name: string): boolean => name.endsWith('copy');
const warm = await measureWarm(
  variants.filter(({ name }) => !isCopy(name)),
  { runtime: command, folders },
  { rounds: rounds * 2, events: 20, outside, random: Math.random },
);

step('many targets at a time');
const deliverer = { runtime: command, folder: folder('deliverer') };
const ten = await measureTenTargets(deliverer, outside, rounds);
const hundred = await measureHundred(deliverer, outside, Math.ceil(rounds / 5));

step('memory');
const peakMb = {
  router: await measurePeak(NAMES.router, { runtime: command, folder: folder('router') }, outside),
  deliverer: await measurePeak(NAMES.deliverer, deliverer, outside),
};

step('growth');
const router = { runtime: command, folder: folder('router') };
const { time, log } = await byTargets(router, outside);
const curves = [
  time,
  log,
  await byEventSize(router, outside),
  await byHistory(),
  await byEvents(),
  await byBacklog(),
  byLogSize(),
];

const results: Results = {
  date: new Date().toISOString().slice(0, 10),
  node: process.versions.node,
  runtime,
  cores: availableParallelism(),
  rounds,
  bytes: { router: await bytes('router'), deliverer: await bytes('deliverer') },
  cold,
  warm,
  fanOut: { ten, hundredFresh: hundred.fresh, hundredKept: hundred.kept },
  peakMb,
  curves,
};

console.log(`\n${targetTable(results, DEFAULT_MB)}\n\n${coldTable(results)}\n\n${warmTable(results)}\n`);
if (isVoid(results)) {
  console.error(
    `Void: two copies of one handler differ by ${(noiseOf(results) * 100).toFixed(1)} %. Run it again on an idle machine.`,
  );
  process.exitCode = 1;
} else if (!values['no-write']) {
  mkdirSync('bench/results', { recursive: true });
  writeFileSync('bench/results/latest.json', `${JSON.stringify(results, undefined, 1)}\n`);
  curves.forEach((curve, index) => {
    writeFileSync(`docs/${fileOf(index)}`, drawCurve(curve));
  });
  writeFileSync('docs/performance.md', document(results, DEFAULT_MB));
  console.error('Written: docs/performance.md, docs/images/growth-*.svg and bench/results/latest.json.');
}
outside.close();
