/** A request that DynamoDB refuses as invalid, and one that differs in that place only and is accepted. */
interface Refused {
  readonly what: string;
  readonly operation: string;
  refused(table: string): object;
  accepted(table: string): object;
}

const refused = (
  what: string,
  operation: string,
  requests: { bad: (table: string) => object; good: (table: string) => object },
): Refused => ({ what, operation, refused: requests.bad, accepted: requests.good });

const id = (text: string) => ({ id: { S: text } });

/** A pair of requests that differ in the fields beside the table's name. */
const fields = (bad: object, good: object) => ({
  bad: (TableName: string) => ({ TableName, ...bad }),
  good: (TableName: string) => ({ TableName, ...good }),
});

const condition = (ConditionExpression: string, values: object, names?: object) => ({
  Item: id('a'),
  ConditionExpression,
  ExpressionAttributeValues: values,
  ...(names && { ExpressionAttributeNames: names }),
});

const update = (UpdateExpression: string, values?: object) => ({
  Key: id('a'),
  UpdateExpression,
  ...(values && { ExpressionAttributeValues: values }),
});

const keys = (count: number, name: (at: number) => string) => (table: string) => ({
  RequestItems: { [table]: { Keys: Array.from({ length: count }, (_, at) => id(name(at))), ConsistentRead: true } },
});

const puts = (count: number, name: (at: number) => string) => (TableName: string) => ({
  TransactItems: Array.from({ length: count }, (_, at) => ({ Put: { TableName, Item: id(name(at)) } })),
});

const batchPuts = (count: number, name: (at: number) => string) => (table: string) => ({
  RequestItems: { [table]: Array.from({ length: count }, (_, at) => ({ PutRequest: { Item: id(name(at)) } })) },
});

const ONE = { ':x': { S: 'x' } };
const NEW = 'attribute_not_exists(id) OR';

/** Mistakes that a change of the functions could make, which the tests on the table in memory have to show. */
export const REFUSED: readonly Refused[] = [
  refused(
    'reserved words in a condition',
    'PutItem',
    fields(condition(`${NEW} state = :x`, ONE), condition(`${NEW} #s = :x`, ONE, { '#s': 'state' })),
  ),
  ...['owner', 'until', 'time', 'state', 'ttl', 'action', 'source', 'level'].map((word) =>
    refused(
      `the reserved word ${word} in an update`,
      'UpdateItem',
      fields(update(`SET ${word} = :x`, ONE), update(`SET ${word}Kept = :x`, ONE)),
    ),
  ),
  refused('a value that is not defined', 'UpdateItem', fields(update('SET a = :y', ONE), update('SET a = :x', ONE))),
  refused(
    'a value that no expression uses',
    'UpdateItem',
    fields(update('SET a = :x', { ...ONE, ':y': { S: 'y' } }), update('SET a = :x', ONE)),
  ),
  refused(
    'a name that no expression uses',
    'PutItem',
    fields(condition(`${NEW} a = :x`, ONE, { '#b': 'b' }), condition(`${NEW} #b = :x`, ONE, { '#b': 'b' })),
  ),
  refused('a change of the key', 'UpdateItem', fields(update('SET id = :x', ONE), update('SET a = :x', ONE))),
  refused(
    'two changes of one attribute',
    'UpdateItem',
    fields(update('SET a = :x, a = :x', ONE), update('SET a = :x', ONE)),
  ),
  refused('an empty key', 'PutItem', fields({ Item: id('') }, { Item: id('a') })),
  refused(
    'a row without its key',
    'PutItem',
    fields({ Item: { a: { S: 'x' } } }, { Item: { ...id('a'), a: { S: 'x' } } }),
  ),
  refused(
    'a number that is none',
    'PutItem',
    fields({ Item: { ...id('a'), n: { N: 'x' } } }, { Item: { ...id('a'), n: { N: '1' } } }),
  ),
  refused(
    'a row above 400 KB',
    'PutItem',
    fields(
      { Item: { ...id('a'), a: { S: 'x'.repeat(409_600) } } },
      { Item: { ...id('a'), a: { S: 'x'.repeat(409_000) } } },
    ),
  ),
  refused(
    'a row above 400 KB in UTF-8',
    'PutItem',
    fields(
      { Item: { ...id('a'), a: { S: 'é'.repeat(204_800) } } },
      { Item: { ...id('a'), a: { S: 'é'.repeat(204_000) } } },
    ),
  ),
  refused('a batch of more than a hundred keys', 'BatchGetItem', {
    bad: keys(101, String),
    good: keys(100, String),
  }),
  refused('a batch without keys', 'BatchGetItem', { bad: keys(0, String), good: keys(1, String) }),
  refused('a key twice in a batch', 'BatchGetItem', { bad: keys(2, () => 'a'), good: keys(2, String) }),
  refused('a batch of more than 25 writes', 'BatchWriteItem', {
    bad: batchPuts(26, String),
    good: batchPuts(25, String),
  }),
  refused('a batch without writes', 'BatchWriteItem', { bad: batchPuts(0, String), good: batchPuts(1, String) }),
  refused('two writes of one row in a batch', 'BatchWriteItem', {
    bad: batchPuts(2, () => 'a'),
    good: batchPuts(2, String),
  }),
  refused('a transaction of more than a hundred writes', 'TransactWriteItems', {
    bad: puts(101, (at) => `b${at}`),
    good: puts(100, (at) => `a${at}`),
  }),
  refused('two writes of one row in a transaction', 'TransactWriteItems', {
    bad: puts(2, () => 'a'),
    good: puts(2, String),
  }),
];
