import { type Command, InvalidArgumentError, Option } from 'commander';
import { targetFields } from '../../../model/target.ts';
import { platformNames } from '../../../platforms/index.ts';
import { maskTarget } from '../../../targets/mask.ts';
import { openStored } from '../../../targets/raw-target.ts';
import { optionalFields } from '../../../targets/target-fields.ts';
import { isRecord, parseJson } from '../../../text/json.ts';
import { CliError, EXIT, UsageError } from '../../errors.ts';
import { withStage } from '../../options.ts';
import { requireStack, type Stack } from '../../stack.ts';
import { parameterOf, targetJson, withName } from '../../target-name.ts';
import type { Io } from '../../terminal/io.ts';
import { writeJson } from '../../terminal/table.ts';
import { askFields } from './ask.ts';
import { applyFields, type FieldOptions, hasFields, withFields } from './fields.ts';
import { applySecrets, hasSecrets, withSecrets } from './secret-fields.ts';
import { testTarget } from './test.ts';
import { type VerifyOptions, verify, withPlatformCheck } from './verify.ts';

const SECRETS_HELP = `
A URL or a token is a password: it is prompted for, read from standard input or referred to, never taken from an argument.
Slack and Discord are asked whether they accept the token or the webhook, before anything is written. The relay
reads it below /pipebell/<stage>/secrets/<target>/ in Parameter Store or pipebell/<stage>/<target>/ in Secrets Manager.
A secret of several targets is below …/shared/ instead, for the URLs and the tokens of chat platforms only.`;

const ADD_HELP = `${SECRETS_HELP}

Examples:
  npx pipebell targets add team-web --stage prod
  npx pipebell targets add team-web --stage prod --platform slack --when-pipelines 'web-*' --url-stdin < url.txt
  npx pipebell targets add audit --stage prod --platform webhook --url-parameter /pipebell/prod/secrets/audit/url`;

const EDIT_HELP = `${SECRETS_HELP}

Fields without an option keep their values.

Examples:
  npx pipebell targets edit team-web --stage prod --on failed,fixed --mention 'failed=<!here>'
  npx pipebell targets edit team-web --stage prod --url-prompt
  npx pipebell targets edit team-web --stage prod --clear when --clear mention`;

const CLEARABLE = optionalFields();

interface Options extends VerifyOptions, FieldOptions {
  readonly platform?: string;
  readonly clear?: string[];
  readonly test?: boolean;
  readonly json?: boolean;
}

/** Largest value of a parameter of the standard tier. @see https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html */
const MAX_VALUE_BYTES = 4096;

interface Context {
  readonly options: Options;
  readonly stack: Stack;
  readonly io: Io;
}

/** @returns the JSON to store. @throws CliError if the target is invalid. */
const validate = async (name: string, target: object, { options, stack }: Context): Promise<string> => {
  const { stage } = options;
  const { problems } = await openStored({ name, raw: target }, { stage, allowPrivate: stack.allowPrivate });
  if (problems.length > 0) throw new CliError(`nothing was written: ${problems.join('; ')}`);
  const json = JSON.stringify(target);
  if (Buffer.byteLength(json) > MAX_VALUE_BYTES) {
    throw new CliError(`nothing was written: the target is over ${MAX_VALUE_BYTES} bytes; use broader globs`);
  }
  return json;
};

const report = async (change: string, name: string, target: object, options: Options, io: Io): Promise<void> => {
  const { stage, json } = options;
  if (json) writeJson({ stage, name, target: await maskTarget(target) }, io.stdout);
  else io.stdout.write(`${name} ${change}; the change takes effect within a minute\n`);
};

const add = async (name: string, options: Options, io: Io): Promise<number> => {
  const { stage } = options;
  const stack = await requireStack(options, io);
  const parameters = await io.parameters(options);
  const exists = new CliError(`target ${name} exists in stage ${stage}: change it with "targets edit"`);
  // Checked before any prompt, and again by the write.
  if ((await parameters.value(parameterOf(options, name))) !== undefined) throw exists;
  const chosen = await askFields(options, io);
  const target = applyFields(await applySecrets({ platform: chosen.platform }, chosen, io), chosen);
  const json = await validate(name, target, { options, stack, io });
  await verify(name, target, { options, stack, io });
  // Every question comes before the write, so that Ctrl-C at any of them writes nothing.
  const isTested =
    options.test ??
    (io.interactive && (await io.prompts.confirm('Send a test message once it is added?', { initialValue: true })));
  if (!(await parameters.write(parameterOf(options, name), json, { mustBeNew: true }))) throw exists;
  await report(`is added to ${stack.where}`, name, target, options, io);
  // With --json the only document has been written already.
  return isTested && !io.signal.aborted
    ? testTarget(
        name,
        target,
        { ...options, allowPrivate: stack.allowPrivate, json: false },
        options.json ? { ...io, stdout: io.stderr } : io,
      )
    : EXIT.done;
};

/** The fields that decide where and how the platform posts, as text. */
const ownFields = (target: object): string =>
  JSON.stringify(Object.entries(target).filter(([name]) => name === 'platform' || !Object.hasOwn(targetFields, name)));

const edit = async (name: string, options: Options, io: Io): Promise<number> => {
  const { platform, clear = [] } = options;
  if (!platform && clear.length === 0 && !hasFields(options) && !hasSecrets(options)) {
    throw new UsageError('pass at least one field to change: see npx pipebell targets edit --help');
  }
  const stack = await requireStack(options, io);
  const parameters = await io.parameters(options);
  const before = parseJson(await targetJson(parameters, options, name));
  if (!isRecord(before)) throw new CliError(`${name} is not a JSON object: remove it and add it again`);
  const kept = Object.fromEntries(Object.entries(before).filter(([field]) => !clear.includes(field)));
  const target = applyFields(await applySecrets({ ...kept, ...(platform && { platform }) }, options, io), options);
  const json = await validate(name, target, { options, stack, io });
  if (ownFields(before) !== ownFields(target)) await verify(name, target, { options, stack, io });
  await parameters.write(parameterOf(options, name), json, { mustBeNew: false });
  await report(`of ${stack.where} is changed`, name, target, options, io);
  return EXIT.done;
};

const platformOption = (): Option => new Option('--platform <name>', 'the platform').choices([...platformNames]);

const withAll = (command: Command): Command =>
  withPlatformCheck(withSecrets(withFields(withStage(withName(command)).addOption(platformOption()))));

export const addAdd = (targets: Command, io: Io, exit: (code: number) => void): void => {
  withAll(targets.command('add'))
    .description('add a target; prompts for fields without an option')
    .option('--test', 'send a test message without asking')
    .option('--no-test', 'send no test message, and do not ask')
    .option('--json', 'one JSON document on stdout')
    .addHelpText('after', ADD_HELP)
    .action(async (name: string, options: Options) => exit(await add(name, options, io)));
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
    .addHelpText('after', EDIT_HELP)
    .action(async (name: string, options: Options) => exit(await edit(name, options, io)));
};
