import { type Command, Option } from 'commander';
import { platformNames } from '../../../platforms/index.ts';
import { maskTarget } from '../../../targets/mask.ts';
import { openStored } from '../../../targets/raw-target.ts';
import { CliError } from '../../errors.ts';
import { withStage } from '../../options.ts';
import type { Stack } from '../../stack.ts';
import { withName } from '../../target-name.ts';
import type { Io } from '../../terminal/io.ts';
import { writeJson } from '../../terminal/table.ts';
import { type FieldOptions, withFields } from './fields.ts';
import { withSecrets } from './secret-fields.ts';
import { type VerifyOptions, withPlatformCheck } from './verify.ts';

/** Help of the commands that write a target. */
export const SECRETS_HELP = `
A URL or a token is a password: it is prompted for, read from standard input or referred to, never taken from an argument.
Slack and Discord are asked whether they accept the token or the webhook, before anything is written. The relay
reads it below /pipebell/<stage>/secrets/<target>/ in Parameter Store or pipebell/<stage>/<target>/ in Secrets Manager.
A secret of several targets is below …/shared/ instead, for the URLs and the tokens of chat platforms only.`;

/** The forms of `--mention`, by platform. */
export const MENTION_HELP = `--mention takes a word of --on, = and who to mention:
  slack, slack-app  'failed=<!here>', '<!channel>', '<@U0123456789>' (person), '<!subteam^S0123456789>' (user group)
  slack-app         'author=true' for the authors of the commits
  discord           'failed=@here', '@everyone', '<@&1185000000000000007>' (role), '<@1185000000000000008>' (person)
  teams             'failed=Jo Okafor <jo@example.com>': a name, and the user principal name or the object id`;

/** The options of the commands that write a target. */
export interface WriteOptions extends VerifyOptions, FieldOptions {
  readonly platform?: string;
  readonly json?: boolean;
}

/** Largest value of a parameter of the standard tier. @see https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html */
const MAX_VALUE_BYTES = 4096;

export interface Context {
  readonly options: VerifyOptions;
  readonly stack: Stack;
  readonly io: Io;
}

/** A platform whose mentions have a name and an id got a text. */
const explained = (problem: string): string =>
  problem.replace(/^(mention\..+: )expected object$/, '$1expected a name and an id, --mention "failed=Name <id>"');

/** The problems of a target. Values are not quoted. */
export const problemsOf = async (name: string, raw: unknown, { options, stack }: Context): Promise<string[]> => {
  const { problems } = await openStored({ name, raw }, { stage: options.stage, allowPrivate: stack.allowPrivate });
  return problems.map(explained);
};

/** Why a target cannot be stored, if it is too long for a parameter. */
export const sizeProblems = (target: object): string[] =>
  Buffer.byteLength(JSON.stringify(target)) > MAX_VALUE_BYTES
    ? [`the target is over ${MAX_VALUE_BYTES} bytes; use broader globs`]
    : [];

/** @returns the JSON to store. @throws CliError if it is too long for a parameter. */
export const toJson = (target: object): string => {
  const [problem] = sizeProblems(target);
  if (problem !== undefined) throw new CliError(`nothing was written: ${problem}`);
  return JSON.stringify(target);
};

/** @returns the JSON to store. @throws CliError if the target is invalid. */
export const validate = async (name: string, target: object, context: Context): Promise<string> => {
  const problems = await problemsOf(name, target, context);
  if (problems.length > 0) throw new CliError(`nothing was written: ${problems.join('; ')}`);
  return toJson(target);
};

/** Writes the result: `change` is what happened to the target, as in `is added to …`. */
export const report = async (
  change: string,
  name: string,
  target: object,
  options: WriteOptions,
  io: Io,
): Promise<void> => {
  const { stage, json } = options;
  if (json) writeJson({ stage, name, target: await maskTarget(target) }, io.stdout);
  else io.stdout.write(`${name} ${change}; the change takes effect within a minute\n`);
};

const platformOption = (): Option => new Option('--platform <name>', 'the platform').choices([...platformNames]);

/** Adds the options of the commands that write a target. */
export const withAll = (command: Command): Command =>
  withPlatformCheck(withSecrets(withFields(withStage(withName(command)).addOption(platformOption()))));
