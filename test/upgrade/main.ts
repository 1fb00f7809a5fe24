// npm run upgrade -- --from REVISION: deploys that revision to the emulator, fills the stage, deploys the present tree
// over it and checks that nothing was lost, forgotten or delivered twice. With `--break NAME` the present tree gets a
// change that is not compatible, and the run succeeds if the checks find it. UPGRADE_LOG=1 prints the functions' output.

import { parseArgs } from 'node:util';
import { connect } from '../e2e/aws.ts';
import { STAGE, startEmulator } from '../e2e/emulator.ts';
import { startLookups } from '../e2e/lookups.ts';
import { openPipebell } from '../e2e/pipebell.ts';
import { startReceiver } from '../e2e/receiver.ts';
import { openServerless } from '../e2e/serverless.ts';
import { openCleanUps } from '../support/clean-ups.ts';
import { BREAKS } from './breaks.ts';
import { breakCopy, checkOut, findRevision } from './revision.ts';
import { fill } from './scenario.ts';

const { values } = parseArgs({ options: { from: { type: 'string' }, break: { type: 'string' } } });

const { cleanUps, cleanUp } = openCleanUps();

const started = Date.now();
const say = (text: string): void => console.log(`${((Date.now() - started) / 1000).toFixed(0).padStart(4)} s  ${text}`);

const chosenBreak = () => {
  if (values.break === undefined) return undefined;
  const found = BREAKS.find(({ name }) => name === values.break);
  if (found) return found;
  throw new Error(`--break: expected ${BREAKS.map(({ name }) => name).join(', ')}`);
};

/** @returns the names of the checks that failed. */
const upgrade = async (): Promise<string[]> => {
  const broken = chosenBreak();
  const { name, commit } = await findRevision(values.from);
  const old = await checkOut(commit);
  cleanUps.push(old.remove);
  const present = broken ? await breakCopy(broken) : undefined;
  if (present) cleanUps.push(present.remove);
  const lookups = await startLookups();
  cleanUps.push(lookups.stop);
  const emulator = await startEmulator(lookups.functions);
  cleanUps.push(emulator.stop);
  const serverless = openServerless(emulator.environment, (end) => cleanUps.push(end));
  await serverless('deploy', STAGE, old.folder);
  say(`${name} (${commit.slice(0, 7)}) is deployed`);

  const aws = connect(emulator.endpoint);
  const outputs = await aws.outputs(`pipebell-${STAGE}`);
  const receiver = await startReceiver();
  cleanUps.push(receiver.stop);
  const stage = await fill({ aws, receiver, outputs, pipebell: openPipebell(emulator.environment) });
  cleanUps.push(stage.close);
  say('the stage is filled');
  await serverless('deploy', STAGE, present?.folder);
  await stage.upgraded();
  say(`the present tree is deployed${broken ? `, broken: ${broken.name}` : ''}`);

  const failed: string[] = [];
  for (const check of stage.checks) {
    try {
      await check.run();
      say(`✓ ${check.name}`);
    } catch (error) {
      failed.push(check.name);
      say(`✗ ${check.name}: ${error instanceof Error ? error.message : error}`);
    }
  }
  if (failed.length > 0 && process.env.UPGRADE_LOG) console.log(await emulator.log());
  if (!broken) return failed;
  const isFound = failed.some((each) => each.startsWith(broken.fails));
  say(isFound ? `the break ${broken.name} was found` : `the break ${broken.name} was not found by "${broken.fails} …"`);
  return isFound ? [] : [broken.fails];
};

try {
  if ((await upgrade()).length > 0) process.exitCode = 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  await cleanUp();
}
