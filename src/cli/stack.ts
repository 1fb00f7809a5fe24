import type { Stack as Described } from '@aws-sdk/client-cloudformation';
import { stackName } from '../model/stack.ts';
import type { Account } from './aws/account.ts';
import { callerAccount } from './aws/caller.ts';
import { describeStack } from './aws/deployed.ts';
import { type Call, OperationError } from './aws/operations.ts';
import { CliError } from './errors.ts';
import type { StageOptions } from './options.ts';
import { serverless } from './suggest.ts';
import type { Io } from './terminal/io.ts';

/** The stack that a command works on. */
export interface Stack {
  /** Where it is, for messages: `pipebell-prod in 111122223333 / eu-central-1`. */
  readonly where: string;
  /** Whether it was deployed with `allowPrivateTargets`; false if the stack was not checked. */
  readonly allowPrivate: boolean;
  /** The topic that it reads, which may be one that the stack did not create; absent if the stack was not checked. */
  readonly topicArn?: string | undefined;
}

interface Place {
  readonly account?: string | undefined;
  readonly region: string;
}

const removeAndDeploy = (options: StageOptions): string =>
  `run ${serverless('remove', options)}, then ${serverless('deploy', options)}`;

/** What a state means in which the stack has no relay, and what to do about it. */
const UNUSABLE: readonly (readonly [RegExp, state: string, remedy: (options: StageOptions) => string])[] = [
  [/^DELETE_IN_PROGRESS$/, 'is being deleted', (options) => `wait, then run ${serverless('deploy', options)}`],
  [/^DELETE_/, 'was deleted in part', removeAndDeploy],
  [/^CREATE_FAILED$|^ROLLBACK_/, 'could not be created', removeAndDeploy],
  [/^REVIEW_IN_PROGRESS$/, 'has no resources yet', (options) => `run ${serverless('deploy', options)}`],
];

/** `111122223333 / eu-central-1`. */
const placeText = ({ account = 'an unknown account', region }: Place): string => `${account} / ${region}`;

/** `pipebell-prod in 111122223333 / eu-central-1`. */
const whereText = (stage: string, place: Place): string => `${stackName(stage)} in ${placeText(place)}`;

/** Account and Region of the credentials, for a stack whose id cannot be read. */
const callersPlace = async (options: Account, io: Io): Promise<Place> => {
  const callOptions = await io.callOptions(options);
  return { account: await callerAccount(callOptions), region: callOptions.region };
};

/** Where a stage's stack would be, for a command that works without it. Writes it to standard error. */
export const announceStage = async (options: StageOptions, io: Io): Promise<string> => {
  const where = whereText(options.stage, await callersPlace(options, io));
  io.stderr.write(`${where}\n`);
  return where;
};

/** `arn:aws:cloudformation:eu-central-1:111122223333:stack/pipebell-prod/…`, which is the stack's id. */
const placeOf = (stack: Described): Place | undefined => {
  const [, , , region, account] = (stack.StackId ?? '').split(':');
  return region && account ? { account, region } : undefined;
};

/** @throws CliError that says which stack is missing, and where. */
const refuseAbsent = async (options: StageOptions, io: Io): Promise<never> => {
  const where = whereText(options.stage, await callersPlace(options, io));
  throw new CliError(`no stack ${where}`, {
    next: `check --stage, --region and --profile, or run ${serverless('deploy', options)}`,
  });
};

/**
 * Finds the stack of a stage, whatever its state, and writes where it is to standard error.
 * @throws CliError if it does not exist.
 * @throws OperationError if CloudFormation cannot be asked.
 */
export const findStack = async (options: StageOptions, io: Io, call: Call): Promise<Stack & { status: string }> => {
  const { stage } = options;
  const found = (await describeStack(call, stage)) ?? (await refuseAbsent(options, io));
  const where = whereText(stage, placeOf(found) ?? (await callersPlace(options, io)));
  io.stderr.write(`${where}\n`);
  const output = (name: string) => found.Outputs?.find(({ OutputKey }) => OutputKey === name)?.OutputValue;
  const allowPrivate = output('AllowPrivateTargets') === 'true';
  return { where, allowPrivate, topicArn: output('TopicArn'), status: found.StackStatus ?? '' };
};

const deniedError = (options: StageOptions, { permission }: OperationError): CliError =>
  new CliError(`your AWS credentials lack ${permission}, so ${stackName(options.stage)} cannot be checked`, {
    kind: 'denied',
    next: 'ask for that permission, or pass --no-stack-check',
  });

/**
 * Makes sure that the stack exists before a command works on it, and writes where it is to standard error. With
 * `--no-stack-check` it only writes where the stack would be.
 * @throws CliError if the stack does not exist, has no relay because of its state, or may not be looked at.
 */
export const requireStack = async (options: StageOptions, io: Io, call?: Call): Promise<Stack> => {
  if (options.stackCheck === false) {
    const where = whereText(options.stage, await callersPlace(options, io));
    io.stderr.write(`${where}, not checked\n`);
    return { where: `${where} (not checked)`, allowPrivate: false };
  }
  const stack = await findStack(options, io, call ?? (await io.aws(options))).catch((error: unknown) => {
    throw error instanceof OperationError && error.permission ? deniedError(options, error) : error;
  });
  const [, state, remedy] = UNUSABLE.find(([pattern]) => pattern.test(stack.status)) ?? [];
  if (remedy) throw new CliError(`stack ${stack.where} ${state} (${stack.status})`, { next: remedy(options) });
  return stack;
};

/** Writes to standard error in which account and Region a command reads that works on no stack. */
export const announceAccount = async (options: Account, io: Io): Promise<void> => {
  io.stderr.write(`${placeText(await callersPlace(options, io))}\n`);
};
