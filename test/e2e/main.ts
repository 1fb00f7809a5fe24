// Deploys the service to an AWS emulator as to AWS, and drives it through AWS's APIs.
// With E2E_LOG=1 a failed run prints the output of the emulator and of the functions.

import { setTimeout as sleep } from 'node:timers/promises';
import { PublishCommand } from '@aws-sdk/client-sns';
import { PutParameterCommand } from '@aws-sdk/client-ssm';
import { openCleanUps } from '../support/clean-ups.ts';
import { connect } from './aws.ts';
import type { Check, Relay } from './check.ts';
import { causes } from './checks/causes.ts';
import { cli } from './checks/cli.ts';
import { doctor } from './checks/cli-doctor.ts';
import { terminal } from './checks/cli-terminal.ts';
import { why } from './checks/cli-why.ts';
import { conversations } from './checks/conversations.ts';
import { enrichment } from './checks/enrichment.ts';
import { environments } from './checks/environments.ts';
import { failures } from './checks/failures.ts';
import { ingress } from './checks/ingress.ts';
import { lanes } from './checks/lanes.ts';
import { ledger } from './checks/ledger.ts';
import { platforms } from './checks/platforms.ts';
import { privacy } from './checks/privacy.ts';
import { redrive } from './checks/redrive.ts';
import { rights } from './checks/rights.ts';
import { sources } from './checks/sources.ts';
import { storm } from './checks/storm.ts';
import { targets } from './checks/targets.ts';
import { template } from './checks/template.ts';
import { watchDeadLetters } from './dead-letters.ts';
import { STAGE, startEmulator } from './emulator.ts';
import { startLookups } from './lookups.ts';
import { openPipebell } from './pipebell.ts';
import { startReceiver } from './receiver.ts';
import { startRecorder } from './recorder.ts';
import { openServerless } from './serverless.ts';

const { cleanUps, cleanUp } = openCleanUps();

const seconds = (since: number): string => `${((Date.now() - since) / 1000).toFixed(1)} s`;

const launch = async (): Promise<Relay> => {
  const started = Date.now();
  const lookups = await startLookups();
  cleanUps.push(lookups.stop);
  const emulator = await startEmulator(lookups.functions);
  cleanUps.push(emulator.stop);
  console.log(`emulator running at ${emulator.endpoint} (${seconds(started)})`);

  const deploying = Date.now();
  const recorder = await startRecorder(emulator.endpoint);
  cleanUps.push(recorder.stop);
  const recorded = { ...emulator.environment, AWS_ENDPOINT_URL: recorder.endpoint };
  const serverless = openServerless(recorded, (end) => cleanUps.push(end));
  await serverless('deploy', STAGE);
  const aws = connect(emulator.endpoint);
  const outputs = await aws.outputs(`pipebell-${STAGE}`);
  console.log(`service deployed (${seconds(deploying)})`);

  const receiver = await startReceiver();
  cleanUps.push(receiver.stop);
  const deadLetters = watchDeadLetters(aws, outputs.DeadLettersQueueUrl ?? '');
  cleanUps.push(deadLetters.stop);
  return {
    aws,
    emulator,
    receiver,
    outputs,
    deadLetters,
    serverless,
    deploymentCalls: recorder.calls,
    pipebell: openPipebell(emulator.environment),
    lookups: lookups.environment,
    async putTarget(name, target) {
      const Value = typeof target === 'string' ? target : JSON.stringify(target);
      const Name = `${outputs.TargetsPath}/${name}`;
      await aws.ssm.send(new PutParameterCommand({ Name, Value, Type: 'SecureString', Overwrite: true }));
    },
    async publish(Message) {
      await aws.sns.send(new PublishCommand({ TopicArn: outputs.TopicArn, Message }));
    },
  };
};

/**
 * Milliseconds between the starts of two checks. The emulator starts a process for each concurrent invocation: if all
 * checks started at once, a hundred functions would start at once.
 */
const STAGGER_MS = 500;

/** @returns the number of failed checks. */
const checkAll = async (relay: Relay): Promise<number> => {
  let failed = 0;
  const report = async (name: string, run: () => Promise<unknown>): Promise<void> => {
    const started = Date.now();
    try {
      const measured = await run();
      console.log(`✓ ${name}${typeof measured === 'string' ? `: ${measured}` : ''} (${seconds(started)})`);
    } catch (error) {
      failed++;
      console.log(`✗ ${name} (${seconds(started)})\n  ${error instanceof Error ? error.message : error}`);
    }
  };
  const prepare = (checks: readonly Check[]) =>
    Promise.all(checks.map(async (check) => ({ name: check.name, run: await check.prepare(relay) })));
  const together = await prepare([
    ...platforms,
    ...conversations,
    ...targets,
    ...sources,
    ...ingress,
    ...enrichment,
    ...causes,
    ...failures,
    ...cli,
    ...terminal,
    ...lanes,
  ]);
  // Each of these checks needs the whole relay or breaks a part of it. The last ones inspect what all checks left.
  const alone = await prepare([
    ...redrive,
    ...why,
    ...doctor,
    ...environments,
    ...rights,
    ...template,
    ...storm,
    ...ledger,
    ...privacy,
  ]);
  await Promise.all(
    together.map(async ({ name, run }, index) => {
      await sleep(index * STAGGER_MS);
      await report(name, run);
    }),
  );
  for (const { name, run } of alone) await report(name, run);
  console.log(`${together.length + alone.length - failed} passed, ${failed} failed`);
  return failed;
};

try {
  const relay = await launch();
  const failed = await checkAll(relay);
  if (failed > 0) process.exitCode = 1;
  if (failed > 0 && process.env.E2E_LOG) console.log(await relay.emulator.log());
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  await cleanUp();
}
