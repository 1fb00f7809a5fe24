import * as z from 'zod/mini';

type AttributeValue = { S: string } | { N: string };
type Item = Record<string, AttributeValue>;

const value = z.union([z.object({ S: z.string() }), z.object({ N: z.string() })]);
const condition = {
  ConditionExpression: z.optional(z.string()),
  ExpressionAttributeNames: z.optional(z.record(z.string(), z.string())),
  ExpressionAttributeValues: z.optional(z.record(z.string(), value)),
};
const PutItem = z.object({ Item: z.record(z.string(), value), ...condition });
const Key = z.object({ Key: z.object({ id: z.object({ S: z.string() }) }), ...condition });

type Condition = z.infer<z.ZodMiniObject<typeof condition>>;

const same = (a: AttributeValue | undefined, b: AttributeValue | undefined): boolean =>
  JSON.stringify(a) === JSON.stringify(b);

/**
 * Evaluates the subset of condition expressions that the ledger uses: `attribute_not_exists(name)`, `name = :value` and
 * `name < :value` on numbers, joined by AND and OR in parentheses.
 */
const isFulfilled = (item: Item | undefined, { ConditionExpression: text, ...names }: Condition): boolean => {
  if (!text) return true;
  const nameOf = (token: string): string => names.ExpressionAttributeNames?.[token] ?? token;
  const atom = (source: string): boolean => {
    const absent = /^attribute_not_exists\((\S+)\)$/.exec(source)?.[1];
    if (absent) return item?.[nameOf(absent)] === undefined;
    const [, left = '', operator, right = ''] = /^(\S+) (=|<) (:\w+)$/.exec(source) ?? [];
    if (!operator) throw new Error(`unsupported condition: ${source}`);
    const [actual, expected] = [item?.[nameOf(left)], names.ExpressionAttributeValues?.[right]];
    if (operator === '=') return same(actual, expected);
    return (
      actual !== undefined &&
      expected !== undefined &&
      'N' in actual &&
      'N' in expected &&
      Number(actual.N) < Number(expected.N)
    );
  };
  return text.split(' OR ').some((part) =>
    part
      .replace(/^\((?!.*\($)(.*)\)$/, '$1')
      .split(' AND ')
      .every((each) => atom(each.trim())),
  );
};

/** A DynamoDB table in memory, with the key `id` and conditional writes. */
export class MemoryTable {
  readonly items = new Map<string, Item>();

  /** @returns `false` if the condition is not fulfilled. */
  put(input: unknown): boolean {
    const { Item: item, ...rest } = PutItem.parse(input);
    const id = item.id && 'S' in item.id ? item.id.S : '';
    if (!isFulfilled(this.items.get(id), rest)) return false;
    this.items.set(id, item);
    return true;
  }

  get(input: unknown): Item | undefined {
    return this.items.get(Key.parse(input).Key.id.S);
  }

  /** @returns `false` if the condition is not fulfilled. */
  delete(input: unknown): boolean {
    const { Key: key, ...rest } = Key.parse(input);
    if (!isFulfilled(this.items.get(key.id.S), rest)) return false;
    this.items.delete(key.id.S);
    return true;
  }
}
