import { stackName } from '../model/stack.ts';
import { shellWord } from '../text/shell-word.ts';
import type { Account } from './aws/account.ts';

/** The deployment that a command line names. */
interface Place extends Account {
  readonly stage: string;
}

const option = (name: string, value: string | undefined): string => (value ? ` ${name} ${shellWord(value)}` : '');

/** `npx pipebell targets list --stage prod`, with the Region and the profile that this command was run with. */
export const pipebell = (words: string, { stage, region, profile }: Place): string => {
  const [first = '', ...options] = words.split(/ (?=--)/);
  const place = `--stage ${stage}${option('--region', region)}${option('--profile', profile)}`;
  return ['npx pipebell', first, place, ...options].join(' ');
};

/** A command of the AWS CLI, for the Region and the profile that this command was run with. */
export const aws = (words: string, { region, profile }: Account): string =>
  `aws ${words}${option('--region', region)}${option('--profile', profile)}`;

/** The command that deploys the stage. */
export const serverless = (word: 'deploy' | 'remove', { stage, region, profile }: Place): string =>
  `npx serverless ${word} --stage ${stage}${option('--region', region)}${option('--aws-profile', profile)}`;

/** Sets attributes of a queue, which the AWS CLI finds by its name. @param attributes as JSON. */
export const setQueueAttributes = (queue: string, attributes: object, account: Account): string => {
  const url = aws(`sqs get-queue-url --output text --queue-name ${queue}`, account);
  return aws(
    `sqs set-queue-attributes --attributes ${shellWord(JSON.stringify(attributes))} --queue-url $(${url})`,
    account,
  );
};

/** Stores a secret that is read from standard input, which neither the shell's history nor a file keeps. */
export const storeSecret = (parameter: string, account: Account): string =>
  aws(`ssm put-parameter --type SecureString --name ${parameter} --value "$(cat)"`, account);

/**
 * Restores resources of the stack that were changed or deleted by hand. A deployment alone changes only what changed in
 * the template.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/drift-aware-change-sets.html
 */
export const revertDrift = (place: Place): string => {
  const set = `--stack-name ${stackName(place.stage)} --change-set-name revert-drift`;
  const create = `create-change-set ${set} --use-previous-template --capabilities CAPABILITY_NAMED_IAM --deployment-mode REVERT_DRIFT`;
  return [create, `wait change-set-create-complete ${set}`, `execute-change-set ${set}`]
    .map((words) => aws(`cloudformation ${words}`, place))
    .join(' && ');
};

/** The lines of a fix. The command, which ends it, has a line of its own, so that it can be copied. */
export const fixLines = (fix: string, indent: string): string => {
  const [, words, command] = /^(.+?:) ((?:npx|aws) .+)$/s.exec(fix) ?? [];
  const lines = words === undefined ? [fix] : [words, command];
  return lines.map((line) => `${indent}${line}\n`).join('');
};
