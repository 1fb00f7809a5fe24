import * as z from 'zod/mini';
import { stableId } from '../identity.ts';
import type { History } from '../model/history.ts';
import { type AwsCall, AwsError } from './call.ts';

/** Two routers may end up at the same pipeline at once; each try reads what the other wrote. */
const TRIES = 4;

/** A pipeline that has not run for this long starts anew, in seconds. */
const REMEMBER_SECONDS = 400 * 24 * 3600;

const Ending = z.object({
  id: z.string(),
  failed: z.boolean(),
  time: z.string(),
  execution: z.string(),
  attempt: z.number(),
});
const Stored = z.object({
  endings: z.array(Ending),
  before: z.optional(z.object({ count: z.number(), since: z.string() })),
});
const Row = z.object({
  Item: z.optional(z.object({ history: z.object({ S: z.string() }), version: z.object({ N: z.string() }) })),
});

/**
 * What the relay remembers of each pipeline, in the table of the ledger.
 * @param pipeline what identifies it: account, Region, name.
 * @param change makes the next history of the known one, `undefined` where nothing is known.
 * @returns the changed history.
 * @throws AwsError if the table cannot be asked or another router is always faster.
 */
export type HistoryStore = (
  pipeline: readonly string[],
  change: (known: History | undefined) => Promise<History>,
) => Promise<History>;

export const createHistoryStore =
  ({ call, table, now = () => new Date() }: { call: AwsCall; table: string; now?: () => Date }): HistoryStore =>
  async (pipeline, change) => {
    const id = { S: stableId('h', pipeline) };
    for (let tries = 1; ; tries++) {
      const row = Row.parse(
        await call('dynamodb', 'GetItem', { TableName: table, Key: { id }, ConsistentRead: true }),
      ).Item;
      const known = row && Stored.parse(JSON.parse(row.history.S));
      const next = await change(known);
      if (known && JSON.stringify(next) === row.history.S) return next;
      const version = Number(row?.version.N ?? 0);
      const expires = Math.floor(now().getTime() / 1000) + REMEMBER_SECONDS;
      try {
        await call('dynamodb', 'PutItem', {
          TableName: table,
          Item: {
            id,
            history: { S: JSON.stringify(next) },
            version: { N: String(version + 1) },
            expires: { N: String(expires) },
          },
          ...(row
            ? {
                ConditionExpression: '#version = :version',
                ExpressionAttributeNames: { '#version': 'version' },
                ExpressionAttributeValues: { ':version': { N: String(version) } },
              }
            : { ConditionExpression: 'attribute_not_exists(id)' }),
        });
        return next;
      } catch (error) {
        const overtaken = error instanceof AwsError && error.code === 'ConditionalCheckFailedException';
        if (!overtaken || tries === TRIES) throw error;
      }
    }
  };
