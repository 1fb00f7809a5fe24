import { type Command, InvalidArgumentError, Option } from 'commander';
import { DEAD_LETTER_REASONS, type DeadLetter } from '../dead-letters/dead-letter.ts';
import type { Account } from './aws/account.ts';

export interface StageOptions extends Account {
  readonly stage: string;
}

/** Serverless Framework takes letters, digits and hyphens; nothing else is quoted back. */
export const isStage = (value: string): boolean => /^[A-Za-z0-9-]{1,40}$/.test(value);

const stage = (value: string): string => {
  if (!isStage(value)) throw new InvalidArgumentError('A stage is letters, digits and hyphens.');
  return value;
};

/** Names a stage; says nothing of whether it must be given. */
export const stageOption = (): Option => new Option('--stage <name>', 'the stage that was deployed').argParser(stage);

/** The options that say which deployment is meant, where one need not be. */
export const withAccount = (command: Command): Command =>
  command
    .addOption(stageOption())
    .option('--region <region>', 'AWS region (else AWS_REGION, or the profile’s)')
    .option('--profile <name>', 'AWS profile (else AWS_PROFILE, or the default chain)');

/** The options that say which deployment is meant. There is no default: nobody should redrive the wrong one. */
export const withStage = (command: Command): Command => {
  const options = withAccount(command).options;
  options.find(({ long }) => long === '--stage')?.makeOptionMandatory();
  return command;
};

/** Takes the ARN of an SNS topic. @throws InvalidArgumentError */
export const topicArn = (value: string): string => {
  if (/^arn:[\w-]+:sns:[\w-]+:\d{12}:[\w.-]{1,256}$/.test(value)) return value;
  throw new InvalidArgumentError('It takes the ARN of an SNS topic.');
};

/** Takes what a stack with `allowPrivateTargets` takes: http, private addresses and any host. */
export const withPrivate = (command: Command): Command =>
  command.option('--allow-private', 'as a stack that was deployed with allowPrivateTargets: http, any address');

export interface LetterFilter {
  readonly target?: string[];
  readonly reason?: string[];
}

const gather = (value: string, previous: string[] = []): string[] => [...previous, value];

const reasonOption = (): Option =>
  new Option('--reason <reason>', 'only with this reason (may be repeated)')
    .choices(DEAD_LETTER_REASONS)
    .argParser((value: string, previous?: string[]) => {
      if (DEAD_LETTER_REASONS.includes(value)) return gather(value, previous);
      throw new InvalidArgumentError(`Allowed choices are ${DEAD_LETTER_REASONS.join(', ')}.`);
    });

/** The options that choose among dead letters. */
export const withFilter = (command: Command): Command =>
  command.option('--target <name>', 'only of this target (may be repeated)', gather).addOption(reasonOption());

export const matches = ({ target, reason }: LetterFilter, letter: DeadLetter): boolean =>
  (!target || target.includes(letter.target ?? '')) && (!reason || reason.includes(letter.reason));

/** Takes a number between bounds. @throws InvalidArgumentError */
export const between =
  (least: number, most: number) =>
  (value: string): number => {
    const number = Number(value);
    if (!/^\d+(\.\d+)?$/.test(value) || number < least || number > most) {
      throw new InvalidArgumentError(`It takes a number from ${least} to ${most}.`);
    }
    return number;
  };
