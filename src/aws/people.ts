import { createHmac } from 'node:crypto';
import * as z from 'zod/mini';
import type { KnownPerson, PeopleRows } from '../model/people.ts';
import { readAnswer } from './answer.ts';
import { type AwsCall, AwsError } from './call.ts';

/** How long an answer is kept: people change their address, and join. */
const FRESH_SECONDS = 24 * 3600;
/** How long a platform that gave no answer is not asked again by the same container, in milliseconds. */
const QUIET_MS = 60_000;
const MAX_REMEMBERED = 500;

const Row = z.object({
  id: z.object({ S: z.string() }),
  person: z.optional(z.object({ S: z.string() })),
  expires: z.object({ N: z.string() }),
});

export interface PeopleOptions {
  call: AwsCall;
  table: string;
  /** Called for each failed call to the table. */
  report: (error: unknown) => void;
  /** Called if a platform does not say who has an address. `detail` contains no address. */
  unanswered: (target: string, detail: string) => void;
  now?: () => Date;
}

/** The key of a row: it cannot be made, nor an address be tried, without the secret. */
const keyOf = (secret: string, email: string): string =>
  `p_${createHmac('sha256', secret).update(`pipebell person ${email}`).digest('base64url')}`;

/** Answers about people in the table of the ledger, one row `p_…` for each, and in the memory of the container. */
export const createPeople = (options: PeopleOptions): PeopleRows => {
  const { call, table, report, unanswered, now = () => new Date() } = options;
  const Answer = z.object({ Responses: z.object({ [table]: z.optional(z.array(Row)) }) });
  const memory = new Map<string, { person: KnownPerson | 'unknown'; until: number }>();

  const remember = (key: string, person: KnownPerson | 'unknown', until: number): void => {
    memory.delete(key);
    memory.set(key, { person, until });
    for (const oldest of memory.keys()) {
      if (memory.size <= MAX_REMEMBERED) return;
      memory.delete(oldest);
    }
  };
  const remembered = (key: string): KnownPerson | 'unknown' | undefined => {
    const entry = memory.get(key);
    return entry && entry.until > now().getTime() ? entry.person : undefined;
  };

  const load = async (keys: readonly string[]): Promise<void> => {
    const input = { RequestItems: { [table]: { Keys: keys.map((id) => ({ id: { S: id } })) } } };
    const output = await call('dynamodb', 'BatchGetItem', input);
    const rows = readAnswer(Answer, 'dynamodb', 'BatchGetItem', output).Responses[table] ?? [];
    const isWhole = Object.keys((output as { UnprocessedKeys?: object }).UnprocessedKeys ?? {}).length === 0;
    if (!isWhole) throw new AwsError('dynamodb', 'BatchGetItem', 'UnprocessedKeys');
    // DynamoDB deletes expired rows days later.
    for (const { id, person, expires } of rows) {
      remember(id.S, person ? { id: person.S } : 'nobody', Number(expires.N) * 1000);
    }
  };

  return {
    async read(secret, emails) {
      const keys = new Map(emails.map((email) => [email, keyOf(secret, email)]));
      try {
        const missing = [...new Set(keys.values())].filter((key) => remembered(key) === undefined);
        if (missing.length > 0) await load(missing);
      } catch (error) {
        report(error);
        return undefined;
      }
      const known = new Map<string, KnownPerson | 'unknown'>();
      for (const [email, key] of keys) {
        const person = remembered(key);
        if (person) known.set(email, person);
      }
      return known;
    },
    async note(secret, email, person) {
      const key = keyOf(secret, email);
      const until = Math.floor(now().getTime() / 1000) + FRESH_SECONDS;
      remember(key, person, until * 1000);
      const item = { id: { S: key }, expires: { N: String(until) } };
      try {
        await call('dynamodb', 'PutItem', {
          TableName: table,
          Item: person === 'nobody' ? item : { ...item, person: { S: person.id } },
        });
      } catch (error) {
        report(error);
      }
    },
    failed(secret, email, target, detail) {
      remember(keyOf(secret, email), 'unknown', now().getTime() + QUIET_MS);
      unanswered(target, detail);
    },
  };
};
