import { styleText } from 'node:util';
import type { Command } from 'commander';
import { callOnce, deployedStack } from '../../aws/deployed.ts';
import { OperationError } from '../../aws/operations.ts';
import { CliError, EXIT } from '../../errors.ts';
import { type StageOptions, withStage } from '../../options.ts';
import type { Io } from '../../terminal/io.ts';
import { createProgress } from '../../terminal/progress.ts';
import { tally, writeJson } from '../../terminal/table.ts';
import { alarmChecks } from './alarms.ts';
import type { Check, Problem, StackContext } from './check.ts';
import { functionChecks } from './functions.ts';
import { ringCheck } from './ring.ts';
import { roleChecks } from './roles.ts';
import { rulesChecks } from './rules.ts';
import { stackChecks } from './stack.ts';
import { storageChecks } from './storage.ts';
import { targetChecks } from './targets.ts';
import { topicChecks } from './topic.ts';

const HELP = `
Every check reads, and what your credentials may not read is named with the permission that it takes. No value of an
environment variable and nothing of a target is printed.

--ring also sends something: a message of our own goes through the topic to the router, which logs it and ends it before
it looks for targets. It is not sent where the deployed router does not know it, nor where others subscribe to the topic.

Exit codes: 0 sound, 1 it could not run, 2 wrong usage, 3 something to look at.

Examples:
  npx pipebell doctor --stage prod
  npx pipebell doctor --stage prod --ring
  npx pipebell doctor --stage prod --json | jq '.checks[] | select(.verdict != "ok")'`;

/** Every check, in the order of an event's way. One more is a line in the list of its area. */
const CHECKS: readonly Check[] = [
  ...stackChecks,
  ...rulesChecks,
  ...topicChecks,
  ...functionChecks,
  ...storageChecks,
  ...targetChecks,
  ...alarmChecks,
  ...roleChecks,
];

interface Options extends StageOptions {
  readonly ring?: boolean;
  readonly json?: boolean;
}

type Verdict = 'ok' | 'warning' | 'fault' | 'could not look';

const COLOURS = { ok: 'green', warning: 'yellow', fault: 'red', 'could not look': 'gray' } as const;

/** What a check came to. */
interface Result {
  readonly promise: string;
  readonly verdict: Verdict;
  readonly problems: readonly Problem[];
  /** Why it could not look. */
  readonly why?: string;
  /** Nobody is worse off. */
  readonly optional: boolean;
}

const verdictOf = (problems: readonly Problem[]): Verdict => {
  if (problems.length === 0) return 'ok';
  return problems.some(({ verdict }) => verdict === 'fault') ? 'fault' : 'warning';
};

const run = async ({ promise, optional = false, look }: Check, patient: StackContext): Promise<Result> => {
  try {
    const problems = await look(patient);
    return { promise, verdict: verdictOf(problems), problems, optional };
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    const permission = error instanceof OperationError ? error.permission : undefined;
    const why = permission ? `your credentials lack ${permission}` : error.message;
    return { promise, verdict: 'could not look', problems: [], why, optional };
  }
};

const needsLook = ({ verdict, optional }: Result): boolean =>
  verdict !== 'ok' && !(verdict === 'could not look' && optional);

const WIDTH = Math.max(...Object.keys(COLOURS).map((verdict) => verdict.length));

const tell = (results: readonly Result[], { stdout }: Io): void => {
  for (const { promise, verdict, problems, why } of results) {
    const words = why ? [why] : problems.map((problem) => problem.words);
    const label = styleText(COLOURS[verdict], verdict.padEnd(WIDTH), { stream: stdout });
    stdout.write(`${label}  ${promise}${words.length > 0 ? `: ${words.join('; ')}` : ''}\n`);
  }
  const problems = results.flatMap((result) => result.problems);
  if (problems.length > 0) stdout.write('\nhow to mend it\n');
  for (const { words, mend } of problems) stdout.write(`- ${words}\n    ${mend}\n`);
  stdout.write(`\n${results.length} checks: ${tally(results.map(({ verdict }) => verdict))}\n`);
};

/** @throws CliError if there is no such stack. Where that cannot be asked, the checks say so. */
const mustBeThere = async ({ stack, options }: StackContext): Promise<void> => {
  const status = await stack.status().catch((error) => {
    if (error instanceof CliError) return 'unknown';
    throw error;
  });
  if (status !== undefined) return;
  throw new CliError(
    `no stack ${stack.name}: check --stage, --region and --profile, or npx serverless deploy --stage ${options.stage}`,
  );
};

/** Checks a deployed stack from end to end. @throws CliError where nothing can be looked at. */
const doctor = async (options: Options, io: Io): Promise<number> => {
  const { stage, ring = false, json } = options;
  const call = callOnce(await io.aws(options));
  const patient: StackContext = { options, io, call, stack: deployedStack(call, stage) };
  await mustBeThere(patient);
  const progress = createProgress(io);
  const checks = ring ? [...CHECKS, ringCheck] : CHECKS;
  progress.show(`looking at ${checks.length} things`);
  const results = await Promise.all(checks.map((check) => run(check, patient)));
  progress.clear();
  const blind = results.every(({ verdict }) => verdict === 'could not look');
  if (blind) throw new CliError(results[0]?.why ?? 'nothing could be looked at');
  const told = results.map(({ promise, verdict, problems, why }) => ({ promise, verdict, problems, why }));
  const sound = !results.some(needsLook);
  if (json) writeJson({ stage, sound, checks: told }, io.stdout);
  else tell(results, io);
  return sound ? EXIT.done : EXIT.lookAt;
};

export const addDoctor = (program: Command, io: Io, exit: (code: number) => void): void => {
  withStage(program.command('doctor'))
    .description('check a deployed stack from end to end, and say how to mend what is wrong')
    .option('--ring', 'also send a ring through the topic to the router; it reaches nobody')
    .option('--json', 'one JSON document on stdout')
    .addHelpText('after', HELP)
    .action(async (options: Options) => exit(await doctor(options, io)));
};
