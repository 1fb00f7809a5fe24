import type * as z from 'zod/mini';
import { OCCASIONS } from '../model/notification.ts';
import type { Platform } from '../model/platform.ts';
import { type Field, targetFields } from '../model/target.ts';
import { loadPlatforms } from '../platforms/index.ts';

/** Outside of Lambda every platform is loaded at once, so that their fields can be read synchronously. */
const PLATFORMS: readonly Platform[] = await loadPlatforms();

export const findPlatform = (name: unknown): Platform | undefined => PLATFORMS.find((each) => each.name === name);

/** The parts of zod's schema definitions that are read here. */
interface Definition {
  readonly type: string;
  readonly innerType?: z.ZodMiniType;
  readonly element?: z.ZodMiniType;
  readonly shape?: Readonly<Record<string, z.ZodMiniType>>;
  readonly entries?: Readonly<Record<string, string>>;
}

export const definitionOf = (schema: z.ZodMiniType): Definition => schema._zod.def as unknown as Definition;

const isOptional = (schema: z.ZodMiniType): boolean => /^(optional|default)$/.test(definitionOf(schema).type);

/** The schema below `optional` and defaults. */
export const innermost = (schema: z.ZodMiniType): z.ZodMiniType => {
  const { innerType } = definitionOf(schema);
  return innerType ? innermost(innerType) : schema;
};

/** How a field's value is given: `record` is an object of texts by name, `mention` lists by occasion. */
type Kind = 'text' | 'number' | 'flag' | 'choice' | 'record' | 'mention';

const KINDS: Readonly<Record<string, Kind>> = { string: 'text', number: 'number', boolean: 'flag', enum: 'choice' };

/** A field that only some platforms have, with what its schema says of it. */
export interface TargetField extends Field {
  readonly name: string;
  readonly kind: Kind;
  /** The value is a list. */
  readonly many: boolean;
  readonly required: boolean;
  /** The values of a `choice`. */
  readonly choices: readonly string[];
  readonly platforms: readonly string[];
}

const isMention = ({ shape = {} }: Definition): boolean =>
  OCCASIONS.every((occasion) => Object.hasOwn(shape, occasion));

const kindOf = (schema: z.ZodMiniType): Kind => {
  const definition = definitionOf(schema);
  if (definition.type === 'object' && isMention(definition)) return 'mention';
  return KINDS[definition.type] ?? 'record';
};

const describe = (name: string, field: Field, platform: Platform): TargetField => {
  const schema = platform.target.shape[name] as z.ZodMiniType;
  const { element } = definitionOf(innermost(schema));
  const one = element ?? innermost(schema);
  return {
    ...field,
    name,
    kind: kindOf(one),
    many: element !== undefined,
    required: !isOptional(schema),
    choices: Object.values(definitionOf(one).entries ?? {}),
    platforms: [platform.name],
  };
};

/** The fields of a platform's own. */
export const fieldsOf = (platform: Platform): TargetField[] =>
  Object.entries(platform.fields).map(([name, field]) => describe(name, field, platform));

/**
 * The fields of all platforms, each name once. Platforms that share a name share the first one's help and kind, which
 * the contract suite checks.
 */
export const allFields = (): TargetField[] => {
  const fields = new Map<string, TargetField>();
  for (const field of PLATFORMS.flatMap(fieldsOf)) {
    const known = fields.get(field.name);
    fields.set(field.name, { ...field, ...known, platforms: [...(known?.platforms ?? []), ...field.platforms] });
  }
  return [...fields.values()];
};

/**
 * Values for the required fields of a platform: made-up ones for those that everyone may read.
 * @param secret makes the value of a secret field without an example.
 */
export const requiredValues = (
  name: string,
  secret: (field: TargetField) => unknown,
): Readonly<Record<string, unknown>> => {
  const platform = findPlatform(name);
  const required = platform ? fieldsOf(platform).filter((field) => field.required) : [];
  return Object.fromEntries(required.map((field) => [field.name, field.example ?? secret(field)]));
};

/** The fields that a target can do without, other than the switch `enabled`. */
export const optionalFields = (): string[] => [
  ...Object.entries(targetFields).flatMap(([name, schema]) => (isOptional(schema) && name !== 'enabled' ? [name] : [])),
  ...allFields().flatMap(({ name, required }) => (required ? [] : [name])),
];

/** `true` if everyone may read the field. Every other field is secret, and so are all of an unknown platform's own. */
export const isOpenField = (platform: unknown, name: string): boolean =>
  Object.hasOwn(targetFields, name) || openFieldOf(platform, name) !== undefined;

const openFieldOf = (platform: unknown, name: string): Field | undefined => {
  const fields = findPlatform(platform)?.fields ?? {};
  return Object.hasOwn(fields, name) && fields[name]?.open ? fields[name] : undefined;
};

/** Name of the option for a field: `threadId` is `thread-id`. */
export const optionOf = ({ name, option }: TargetField): string =>
  option ?? name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
