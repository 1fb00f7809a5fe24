// Deploys the service to an AWS emulator, as anyone would to AWS, and drives it through AWS's own APIs.
// With E2E_LOG=1, a run that fails prints what the emulator and the functions have written.
import { PublishCommand } from '@aws-sdk/client-sns';
import { PutParameterCommand } from '@aws-sdk/client-ssm';
import { startAsked } from './asked.ts';
import { connect } from './aws.ts';
import type { Check, Relay } from './check.ts';
import { cli } from './checks/cli.ts';
import { doctor } from './checks/cli-doctor.ts';
import { terminal } from './checks/cli-terminal.ts';
import { enrichment } from './checks/enrichment.ts';
import { environments } from './checks/environments.ts';
import { failures } from './checks/failures.ts';
import { ingress } from './checks/ingress.ts';
import { ledger } from './checks/ledger.ts';
import { platforms } from './checks/platforms.ts';
import { privacy } from './checks/privacy.ts';
import { redrive } from './checks/redrive.ts';
import { sources } from './checks/sources.ts';
import { storm } from './checks/storm.ts';
import { targets } from './checks/targets.ts';
import { watchDeadLetters } from './dead-letters.ts';
import { STAGE, startEmulator } from './emulator.ts';
import { openPipebell } from './pipebell.ts';
import { startReceiver } from './receiver.ts';
import { openServerless } from './serverless.ts';

/** Worked off backwards, however the run ends. */
const cleanUps: (() => unknown)[] = [];
let cleaning: Promise<void> | undefined;
const cleanUp = (): Promise<void> => {
  cleaning ??= (async () => {
    for (const step of cleanUps.reverse()) await step();
  })();
  return cleaning;
};
for (const [signal, code] of [['SIGINT', 130] as const, ['SIGTERM', 143] as const]) {
  process.once(signal, () => void cleanUp().finally(() => process.exit(code)));
}

const seconds = (since: number): string => `${((Date.now() - since) / 1000).toFixed(1)} s`;

const launch = async (): Promise<Relay> => {
  const started = Date.now();
  const asked = await startAsked();
  cleanUps.push(asked.stop);
  const emulator = await startEmulator(asked.environment);
  cleanUps.push(emulator.stop);
  console.log(`The emulator runs at ${emulator.endpoint} (${seconds(started)})`);

  const deploying = Date.now();
  const serverless = openServerless(emulator.environment, (end) => cleanUps.push(end));
  await serverless('deploy', STAGE);
  const aws = connect(emulator.endpoint);
  const outputs = await aws.outputs(`pipebell-${STAGE}`);
  console.log(`The service is deployed to it (${seconds(deploying)})`);

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
    pipebell: openPipebell(emulator.environment),
    asked: asked.environment,
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

/** @returns how many checks failed. */
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
    ...targets,
    ...sources,
    ...ingress,
    ...enrichment,
    ...failures,
    ...cli,
    ...terminal,
  ]);
  // Each of these takes the whole relay, or takes something from it; the last look at what the others have left behind.
  const alone = await prepare([...redrive, ...doctor, ...environments, ...storm, ...ledger, ...privacy]);
  await Promise.all(together.map(({ name, run }) => report(name, run)));
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
