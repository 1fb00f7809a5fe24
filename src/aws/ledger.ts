import * as z from 'zod/mini';
import { type LaneState, readLaneState } from '../model/lane-state.ts';
import type { DeliveryRow, Ended, LaneRow, Ledger, Wanted } from '../model/ledger.ts';
import { stableId } from '../text/id.ts';
import { parseJson } from '../text/json.ts';
import { readAnswer } from './answer.ts';
import { type AwsCall, AwsError } from './call.ts';

/** How long a delivery is remembered: longer than any copy of an event can be stored, including dead letters. */
const RETENTION_SECONDS = 15 * 24 * 3600;

/** How long a summary is kept while it is open: it is posted within minutes, or given up after hours. */
const SUMMARY_RETENTION_SECONDS = 7 * 24 * 3600;

/** Time without calls after the table has timed out, so that not every delivery waits for it. */
const COOL_DOWN_MS = 10_000;

const text = z.optional(z.object({ S: z.string() }));
const Row = z.object({
  id: z.object({ S: z.string() }),
  state: text,
  summary: text,
  content: text,
  time: text,
  pausedUntil: z.optional(z.object({ N: z.string() })),
});
export type Row = z.infer<typeof Row>;

const answerOf = (table: string) =>
  z.object({
    Responses: z.object({ [table]: z.optional(z.array(Row)) }),
    UnprocessedKeys: z.optional(
      z.nullable(z.object({ [table]: z.optional(z.object({ Keys: z.array(z.unknown()) })) })),
    ),
  });

const leftOf = (table: string) =>
  z.object({ UnprocessedItems: z.optional(z.nullable(z.object({ [table]: z.optional(z.array(z.unknown())) }))) });

export interface LedgerOptions {
  call: AwsCall;
  table: string;
  /** Called for each failed call; the delivery continues without the ledger. */
  report: (error: unknown) => void;
  now?: () => Date;
}

const endKey = (attempt: readonly string[]): string => stableId('t', attempt);
/** A queue message that the relay did not write may have any id. Its row begins like those of other deliveries. */
const deliveryKey = (id: string): string => (/^[ds]_/.test(id) ? id : `d_${id}`);
const laneKey = (lane: string): string => `g_${lane}`;

const deliveryRow = (row: Row | undefined): DeliveryRow | undefined => {
  const state = row?.state?.S;
  if (state === 'summary') return row?.summary && { state, summary: row.summary.S };
  return state === 'delivered' || state === 'aside' ? { state } : undefined;
};

const laneRow = (row: Row | undefined): LaneRow | undefined =>
  row && {
    state: readLaneState(parseJson(row.state?.S ?? '')),
    pausedUntil: row.pausedUntil && Number(row.pausedUntil.N),
  };

/**
 * The ledger in one DynamoDB table, key `id`, time to live `expires`: `d_` deliveries, `g_` lanes, `t_` ends of attempts.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html
 */
