import { type Command, InvalidArgumentError, Option } from 'commander';
import { targetFields } from '../../../model/target.ts';
import { findPlatform, optionalFields } from '../../../targets/target-fields.ts';
import { isRecord, parseJson } from '../../../text/json.ts';
import { CliError, EXIT, UsageError } from '../../errors.ts';
import { requireStack } from '../../stack.ts';
import { parameterOf, targetJson } from '../../target-name.ts';
import type { Io } from '../../terminal/io.ts';
import { applyFields, hasFields } from './fields.ts';
import { applySecrets, hasSecrets } from './secret-fields.ts';
import { verify } from './verify.ts';
import { MENTION_HELP, report, SECRETS_HELP, validate, type WriteOptions, withAll } from './write.ts';

const HELP = `${SECRETS_HELP}

${MENTION_HELP}

Fields without an option keep their values. Another platform keeps the fields that it has too.

Examples:
  npx pipebell targets edit team-web --stage prod --on failed,fixed --mention 'failed=<!here>'
  npx pipebell targets edit team-web --stage prod --url-prompt
  npx pipebell targets edit team-web --stage prod --platform slack-app --channel C0123456789 --token-prompt
  npx pipebell targets edit team-web --stage prod --clear when --clear mention`;

const CLEARABLE = optionalFields();

interface Options extends WriteOptions {
  readonly clear?: string[];
}

/** The fields that decide where and how the platform posts, as text. */
const ownFields = (target: object): string =>
  JSON.stringify(Object.entries(target).filter(([name]) => name === 'platform' || !Object.hasOwn(targetFields, name)));

/** The fields that stay: not those to clear, and only those that the new platform has, if it is to change. */
const keptFields = (before: Readonly<Record<string, unknown>>, { platform, clear = [] }: Options): string[] => {
  const others = Object.keys(before).filter((field) => !clear.includes(field));
  const shape =
    platform !== undefined && platform !== before.platform ? findPlatform(platform)?.target.shape : undefined;
  return shape ? others.filter((field) => Object.hasOwn(shape, field)) : others;
};

const edit = async (name: string, options: Options, io: Io): Promise<number> => {
  const { platform, clear = [] } = options;
  if (!platform && clear.length === 0 && !hasFields(options) && !hasSecrets(options)) {
    throw new UsageError('pass at least one field to change: see npx pipebell targets edit --help');
  }
  const stack = await requireStack(options, io);
  const parameters = await io.parameters(options);
  const before = parseJson(await targetJson(parameters, options, name));
  if (!isRecord(before)) throw new CliError(`${name} is not a JSON object: remove it and add it again`);
  const kept = Object.fromEntries(keptFields(before, options).map((field) => [field, before[field]]));
  const { allowPrivate } = stack;
  const secrets = await applySecrets({ ...kept, ...(platform && { platform }) }, options, { io, allowPrivate });
  const target = applyFields(secrets, options);
  const json = await validate(name, target, { options, stack, io });
  if (ownFields(before) !== ownFields(target)) await verify(name, target, { options, stack, io });
  await parameters.write(parameterOf(options, name), json, { mustBeNew: false });
  await report(`of ${stack.where} is changed`, name, target, options, io);
  return EXIT.done;
};

const clearable = (value: string, previous: string[] = []): string[] => {
  if (CLEARABLE.includes(value)) return [...previous, value];
  throw new InvalidArgumentError(`It takes ${CLEARABLE.join(', ')}.`);
};

export const addEdit = (targets: Command, io: Io, exit: (code: number) => void): void => {
  const clear = new Option('--clear <field>', `remove a field (may be repeated): ${CLEARABLE.join(', ')}`);
  withAll(targets.command('edit'))
    .description('change fields of a target')
    .addOption(clear.argParser(clearable))
    .option('--json', 'one JSON document on stdout')
    .addHelpText('after', HELP)
    .action(async (name: string, options: Options) => exit(await edit(name, options, io)));
};
