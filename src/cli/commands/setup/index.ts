import type { Command } from 'commander';
import { CliError, exitCodeOf, PromptCancelled, UsageError } from '../../errors.ts';
import { withoutStackCheck } from '../../options.ts';
import { pipebell, serverless } from '../../suggest.ts';
import type { Io } from '../../terminal/io.ts';
import { deploy } from './deploy.ts';
import { finish, inspect, offerTarget } from './finish.ts';
import { look } from './look.ts';
import { chooseRegion, confirmAccount, nameStage } from './place.ts';
import { type Found, NOTHING, nextStep, type StepName } from './plan.ts';
import { againCommand, type SetupOptions, type Step } from './step.ts';
import { createTarget, sendTest } from './target.ts';

const HELP = `
Leads from nothing to a message in a channel: Region and account, stage, deployment, target, test message, doctor. It
asks before it deploys or writes anything. It can be stopped at each question: the next run looks at what exists and goes
on from there. With everything in place it offers another target.

Exit codes: 0 done, 1 failed (or Ctrl-D), 2 wrong usage, 3 something is left to do, 130 Ctrl-C.

Examples:
  npx pipebell setup
  npx pipebell setup --stage dev --region eu-central-1 --profile team`;

const STEPS: Readonly<Record<StepName, Step>> = {
  region: chooseRegion,
  account: confirmAccount,
  stage: nameStage,
  look,
  deploy,
  target: createTarget,
  test: sendTest,
  doctor: inspect,
  offer: offerTarget,
  finish,
};

const refuse = ({ stage = 'prod', ...account }: SetupOptions): never => {
  const place = { stage, ...account };
  throw new UsageError(
    'not a terminal, where setup asks its questions',
    `run ${serverless('deploy', place)}, then ` +
      `${pipebell('targets add team --platform slack --url-stdin --test < url.txt', place)}, then ` +
      pipebell('doctor', place),
  );
};

const setup = async (options: SetupOptions, io: Io): Promise<number> => {
  if (!io.interactive) refuse(options);
  const { stage, region, profile } = options;
  let found: Found = { ...NOTHING, stage, region: io.region({ region, profile }) };
  io.stderr.write('Set up Pipebell: from here to a message in your channel. Ctrl-C stops at any question.\n');
  try {
    for (;;) {
      const result = await STEPS[nextStep(found)]({ found, options, io });
      if (typeof result === 'number') return result;
      found = { ...found, ...result };
    }
  } catch (error) {
    if (error instanceof PromptCancelled) {
      io.stderr.write(`stopped: ${againCommand({ found, options, io })} goes on from here\n`);
      return exitCodeOf(error);
    }
    if (error instanceof CliError)
      throw new CliError(`${error.message}; then run ${againCommand({ found, options, io })}`);
    throw error;
  }
};

export const addSetup = (program: Command, io: Io, exit: (code: number) => void): void => {
  withoutStackCheck(program.command('setup'))
    .addHelpText('after', HELP)
    .action(async (options: SetupOptions) => exit(await setup(options, io)));
};
