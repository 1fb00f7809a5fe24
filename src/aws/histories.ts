import * as z from 'zod/mini';
import type { History } from '../model/history.ts';
import { stableId } from '../text/id.ts';
import { type AwsCall, AwsError } from './call.ts';

/** Two routers may end up at the same history at once; each try reads what the other wrote. */
const TRIES = 4;

/** What has not run for this long starts anew, in seconds. */
const REMEMBER_SECONDS = 400 * 24 * 3600;

const Ending = z.object({
  id: z.string(),
  failed: z.boolean(),
  time: z.string(),
  execution: z.string(),
  attempt: z.number(),
  told: z.optional(z.boolean()),
});
const Stored = z.object({
  endings: z.array(Ending),
  before: z.optional(z.object({ count: z.number(), since: z.string() })),
});
const Row = z.object({
  Item: z.optional(z.object({ history: z.object({ S: z.string() }), version: z.object({ N: z.string() }) })),
});

/**
 * What the relay remembers of each pipeline, build project and whatever else runs, in the table of the ledger. `key` is
 * what tells it from all others. Both throw AwsError if the table cannot be asked.
 */
export interface HistoryStore {
  read(key: readonly string[]): Promise<History | undefined>;
  /**
   * @param next makes the next history of the known one, `undefined` where nothing is known; it may be asked again.
   * @returns the next history.
   * @throws AwsError also if another router is always faster.
   */
  change(key: readonly string[], next: (known: History | undefined) => Promise<History>): Promise<History>;
}

export const createHistoryStore = ({
  call,
  table,
  now = () => new Date(),
}: {
  call: AwsCall;
  table: string;
  now?: () => Date;
}): HistoryStore => {
  const keyOf = (key: readonly string[]) => ({ S: stableId('h', key) });
  const load = async (key: readonly string[]) => {
    const input = { TableName: table, Key: { id: keyOf(key) }, ConsistentRead: true };
    const row = Row.parse(await call('dynamodb', 'GetItem', input)).Item;
    return { row, known: row && Stored.parse(JSON.parse(row.history.S)) };
  };
  const store = (key: readonly string[], history: string, version: number) => {
    const expires = Math.floor(now().getTime() / 1000) + REMEMBER_SECONDS;
    const unchanged = {
      ConditionExpression: '#version = :version',
      ExpressionAttributeNames: { '#version': 'version' },
      ExpressionAttributeValues: { ':version': { N: String(version) } },
    };
    return call('dynamodb', 'PutItem', {
      TableName: table,
      Item: {
        id: keyOf(key),
        history: { S: history },
        version: { N: String(version + 1) },
        expires: { N: String(expires) },
      },
      ...(version > 0 ? unchanged : { ConditionExpression: 'attribute_not_exists(id)' }),
    });
  };

  return {
    read: async (key) => (await load(key)).known,
    async change(key, next) {
      for (let tries = 1; ; tries++) {
        const { row, known } = await load(key);
        const history = await next(known);
        const json = JSON.stringify(history);
        if (json === row?.history.S) return history;
        try {
          await store(key, json, Number(row?.version.N ?? 0));
          return history;
        } catch (error) {
          const overtaken = error instanceof AwsError && error.code === 'ConditionalCheckFailedException';
          if (!overtaken || tries === TRIES) throw error;
        }
      }
    },
  };
};
