import { type Command, InvalidArgumentError, Option } from 'commander';
import { platformNames } from '../../../platforms/index.ts';
import { maskTarget } from '../../../targets/mask.ts';
import { openStored } from '../../../targets/raw-target.ts';
import { optionalFields, optionOf } from '../../../targets/target-fields.ts';
import { isRecord, parseJson } from '../../../text/json.ts';
import { CliError, EXIT, UsageError } from '../../errors.ts';
import { type StageOptions, withStage } from '../../options.ts';
import { requireStack, type Stack } from '../../stack.ts';
import { parameterOf, targetJson, withName } from '../../target-name.ts';
import type { Io } from '../../terminal/io.ts';
import { writeJson } from '../../terminal/table.ts';
import { applyFields, type FieldOptions, hasFields, missingFields, withFields } from './fields.ts';
import { camelCase } from './option-values.ts';
import { applySecrets, hasSecrets, missingSecrets, promptsFor, withSecrets } from './secret-fields.ts';
import { testTarget } from './test.ts';

const SECRETS_HELP = `
A URL is a password: it is prompted for, read from standard input or referred to, never taken from an argument. The relay
reads it below /pipebell/<stage>/secrets/<target>/ in Parameter Store or pipebell/<stage>/<target>/ in Secrets Manager.
A secret of several targets is below …/shared/ instead, for the URLs of chat platforms only.`;

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

interface Options extends StageOptions, FieldOptions {
  readonly platform?: string;
  readonly clear?: string[];
  readonly test?: boolean;
  readonly json?: boolean;
}

/** Largest value of a parameter of the standard tier. @see https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html */
const MAX_VALUE_BYTES = 4096;

/** Validates and writes a target. @returns `false` if it must be new and exists. @throws CliError if it is invalid. */
const save = async (
  name: string,
  target: Record<string, unknown>,
  { options, stack, io, mustBeNew }: { options: Options; stack: Stack; io: Io; mustBeNew: boolean },
): Promise<boolean> => {
  const { stage } = options;
  const { problems } = await openStored({ name, raw: target }, { stage, allowPrivate: stack.allowPrivate });
  if (problems.length > 0) throw new CliError(`nothing was written: ${problems.join('; ')}`);
  const json = JSON.stringify(target);
  if (Buffer.byteLength(json) > MAX_VALUE_BYTES) {
    throw new CliError(`nothing was written: the target is over ${MAX_VALUE_BYTES} bytes; use broader globs`);
  }
  return (await io.parameters(options)).write(parameterOf(options, name), json, { mustBeNew });
};

const report = async (change: string, name: string, target: object, options: Options, io: Io): Promise<void> => {
  const { stage, json } = options;
  if (json) writeJson({ stage, name, target: await maskTarget(target) }, io.stdout);
  else io.stdout.write(`${name} ${change}; the change takes effect within a minute\n`);
};

const splitWords = (answer: string): string[] => answer.split(/[,\s]+/).filter(Boolean);

/** Prompts for the required fields that everyone may read and that no option sets. */
const askRequired = async (platform: string, options: Options, { prompts }: Io): Promise<object> => {
  const answers: [string, string][] = [];
  for (const field of missingFields(platform, options)) {
    const { help, example } = field;
    const message = `${help.charAt(0).toUpperCase()}${help.slice(1)}`;
    answers.push([camelCase(optionOf(field)), await prompts.text(message, { placeholder: example ?? '' })]);
  }
  return Object.fromEntries(answers);
};

/** Prompts for the fields that no option sets. @throws UsageError if there is no terminal to prompt at. */
const askFields = async (options: Options, io: Io): Promise<Options> => {
  if (!io.interactive) {
    if (!options.platform) throw new UsageError('not a terminal: pass --platform');
    const [missing] = missingSecrets(options.platform, options);
    if (!missing) return options;
    const name = `--${optionOf(missing)}`;
    throw new UsageError(`not a terminal: pass ${name}-stdin, ${name}-parameter or ${name}-secret`);
  }
  const { prompts } = io;
  const platform = options.platform ?? (await prompts.select('Platform', platformNames));
  const chosen = { ...options, ...promptsFor(missingSecrets(platform, options)), platform };
  const missing = await askRequired(platform, options, io);
  if (hasFields(options)) return { ...chosen, ...missing };
  const on = splitWords(await prompts.text('Notify on', { placeholder: 'failed, fixed, approval' }));
  const pipelines = 'Pipelines to include, such as web-* !web-test';
  const whenPipelines = splitWords(await prompts.text(pipelines, { placeholder: 'all' }));
  return { ...chosen, ...missing, ...(on.length > 0 && { on }), ...(whenPipelines.length > 0 && { whenPipelines }) };
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
  // Every question comes before the write, so that Ctrl-C at any of them writes nothing.
  const isTested =
    options.test ??
    (io.interactive && (await io.prompts.confirm('Send a test message once it is added?', { initialValue: true })));
  if (!(await save(name, target, { options, stack, io, mustBeNew: true }))) throw exists;
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

const edit = async (name: string, options: Options, io: Io): Promise<number> => {
  const { platform, clear = [] } = options;
  if (!platform && clear.length === 0 && !hasFields(options) && !hasSecrets(options)) {
    throw new UsageError('pass at least one field to change: see npx pipebell targets edit --help');
  }
  const stack = await requireStack(options, io);
  const before = parseJson(await targetJson(await io.parameters(options), options, name));
  if (!isRecord(before)) throw new CliError(`${name} is not a JSON object: remove it and add it again`);
  const kept = Object.fromEntries(Object.entries(before).filter(([field]) => !clear.includes(field)));
  const target = applyFields(await applySecrets({ ...kept, ...(platform && { platform }) }, options, io), options);
  await save(name, target, { options, stack, io, mustBeNew: false });
  await report(`of ${stack.where} is changed`, name, target, options, io);
  return EXIT.done;
};

const platformOption = (): Option => new Option('--platform <name>', 'the platform').choices([...platformNames]);

const withAll = (command: Command): Command =>
  withSecrets(withFields(withStage(withName(command)).addOption(platformOption())));

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
