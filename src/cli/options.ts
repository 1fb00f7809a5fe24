import { type Command, InvalidArgumentError, Option } from 'commander';
import { DEAD_LETTER_REASONS, type DeadLetter } from '../dead-letters/dead-letter.ts';
import type { Account } from './aws/account.ts';

export interface StageOptions extends Account {
  readonly stage: string;
}

/** True for 1 to 40 letters, digits and hyphens, which Serverless Framework accepts and messages may quote. */
const isStage = (value: string): boolean => /^[A-Za-z0-9-]{1,40}$/.test(value);

const stage = (value: string): string => {
  if (!isStage(value)) throw new InvalidArgumentError('A stage has 1 to 40 letters, digits and hyphens.');
  return value;
};

/** The option `--stage`, which is not mandatory yet. */
export const stageOption = (): Option => new Option('--stage <name>', 'the deployed stage').argParser(stage);

/** Adds the options that select a deployment; none is mandatory. */
export const withAccount = (command: Command): Command =>
  command
    .addOption(stageOption())
    .option('--region <region>', 'AWS Region (default: AWS_REGION, AWS_DEFAULT_REGION, or that of the profile)')
    .option('--profile <name>', 'AWS profile (default: AWS_PROFILE, or the default credentials)');

/** Adds the options that select a deployment. `--stage` has no default, so that no command changes the wrong one. */
export const withStage = (command: Command): Command => {
  const options = withAccount(command).options;
  options.find(({ long }) => long === '--stage')?.makeOptionMandatory();
  return command;
};

/** Parses the ARN of an SNS topic. @throws InvalidArgumentError */
export const topicArn = (value: string): string => {
  if (/^arn:[\w-]+:sns:[\w-]+:\d{12}:[\w.-]{1,256}$/.test(value)) return value;
  throw new InvalidArgumentError('Pass the ARN of an SNS topic.');
};

/** Adds `--allow-private`: accept what a stack with `allowPrivateTargets` accepts (http, private addresses, any host). */
export const withPrivate = (command: Command): Command =>
  command.option('--allow-private', 'allow http and any address, as a stack with allowPrivateTargets does');

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
