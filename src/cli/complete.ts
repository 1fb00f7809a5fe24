import type { Command, Option } from 'commander';
import { argumentValues, optionValues } from './complete-values.ts';
import { EXIT } from './errors.ts';
import type { Io } from './terminal/io.ts';

/** A word that the shell may offer. */
interface Candidate {
  readonly word: string;
  readonly description?: string;
}

const optionOf = ({ options }: Command, word: string): Option | undefined =>
  options.find(({ long, short }) => word !== '' && (word === long || word === short));

const takesValue = (option: Option | undefined): option is Option => Boolean(option?.required || option?.optional);

/** Bash makes three words of `--stage=prod`, other shells one. */
const joinAtEqualsSign = (line: readonly string[]): string[] => {
  const words: string[] = [];
  for (const [at, word] of line.entries()) {
    const option = words.at(-1) ?? '';
    const isValue = line[at - 1] === '=' && /^--[\w-]+=$/.test(option);
    if ((word === '=' && /^--[\w-]+$/.test(option)) || isValue) words[words.length - 1] = option + word;
    else words.push(word);
  }
  return words;
};

/** The command, the options and the arguments that the words select; `open` is an option without its value. */
const parse = (program: Command, words: readonly string[]) => {
  let command = program;
  let open: Option | undefined;
  const given = new Map<string, string>();
  const values: string[] = [];
  for (const word of words) {
    const [flag = '', ...rest] = word.split('=');
    const option = optionOf(command, flag);
    if (open) {
      given.set(open.long ?? '', word);
      open = undefined;
    } else if (takesValue(option)) {
      if (word.includes('=')) given.set(option.long ?? '', rest.join('='));
      else open = option;
    } else if (!word.startsWith('-')) {
      const next = values.length === 0 && command.commands.find((each) => each.name() === word);
      if (next) command = next;
      else values.push(word);
    }
  }
  return { command, given, open, values };
};

const startingWith = (candidates: readonly Candidate[], text: string): Candidate[] =>
  candidates.filter(({ word }) => word.startsWith(text));

/** Options with a comma-separated list complete the last entry. */
const valuesAfter = (values: readonly string[], text: string, isList: boolean): Candidate[] => {
  const before = isList ? text.slice(0, text.lastIndexOf(',') + 1) : '';
  return startingWith(
    values.map((value) => ({ word: before + value })),
    text,
  );
};

const flags = ({ options }: Command): Candidate[] => [
  ...options.flatMap(({ long, description }) => (long ? [{ word: long, description }] : [])),
  { word: '--help', description: 'show the help of the command' },
];

const candidates = async (program: Command, line: readonly string[], io: Io): Promise<Candidate[]> => {
  const fromBash = line.at(-1) === '=' || line.at(-2) === '=';
  const words = joinAtEqualsSign(line);
  const current = words.pop() ?? '';
  const isHelp = words[0] === 'help';
  const { command, given, open, values } = parse(program, isHelp ? words.slice(1) : words);
  const position = { command, given };

  const [flag = '', ...rest] = current.split('=');
  const named = current.includes('=') ? optionOf(command, flag) : undefined;
  if (open || named) {
    const text = named ? rest.join('=') : current;
    const { words: offers, isList } = await optionValues((open ?? named) as Option, position, io);
    // The shell replaces the whole word, which in bash begins after the sign.
    const prefix = named && !fromBash ? `${flag}=` : '';
    return valuesAfter(offers, text, isList).map(({ word }) => ({ word: prefix + word }));
  }
  if (current.startsWith('-')) return startingWith(flags(command), current);
  if (command.commands.length > 0) {
    if (values.length > 0) return [];
    const names = command.commands.map((each) => ({ word: each.name(), description: each.description() }));
    const help = isHelp ? [] : [{ word: 'help', description: 'show the help of a command' }];
    return startingWith([...names, ...help], current);
  }
  const last = command.registeredArguments.at(-1);
  const next = command.registeredArguments[values.length] ?? (last?.variadic ? last : undefined);
  const argument = isHelp ? undefined : next;
  if (argument) return valuesAfter(await argumentValues(argument, position, io), current, false);
  return isHelp ? [] : startingWith(flags(command), current);
};

/**
 * Writes the words that may stand at the end of an unfinished line, each with a tab and its description. It writes
 * nothing where the shell completes file names. Never rejects.
 * @param line the words after `pipebell`; the last one is that at the cursor and may be empty.
 * @returns the exit code.
 */
export const complete = async (program: Command, line: readonly string[], io: Io): Promise<number> => {
  const found = await candidates(program, line, io);
  for (const { word, description = '' } of found) io.stdout.write(`${word}\t${description}\n`);
  return EXIT.done;
};
