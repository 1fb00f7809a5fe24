import { createLocalAws, LEDGER_TABLE } from '../../src/local/aws.ts';
import { frozenClock } from '../../src/local/clock.ts';
import { START, timeAt } from '../support/lambda-events.ts';

const TableName = LEDGER_TABLE;
const keyOf = (id: string) => ({ id: { S: id } });
const row = (id: string, n: number) => ({ ...keyOf(id), n: { N: String(n) } });

/** A table with the rows `a` and `b`. */
const open = () => {
  const clock = frozenClock(START);
  const aws = createLocalAws(clock);
  for (const each of [row('a', 1), row('b', 2)]) aws.table.items.set(each.id.S, each);
  return {
    aws,
    clock,
    call: (operation: string, input: object) =>
      aws.call('dynamodb', operation, input) as Promise<Record<string, unknown>>,
    rows: () => [...aws.table.items.values()],
  };
};

// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html
describe('BatchGetItem', () => {
  const ask = (...ids: string[]) => ({ RequestItems: { [TableName]: { Keys: ids.map(keyOf), ConsistentRead: true } } });

  test('returns the rows that exist, and the keys that were not processed', async () => {
    const { call, aws } = open();
    aws.fault = (_, operation) => (operation === 'BatchGetItem#1' ? 'unprocessed' : undefined);

    expect(await call('BatchGetItem', ask('a', 'b', 'c'))).toEqual({
      Responses: { [TableName]: [row('a', 1)] },
      UnprocessedKeys: { [TableName]: { Keys: [keyOf('b')], ConsistentRead: true } },
    });
  });

  test.each([
    ['a key twice', ['a', 'a']],
    ['101 keys', Array.from({ length: 101 }, (_, nth) => `k${nth}`)],
    ['no key', []],
  ])('refuses %s', async (_, ids) => {
    await expect(open().call('BatchGetItem', ask(...ids))).rejects.toMatchObject({ code: 'ValidationException' });
    expect(await open().call('BatchGetItem', ask('a'))).toMatchObject({ UnprocessedKeys: {} });
  });
});

// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html
describe('BatchWriteItem', () => {
  const write = (...ids: string[]) => ({
    RequestItems: { [TableName]: ids.map((id) => ({ PutRequest: { Item: row(id, 5) } })) },
  });

  test('writes the rows, and returns those that were not processed', async () => {
    const { call, aws, rows } = open();
    aws.fault = (_, operation) => (operation === 'BatchWriteItem#1' ? 'unprocessed' : undefined);

    expect(await call('BatchWriteItem', write('a', 'b', 'c'))).toEqual({ UnprocessedItems: write('b').RequestItems });
    expect(rows()).toEqual([row('a', 5), row('b', 2), row('c', 5)]);
  });

  test.each([
    ['a row twice', ['c', 'c']],
    ['26 rows', Array.from({ length: 26 }, (_, nth) => `k${nth}`)],
    ['no row', []],
    ['an empty key', ['c', '']],
  ])('refuses %s and writes nothing', async (_, ids) => {
    const { call, rows } = open();

    await expect(call('BatchWriteItem', write(...ids))).rejects.toMatchObject({ code: 'ValidationException' });
    expect(rows()).toEqual([row('a', 1), row('b', 2)]);
    expect(await call('BatchWriteItem', write('c'))).toEqual({ UnprocessedItems: {} });
  });
});

// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateItem.html
describe('UpdateItem', () => {
  const add = {
    TableName,
    Key: keyOf('a'),
    UpdateExpression: 'ADD n :n',
    ExpressionAttributeValues: { ':n': { N: '5' } },
  };

  test.each([
    ['NONE', {}],
    ['ALL_NEW', { Attributes: row('a', 6) }],
    ['ALL_OLD', { Attributes: row('a', 1) }],
    ['UPDATED_NEW', { Attributes: { n: { N: '6' } } }],
    ['UPDATED_OLD', { Attributes: { n: { N: '1' } } }],
  ])('returns %s', async (ReturnValues, expected) => {
    expect(await open().call('UpdateItem', { ...add, ReturnValues })).toEqual(expected);
  });

  test('returns every attribute that it is about, also of a new row and with the same value, and not the key', async () => {
    const { call } = open();
    const count = {
      ...add,
      Key: keyOf('new'),
      UpdateExpression: 'ADD n :n SET expires = :n',
      ReturnValues: 'UPDATED_NEW',
    };

    expect(await call('UpdateItem', count)).toEqual({ Attributes: { n: { N: '5' }, expires: { N: '5' } } });
    expect(await call('UpdateItem', count)).toEqual({ Attributes: { n: { N: '10' }, expires: { N: '5' } } });
  });

  test('fails if its condition is not fulfilled, or if it is not valid', async () => {
    const { call, rows } = open();

    await expect(call('UpdateItem', { ...add, ConditionExpression: 'n > :n' })).rejects.toMatchObject({
      code: 'ConditionalCheckFailedException',
    });
    await expect(call('UpdateItem', { ...add, UpdateExpression: 'ADD id :n' })).rejects.toMatchObject({
      code: 'ValidationException',
    });
    expect(rows()).toEqual([row('a', 1), row('b', 2)]);
  });
});

// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html
describe('TransactWriteItems', () => {
  const put = (id: string, rest: object = {}) => ({ Put: { TableName, Item: row(id, 9), ...rest } });
  const remove = (id: string, rest: object = {}) => ({ Delete: { TableName, Key: keyOf(id), ...rest } });
  const check = (id: string, ConditionExpression: string) => ({
    ConditionCheck: { TableName, Key: keyOf(id), ConditionExpression },
  });
  const update = (id: string) => ({
    Update: {
      TableName,
      Key: keyOf(id),
      UpdateExpression: 'SET n = :n',
      ExpressionAttributeValues: { ':n': { N: '7' } },
    },
  });

  test('applies all writes', async () => {
    const { call, rows } = open();
    const TransactItems = [put('c'), update('a'), remove('b'), check('d', 'attribute_not_exists(id)')];

    expect(await call('TransactWriteItems', { TransactItems })).toEqual({});

    expect(rows()).toEqual([row('a', 7), row('c', 9)]);
  });

  test.each([
    ['put', put('a', { ConditionExpression: 'attribute_not_exists(id)' })],
    ['delete', remove('x', { ConditionExpression: 'attribute_exists(id)' })],
    ['check', check('x', 'attribute_exists(id)')],
  ])('applies none if the condition of one %s is not fulfilled', async (_, failing) => {
    const { call, rows } = open();

    await expect(call('TransactWriteItems', { TransactItems: [put('c'), failing, update('b')] })).rejects.toMatchObject(
      {
        code: 'TransactionCanceledException',
      },
    );
    expect(rows()).toEqual([row('a', 1), row('b', 2)]);
  });

  test.each([
    ['two writes of one row', [put('a'), remove('a')]],
    ['no write', []],
    ['101 writes', Array.from({ length: 101 }, (_, nth) => put(`k${nth}`))],
    ['two actions in one', [{ ...put('a'), ...remove('b') }]],
    ['an unknown action', [{ Get: { Key: keyOf('a') } }]],
  ])('refuses %s', async (_, TransactItems) => {
    const { call, rows } = open();

    await expect(call('TransactWriteItems', { TransactItems })).rejects.toMatchObject({ code: 'ValidationException' });
    expect(rows()).toHaveLength(2);
  });

  test('with the token of one in the last ten minutes has no further effect', async () => {
    const { call, rows, clock } = open();
    const added = { Update: { ...update('a').Update, UpdateExpression: 'ADD n :n' } };
    const input = { TransactItems: [added], ClientRequestToken: 'token' };

    await call('TransactWriteItems', input);
    expect(await call('TransactWriteItems', input)).toEqual({});
    expect(rows()[0]).toEqual(row('a', 8));
    await expect(call('TransactWriteItems', { ...input, TransactItems: [put('c')] })).rejects.toMatchObject({
      code: 'IdempotentParameterMismatchException',
    });
    await clock.until(timeAt(600));
    await call('TransactWriteItems', input);
    expect(rows()[0]).toEqual(row('a', 15));
  });
});

// https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameters.html
describe('GetParameters', () => {
  const get = (Names: string[], rest: object = { WithDecryption: true }) => {
    const { aws } = open();
    aws.parameters.set('/known', 'secret');
    return aws.call('ssm', 'GetParameters', { Names, ...rest });
  };

  test('returns known parameters, and the names of unknown ones', async () => {
    expect(await get(['/known', '/unknown'])).toEqual({
      Parameters: [{ Name: '/known', Value: 'secret', Type: 'SecureString' }],
      InvalidParameters: ['/unknown'],
    });
  });

  test('returns no secret without decryption', async () => {
    expect(await get(['/known'], {})).toMatchObject({ Parameters: [{ Value: 'encrypted' }] });
  });

  test.each([
    ['eleven names', Array.from({ length: 11 }, (_, nth) => `/${nth}`)],
    ['no name', []],
    ['a name twice', ['/known', '/known']],
  ])('refuses %s', async (_, names) => {
    await expect(get(names)).rejects.toMatchObject({ code: 'ValidationException' });
  });
});
