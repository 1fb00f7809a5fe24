import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Argument, Command, Option } from 'commander';
import { LEVELS, OCCASIONS } from '../model/notification.ts';
import { isTargetName, stackName, targetsPath } from '../model/stack.ts';
import { allPages } from './aws/operations.ts';
import { isStage } from './options.ts';
import type { Io } from './terminal/io.ts';

/** Where the cursor is: what the words before it select. */
export interface Position {
  readonly command: Command;
  /** The values of the options so far, by name with the dashes. */
  readonly given: ReadonlyMap<string, string>;
}

/** A person waits at the cursor: without an answer in this time nothing is offered. */
const MAX_WAIT_MS = 2000;

type Values = (position: Position, io: Io) => readonly string[] | Promise<readonly string[]>;

/** Calls AWS for candidates. Without credentials, permission or an answer there are none: Tab prints no error. */
const askAws = async (ask: () => Promise<string[]>, io: Io): Promise<string[]> =>
  Promise.race([ask().catch(() => []), io.sleep(MAX_WAIT_MS).then(() => [])]);

const accountOf = ({ given }: Position) => ({ region: given.get('--region'), profile: given.get('--profile') });

const stages: Values = (position, io) =>
  askAws(async () => {
    const call = await io.aws(accountOf(position));
    const stacks = await allPages(async (token) => {
      const page = await call('cloudformation DescribeStacks', token);
      return [page.Stacks, page.NextToken];
    });
    const prefix = stackName('');
    const names = stacks.flatMap(({ StackName = '' }) => (StackName.startsWith(prefix) ? [StackName] : []));
    return names.map((name) => name.slice(prefix.length)).filter(isStage);
  }, io);

const targets: Values = (position, io) =>
  askAws(async () => {
    const stage = position.given.get('--stage') ?? process.env.PIPEBELL_STAGE ?? '';
    if (!isStage(stage)) return [];
    const parameters = await io.parameters(accountOf(position));
    return (await parameters.names(targetsPath(stage))).filter(isTargetName);
  }, io);

/** The sections of the files that the AWS CLI reads; a file that cannot be read has none. */
const profiles: Values = async (_, io) => {
  const files = [
    process.env.AWS_CONFIG_FILE || join(homedir(), '.aws', 'config'),
    process.env.AWS_SHARED_CREDENTIALS_FILE || join(homedir(), '.aws', 'credentials'),
  ];
  const texts = await Promise.all(files.map((file) => io.readInput(file).catch(() => '')));
  const names = texts.flatMap((text) => [...text.matchAll(/^\s*\[\s*(?:profile\s+)?([\w.@+-]+)\s*\]/gm)]);
  return [...new Set(names.map(([, name = '']) => name))];
};

/** Values of options, by the option with its placeholder. */
const OPTIONS: Readonly<Record<string, Values>> = {
  '--stage <name>': stages,
  '--profile <name>': profiles,
  '--target <name>': targets,
  '--to <target>': targets,
};

/** Options that take a comma-separated list. */
const LISTS: Readonly<Record<string, readonly string[]>> = {
  '--on <words>': OCCASIONS,
  '--levels <words>': LEVELS,
};

/** Loaded on use: they need the code of every event source. */
const samples: Values = async () => (await import('../samples/samples.ts')).sampleNames;

const ARGUMENTS: Readonly<Record<string, Values>> = { event: samples, name: targets, names: targets };

/** @returns the values of an option, none if it takes any value or a file. */
export const optionValues = async (
  { flags, argChoices }: Option,
  position: Position,
  io: Io,
): Promise<{ words: readonly string[]; isList: boolean }> => {
  const list = LISTS[flags];
  return { words: argChoices ?? list ?? (await OPTIONS[flags]?.(position, io)) ?? [], isList: list !== undefined };
};

/** @returns the values of an argument, none if it takes any value or a file. The name of a new target is one. */
export const argumentValues = async (argument: Argument, position: Position, io: Io): Promise<readonly string[]> => {
  if (argument.argChoices) return argument.argChoices;
  return position.command.name() === 'add' ? [] : ((await ARGUMENTS[argument.name()]?.(position, io)) ?? []);
};
