import { type Command, InvalidArgumentError, Option } from 'commander';
import { LEVELS, OCCASIONS } from '../../../model/notification.ts';
import type { Filters } from '../../../model/target.ts';
import { isRecord } from '../../../text/json.ts';

type When = NonNullable<Filters['when']>;
type WhenOptions = { readonly [Field in keyof When as `when${Capitalize<Field>}`]?: string[] };

/** The fields of a target that are not secret, as options give them. */
export interface FieldOptions extends WhenOptions {
  readonly on?: string[];
  readonly levels?: string[];
  readonly mention?: Mention[];
  readonly format?: string;
}

interface Mention {
  readonly occasion: string;
  readonly who: unknown;
}

/** `failed,fixed`, or the option again. */
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

/** `failed=<!here>`, or `failed=Jo Okafor <jo@example.com>` where the platform wants a name and an id. */
const mention = (value: string, previous: Mention[] = []): Mention[] => {
  const [, occasion = '', said = ''] = /^([\w-]+)=(.+)$/.exec(value) ?? [];
  if (!(OCCASIONS as readonly string[]).includes(occasion)) {
    throw new InvalidArgumentError('It takes a word of --on, = and whom to call.');
  }
  const { name, id } = /^(?<name>[^<>]+?)\s*<(?<id>[^<>\s]+)>$/.exec(said)?.groups ?? {};
  return [...previous, { occasion, who: name ? { id, name } : said }];
};

/** Help of the options for `when`. A field added to the target's `when` does not compile without a text here. */
const WHEN_HELP: Readonly<Record<keyof When, string>> = {
  pipelines: 'only these pipelines, such as web-*,!web-test',
  accounts: 'only these accounts',
  regions: 'only these Regions',
  stages: 'only these stages',
  sources: 'only from these event sources, such as codebuild',
  resources: 'only about these builds, alarms, stacks and the like, by name',
};

const WHEN_FIELDS = Object.keys(WHEN_HELP) as (keyof When)[];

const whenOption = (field: keyof When) =>
  `when${field.charAt(0).toUpperCase()}${field.slice(1)}` as `when${Capitalize<keyof When>}`;

const withWhen = (command: Command): Command =>
  WHEN_FIELDS.reduce((each, field) => each.option(`--when-${field} <globs>`, WHEN_HELP[field], words), command);

/** The options for the fields that are not secret. */
export const withFields = (command: Command): Command =>
  withWhen(
    command
      .addOption(new Option('--on <words>', 'what rings, such as failed,fixed,approval').argParser(wordsOf(OCCASIONS)))
      .addOption(new Option('--levels <words>', 'the grain: pipeline, stage, action, job').argParser(wordsOf(LEVELS))),
  )
    .option('--mention <word=who>', 'whom to call, such as failed=<!here> (may be repeated)', mention)
    .option('--format <name>', 'of a webhook: standard or cloudevents');

const byOccasion = (mentions: readonly Mention[]): Record<string, unknown[]> =>
  Object.fromEntries(
    [...new Set(mentions.map(({ occasion }) => occasion))].map((occasion) => [
      occasion,
      mentions.filter((each) => each.occasion === occasion).map(({ who }) => who),
    ]),
  );

/** The fields that the options name; the others are as they were. Who is called is added by occasion. */
export const applyFields = (target: Record<string, unknown>, options: FieldOptions): Record<string, unknown> => {
  const { on, levels, mention: mentions, format } = options;
  const when = WHEN_FIELDS.map((field) => [field, options[whenOption(field)]] as const).filter(([, globs]) => globs);
  const before = (field: unknown): object => (isRecord(field) ? field : {});
  return {
    ...target,
    ...(on && { on }),
    ...(levels && { levels }),
    ...(when.length > 0 && { when: { ...before(target.when), ...Object.fromEntries(when) } }),
    ...(mentions && { mention: { ...before(target.mention), ...byOccasion(mentions) } }),
    ...(format && { format }),
  };
};

/** Is any of them given? */
export const hasFields = (options: FieldOptions): boolean => Object.keys(applyFields({}, options)).length > 0;
