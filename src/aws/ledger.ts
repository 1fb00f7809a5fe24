import { randomUUID } from 'node:crypto';
import * as z from 'zod/mini';
import type { Ledger } from '../model/ledger.ts';
import { stableId } from '../text/id.ts';
import { readAnswer } from './answer.ts';
import { type AwsCall, AwsError } from './call.ts';

/** A claim outlives a crash by this long: more than a function's 30 seconds, less than a minute. */
const CLAIM_SECONDS = 45;

/** How long an arrival is remembered: longer than any copy of an event can be under way, dead letters included. */
const REMEMBER_SECONDS = 15 * 24 * 3600;

/** While the table does not answer it is left alone this long, so that each delivery does not wait for it anew. */
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
  /** Told once per failure; the ledger has let everything pass then. */
  report: (error: unknown) => void;
  now?: () => Date;
}

/**
 * The ledger in one DynamoDB table, key `id`, time to live `expires`.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.ConditionExpressions.html
 */
export const createLedger = ({ call, table, report, now = () => new Date() }: LedgerOptions): Ledger => {
  let askAgainAt = 0;
  /** Until when the claims last that the table has given: ended there even while it is otherwise left alone. */
  const held = new Map<string, number>();
  const seconds = (): number => Math.floor(now().getTime() / 1000);
  const number = (value: number) => ({ N: String(value) });
  const put = (id: string, fields: object, condition?: object): Promise<unknown> =>
    call('dynamodb', 'PutItem', { TableName: table, Item: { id: { S: id }, ...fields }, ...condition });
  const get = async (id: string): Promise<z.infer<typeof Item>['Item']> => {
    const input = { TableName: table, Key: { id: { S: id } }, ConsistentRead: true };
    return readAnswer(Item, 'dynamodb', 'GetItem', await call('dynamodb', 'GetItem', input)).Item;
  };

  /** Runs what needs the table, and stands in with `otherwise` when the table cannot be asked. */
  const guarded = async <Value>(otherwise: Value, ask: () => Promise<Value>, deliveryId = ''): Promise<Value> => {
    if (!held.delete(deliveryId) && now().getTime() < askAgainAt) return otherwise;
    try {
      return await ask();
    } catch (error) {
      if (error instanceof AwsError && error.code === 'Timeout') askAgainAt = now().getTime() + COOL_DOWN_MS;
      report(error);
      return otherwise;
    }
  };

  /** @returns whether the condition held. */
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
        { state: { S: 'claimed' }, owner, until: number(until), expires: number(time + REMEMBER_SECONDS) },
        {
          // The owner is there for a write whose answer was lost: its repetition finds its own claim.
          ConditionExpression: 'attribute_not_exists(id) OR (#state = :claimed AND #until < :now) OR #owner = :owner',
          ExpressionAttributeNames: { '#state': 'state', '#until': 'until', '#owner': 'owner' },
          ExpressionAttributeValues: { ':claimed': { S: 'claimed' }, ':now': number(time), ':owner': owner },
        },
      ),
    );
    if (claimed) held.set(deliveryId, until);
    return claimed;
  };

  return {
    claim: (deliveryId) =>
      guarded('claimed', async () => {
        if (await tryToClaim(deliveryId)) return 'claimed';
        return (await get(deliveryId))?.state?.S === 'delivered' ? 'delivered' : 'taken';
      }),
    confirm: (deliveryId) => {
      const delivered = { state: { S: 'delivered' }, expires: number(seconds() + REMEMBER_SECONDS) };
      return guarded(undefined, async () => void (await put(deliveryId, delivered)), deliveryId);
    },
    release: async (deliveryId) => {
      const until = held.get(deliveryId);
      // Without a claim there is nothing to give up, and another try's claim is not ours to end.
      if (until === undefined) return;
      const mine = {
        ConditionExpression: '#state = :claimed AND #until = :until',
        ExpressionAttributeNames: { '#state': 'state', '#until': 'until' },
        ExpressionAttributeValues: { ':claimed': { S: 'claimed' }, ':until': number(until) },
      };
      const key = { TableName: table, Key: { id: { S: deliveryId } } };
      const drop = () => conditional(() => call('dynamodb', 'DeleteItem', { ...key, ...mine }));
      await guarded(undefined, async () => void (await drop()), deliveryId);
    },
    conclude: (thread, time) =>
      guarded(undefined, async () => {
        const expires = number(seconds() + REMEMBER_SECONDS);
        await put(stableId('t', thread), { time: { S: time }, expires });
      }),
    concluded: (thread, time) =>
      guarded(false, async () => {
        const end = (await get(stableId('t', thread)))?.time?.S;
        return end !== undefined && Date.parse(end) >= Date.parse(time);
      }),
  };
};
