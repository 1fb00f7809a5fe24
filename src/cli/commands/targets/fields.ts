import { type Command, InvalidArgumentError, Option } from 'commander';
import { LEVELS, OCCASIONS } from '../../../model/notification.ts';
import { isRecord } from '../../../text/json.ts';

/** The fields of a target that are no secret, as options give them. */
export interface FieldOptions {
  readonly on?: string[];
  readonly levels?: string[];
  readonly whenPipelines?: string[];
  readonly whenAccounts?: string[];
  readonly whenRegions?: string[];
  readonly whenStages?: string[];
  readonly whenSources?: string[];
  readonly whenResources?: string[];
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

/** The options for what is no secret. */
export const withFields = (command: Command): Command =>
  command
    .addOption(new Option('--on <words>', 'what rings, such as failed,fixed,approval').argParser(wordsOf(OCCASIONS)))
    .addOption(new Option('--levels <words>', 'the grain: pipeline, stage, action, job').argParser(wordsOf(LEVELS)))
    .option('--when-pipelines <globs>', 'only these pipelines, such as web-*,!web-test', words)
    .option('--when-accounts <globs>', 'only these accounts', words)
    .option('--when-regions <globs>', 'only these Regions', words)
    .option('--when-stages <globs>', 'only these stages', words)
    .option('--when-sources <globs>', 'only from these event sources, such as codebuild', words)
    .option('--when-resources <globs>', 'only about these builds, alarms, stacks and the like, by name', words)
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
  const when = Object.entries({
    pipelines: options.whenPipelines,
    accounts: options.whenAccounts,
    regions: options.whenRegions,
    stages: options.whenStages,
    sources: options.whenSources,
    resources: options.whenResources,
  }).filter(([, globs]) => globs);
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
