import type { Command } from 'commander';
import { findPlatform } from '../../../targets/target-fields.ts';
import { isRecord, parseJson } from '../../../text/json.ts';
import { CliError, EXIT, UsageError } from '../../errors.ts';
import type { StageOptions } from '../../options.ts';
import { requireStack } from '../../stack.ts';
import { fixLines } from '../../suggest.ts';
import { targetFix } from '../../target-fixes.ts';
import { parameterOf, targetJson } from '../../target-name.ts';
import type { Io } from '../../terminal/io.ts';
import { applyClear, type ClearOptions, hasClear, withClear } from './clear.ts';
import { applyFields, hasFields } from './fields.ts';
import { editInEditor } from './in-editor.ts';
import { applySecrets, hasSecrets, missingSecrets, promptsFor } from './secret-fields.ts';
import { ownFields, verify } from './verify.ts';
import {
  type Context,
  MENTION_HELP,
  problemsOf,
  report,
  SECRETS_HELP,
  toJson,
  type WriteOptions,
  withAll,
} from './write.ts';

const HELP = `${SECRETS_HELP}

${MENTION_HELP}

Without an option, at a terminal, the target is opened in the editor of VISUAL or EDITOR. Secrets are shown as "(unchanged)".

Fields without an option keep their values. Another platform keeps the fields that it has too. Problems in other fields of
an invalid target do not stop the edit: they are listed, with the command that ends them, and the exit code is 3.

Examples:
  npx pipebell targets edit team-web --stage prod --on failed,fixed --mention 'failed=<!here>'
  npx pipebell targets edit team-web --stage prod --url-prompt
  npx pipebell targets edit team-web --stage prod --platform slack-app --channel C0123456789 --token-prompt
  npx pipebell targets edit team-web --stage prod --clear when --clear mention`;

type Fields = Readonly<Record<string, unknown>>;

interface Options extends WriteOptions, ClearOptions {}

/** The fields that stay: only those that the new platform has, if it is to change. */
const keptFields = (before: Fields, { platform }: Options): Fields => {
  const shape =
    platform !== undefined && platform !== before.platform ? findPlatform(platform)?.target.shape : undefined;
  return shape ? Object.fromEntries(Object.entries(before).filter(([field]) => Object.hasOwn(shape, field))) : before;
};

/** True for a problem of a field that the edit leaves as it is. */
const isLeft = (problem: string, before: Fields, after: Fields): boolean => {
  const [, field] = /^(\w+)(?:\.[^ ]+)?: /.exec(problem) ?? [];
  if (field === undefined) return problem.startsWith('unknown field ');
  return JSON.stringify(before[field]) === JSON.stringify(after[field]);
};

/**
 * Makes sure that the edit adds no problem. A target that was invalid before may stay so, because its problems are in
 * other fields.
 * @returns the problems that are left. @throws CliError
 */
const problemsLeft = async (
  name: string,
  before: Fields,
  after: Fields,
  context: Context,
): Promise<readonly string[]> => {
  const problems = await problemsOf(name, after, context);
  const wasInvalid = problems.length > 0 && (await problemsOf(name, before, context)).length > 0;
  const added = wasInvalid ? problems.filter((problem) => !isLeft(problem, before, after)) : problems;
  if (added.length > 0) throw new CliError(`nothing was written: ${added.join('; ')}`);
  return problems;
};

/** Edits a target in the user's editor, and writes it unless somebody else has changed it meanwhile. */
const openEditor = async (
  name: string,
  { json, raw }: { readonly json: string; readonly raw: Fields },
  context: Context & { readonly options: Options },
): Promise<number> => {
  const { options, stack, io } = context;
  const target = await editInEditor(name, raw, context);
  if (!target || io.signal.aborted) {
    io.stderr.write('nothing was written\n');
    return io.signal.aborted ? EXIT.interrupted : EXIT.done;
  }
  if (ownFields(raw) !== ownFields(target)) await verify(name, target, context);
  const parameters = await io.parameters(options);
  if ((await parameters.value(parameterOf(options, name))) !== json) {
    throw new CliError(`nothing was written: somebody else changed ${name} meanwhile`);
  }
  await parameters.write(parameterOf(options, name), toJson(target), { mustBeNew: false });
  await report(`of ${stack.where} is changed`, name, target, options, io);
  return EXIT.done;
};

const edit = async (name: string, options: Options, io: Io): Promise<number> => {
  const { platform } = options;
  const isInEditor = !platform && !hasClear(options) && !hasFields(options) && !hasSecrets(options);
  if (isInEditor && !io.interactive) {
    throw new UsageError('not a terminal: pass at least one field to change: see npx pipebell targets edit --help');
  }
  const stack = await requireStack(options, io);
  const parameters = await io.parameters(options);
  const stored = await targetJson(parameters, options, name);
  const before = parseJson(stored);
  if (!isRecord(before)) throw new CliError(`${name} is not a JSON object: ${targetFix(name, before, [], options)}`);
  if (isInEditor) return openEditor(name, { json: stored, raw: before }, { options, stack, io });
  const { target: kept, removed } = applyClear(keptFields(before, options), options);
  const { allowPrivate } = stack;
  const secrets = await applySecrets({ ...kept, ...(platform && { platform }) }, options, { io, allowPrivate });
  const target = applyFields(secrets, options);
  const left = await problemsLeft(name, before, target, { options, stack, io });
  const json = toJson(target);
  if (left.length === 0 && ownFields(before) !== ownFields(target)) await verify(name, target, { options, stack, io });
  await parameters.write(parameterOf(options, name), json, { mustBeNew: false });
  if (removed.length > 0) io.stderr.write(`removed: ${removed.join(', ')}\n`);
  await report(`of ${stack.where} is changed`, name, target, options, io);
  if (left.length === 0) return EXIT.done;
  for (const problem of left) io.stderr.write(`${name} still cannot be used: ${problem}\n`);
  io.stderr.write(fixLines(targetFix(name, target, left, options), '    '));
  return EXIT.attention;
};

/** Asks for the required secrets of a target again. @returns 0. @throws CliError if they are not accepted. */
export const editSecrets = async (name: string, options: StageOptions, io: Io): Promise<number> => {
  const stored = parseJson(await targetJson(await io.parameters(options), options, name));
  const platform = isRecord(stored) ? String(stored.platform) : '';
  return edit(name, { ...options, ...promptsFor(missingSecrets(platform, {}, {})) }, io);
};

export const addEdit = (targets: Command, io: Io, exit: (code: number) => void): void => {
  withClear(withAll(targets.command('edit')))
    .description('change fields of a target')
    .option('--json', 'one JSON document on stdout')
    .addHelpText('after', HELP)
    .action(async (name: string, options: Options) => exit(await edit(name, options, io)));
};
