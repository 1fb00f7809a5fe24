// Fails if a function touches more memory at its start than the limit allows. Page faults until the first event is asked
// for, as a multiple of an empty handler's, differ by 1 % between runs, however busy the machine is. The time does not.
//
//   node scripts/faults.ts
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { openSandbox } from '../bench/sandbox.ts';
import { STACK_VARIABLES } from '../bench/stack.ts';
import { median } from '../bench/statistics.ts';
import { createLocalAws } from '../src/local/aws.ts';
import { realClock } from '../src/local/clock.ts';
import { answerFrom, openAwsServer, SECRET_KEY } from '../test/support/aws-server.ts';
import { bundle, HANDLERS } from './bundle.ts';

/** 3 % above the multiple measured when the limit was last set. */
const LIMITS = { router: 2.21, deliverer: 1.7 };

const ROUNDS = 5;
/** In JavaScript, so that nothing has to be compiled. */
const RUNTIME = [resolve('bench/runtime/loop.mjs')];

const measure = async (endpoint: string, empty: string): Promise<Record<string, number[]>> => {
  const env = {
    ...STACK_VARIABLES,
    AWS_ENDPOINT_URL: endpoint,
    AWS_SECRET_ACCESS_KEY: SECRET_KEY,
  };
  const folders = { empty, ...Object.fromEntries(HANDLERS.map((name) => [name, resolve('dist', name)])) };
  const faults: Record<string, number[]> = {};
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, folder] of Object.entries(folders)) {
      const sandbox = await openSandbox({ runtime: RUNTIME, folder, env });
      faults[name] = [...(faults[name] ?? []), sandbox.atInit.pageFaults];
      await sandbox.close();
    }
  }
  return faults;
};

const run = async (): Promise<void> => {
  for (const name of HANDLERS) await bundle(name, { write: true });
  const empty = mkdtempSync(join(tmpdir(), 'pipebell-empty-'));
  writeFileSync(join(empty, 'index.mjs'), 'export const handler = async () => {};\n');
  const server = await openAwsServer(answerFrom(createLocalAws(realClock())));
  try {
    const faults = await measure(server.url, empty);
    for (const name of HANDLERS) {
      const multiple = median(faults[name] ?? []) / median(faults.empty ?? []);
      const text = `${name}: ${multiple.toFixed(3)} times the page faults of an empty handler, limit ${LIMITS[name]}`;
      if (multiple > LIMITS[name]) {
        console.error(text);
        process.exitCode = 1;
      } else if (!process.argv.includes('--silent')) console.log(text);
    }
  } finally {
    await server.close();
    rmSync(empty, { recursive: true });
  }
};

if (existsSync('/proc/self/stat')) await run();
else console.log('Page faults were not compared: this system has no /proc.');
