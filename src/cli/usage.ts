import type { Command } from 'commander';
import { didYouMean } from '../text/closest.ts';
import { UsageError } from './errors.ts';
import { usageMessage } from './quote.ts';

const MAX_ERROR_CHARS = 300;

/** An option that the command does not have. Commander reports it only after an option that is missing. */
const unknownOption = (command: Command): string | undefined =>
  command.args.includes('--') ? undefined : command.args.find((word) => /^-./.test(word));

const optionNames = (command: Command): string[] => [
  ...command.options.flatMap(({ long }) => long ?? []),
  '--help',
  ...(command.parent ? optionNames(command.parent) : []),
];

/** Commander's message, or that about a misspelt option which made another one seem to be missing. */
const messageOf = (text: string, command: Command): string => {
  const unknown = /^error: required option/.test(text) ? unknownOption(command) : undefined;
  if (unknown === undefined) return text;
  const name = unknown.replace(/=.*$/s, '');
  return `error: unknown option '${unknown}'${didYouMean(name, optionNames(command))}`;
};

const watch = (command: Command, parents: readonly string[], collect: (error: UsageError) => void): void => {
  const name = command.name();
  const help = parents.length > 0 ? [...parents.slice(1), 'help', name] : ['--help'];
  command.configureOutput({
    // Commander quotes the arguments, which may hold a webhook URL.
    outputError: (text) =>
      collect(
        new UsageError(usageMessage(messageOf(text, command), MAX_ERROR_CHARS), `see npx pipebell ${help.join(' ')}`),
      ),
  });
  for (const each of command.commands) watch(each, [...parents, name], collect);
};

/**
 * Collects Commander's errors instead of printing them. Each names the help command: `see npx pipebell targets help list`.
 * @returns a function that returns the error, or `undefined` if there is none.
 */
export const collectUsageErrors = (program: Command): (() => UsageError | undefined) => {
  let last: UsageError | undefined;
  watch(program, [], (error) => {
    last = error;
  });
  return () => last;
};
