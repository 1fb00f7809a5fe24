import { type Command, InvalidArgumentError } from 'commander';
import { isTargetName, targetsPath } from '../model/stack.ts';
import { didYouMean } from '../text/closest.ts';
import type { Parameters } from './aws/parameters.ts';
import { CliError } from './errors.ts';
import type { StageOptions } from './options.ts';
import { holdsSecret } from './quote.ts';
import { pipebell } from './suggest.ts';

/** True for a name that a target may have and that messages may quote. */
export const isUsableName = (value: string): boolean => isTargetName(value) && !holdsSecret(value);

/** Parses the name of a target. @throws InvalidArgumentError */
export const parseTargetName = (value: string): string => {
  if (isUsableName(value)) return value;
  throw new InvalidArgumentError('A name is up to 100 letters, digits, ".", "-" and "_".');
};

/** Adds the argument for a target's name. */
export const withName = (command: Command): Command => command.argument('<name>', 'the target’s name', parseTargetName);

export const parameterOf = ({ stage }: StageOptions, name: string): string => `${targetsPath(stage)}/${name}`;

/** The names of a stage's targets, or none if they may not be read: they are wanted for a suggestion only. */
const targetNames = async (parameters: Parameters, { stage }: StageOptions): Promise<string[]> => {
  try {
    return [...(await parameters.below(targetsPath(stage))).keys()];
  } catch (error) {
    if (error instanceof CliError) return [];
    throw error;
  }
};

/** The error for a target that does not exist. It names the one that was probably meant. */
export const noTarget = async (parameters: Parameters, options: StageOptions, name: string): Promise<CliError> => {
  const meant = didYouMean(name, await targetNames(parameters, options));
  return new CliError(`no target ${name} in stage ${options.stage}${meant}`, {
    next: `${pipebell('targets list', options)} lists the targets`,
  });
};

/** The JSON of one target. @throws CliError if there is none. */
export const targetJson = async (parameters: Parameters, options: StageOptions, name: string): Promise<string> => {
  const json = await parameters.value(parameterOf(options, name));
  if (json === undefined) throw await noTarget(parameters, options, name);
  return json;
};
