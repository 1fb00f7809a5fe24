import { type Command, InvalidArgumentError, Option } from 'commander';
import { DEAD_LETTER_REASONS, type DeadLetter } from '../dead-letters/dead-letter.ts';
import type { Account } from './aws/account.ts';
import { holdsSecret } from './quote.ts';

export interface StageOptions extends Account {
  readonly stage: string;
  /** False with `--no-stack-check`. */
  readonly stackCheck?: boolean;
}

/** True for 1 to 40 letters, digits and hyphens, which Serverless Framework accepts and messages may quote. */
export const isStage = (value: string): boolean => /^[A-Za-z0-9-]{1,40}$/.test(value);

const stage = (value: string): string => {
  if (!isStage(value) || holdsSecret(value))
    throw new InvalidArgumentError('A stage has 1 to 40 letters, digits and hyphens.');
  return value;
};

/** The option `--stage`, which is not mandatory yet. */
export const stageOption = (): Option => {
  const option = new Option('--stage <name>', 'the deployed stage').argParser(stage);
  // CI sets variables without a value to an empty text.
  return process.env.PIPEBELL_STAGE === '' ? option : option.env('PIPEBELL_STAGE');
};

const region = (value: string): string => {
  if (/^[\w-]{1,40}$/.test(value) && !holdsSecret(value)) return value;
  throw new InvalidArgumentError('Pass the code of a Region, such as eu-central-1.');
};

const profile = (value: string): string => {
  if (!holdsSecret(value)) return value;
  throw new InvalidArgumentError('Pass the name of a profile.');
};

const withPlace = (command: Command): Command =>
  command
    .addOption(stageOption())
    .option('--region <region>', 'AWS Region (default: AWS_REGION, AWS_DEFAULT_REGION, or that of the profile)', region)
    .option('--profile <name>', 'AWS profile (default: AWS_PROFILE, or the default credentials)', profile);

/** Adds the options that select a deployment, of which none is mandatory, for a command that looks at the stack itself. */
export const withoutStackCheck = (command: Command): Command => withPlace(command);

/** Adds the options that select a deployment; none is mandatory. */
export const withAccount = (command: Command): Command =>
  withPlace(command).option('--no-stack-check', 'do not check that the stack exists, such as before the first deploy');

const mandatory = (command: Command): Command => {
  command.options.find(({ long }) => long === '--stage')?.makeOptionMandatory();
  return command;
};

/** Adds the options that select a deployment. `--stage` has no default, so that no command changes the wrong one. */
export const withStage = (command: Command): Command => mandatory(withAccount(command));

/** The same for a command that needs the stack's outputs, so that its check cannot be left out. */
export const withDeployedStage = (command: Command): Command => mandatory(withPlace(command));

/** Removes a stage that only PIPEBELL_STAGE names, which an option that excludes `--stage` precedes. */
export const withoutDefaultStage = <Options extends { readonly stage?: string }>(
  { stage, ...options }: Options,
  command: Command,
): Omit<Options, 'stage'> & { readonly stage?: string } =>
  command.getOptionValueSource('stage') === 'env' || stage === undefined ? options : { ...options, stage };

/** Parses the ARN of an SNS topic. @throws InvalidArgumentError */
export const topicArn = (value: string): string => {
  if (/^arn:[\w-]+:sns:[\w-]+:\d{12}:[\w.-]{1,256}$/.test(value)) return value;
  throw new InvalidArgumentError('Pass the ARN of an SNS topic.');
};

/** Adds `--allow-private`: accept in a file what a stack with `allowPrivateTargets` accepts (http, any address and host). */
export const withPrivate = (command: Command): Command =>
  command.option('--allow-private', 'allow http and any address in the file, as a stack with allowPrivateTargets does');

export interface DeadLetterFilter {
  readonly target?: string[];
  readonly reason?: string[];
}

const collect = (value: string, previous: string[] = []): string[] => [...previous, value];

const reasonOption = (): Option =>
  new Option('--reason <reason>', 'only dead letters with this reason (repeatable)')
    .choices(DEAD_LETTER_REASONS)
    .argParser((value: string, previous?: string[]) => {
      if (DEAD_LETTER_REASONS.includes(value)) return collect(value, previous);
      throw new InvalidArgumentError(`Allowed choices are ${DEAD_LETTER_REASONS.join(', ')}.`);
    });

/** Adds the options that filter dead letters. */
export const withFilter = (command: Command): Command =>
  command.option('--target <name>', 'only dead letters of this target (repeatable)', collect).addOption(reasonOption());

export const matches = ({ target, reason }: DeadLetterFilter, deadLetter: DeadLetter): boolean =>
  (!target || target.includes(deadLetter.target ?? '')) && (!reason || reason.includes(deadLetter.reason));

/** Makes a parser for a number from `least` to `most`, which throws InvalidArgumentError. */
export const between =
  (least: number, most: number) =>
  (value: string): number => {
    const number = Number(value);
    if (!/^\d+(\.\d+)?$/.test(value) || number < least || number > most) {
      throw new InvalidArgumentError(`Pass a number from ${least} to ${most}.`);
    }
    return number;
  };
