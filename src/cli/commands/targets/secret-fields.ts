import { type Command, InvalidArgumentError } from 'commander';
import { allFields, optionOf, type TargetField } from '../../../targets/target-fields.ts';
import { isRecord } from '../../../text/json.ts';
import { CliError, UsageError } from '../../errors.ts';
import type { Io } from '../../terminal/io.ts';
import { camelCase, helpOf, optionValue } from './option-values.ts';
import { promptForSecret, secretProblem } from './prompt-secret.ts';

/** A name in Parameter Store begins with `/`. A URL or a token in its place is refused, and not quoted. */
const parameterName = (value: string): string => {
  if (/^\/[\w./-]{1,1010}$/.test(value)) return value;
  throw new InvalidArgumentError('It takes the full name of a parameter, which begins with "/".');
};

/** `name-or-arn`, or `name-or-arn#key` for one field of a secret in JSON. */
const secretName = (value: string): string => {
  if (/^(?!https?:)[\w/+=.@:-]{1,2048}(#[\w.-]{1,100})?$/.test(value)) return value;
  throw new InvalidArgumentError('It takes the name or the ARN of a secret, with #key for one field of it.');
};

const secretReference = (value: string): object => {
  const [secret, key] = value.split('#');
  return { secret, ...(key && { key }) };
};

/** `X-Token=/team/token`, or `X-Token=secret:name#key`. */
const namedReference = (value: string, previous: Record<string, object> = {}): Record<string, object> => {
  const [, name = '', from = ''] = /^([\w!#$%&'*+.^`|~-]{1,64})=(.+)$/.exec(value) ?? [];
  const reference = from.startsWith('secret:')
    ? secretReference(secretName(from.slice('secret:'.length)))
    : { parameter: parameterName(from) };
  return { ...previous, [name]: reference };
};

const SECRET_FIELDS = allFields().filter(({ open }) => !open);

/**
 * Adds the options for every secret field: where its value comes from. A secret is never taken from an argument, which
 * the shell's history and the list of processes show.
 */
export const withSecrets = (command: Command): Command => {
  for (const field of SECRET_FIELDS) {
    const { kind, help } = field;
    const option = `--${optionOf(field)}`;
    if (kind === 'record') {
      const from = helpOf(field, `${help}, with the parameter (or secret:name#key) that holds it`);
      command.option(`${option} <name=parameter>`, from, namedReference);
      continue;
    }
    const [parameter, secret] = [`${option}-parameter <name>`, `${option}-secret <name>`];
    command
      .option(`${option}-prompt`, helpOf(field, `prompt for ${help}; the input is hidden`))
      .option(`${option}-stdin`, helpOf(field, `read ${help} from a line of standard input`))
      .option(parameter, helpOf(field, `refer to the parameter that holds ${help}`), parameterName)
      .option(secret, helpOf(field, `refer to the secret, or with #key to its field, that holds ${help}`), secretName);
  }
  return command;
};

const SOURCES = ['prompt', 'stdin', 'parameter', 'secret'] as const;

/** The options that are given for a field, by source. */
const sourcesOf = (field: TargetField, options: object): { readonly [Source in (typeof SOURCES)[number]]?: unknown } =>
  Object.fromEntries(
    SOURCES.flatMap((source) => {
      const value = optionValue(options, `${optionOf(field)}-${source}`);
      return value ? [[source, value]] : [];
    }),
  );

const isGiven = (field: TargetField, options: object): boolean =>
  field.kind === 'record'
    ? optionValue(options, optionOf(field)) !== undefined
    : Object.keys(sourcesOf(field, options)).length > 0;

/** Reads secrets in the order of the fields. Standard input is read at most once, one line per secret. */
const reader = (platform: unknown, { io, allowPrivate }: { io: Io; allowPrivate: boolean }) => {
  let lines: string[] | undefined;
  return async (field: TargetField, options: object): Promise<unknown> => {
    const { help } = field;
    const name = `--${optionOf(field)}`;
    const { prompt, stdin, parameter, secret } = sourcesOf(field, options);
    if ([prompt, stdin, parameter, secret].filter(Boolean).length > 1) {
      throw new UsageError(`pass only one of ${SOURCES.map((source) => `${name}-${source}`).join(', ')}`);
    }
    if (parameter) return { parameter };
    if (secret) return secretReference(String(secret));
    if (!stdin && !prompt) return undefined;
    if (prompt && !io.interactive) {
      throw new UsageError(`not a terminal: pass ${name}-stdin, ${name}-parameter or ${name}-secret`);
    }
    if (prompt || io.interactive) {
      return promptForSecret(field, (value) => secretProblem(field, value, { platform, allowPrivate }), io);
    }
    lines ??= (await io.readInput('-')).split(/\r?\n/).flatMap((line) => line.trim() || []);
    const line = lines.shift();
    if (line === undefined) throw new CliError(`standard input has no line for ${help}: nothing was written`);
    return line;
  };
};

/** Sets the secret fields that the options name, read from the places that they name. */
export const applySecrets = async (
  target: Record<string, unknown>,
  options: object,
  context: { readonly io: Io; readonly allowPrivate: boolean },
): Promise<Record<string, unknown>> => {
  const read = reader(target.platform, context);
  const result = { ...target };
  for (const field of SECRET_FIELDS) {
    const { name, kind, many } = field;
    if (kind === 'record') {
      const named = optionValue(options, optionOf(field));
      if (isRecord(named)) result[name] = { ...(isRecord(target[name]) ? target[name] : {}), ...named };
      continue;
    }
    const value = await read(field, options);
    if (value !== undefined) result[name] = many ? [value] : value;
  }
  return result;
};

/** The required secrets of a platform that the target lacks, and for which no option names a source. */
export const missingSecrets = (platform: string, options: object, target: object): TargetField[] =>
  SECRET_FIELDS.filter(
    (field) =>
      field.required &&
      field.platforms.includes(platform) &&
      !Object.hasOwn(target, field.name) &&
      !isGiven(field, options),
  );

/** Options that prompt for the given fields. */
export const promptsFor = (fields: readonly TargetField[]): object =>
  Object.fromEntries(fields.map((field) => [camelCase(`${optionOf(field)}-prompt`), true]));

/** `true` if any of the options is given. */
export const hasSecrets = (options: object): boolean => SECRET_FIELDS.some((field) => isGiven(field, options));
