import { type Command, InvalidArgumentError, Option } from 'commander';
import { LEVELS, OCCASIONS } from '../../../model/notification.ts';
import { type Filters, WHEN_HELP } from '../../../model/target.ts';
import { allFields, optionOf, type TargetField } from '../../../targets/target-fields.ts';
import { isRecord, parseJson } from '../../../text/json.ts';
import { helpOf, optionValue } from './option-values.ts';

type When = NonNullable<Filters['when']>;
type WhenOptions = { readonly [Field in keyof When as `when${Capitalize<Field>}`]?: string[] };

/** The fields that every target has, as options give them. Those of the platforms are read by the name of their option. */
export interface FieldOptions extends WhenOptions {
  readonly on?: string[];
  readonly levels?: string[];
  readonly mention?: Mention[];
}

/** One value of `--mention`. */
export interface Mention {
  readonly occasion: string;
  readonly who: unknown;
}

/** A comma-separated list; the option may be repeated. */
const words = (value: string, previous: string[] = []): string[] => [
  ...previous,
  ...value.split(',').flatMap((word) => word.trim() || []),
];

const wordsOf =
  (allowed: readonly string[]) =>
  (value: string, previous?: string[]): string[] => {
    const all = words(value, previous);
    if (all.length > 0 && all.every((word) => allowed.includes(word))) return all;
    throw new InvalidArgumentError(`It takes ${allowed.join(', ')}.`);
  };

/** `Jo Okafor <jo@example.com>` as a name and an id; any other text as it is. */
export const mentioned = (person: string): unknown => {
  const { name, id } = /^(?<name>[^<>]+?)\s*<(?<id>[^<>\s]+)>$/.exec(person)?.groups ?? {};
  return name ? { id, name } : person;
};

/** `failed=<!here>`, `author=true`, or `failed=Jo Okafor <jo@example.com>` for a platform that needs a name and an id. */
const mention = (value: string, previous: Mention[] = []): Mention[] => {
  const [, occasion = '', person = ''] = /^([\w-]+)=(.+)$/.exec(value) ?? [];
  if (occasion === 'author' && /^(?:true|false)$/.test(person)) {
    return [...previous, { occasion, who: person === 'true' }];
  }
  if (!(OCCASIONS as readonly string[]).includes(occasion)) {
    throw new InvalidArgumentError('It takes a word of --on, = and who to mention.');
  }
  return [...previous, { occasion, who: mentioned(person) }];
};

/** A number, or `true` or `false`. */
const parsedAs =
  (type: 'number' | 'boolean') =>
  (value: string): unknown => {
    const parsed = parseJson(value);
    if (typeof parsed === type) return parsed;
    throw new InvalidArgumentError(type === 'number' ? 'It takes a number.' : 'It takes true or false.');
  };

const WHEN_FIELDS = Object.keys(WHEN_HELP) as (keyof When)[];

const whenOption = (field: keyof When) =>
  `when${field.charAt(0).toUpperCase()}${field.slice(1)}` as `when${Capitalize<keyof When>}`;

/** The platforms' fields that everyone may read. An open record has no option. */
const OPEN_FIELDS = allFields().filter(({ open, kind }) => open && kind !== 'record');

const optionFor = (field: TargetField): Option => {
  const { kind, many, choices, help } = field;
  const option = (value: string, text = help) => new Option(`--${optionOf(field)} <${value}>`, helpOf(field, text));
  if (kind === 'mention') return option('word=who', `${help}; may be repeated`).argParser(mention);
  if (kind === 'number') return option('number').argParser(parsedAs('number'));
  if (kind === 'flag') return option('true|false').argParser(parsedAs('boolean'));
  // The value is checked with the whole target.
  const one = kind === 'choice' ? option('name', `${help}: ${choices.join(' or ')}`) : option('text');
  return many ? one.argParser(words) : one;
};

/** Adds an option for every field that is not secret. */
export const withFields = (command: Command): Command => {
  command
    .addOption(new Option('--on <words>', 'what notifies, such as failed,fixed,approval').argParser(wordsOf(OCCASIONS)))
    .addOption(new Option('--levels <words>', `any of ${LEVELS.join(', ')}`).argParser(wordsOf(LEVELS)));
  for (const field of WHEN_FIELDS) command.option(`--when-${field} <globs>`, WHEN_HELP[field], words);
  for (const field of OPEN_FIELDS) command.addOption(optionFor(field));
  return command;
};

const byOccasion = (mentions: readonly Mention[]): Record<string, unknown> =>
  Object.fromEntries(
    [...new Set(mentions.map(({ occasion }) => occasion))].map((occasion) => {
      const all = mentions.filter((each) => each.occasion === occasion).map(({ who }) => who);
      return [occasion, occasion === 'author' ? all.at(-1) : all];
    }),
  );

const before = (field: unknown): object => (isRecord(field) ? field : {});

/** The platforms' own fields that the options name. Mentions are merged by occasion. */
const platformFields = (target: Record<string, unknown>, options: object): Record<string, unknown> =>
  Object.fromEntries(
    OPEN_FIELDS.flatMap((field) => {
      const value: unknown = optionValue(options, optionOf(field));
      if (value === undefined) return [];
      const merged = field.kind === 'mention' && { ...before(target[field.name]), ...byOccasion(value as Mention[]) };
      return [[field.name, merged || value]];
    }),
  );

/** Sets the fields that the options name and keeps the others. */
export const applyFields = (target: Record<string, unknown>, options: FieldOptions): Record<string, unknown> => {
  const { on, levels } = options;
  const when = WHEN_FIELDS.map((field) => [field, options[whenOption(field)]] as const).filter(([, globs]) => globs);
  return {
    ...target,
    ...(on && { on }),
    ...(levels && { levels }),
    ...(when.length > 0 && { when: { ...before(target.when), ...Object.fromEntries(when) } }),
    ...platformFields(target, options),
  };
};

/** `true` if any of the options is given. */
export const hasFields = (options: FieldOptions): boolean => Object.keys(applyFields({}, options)).length > 0;

/** The required fields of a platform that everyone may read and that neither an option nor the target sets. */
export const missingFields = (platform: string, options: object, target: object): TargetField[] =>
  OPEN_FIELDS.filter(
    (field) =>
      field.required &&
      field.platforms.includes(platform) &&
      !Object.hasOwn(target, field.name) &&
      optionValue(options, optionOf(field)) === undefined,
  );
