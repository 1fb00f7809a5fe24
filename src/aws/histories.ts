import * as z from 'zod/mini';
import type { Histories } from '../model/history.ts';
import { stableId } from '../text/id.ts';
import { readAnswer } from './answer.ts';
import { type AwsCall, AwsError } from './call.ts';

/** How long a history is kept after its last ending, in seconds. */
const RETENTION_SECONDS = 400 * 24 * 3600;

const Ending = z.object({
  id: z.string(),
  failed: z.boolean(),
  time: z.string(),
  execution: z.string(),
  attempt: z.number(),
  told: z.optional(z.boolean()),
  mark: z.optional(z.string()),
  opened: z.optional(z.boolean()),
  series: z.optional(z.string()),
  started: z.optional(z.string()),
  whole: z.optional(z.boolean()),
  error: z.optional(z.string()),
});
const Streak = z.object({
  count: z.number(),
  since: z.string(),
  started: z.optional(z.string()),
  error: z.optional(z.string()),
});
const History = z.object({
  endings: z.array(Ending),
  before: z.optional(Streak),
  seriesBefore: z.optional(z.record(z.string(), Streak)),
});
const Row = z.object({
  Item: z.optional(z.object({ history: z.object({ S: z.string() }), version: z.object({ N: z.string() }) })),
});

export interface HistoriesOptions {
  call: AwsCall;
  table: string;
  now?: () => Date;
}

/** The histories, in the table of the ledger. Both functions throw AwsError if the table does not answer. */
export const createHistories = ({ call, table, now = () => new Date() }: HistoriesOptions): Histories => {
  const idOf = (key: readonly string[]) => ({ S: stableId('h', key) });
  return {
    async read(key) {
      const input = { TableName: table, Key: { id: idOf(key) }, ConsistentRead: true };
      const row = readAnswer(Row, 'dynamodb', 'GetItem', await call('dynamodb', 'GetItem', input)).Item;
      if (!row) return { history: { endings: [] }, version: 0 };
      return { history: History.parse(JSON.parse(row.history.S)), version: Number(row.version.N) };
    },
    async write(key, history, version) {
      const expires = Math.floor(now().getTime() / 1000) + RETENTION_SECONDS;
      const unchanged = {
        ConditionExpression: '#version = :version',
        ExpressionAttributeNames: { '#version': 'version' },
        ExpressionAttributeValues: { ':version': { N: String(version) } },
      };
      try {
        await call('dynamodb', 'PutItem', {
          TableName: table,
          Item: {
            id: idOf(key),
            history: { S: JSON.stringify(history) },
            version: { N: String(version + 1) },
            expires: { N: String(expires) },
          },
          ...(version > 0 ? unchanged : { ConditionExpression: 'attribute_not_exists(id)' }),
        });
        return true;
      } catch (error) {
        if (error instanceof AwsError && error.code === 'ConditionalCheckFailedException') return false;
        throw error;
      }
    },
  };
};
