import { styleText } from 'node:util';
import type { Command } from 'commander';
import { callOnce, deployedStack } from '../../aws/deployed.ts';
import { OperationError } from '../../aws/operations.ts';
import { CliError, EXIT } from '../../errors.ts';
import { type StageOptions, withDeployedStage } from '../../options.ts';
import { findStack } from '../../stack.ts';
import { fixLines } from '../../suggest.ts';
import type { Io } from '../../terminal/io.ts';
import { createProgress } from '../../terminal/progress.ts';
import { tally, writeJson } from '../../terminal/table.ts';
import { alarmChecks } from './alarms.ts';
import type { Check, Problem, StackContext } from './check.ts';
import { deliveriesChecks } from './deliveries.ts';
import { functionChecks } from './functions.ts';
import { platformChecks } from './platforms.ts';
import { probeCheck } from './probe.ts';
import { roleChecks } from './roles.ts';
import { rulesChecks } from './rules.ts';
import { stackChecks } from './stack.ts';
import { storageChecks } from './storage.ts';
import { targetChecks } from './targets.ts';
import { topicChecks } from './topic.ts';

const HELP = `
Every check only reads. A check that your credentials may not run is "unknown" and names the missing permission. No
value of an environment variable and no secret of a target is printed. Slack is asked about the token, the scopes and the
channel of each slack-app target, Discord about each webhook; nothing is posted there.

--probe also publishes a message on the topic. The router logs it and ends it before it reads any target. It is not sent
if the deployed router does not support it, nor if the topic has other subscribers.

Exit codes: 0 healthy, 1 no check could run, 2 wrong usage, 3 a problem was found or a check could not run.

Examples:
  npx pipebell doctor --stage prod
  npx pipebell doctor --stage prod --probe
  npx pipebell doctor --stage prod --json | jq '.checks[] | select(.verdict != "ok")'`;

/** Every check, in the order in which an event passes the parts of the stack. */
const CHECKS: readonly Check[] = [
  ...stackChecks,
  ...rulesChecks,
  ...topicChecks,
  ...functionChecks,
  ...storageChecks,
  ...deliveriesChecks,
  ...targetChecks,
  ...platformChecks,
  ...alarmChecks,
  ...roleChecks,
];

interface Options extends StageOptions {
  readonly probe?: boolean;
  readonly json?: boolean;
}

type Verdict = 'ok' | 'warning' | 'fault' | 'unknown';

const COLOURS = { ok: 'green', warning: 'yellow', fault: 'red', unknown: 'gray' } as const;

interface Result {
  readonly name: string;
  readonly verdict: Verdict;
  readonly problems: readonly Problem[];
  /** Why the check could not run, for the verdict `unknown`. */
  readonly reason?: string;
  /** True if `unknown` is not a failure. */
  readonly optional: boolean;
}

const verdictOf = (problems: readonly Problem[]): Verdict => {
  if (problems.length === 0) return 'ok';
  return problems.some(({ verdict }) => verdict === 'fault') ? 'fault' : 'warning';
};

const runCheck = async (check: Check, context: StackContext): Promise<Result> => {
  const { name, optional = false } = check;
  try {
    const problems = await check.run(context);
    return { name, verdict: verdictOf(problems), problems, optional };
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    const permission = error instanceof OperationError ? error.permission : undefined;
    const reason = permission ? `your credentials lack ${permission}` : error.message;
    return { name, verdict: 'unknown', problems: [], reason, optional };
  }
};

const needsAttention = ({ verdict, optional }: Result): boolean =>
  verdict !== 'ok' && !(verdict === 'unknown' && optional);

const WIDTH = Math.max(...Object.keys(COLOURS).map((verdict) => verdict.length));

const write = (results: readonly Result[], { stdout }: Io): void => {
  for (const { name, verdict, problems, reason } of results) {
    const messages = reason ? [reason] : problems.map(({ message }) => message);
    const label = styleText(COLOURS[verdict], verdict.padEnd(WIDTH), { stream: stdout });
    stdout.write(`${label}  ${name}${messages.length > 0 ? `: ${messages.join('; ')}` : ''}\n`);
  }
  const problems = results.flatMap((result) => result.problems);
  if (problems.length > 0) stdout.write('\nfixes\n');
  for (const { message, fix } of problems) stdout.write(`- ${message}\n${fixLines(fix, '    ')}`);
  stdout.write(`\n${results.length} checks: ${tally(results.map(({ verdict }) => verdict))}\n`);
};

/** @throws CliError if the stack does not exist. If CloudFormation cannot be read, the checks report that. */
const requireStack = async ({ options, io, call }: StackContext): Promise<void> => {
  await findStack(options, io, call).catch((error: unknown) => {
    if (!(error instanceof OperationError)) throw error;
  });
};

/** Checks a deployed stack from end to end. @returns 0 if it is healthy, otherwise 3. @throws CliError if no check could run. */
export const doctor = async (options: Options, io: Io): Promise<number> => {
  const { stage, probe = false, json } = options;
  const call = callOnce(await io.aws(options));
  const context: StackContext = { options, io, call, stack: deployedStack(call, stage) };
  await requireStack(context);
  const progress = createProgress(io);
  const checks = probe ? [...CHECKS, probeCheck] : CHECKS;
  progress.show(`running ${checks.length} checks`);
  const results = await Promise.all(checks.map((check) => runCheck(check, context)));
  progress.clear();
  if (results.every(({ verdict }) => verdict === 'unknown')) {
    throw new CliError(results[0]?.reason ?? 'no check could run');
  }
  const healthy = !results.some(needsAttention);
  const written = results.map(({ name, verdict, problems, reason }) => ({ name, verdict, problems, reason }));
  if (json) writeJson({ stage, healthy, checks: written }, io.stdout);
  else write(results, io);
  return healthy ? EXIT.done : EXIT.attention;
};

export const addDoctor = (program: Command, io: Io, exit: (code: number) => void): void => {
  withDeployedStage(program.command('doctor'))
    .option('--probe', 'also publish a probe on the topic and wait until the router logs it; no target gets it')
    .option('--json', 'write one JSON document to stdout')
    .addHelpText('after', HELP)
    .action(async (options: Options) => exit(await doctor(options, io)));
};
