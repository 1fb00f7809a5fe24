import * as z from 'zod';
import type { Platform } from '../model/platform.ts';
import { PLATFORM_GUIDES } from '../targets/platform-guide.ts';
import { isOpenField } from '../targets/target-fields.ts';
import type { JsonSchema, PlatformView, TargetField } from './target-api.ts';

interface Schema {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly enum?: readonly string[];
  readonly default?: unknown;
  readonly maxItems?: number;
}

const kindOf = ({ type, properties, enum: choices }: Schema): TargetField['kind'] => {
  if (properties) return 'group';
  if (choices) return 'choice';
  if (type === 'boolean') return 'flag';
  // Headers: their schema is a custom check, which JSON Schema cannot express.
  return type === 'string' ? 'text' : 'record';
};

const fieldOf = (name: string, schema: Schema, required: boolean, secret: boolean): TargetField => {
  const many = schema.type === 'array' && schema.items !== undefined;
  const one = many && schema.items ? schema.items : schema;
  return {
    name,
    kind: kindOf(one),
    many,
    required,
    secret,
    ...(one.enum && { choices: one.enum }),
    ...(schema.default !== undefined && { default: schema.default }),
    ...(one.properties && { fields: fieldsOf(one, () => secret) }),
    ...(schema.maxItems !== undefined && { maxItems: schema.maxItems }),
  };
};

const fieldsOf = ({ properties = {}, required = [] }: Schema, isSecret: (name: string) => boolean): TargetField[] =>
  Object.entries(properties).map(([name, schema]) => fieldOf(name, schema, required.includes(name), isSecret(name)));

/** Adds `secret: true` to every field that masking hides. */
const marked = (platform: string, schema: Schema): JsonSchema => ({
  ...schema,
  properties: Object.fromEntries(
    Object.entries(schema.properties ?? {}).map(([name, field]) => [
      name,
      isOpenField(platform, name) ? field : { ...field, secret: true },
    ]),
  ),
});

/** The fields of a platform's form. Checks that JSON Schema cannot express run on the server only. */
export const platformView = ({ name, chat, limits, target, fields: described }: Platform): PlatformView => {
  const schema = z.toJSONSchema(target, { io: 'input', unrepresentable: 'any' }) as Schema;
  const fields = fieldsOf(schema, (field) => !isOpenField(name, field))
    .filter((field) => field.name !== 'platform')
    .map((field) => {
      const help = described[field.name]?.help;
      return { ...field, ...(help && { help }) };
    });
  const guide = PLATFORM_GUIDES[name];
  if (!guide) throw new Error(`the platform ${name} has no guide`);
  return {
    name,
    ...guide,
    chat,
    limits: limits.map(({ of, max }) => ({ of, max })),
    // Required fields come first.
    fields: [...fields.filter(({ required }) => required), ...fields.filter(({ required }) => !required)],
    schema: marked(name, schema),
  };
};
