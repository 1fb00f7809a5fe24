import type { Item } from '../../src/local/expressions.ts';
import { MemoryTable } from '../../src/local/table.ts';

const key = { id: { S: 'row' } };

/** A table with one row, and what a condition says about it. */
const openTable = (item?: Item) => {
  const table = new MemoryTable();
  if (item) table.items.set('row', { ...key, ...item });
  const update = (UpdateExpression: string, rest: object = {}): Item | undefined =>
    table.update({ Key: key, UpdateExpression, ...rest }).after;
  const holds = (ConditionExpression: string, rest: object = {}): boolean =>
    table.check({ Key: key, ConditionExpression, ...rest }).fulfilled;
  return { table, update, holds };
};

const values = (entries: Record<string, Item[string]>) => ({ ExpressionAttributeValues: entries });

// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.OperatorsAndFunctions.html
describe('a condition', () => {
  test('knows whether an attribute exists', () => {
    const { holds } = openTable({ a: { S: 'x' } });

    expect(holds('attribute_exists(a)')).toBe(true);
    expect(holds('attribute_exists(b)')).toBe(false);
    expect(holds('attribute_not_exists(a)')).toBe(false);
    expect(holds('attribute_not_exists(b)')).toBe(true);
    expect(openTable().holds('attribute_not_exists(id)')).toBe(true);
  });

  test.each([
    ['n = :two', true],
    ['n = :ten', false],
    ['n <> :ten', true],
    ['n < :ten', true],
    ['n < :two', false],
    ['n <= :two', true],
    [':ten > n', true],
    ['n > :two', false],
    ['n >= :two', true],
    ['s = :b', true],
    ['s < :c', true],
    ['s >= :c', false],
    // Values of different types, and missing attributes, are not comparable, and not equal.
    ['s < :ten', false],
    ['s = :ten', false],
    ['absent < :ten', false],
    ['absent = :ten', false],
    ['absent <> :ten', true],
  ])('compares numbers by value and strings by bytes: %s', (condition, expected) => {
    const all: Record<string, Item[string]> = {
      ':two': { N: '2.0' },
      ':ten': { N: '10' },
      ':b': { S: 'b' },
      ':c': { S: 'c' },
    };
    const used = Object.entries(all).filter(([name]) => condition.includes(name));
    const { holds } = openTable({ n: { N: '2' }, s: { S: 'b' } });

    expect(holds(condition, values(Object.fromEntries(used)))).toBe(expected);
  });

  test.each([
    ['attribute_exists(a) OR attribute_exists(x) AND attribute_exists(y)', true],
    ['(attribute_exists(a) OR attribute_exists(x)) AND attribute_exists(y)', false],
    ['NOT attribute_exists(x) AND NOT (attribute_exists(x) OR attribute_exists(y))', true],
    ['not attribute_exists(a) or attribute_exists(x)', false],
  ])('joins with NOT before AND before OR: %s', (condition, expected) => {
    expect(openTable({ a: { BOOL: true } }).holds(condition)).toBe(expected);
  });

  test.each(['begins_with(a, :v)', 'a.b = :v', 'a = :v AND', '(a = :v', 'a = :v b', 'a :v', ''])(
    'that is not supported is refused, whatever the row holds: %s',
    (condition) => {
      expect(() => openTable().holds(condition, values({ ':v': { S: 'x' } }))).toThrow(/unsupported|requires/);
    },
  );

  // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ReservedWords.html
  test.each(['state', 'owner', 'until', 'name', 'count', 'time', 'Status', 'TTL', 'interval', 'attribute'])(
    'needs a placeholder for the reserved word %s',
    (word) => {
      const { holds } = openTable({ [word]: { S: 'x' } });

      expect(() => holds(`attribute_exists(${word})`)).toThrow('reserved word');
      expect(holds('attribute_exists(#word)', { ExpressionAttributeNames: { '#word': word } })).toBe(true);
    },
  );

  test('uses every placeholder that is defined, and defines every one that it uses', () => {
    const { holds } = openTable({ a: { S: 'x' } });

    expect(() => holds('attribute_exists(a)', values({ ':v': { S: 'x' } }))).toThrow('unused placeholder: :v');
    expect(() => holds('attribute_exists(a)', { ExpressionAttributeNames: { '#n': 'n' } })).toThrow('unused');
    expect(() => holds('a = :v')).toThrow('undefined placeholder: :v');
  });

  test('uses every placeholder that is defined even where it is not fulfilled', () => {
    const { holds, table } = openTable({ a: { S: 'x' } });
    const names = (...used: string[]) => ({
      ExpressionAttributeNames: Object.fromEntries(used.map((name) => [`#${name}`, name])),
    });
    const update = { Key: key, UpdateExpression: 'SET #b = #a', ConditionExpression: 'attribute_exists(#c)' };

    expect(holds('attribute_not_exists(#a)', names('a'))).toBe(false);
    expect(() => holds('attribute_not_exists(#a)', names('a', 'b'))).toThrow('unused placeholder: #b');
    expect(table.update({ ...update, ...names('a', 'b', 'c') }).fulfilled).toBe(false);
    expect(() => table.update({ ...update, ...names('a', 'b', 'c', 'd') })).toThrow('unused placeholder: #d');
  });
});

// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.UpdateExpressions.html
describe('an update', () => {
  test('sets values, sums and defaults, from the row as it was', () => {
    const { update } = openTable({ a: { N: '1' }, b: { N: '5' } });

    const after = update('SET a = :one, b = if_not_exists(b, :one) + :one, c = if_not_exists(c, :one) + a, #n = b', {
      ...values({ ':one': { N: '7' } }),
      ExpressionAttributeNames: { '#n': 'name' },
    });

    expect(after).toEqual({ ...key, a: { N: '7' }, b: { N: '12' }, c: { N: '8' }, name: { N: '5' } });
  });

  test('adds numbers, joins sets, removes attributes, and creates the row', () => {
    const added = values({ ':n': { N: '2' }, ':s': { SS: ['a', 'b'] } });

    expect(openTable().update('ADD n :n, s :s', added)).toEqual({ ...key, n: { N: '2' }, s: { SS: ['a', 'b'] } });
    const { update } = openTable({ n: { N: '3' }, s: { SS: ['b', 'c'] }, past: { S: 'x' }, former: { S: 'y' } });
    expect(update('REMOVE past, former ADD n :n, s :s', added)).toEqual({
      ...key,
      n: { N: '5' },
      s: { SS: ['b', 'c', 'a'] },
    });
  });

  test('changes nothing where its condition is not fulfilled', () => {
    const { table } = openTable({ n: { N: '3' } });
    const input = { Key: key, UpdateExpression: 'SET n = :n', ...values({ ':n': { N: '9' } }) };

    const refused = table.update({ ...input, ConditionExpression: 'n > :n' });
    const accepted = table.update({ ...input, ConditionExpression: 'n < :n' });

    expect([refused.fulfilled, accepted.fulfilled]).toEqual([false, true]);
    expect(table.get({ Key: key })).toEqual({ ...key, n: { N: '3' } });
    table.commit(accepted);
    expect(table.get({ Key: key })).toEqual({ ...key, n: { N: '9' } });
  });

  test.each([
    ['SET id = :v', 'the key'],
    ['SET a = :v, a = :v', 'two parts'],
    ['SET a = absent', 'no attribute absent'],
    ['SET text = :v', 'reserved word'],
    ['SET a = :v + b', 'only numbers'],
    ['SET a = :v SET c = :v', 'unsupported'],
    ['DELETE a :v', 'unsupported'],
    ['SET m.a = :v', 'unsupported'],
    ['SET a = list_append(b, :v)', 'unsupported'],
    ['', 'empty'],
  ])('is refused: %s', (text, why) => {
    const { update } = openTable({ b: { N: '1' } });

    expect(() => update(text, values({ ':v': { S: 'x' } }))).toThrow(why);
  });
});

describe('a row', () => {
  test('keeps values of every type, and is read as a copy', () => {
    const { table } = openTable();
    const Item = {
      ...key,
      s: { S: '' },
      n: { N: '-1.5' },
      b: { BOOL: false },
      none: { NULL: true as const },
      set: { SS: ['x'] },
      list: { L: [{ S: 'x' }, { M: { y: { N: '1' } } }] },
      map: { M: { z: { L: [] } } },
    };
    table.commit(table.put({ Item }));

    const read = table.get({ Key: key });
    expect(read).toEqual(Item);
    if (read) read.s = { S: 'changed' };
    expect(table.get({ Key: key })).toEqual(Item);
    const names = { ExpressionAttributeNames: { '#map': 'map' } };
    expect(table.get({ Key: key, ProjectionExpression: 'id, #map', ...names })).toEqual({ ...key, map: Item.map });
  });

  test.each([
    ['a number that is none', { N: 'x' }],
    ['an empty set', { SS: [] }],
    ['a set with a value twice', { SS: ['x', 'x'] }],
    ['two types', { S: 'x', N: '1' }],
    ['an unknown type', { X: 'x' }],
    ['a map of plain values', { M: { a: 'x' } }],
    ['more than 400 KB', { S: 'x'.repeat(410_000) }],
    ['more than 400 KB in UTF-8', { S: 'é'.repeat(205_000) }],
  ])('is refused with %s', (_, value) => {
    const { table } = openTable();

    expect(() => table.put({ Item: { ...key, a: value } })).toThrow();
    expect(table.put({ Item: { ...key, a: { S: 'x' } } }).fulfilled).toBe(true);
  });

  test('of almost 400 KB is accepted, however many characters JSON escapes', () => {
    const { table } = openTable();

    expect(table.put({ Item: { ...key, a: { S: '"'.repeat(409_000) } } }).fulfilled).toBe(true);
  });
});
