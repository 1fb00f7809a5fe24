import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { didYouMean } from '../text/closest.ts';
import { COMMANDS } from './commands.ts';
import { EXIT, errorDocument, exitCodeOf, explain, UsageError } from './errors.ts';
import { quotable } from './quote.ts';
import type { Io } from './terminal/io.ts';
import { collectUsageErrors } from './usage.ts';

const HELP = `
Examples:
  npx pipebell setup
  npx pipebell explain failed --stage prod
  npx pipebell targets check --stage prod
  npx pipebell status --stage prod
  npx pipebell doctor --stage prod
  npx pipebell dead-letters --stage prod
  npx pipebell redrive --stage prod --target team-web
  npx pipebell help redrive`;

const version = (): string => JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')).version;

/** The command of a command line, also that of `help redrive`. No option of the program itself takes a value. */
const commandOf = (args: readonly string[]): string | undefined =>
  (args[0] === 'help' ? args.slice(1) : args).find((word) => !word.startsWith('-'));

/** Creates the program with the options and the action of one command. The others have a name and a description only. */
const createProgram = async (args: readonly string[], io: Io, exit: (code: number) => void): Promise<Command> => {
  const program = new Command('pipebell')
    .description('Set up, try, inspect and repair a Pipebell stack.')
    .addHelpText('after', HELP)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
    })
    .version(version());
  const selected = commandOf(args);
  for (const [heading, commands] of Object.entries(COMMANDS)) {
    program.commandsGroup(heading);
    for (const [name, { description, load }] of Object.entries(commands)) {
      if (name === selected) (await load())(program, io, exit);
      else program.command(name);
      program.commands.at(-1)?.description(description);
    }
  }
  return program;
};

/** The hidden command of the completion scripts. Its arguments are a line that is not finished. */
const COMPLETE = 'complete';

/** Writes an error to standard error and, with `--json`, as one line of JSON to standard output. */
const report = (error: unknown, args: readonly string[], io: Io): void => {
  io.stderr.write(`${explain(error)}\n`);
  if (args.includes('--json')) io.stdout.write(`${JSON.stringify(errorDocument(error))}\n`);
};

const names = ({ commands }: Command): string[] => commands.map((each) => each.name());

/** The error for `help` with a command that does not exist, for which Commander prints the page of the program. */
const unknownCommand = (name: string, program: Command): UsageError =>
  new UsageError(
    `unknown command '${quotable(name, 40)}'${didYouMean(name, names(program))}`,
    'see npx pipebell --help',
  );

/** Runs a command line, without `node` and the script. Never rejects. @returns the exit code. */
export const runCli = async (args: readonly string[], io: Io): Promise<number> => {
  if (args[0] === COMPLETE) {
    const [, ...line] = args;
    const program = await createProgram(line.slice(0, -1), io, () => {});
    return (await import('./complete.ts')).complete(program, line, io);
  }
  let code: number = EXIT.done;
  const program = await createProgram(args, io, (result) => {
    code = result;
  });
  const usageError = collectUsageErrors(program);
  if (args.length === 0) {
    program.outputHelp({ error: true });
    return EXIT.usage;
  }
  const [help, wanted] = args;
  if (help === 'help' && wanted !== undefined && !/^-/.test(wanted) && !names(program).includes(wanted)) {
    report(unknownCommand(wanted, program), args, io);
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
