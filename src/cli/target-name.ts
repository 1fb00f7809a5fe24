import { type Command, InvalidArgumentError } from 'commander';
import { isTargetName, targetsPath } from '../model/stack.ts';
import type { Parameters } from './aws/parameters.ts';
import { CliError } from './errors.ts';
import type { StageOptions } from './options.ts';
import { pipebell } from './suggest.ts';

const targetName = (value: string): string => {
  if (isTargetName(value)) return value;
  throw new InvalidArgumentError('A name is up to 100 letters, digits, ".", "-" and "_".');
};

/** Adds the argument for a target's name. */
export const withName = (command: Command): Command => command.argument('<name>', 'the target’s name', targetName);

export const parameterOf = ({ stage }: StageOptions, name: string): string => `${targetsPath(stage)}/${name}`;

export const noTarget = (options: StageOptions, name: string): CliError =>
  new CliError(`no target ${name} in stage ${options.stage}: ${pipebell('targets list', options)} lists the targets`);

/** The JSON of one target. @throws CliError if there is none. */
export const targetJson = async (parameters: Parameters, options: StageOptions, name: string): Promise<string> => {
  const json = await parameters.value(parameterOf(options, name));
  if (json === undefined) throw noTarget(options, name);
  return json;
};
