import { Command, CommanderError } from 'commander';
import { COMMANDS } from '../../src/cli/commands.ts';
import type { Io } from '../../src/cli/terminal/io.ts';

const ENTRIES = new Map(Object.values(COMMANDS).flatMap((commands) => Object.entries(commands)));

export const commandNames: readonly string[] = [...ENTRIES.keys(), 'help'];

const leavesOf = (command: Command): Command[] => [command, ...command.commands.flatMap(leavesOf)];

/** Codes of errors about something that is absent. A command in a sentence may leave out what the sentence does not need. */
const ABSENT: readonly string[] = ['commander.missingArgument', 'commander.optionMissingArgument', 'commander.help'];

/**
 * Parses a command line with the real options, and runs nothing.
 * @param whole false for a command in a sentence, which may lack options and arguments.
 * @returns what is wrong with it, or `undefined`.
 */
export const parseCommand = async (args: readonly string[], whole: boolean): Promise<string | undefined> => {
  const [name = ''] = args;
  const isHelp = name === 'help' || (args.length === 1 && name.startsWith('--'));
  if (isHelp)
    return args.slice(1).every((word) => ENTRIES.has(word) || /^[A-Z]+$/.test(word)) ? undefined : 'no such help page';
  const entry = ENTRIES.get(name);
  if (!entry) return `unknown command ${name}`;
  const program = new Command('pipebell').exitOverride();
  // Only actions use the terminal, and they are replaced.
  (await entry.load())(program, {} as Io, () => {});
  for (const leaf of leavesOf(program)) {
    leaf.exitOverride().configureOutput({ writeOut: () => {}, writeErr: () => {} });
    // Commander reports an unknown option only after an option that is missing.
    if (!whole) for (const option of leaf.options) option.makeOptionMandatory(false);
    if (leaf.commands.length === 0) leaf.action(() => {});
  }
  try {
    await program.parseAsync([...args], { from: 'user' });
    return undefined;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return !whole && ABSENT.includes(error.code) ? undefined : error.message.split('\n')[0];
  }
};