export const createLedger = ({ call, table, report, now = () => new Date() }: LedgerOptions): Ledger => {
  const Answer = answerOf(table);
  const Left = leftOf(table);
  let retryAt = 0;
  const expires = (seconds = RETENTION_SECONDS) => ({ N: String(Math.floor(now().getTime() / 1000) + seconds) });
  const write = (operation: 'PutItem' | 'UpdateItem' | 'DeleteItem', input: object): Promise<unknown> =>
    call('dynamodb', operation, { TableName: table, ...input });

  /** @returns `fallback` if the table does not answer, and during the cool-down. */
  const guarded = async <Value>(fallback: Value, ask: () => Promise<Value>): Promise<Value> => {
    if (now().getTime() < retryAt) return fallback;
    try {
      return await ask();
    } catch (error) {
      if (error instanceof AwsError && error.code === 'Timeout') retryAt = now().getTime() + COOL_DOWN_MS;
      report(error);
      return fallback;
    }
  };

  const readOnce = async (keys: readonly unknown[]) => {
    const input = { RequestItems: { [table]: { Keys: keys, ConsistentRead: true } } };
    const output = readAnswer(Answer, 'dynamodb', 'BatchGetItem', await call('dynamodb', 'BatchGetItem', input));
    return { rows: output.Responses[table] ?? [], left: output.UnprocessedKeys?.[table]?.Keys ?? [] };
  };

  /** Reads the keys, and those that DynamoDB did not process once more. What the first read returned counts in any case. */
  const readKeys = async (ids: readonly string[]): Promise<{ rows: readonly Row[]; isComplete: boolean }> => {
    const first = await readOnce(ids.map((id) => ({ id: { S: id } })));
    if (first.left.length === 0) return { rows: first.rows, isComplete: true };
    const second = await guarded({ rows: [], left: first.left }, () => readOnce(first.left));
    return { rows: [...first.rows, ...second.rows], isComplete: second.left.length === 0 };
  };

  /** @returns whether the condition holds. */
  const conditional = async (operation: 'UpdateItem' | 'DeleteItem', input: object): Promise<boolean> => {
    try {
      await write(operation, input);
      return true;
    } catch (error) {
      if (error instanceof AwsError && error.code === 'ConditionalCheckFailedException') return false;
      throw error;
    }
  };

  const writeState = (id: string, state: LaneState): Promise<unknown> =>
    write('UpdateItem', {
      Key: { id: { S: id } },
      UpdateExpression: 'SET #state = :state, expires = :expires',
      ExpressionAttributeNames: { '#state': 'state' },
      ExpressionAttributeValues: { ':state': { S: JSON.stringify(state) }, ':expires': expires() },
    });

  /** Deletes the row, or only its state while a pause of the same lane lasts. */
  const removeState = async (id: string): Promise<void> => {
    const isDeleted = await conditional('DeleteItem', {
      Key: { id: { S: id } },
      ConditionExpression: 'attribute_not_exists(pausedUntil) OR pausedUntil < :now',
      ExpressionAttributeValues: { ':now': { N: String(now().getTime()) } },
    });
    if (isDeleted) return;
    const names = { '#state': 'state' };
    await write('UpdateItem', {
      Key: { id: { S: id } },
      UpdateExpression: 'REMOVE #state',
      ExpressionAttributeNames: names,
    });
  };

  const markItem = (id: string, state: DeliveryRow['state'] | 'closed') => ({
    id: { S: deliveryKey(id) },
    state: { S: state },
    expires: expires(),
  });
  const endItem = ({ attempt, time }: Ended) => ({ id: { S: endKey(attempt) }, time: { S: time }, expires: expires() });
  const put = (item: object): Promise<void> =>
    guarded(undefined, async () => {
      await write('PutItem', { Item: item });
    });
  const mark = (id: string, state: DeliveryRow['state'] | 'closed'): Promise<void> => put(markItem(id, state));

  /** Writes rows that do not depend on each other, and once more those that DynamoDB did not process. */
  const putAll = async (items: readonly object[]): Promise<void> => {
    const operation = 'BatchWriteItem';
    let requests: readonly unknown[] = items.map((Item) => ({ PutRequest: { Item } }));
    for (let tries = 0; tries < 2 && requests.length > 0; tries++) {
      const output = await call('dynamodb', operation, { RequestItems: { [table]: requests } });
      requests = readAnswer(Left, 'dynamodb', operation, output).UnprocessedItems?.[table] ?? [];
    }
    if (requests.length > 0) throw new AwsError('dynamodb', operation, 'UnprocessedItems');
  };

  return {
    async read({ deliveries, lanes, attempts }: Wanted) {
      const ids = [...new Set([...deliveries.map(deliveryKey), ...lanes.map(laneKey), ...attempts.map(endKey)])];
      const { rows, isComplete } = await guarded({ rows: [], isComplete: false }, () => readKeys(ids));
      const byId = new Map(rows.map((row) => [row.id.S, row]));
      return {
        isComplete,
        delivery: (id) => deliveryRow(byId.get(deliveryKey(id))),
        lane: (name) => laneRow(byId.get(laneKey(name))),
        end: (attempt) => byId.get(endKey(attempt))?.time?.S,
      };
    },
    delivered: (id, ended) =>
      ended ? guarded(undefined, () => putAll([markItem(id, 'delivered'), endItem(ended)])) : mark(id, 'delivered'),
    aside: (id) => mark(id, 'aside'),
    summaries: (ids) =>
      guarded(undefined, async () => {
        if (ids.length === 0) return new Map();
        const { rows, isComplete } = await readKeys(ids);
        if (!isComplete) throw new AwsError('dynamodb', 'BatchGetItem', 'UnprocessedKeys');
        const { summaryOf } = await import('./summary-rows.ts');
        return new Map(rows.map((row) => [row.id.S, summaryOf(row)]));
      }),
    fold: (summary, version, deliveries) =>
      guarded(false, async () => {
        const { foldInput } = await import('./summary-rows.ts');
        const keep = { deliveries: expires(), summary: expires(SUMMARY_RETENTION_SECONDS) };
        await call(
          'dynamodb',
          'TransactWriteItems',
          foldInput(table, summary, version, deliveries.map(deliveryKey), keep),
        );
        return true;
      }),
    close: (id) => mark(id, 'closed'),
    conclude: (ended) => put(endItem(ended)),
    save: (lane, state) =>
      guarded(false, async () => {
        await (Object.keys(state).length === 0 ? removeState(laneKey(lane)) : writeState(laneKey(lane), state));
        return true;
      }),
    pause: (lane, until) =>
      guarded(undefined, async () => {
        // A longer pause that is stored already stays.
        await conditional('UpdateItem', {
          Key: { id: { S: laneKey(lane) } },
          UpdateExpression: 'SET pausedUntil = :until, expires = :expires',
          ConditionExpression: 'attribute_not_exists(pausedUntil) OR pausedUntil < :until',
          ExpressionAttributeValues: { ':until': { N: String(Math.round(until)) }, ':expires': expires() },
        });
      }),
  };
};
