import { openFilters } from '../model/target.ts';
import { type TargetField as CliField, fieldsOf, findPlatform, optionOf } from '../targets/target-fields.ts';
import { isRecord } from '../text/json.ts';
import { shellWord } from '../text/shell-word.ts';
import { isHidden, parameterFor } from './portable-target.ts';
import type { TargetCommand } from './target-api.ts';

/** A target with masked secrets, and what it was at the start if the stage has it. */
export interface CommandInput {
  readonly name: string;
  readonly stage: string;
  readonly masked: Readonly<Record<string, unknown>>;
  readonly before?: Readonly<Record<string, unknown>> | undefined;
  /** Fields whose secrets were entered anew; the mask hides that they differ. */
  readonly changedSecrets: readonly string[];
}

/** The options that set one field of a target. */
interface Part {
  readonly field: string;
  readonly options: readonly string[];
}

const option = (name: string, value: string): string => `--${name} ${shellWord(value)}`;

const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

const joined = (value: unknown, notes: string[], field: string): string => {
  if (list(value).some((each) => /^\s|,|\s$/.test(String(each)))) {
    notes.push(`The command cannot hold a comma in ${field}: change that field in the JSON.`);
  }
  return list(value).join(',');
};

const mentionOptions = (mention: unknown): string[] =>
  Object.entries(isRecord(mention) ? mention : {}).flatMap(([occasion, people]) =>
    (Array.isArray(people) ? people : [people]).map((who) =>
      option('mention', `${occasion}=${isRecord(who) ? `${who.name} <${who.id}>` : who}`),
    ),
  );

/** Where the command takes a secret from: a place, or a prompt. The secret itself is never part of a command. */
const secretOption = (name: string, value: unknown): string => {
  if (isRecord(value) && typeof value.secret === 'string') {
    return option(`${name}-secret`, value.secret + (value.key ? `#${value.key}` : ''));
  }
  const hasPlace = isRecord(value) && typeof value.parameter === 'string' && value.key === undefined;
  return hasPlace ? option(`${name}-parameter`, String(value.parameter)) : `--${name}-prompt`;
};

const headerOptions = (value: unknown, { name: target, stage }: CommandInput, notes: string[]): string[] =>
  Object.entries(isRecord(value) ? value : {}).map(([name, from]) => {
    if (isRecord(from) && typeof from.secret === 'string') {
      return option('header', `${name}=secret:${from.secret}${from.key ? `#${from.key}` : ''}`);
    }
    const place = isRecord(from) ? String(from.parameter) : parameterFor(target, stage, name).parameter;
    if (isHidden(from)) notes.push(`Store the value of the header ${name} in the parameter ${place} first.`);
    return option('header', `${name}=${place}`);
  });

const ownOptions = (field: CliField, value: unknown, input: CommandInput, notes: string[]): string[] => {
  const name = optionOf(field);
  if (!field.open && field.kind === 'record') return headerOptions(value, input, notes);
  if (!field.open) {
    const values = field.many ? list(value) : [value];
    if (values.length > 1) notes.push(`The command sets one ${name} of ${values.length}: apply the JSON to set all.`);
    return values.slice(0, 1).map((each) => secretOption(name, each));
  }
  if (field.kind === 'mention') return mentionOptions(value);
  return [option(name, field.many ? joined(value, notes, name) : String(value))];
};

const partsOf = (target: Readonly<Record<string, unknown>>, input: CommandInput, notes: string[]): Part[] => {
  const platform = findPlatform(target.platform);
  const { on, levels, when } = target;
  return [
    { field: 'platform', options: [option('platform', String(target.platform))] },
    ...(on === undefined ? [] : [{ field: 'on', options: [option('on', joined(on, notes, 'on'))] }]),
    ...(levels === undefined
      ? []
      : [{ field: 'levels', options: [option('levels', joined(levels, notes, 'levels'))] }]),
    {
      field: 'when',
      options: Object.entries(isRecord(when) ? when : {}).map(([name, globs]) =>
        option(`when-${name}`, joined(globs, notes, name)),
      ),
    },
    ...(platform ? fieldsOf(platform) : []).flatMap((field) =>
      target[field.name] === undefined
        ? []
        : [{ field: field.name, options: ownOptions(field, target[field.name], input, notes) }],
    ),
  ].filter(({ options }) => options.length > 0);
};

/** Fields with several options, of which each sets one entry. */
const GROUPS: readonly string[] = ['when', 'mention', 'headers'];

/** What an option sets: the entry of a group, or the field. */
const keyOf = (text: string): string | undefined =>
  /^--(?:mention|header) '?([^=]+)=/.exec(text)?.[1] ?? text.split(' ')[0];

const isRemoved = (field: string, now: readonly string[], then: readonly string[]): boolean =>
  now.length === 0 || (GROUPS.includes(field) && then.some((old) => !now.some((each) => keyOf(each) === keyOf(old))));

/** The options that turn the target of the stage into the new one. */
const changesOf = (
  parts: readonly Part[],
  old: readonly Part[],
  { masked, changedSecrets }: CommandInput,
): string[] => {
  const optionsOf = (all: readonly Part[], name: string) => all.find(({ field }) => field === name)?.options ?? [];
  const shape = findPlatform(masked.platform)?.target.shape ?? {};
  const fields = new Set([...parts, ...old].map(({ field }) => field));
  return [...fields].flatMap((field) => {
    const [now, then] = [optionsOf(parts, field), optionsOf(old, field)];
    // A field that the platform does not have is removed with the change of the platform.
    if (!Object.hasOwn(shape, field)) return [];
    if (now.join(' ') === then.join(' ') && !changedSecrets.includes(field)) return [];
    return [...(then.length > 0 && isRemoved(field, now, then) ? [`--clear ${field}`] : []), ...now];
  });
};

/**
 * The command that adds a target to a stage, or that changes the target of the stage.
 * @returns no command if the stage has the target as it is.
 */
export const commandOf = (input: CommandInput): TargetCommand => {
  const { name, stage, masked, before } = input;
  const notes: string[] = [];
  if (JSON.stringify(masked).includes('…'))
    notes.push('A value is too long to be shown: replace the “…” in the command.');
  // Without a field `targets add` would ask for some. An explicit default also says what the target does.
  const { on } = openFilters({ platform: masked.platform });
  const parts = partsOf(before ? masked : { on, ...masked }, input, notes);
  const options = before ? changesOf(parts, partsOf(before, input, []), input) : parts.flatMap((part) => part.options);
  const command = (verb: string, more: readonly string[] = []): string =>
    ['npx pipebell targets', verb, name, option('stage', stage), ...more].join(' ');
  const isOff = masked.enabled === false;
  const wasOff = before?.enabled === false;
  const commands = [
    ...(options.length > 0 ? [command(before ? 'edit' : 'add', options)] : []),
    ...(isOff === wasOff ? [] : [command(isOff ? 'disable' : 'enable')]),
  ];
  return { ...(commands.length > 0 && { command: commands.join(' && ') }), notes };
};
