import { randomUUID } from 'node:crypto';
import * as z from 'zod/mini';
import type { Ledger } from '../model/ledger.ts';
import { stableId } from '../text/id.ts';
import { readAnswer } from './answer.ts';
import { type AwsCall, AwsError } from './call.ts';

/** Lifetime of a claim after a crash, in seconds: more than the 30 of a function, less than a minute. */
const CLAIM_SECONDS = 45;

/** How long a delivery is remembered: longer than any copy of an event can be stored, including dead letters. */
const RETENTION_SECONDS = 15 * 24 * 3600;

/** Time without calls after the table has timed out, so that not every delivery waits for it. */
const COOL_DOWN_MS = 10_000;

const Item = z.object({
  Item: z.optional(
    z.object({
      state: z.optional(z.object({ S: z.string() })),
      time: z.optional(z.object({ S: z.string() })),
    }),
  ),
});

export interface LedgerOptions {
  call: AwsCall;
  table: string;
  /** Called for each failed call; the delivery continues without the ledger. */
  report: (error: unknown) => void;
  now?: () => Date;
}

/**
 * The ledger in one DynamoDB table, key `id`, time to live `expires`.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.ConditionExpressions.html
 */
export const createLedger = ({ call, table, report, now = () => new Date() }: LedgerOptions): Ledger => {
  let retryAt = 0;
  /** Expiry of the claims of this container, by delivery. They are ended even during the cool-down. */
  const claims = new Map<string, number>();
  const seconds = (): number => Math.floor(now().getTime() / 1000);
  const number = (value: number) => ({ N: String(value) });
  const put = (id: string, fields: object, condition?: object): Promise<unknown> =>
    call('dynamodb', 'PutItem', { TableName: table, Item: { id: { S: id }, ...fields }, ...condition });
  const get = async (id: string): Promise<z.infer<typeof Item>['Item']> => {
    const input = { TableName: table, Key: { id: { S: id } }, ConsistentRead: true };
    return readAnswer(Item, 'dynamodb', 'GetItem', await call('dynamodb', 'GetItem', input)).Item;
  };

  /** @returns `fallback` if the table does not answer, and during the cool-down. */
  const guarded = async <Value>(fallback: Value, ask: () => Promise<Value>, deliveryId = ''): Promise<Value> => {
    if (!claims.delete(deliveryId) && now().getTime() < retryAt) return fallback;
    try {
      return await ask();
    } catch (error) {
      if (error instanceof AwsError && error.code === 'Timeout') retryAt = now().getTime() + COOL_DOWN_MS;
      report(error);
      return fallback;
    }
  };

  /** @returns whether the condition claims. */
  const conditional = async (write: () => Promise<unknown>): Promise<boolean> => {
    try {
      await write();
      return true;
    } catch (error) {
      if (error instanceof AwsError && error.code === 'ConditionalCheckFailedException') return false;
      throw error;
    }
  };

  const tryToClaim = async (deliveryId: string): Promise<boolean> => {
    const time = seconds();
    const until = time + CLAIM_SECONDS;
    const owner = { S: randomUUID() };
    const claimed = await conditional(() =>
      put(
        deliveryId,
        { state: { S: 'claimed' }, owner, until: number(until), expires: number(time + RETENTION_SECONDS) },
        {
          // The owner identifies a write whose answer was lost: its retry finds its own claim.
          ConditionExpression: 'attribute_not_exists(id) OR (#state = :claimed AND #until < :now) OR #owner = :owner',
          ExpressionAttributeNames: { '#state': 'state', '#until': 'until', '#owner': 'owner' },
          ExpressionAttributeValues: { ':claimed': { S: 'claimed' }, ':now': number(time), ':owner': owner },
        },
      ),
    );
    if (claimed) claims.set(deliveryId, until);
    return claimed;
  };

  return {
    claim: (deliveryId) =>
      guarded('claimed', async () => {
        if (await tryToClaim(deliveryId)) return 'claimed';
        return (await get(deliveryId))?.state?.S === 'delivered' ? 'delivered' : 'taken';
      }),
    confirm: (deliveryId) => {
      const delivered = { state: { S: 'delivered' }, expires: number(seconds() + RETENTION_SECONDS) };
      return guarded(undefined, async () => void (await put(deliveryId, delivered)), deliveryId);
    },
    release: async (deliveryId) => {
      const until = claims.get(deliveryId);
      // Only this container's own claim may be removed, not that of another attempt.
      if (until === undefined) return;
      const isOwn = {
        ConditionExpression: '#state = :claimed AND #until = :until',
        ExpressionAttributeNames: { '#state': 'state', '#until': 'until' },
        ExpressionAttributeValues: { ':claimed': { S: 'claimed' }, ':until': number(until) },
      };
      const key = { TableName: table, Key: { id: { S: deliveryId } } };
      const drop = () => conditional(() => call('dynamodb', 'DeleteItem', { ...key, ...isOwn }));
      await guarded(undefined, async () => void (await drop()), deliveryId);
    },
    conclude: (key, time) =>
      guarded(undefined, async () => {
        const expires = number(seconds() + RETENTION_SECONDS);
        await put(stableId('t', key), { time: { S: time }, expires });
      }),
    concluded: (key, time) =>
      guarded(false, async () => {
        const end = (await get(stableId('t', key)))?.time?.S;
        return end !== undefined && Date.parse(end) >= Date.parse(time);
      }),
  };
};
