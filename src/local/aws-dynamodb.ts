import * as z from 'zod/mini';
import { AwsError } from '../aws/call.ts';
import { type Fault, type Operations, refusal } from './faults.ts';
import type { MemoryTable, Write } from './table.ts';

const MAX_KEYS = 100;
const MAX_ACTIONS = 100;
const MAX_PUTS = 25;
/** How long a transaction's token is remembered. */
const TOKEN_MS = 10 * 60_000;

const keys = z.looseObject({ Keys: z.array(z.object({ id: z.object({ S: z.string() }) })) });
const BatchGetItem = z.object({ RequestItems: z.record(z.string(), keys) });
const BatchWriteItem = z.object({
  RequestItems: z.record(z.string(), z.array(z.object({ PutRequest: z.looseObject({}) }))),
});
const ReturnValues = z.object({
  ReturnValues: z.optional(z.enum(['NONE', 'ALL_OLD', 'ALL_NEW', 'UPDATED_OLD', 'UPDATED_NEW'])),
});
const Transaction = z.object({
  TransactItems: z.array(z.partialRecord(z.enum(['Put', 'Update', 'Delete', 'ConditionCheck']), z.unknown())),
  ClientRequestToken: z.optional(z.string().check(z.minLength(1), z.maxLength(36))),
});

/** DynamoDB in memory: one table, whatever its name. */
export const dynamodbOperations = (table: MemoryTable, now: () => Date, fault: Fault): Operations => {
  const tokens = new Map<string, { at: number; input: string }>();
  const invalid = (operation: string, error: unknown): AwsError =>
    error instanceof AwsError ? error : refusal('dynamodb', operation, 'ValidationException', String(error));

  const checked = <Result>(operation: string, run: () => Result): Result => {
    try {
      return run();
    } catch (error) {
      throw invalid(operation, error);
    }
  };
  const write = (operation: string, prepare: () => Write): Write => {
    const prepared = checked(operation, prepare);
    if (!prepared.fulfilled) throw new AwsError('dynamodb', operation, 'ConditionalCheckFailedException');
    table.commit(prepared);
    return prepared;
  };

  return {
    'dynamodb PutItem': (input) => write('PutItem', () => table.put(input)) && {},
    'dynamodb DeleteItem': (input) => write('DeleteItem', () => table.delete(input)) && {},
    'dynamodb UpdateItem': (input) => {
      const { before = {}, after = {}, named } = write('UpdateItem', () => table.update(input));
      const { ReturnValues: wanted = 'NONE' } = checked('UpdateItem', () => ReturnValues.parse(input));
      if (wanted === 'NONE') return {};
      const item = wanted.endsWith('_NEW') ? after : before;
      const kept = Object.entries(item).filter(([name]) => wanted.startsWith('ALL') || named?.has(name));
      return { Attributes: Object.fromEntries(kept) };
    },
    'dynamodb GetItem': (input) => {
      const Item = checked('GetItem', () => table.get(input));
      return Item ? { Item } : {};
    },
    /** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html */
    'dynamodb BatchGetItem': async (input) => {
      const { RequestItems } = checked('BatchGetItem', () => BatchGetItem.parse(input));
      const refuse = (why: string) => refusal('dynamodb', 'BatchGetItem', 'ValidationException', why);
      const count = Object.values(RequestItems).reduce((total, { Keys }) => total + Keys.length, 0);
      if (count > MAX_KEYS) throw refuse(`${count} keys`);
      const Responses: Record<string, object[]> = {};
      const UnprocessedKeys: Record<string, object> = {};
      let index = 0;
      for (const [name, { Keys, ...rest }] of Object.entries(RequestItems)) {
        if (Keys.length === 0) throw refuse('no keys');
        if (new Set(Keys.map(({ id }) => id.S)).size < Keys.length) throw refuse('a key occurs twice');
        const unprocessed: object[] = [];
        Responses[name] = [];
        for (const Key of Keys) {
          const item = checked('BatchGetItem', () => table.get({ Key, ...rest }));
          if (await fault('dynamodb', `BatchGetItem#${index++}`)) unprocessed.push(Key);
          else if (item) Responses[name].push(item);
        }
        if (unprocessed.length > 0) UnprocessedKeys[name] = { Keys: unprocessed, ...rest };
      }
      return { Responses, UnprocessedKeys };
    },
    /** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html */
    'dynamodb BatchWriteItem': async (input) => {
      const operation = 'BatchWriteItem';
      const { RequestItems } = checked(operation, () => BatchWriteItem.parse(input));
      const refuse = (why: string) => refusal('dynamodb', operation, 'ValidationException', why);
      const requests = Object.entries(RequestItems).flatMap(([name, puts]) => puts.map((put) => ({ name, put })));
      if (requests.length === 0 || requests.length > MAX_PUTS) throw refuse(`${requests.length} writes`);
      const writes = requests.map(({ put }) => checked(operation, () => table.put(put.PutRequest)));
      if (new Set(writes.map(({ id }) => id)).size < writes.length) throw refuse('two writes of one item');
      const UnprocessedItems: Record<string, object[]> = {};
      for (const [at, { name, put }] of requests.entries()) {
        if (await fault('dynamodb', `${operation}#${at}`))
          UnprocessedItems[name] = [...(UnprocessedItems[name] ?? []), put];
        else table.commit(writes[at] as Write);
      }
      return { UnprocessedItems };
    },
    /** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html */
    'dynamodb TransactWriteItems': (input) => {
      const operation = 'TransactWriteItems';
      const { TransactItems, ClientRequestToken: token } = checked(operation, () => Transaction.parse(input));
      const refuse = (code: string, why: string) => refusal('dynamodb', operation, code, why);
      const repeated = token === undefined ? undefined : tokens.get(token);
      if (repeated && now().getTime() < repeated.at + TOKEN_MS) {
        if (repeated.input === JSON.stringify(input)) return {};
        throw refuse('IdempotentParameterMismatchException', 'another transaction had the same token');
      }
      if (TransactItems.length === 0 || TransactItems.length > MAX_ACTIONS) {
        throw refuse('ValidationException', `${TransactItems.length} actions`);
      }
      const writes = TransactItems.map((action) =>
        checked(operation, () => {
          const [[kind, one] = [], ...more] = Object.entries(action);
          if (kind === undefined || more.length > 0) throw new Error('an action is exactly one of the four');
          if (kind === 'Put') return table.put(one);
          if (kind === 'Update') return table.update(one);
          return kind === 'Delete' ? table.delete(one) : table.check(one);
        }),
      );
      if (new Set(writes.map(({ id }) => id)).size < writes.length) {
        throw refuse('ValidationException', 'two actions on one item');
      }
      const failed = writes.filter(({ fulfilled }) => !fulfilled).map(({ id }) => id);
      if (failed.length > 0)
        throw refuse('TransactionCanceledException', `ConditionalCheckFailed: ${failed.join(', ')}`);
      for (const each of writes) table.commit(each);
      if (token !== undefined) tokens.set(token, { at: now().getTime(), input: JSON.stringify(input) });
      return {};
    },
  };
};
