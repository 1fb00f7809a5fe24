import * as z from 'zod/mini';
import { isFulfilled } from './conditions.ts';
import { type AttributeValue, checkUsed, ExpressionReader, type Item } from './expressions.ts';
import { update } from './updates.ts';

const TYPES = ['S', 'N', 'BOOL', 'NULL', 'SS', 'L', 'M'];

/** The largest item: 400 KB of names and values in UTF-8. */
const MAX_BYTES = 400 * 1024;

const bytesOf = (item: Item): number =>
  Object.entries(item)
    .flatMap(([name, content]) => [name, 'S' in content ? content.S : JSON.stringify(content)])
    .reduce((sum, text) => sum + Buffer.byteLength(text), 0);

const isValue = (value: unknown): boolean => {
  const [[type = '', content] = [], ...more] = Object.entries(value ?? {});
  if (more.length > 0 || !TYPES.includes(type)) return false;
  if (type === 'N') return typeof content === 'string' && content.trim() !== '' && Number.isFinite(Number(content));
  if (type === 'SS') return Array.isArray(content) && content.length > 0 && new Set(content).size === content.length;
  if (type === 'L') return Array.isArray(content) && content.every(isValue);
  return type === 'M' ? Object.values(content as object).every(isValue) : true;
};

const value = z.custom<AttributeValue>(isValue);
const names = z.optional(z.record(z.string(), z.string()));
const condition = {
  ConditionExpression: z.optional(z.string()),
  ExpressionAttributeNames: names,
  ExpressionAttributeValues: z.optional(z.record(z.string(), value)),
};
const key = z.strictObject({ id: z.object({ S: z.string().check(z.minLength(1)) }) });
const Put = z.object({ Item: z.record(z.string(), value), ...condition });
const Keyed = z.object({ Key: key, ...condition });
const Update = z.object({ Key: key, UpdateExpression: z.string(), ...condition });
const Get = z.object({ Key: key, ProjectionExpression: z.optional(z.string()), ExpressionAttributeNames: names });

type Condition = z.infer<z.ZodMiniObject<typeof condition>>;

/** A write whose condition has been checked and that has had no effect so far. */
export interface Write {
  readonly id: string;
  readonly fulfilled: boolean;
  readonly before: Item | undefined;
  /** The item afterwards; `undefined` if there is none. */
  readonly after: Item | undefined;
  /** The attributes that an update is about. */
  readonly named?: ReadonlySet<string>;
}

/** A DynamoDB table in memory, with the key `id` and conditional writes. Reads return copies. */
export class MemoryTable {
  readonly items = new Map<string, Item>();

  /** @throws Error if DynamoDB would refuse the request as invalid. */
  put(input: unknown): Write {
    const { Item: item, ...rest } = Put.parse(input);
    const { id } = key.parse({ id: item.id });
    if (bytesOf(item) > MAX_BYTES) throw new Error('the item is larger than 400 KB');
    return this.#write(id.S, rest, () => structuredClone(item));
  }

  /** @throws Error if DynamoDB would refuse the request as invalid. */
  update(input: unknown): Write {
    const { Key, UpdateExpression, ...rest } = Update.parse(input);
    const used = new Set<string>();
    const reader = new ExpressionReader(UpdateExpression, rest, used);
    const named = new Set<string>();
    const change = (before: Item | undefined): Item => {
      const after = update(before ?? { id: Key.id }, reader, named);
      if (bytesOf(after) > MAX_BYTES) throw new Error('the item is larger than 400 KB');
      return after;
    };
    return { ...this.#write(Key.id.S, rest, change, used), named };
  }

  /** @throws Error if DynamoDB would refuse the request as invalid. */
  delete(input: unknown): Write {
    const { Key, ...rest } = Keyed.parse(input);
    return this.#write(Key.id.S, rest, () => undefined);
  }

  /** A condition of a transaction. @throws Error if DynamoDB would refuse the request as invalid. */
  check(input: unknown): Write {
    const { Key, ...rest } = Keyed.parse(input);
    if (!rest.ConditionExpression) throw new Error('a check requires a condition');
    return this.#write(Key.id.S, rest, (before) => before);
  }

  /** Gives a write its effect. */
  commit({ id, after }: Write): void {
    if (after) this.items.set(id, after);
    else this.items.delete(id);
  }

  /** @throws Error if DynamoDB would refuse the request as invalid. */
  get(input: unknown): Item | undefined {
    const { Key, ProjectionExpression: projection, ExpressionAttributeNames } = Get.parse(input);
    const item = structuredClone(this.items.get(Key.id.S));
    const used = new Set<string>();
    const kept: string[] = [];
    if (projection !== undefined) {
      const reader = new ExpressionReader(projection, { ExpressionAttributeNames }, used);
      do kept.push(reader.name());
      while (reader.takes(','));
      if (!reader.isAtEnd) throw reader.unsupported('a list of names expected');
    }
    checkUsed({ ExpressionAttributeNames }, used);
    if (!item || projection === undefined) return item;
    return Object.fromEntries(Object.entries(item).filter(([name]) => kept.includes(name)));
  }

  #write(
    id: string,
    rest: Condition,
    change: (before: Item | undefined) => Item | undefined,
    used = new Set<string>(),
  ): Write {
    const before = this.items.get(id);
    const { ConditionExpression: text } = rest;
    const reader = text === undefined ? undefined : new ExpressionReader(text, rest, used);
    const fulfilled = reader === undefined || isFulfilled(before, reader);
    const after = fulfilled ? change(before) : before;
    checkUsed(rest, used);
    return { id, fulfilled, before, after };
  }
}
