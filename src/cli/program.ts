import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { addCompletion } from './commands/completion.ts';
import { addDeadLetters } from './commands/dead-letters.ts';
import { addDoctor } from './commands/doctor/index.ts';
import { addExcerpt } from './commands/excerpt.ts';
import { addExplain } from './commands/explain/index.ts';
import { addHistory } from './commands/history.ts';
import { addInit } from './commands/init.ts';
import { addPreview } from './commands/preview.ts';
import { addRedrive } from './commands/redrive/index.ts';
import { addRehearse } from './commands/rehearse/index.ts';
import { addRemove } from './commands/remove/index.ts';
import { addReplay } from './commands/replay.ts';
import { addSamples } from './commands/samples.ts';
import { addSend } from './commands/send.ts';
import { addSlack } from './commands/slack/index.ts';
import { addStart } from './commands/start/index.ts';
import { addStatus } from './commands/status.ts';
import { addTargets } from './commands/targets/index.ts';
import { addWhy } from './commands/why/index.ts';
import { EXIT, errorDocument, exitCodeOf, explain } from './errors.ts';
import type { Io } from './terminal/io.ts';
import { collectUsageErrors } from './usage.ts';

const HELP = `
Examples:
  npx pipebell init
  npx pipebell explain failed --stage prod
  npx pipebell targets check --stage prod
  npx pipebell status --stage prod
  npx pipebell doctor --stage prod
  npx pipebell dead-letters --stage prod
  npx pipebell redrive --stage prod --target team-web
  npx pipebell help redrive`;

/** Every command of the CLI, in the order of the help page. Each is a file or a folder in `commands/`. */
const COMMANDS = [
  addStart,
  addInit,
  addTargets,
  addSlack,
  addSamples,
  addExplain,
  addExcerpt,
  addPreview,
  addRehearse,
  addSend,
  addStatus,
  addWhy,
  addHistory,
  addDoctor,
  addDeadLetters,
  addRedrive,
  addReplay,
  addRemove,
  addCompletion,
];

const version = (): string => JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')).version;

const createProgram = (io: Io, exit: (code: number) => void): Command => {
  const program = new Command('pipebell')
    .description('Set up, try, inspect and repair a Pipebell stack.')
    .addHelpText('after', HELP)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
    })
    .version(version());
  for (const add of COMMANDS) add(program, io, exit);
  return program;
};

/** Writes an error to standard error and, with `--json`, as one line of JSON to standard output. */
const report = (error: unknown, args: readonly string[], io: Io): void => {
  io.stderr.write(`${explain(error)}\n`);
  if (args.includes('--json')) io.stdout.write(`${JSON.stringify(errorDocument(error))}\n`);
};

/** Runs a command line, without `node` and the script. Never rejects. @returns the exit code. */
export const runCli = async (args: readonly string[], io: Io): Promise<number> => {
  let code: number = EXIT.done;
  const program = createProgram(io, (result) => {
    code = result;
  });
  const usageError = collectUsageErrors(program);
  if (args.length === 0) {
    program.outputHelp({ error: true });
    return EXIT.usage;
  }
  try {
    await program.parseAsync(args, { from: 'user' });
    return code;
  } catch (error) {
    if (!(error instanceof CommanderError)) {
      report(error, args, io);
      return exitCodeOf(error);
    }
    if (error.exitCode === 0) return EXIT.done;
    const wrong = usageError();
    // Without one, the help page was printed.
    if (wrong) report(wrong, args, io);
    return EXIT.usage;
  }
};
