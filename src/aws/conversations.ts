import * as z from 'zod/mini';
import {
  type ConversationRows,
  ConversationState,
  EMPTY_CONVERSATION,
  type StoredConversation,
} from '../model/conversation-state.ts';
import { parseJson } from '../text/json.ts';
import { readAnswer } from './answer.ts';
import { type AwsCall, AwsError } from './call.ts';

/** How long a conversation is kept after its last change, in seconds: an approval can wait for 60 days. */
const RETENTION_SECONDS = 63 * 24 * 3600;
/** How long the count of one minute is kept, in seconds. */
const COUNT_SECONDS = 24 * 3600;

const Row = z.object({
  id: z.object({ S: z.string() }),
  state: z.optional(z.object({ S: z.string() })),
  version: z.optional(z.object({ N: z.string() })),
});
const Count = z.object({ Attributes: z.object({ updates: z.object({ N: z.string() }) }) });

export interface ConversationsOptions {
  call: AwsCall;
  table: string;
  /** Called for each failed call; the delivery goes on without the table. */
  report: (error: unknown) => void;
  now?: () => Date;
}

/** A row of another version of the relay can have another form. It counts as empty, and its version stays. */
const storedOf = (row: z.infer<typeof Row>): StoredConversation => ({
  state: ConversationState.safeParse(parseJson(row.state?.S ?? '')).data ?? EMPTY_CONVERSATION,
  version: Number(row.version?.N ?? 0),
});

/** Conversations in the table of the ledger: one row `c_…` for each, and one for each minute of a budget of updates. */
export const createConversations = ({
  call,
  table,
  report,
  now = () => new Date(),
}: ConversationsOptions): ConversationRows => {
  const Answer = z.object({ Responses: z.object({ [table]: z.optional(z.array(Row)) }) });
  const seconds = (): number => Math.floor(now().getTime() / 1000);

  return {
    async read(keys) {
      try {
        const wanted = [...new Set(keys)];
        const input = {
          RequestItems: { [table]: { Keys: wanted.map((id) => ({ id: { S: id } })), ConsistentRead: true } },
        };
        const output = await call('dynamodb', 'BatchGetItem', input);
        const rows = readAnswer(Answer, 'dynamodb', 'BatchGetItem', output).Responses[table] ?? [];
        const isWhole = Object.keys((output as { UnprocessedKeys?: object }).UnprocessedKeys ?? {}).length === 0;
        if (!isWhole) throw new AwsError('dynamodb', 'BatchGetItem', 'UnprocessedKeys');
        const found = new Map(rows.map((row) => [row.id.S, storedOf(row)]));
        return new Map(wanted.map((key) => [key, found.get(key) ?? { state: EMPTY_CONVERSATION, version: 0 }]));
      } catch (error) {
        report(error);
        return undefined;
      }
    },
    async write(key, state, version) {
      try {
        await call('dynamodb', 'PutItem', {
          TableName: table,
          Item: {
            id: { S: key },
            state: { S: JSON.stringify(state) },
            version: { N: String(version + 1) },
            expires: { N: String(seconds() + RETENTION_SECONDS) },
          },
          ...(version === 0
            ? { ConditionExpression: 'attribute_not_exists(id)' }
            : {
                ConditionExpression: '#version = :version',
                ExpressionAttributeNames: { '#version': 'version' },
                ExpressionAttributeValues: { ':version': { N: String(version) } },
              }),
        });
        return 'written';
      } catch (error) {
        if (error instanceof AwsError && error.code === 'ConditionalCheckFailedException') return 'conflict';
        report(error);
        return 'failed';
      }
    },
    async countUpdate(budget) {
      try {
        const input = {
          TableName: table,
          Key: { id: { S: `c_${budget}_${Math.floor(seconds() / 60)}` } },
          UpdateExpression: 'ADD updates :one SET expires = :expires',
          ExpressionAttributeValues: { ':one': { N: '1' }, ':expires': { N: String(seconds() + COUNT_SECONDS) } },
          ReturnValues: 'UPDATED_NEW',
        };
        const output = readAnswer(Count, 'dynamodb', 'UpdateItem', await call('dynamodb', 'UpdateItem', input));
        return Number(output.Attributes.updates.N);
      } catch (error) {
        report(error);
        return 0;
      }
    },
  };
};
