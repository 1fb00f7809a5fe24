import * as z from 'zod/mini';
import { Part, RunFacts, type Runs, type StoredRun } from '../model/run.ts';
import { stableId } from '../text/id.ts';
import { parseJson } from '../text/json.ts';
import { readAnswer } from './answer.ts';
import type { AwsCall } from './call.ts';

/** How long the facts of a run are kept, in seconds: an approval can wait for 60 days. */
const RETENTION_SECONDS = 63 * 24 * 3600;

/** Prefixes of the attributes, which each hold one fact or one part as JSON. */
const FACT = 'fact_';
const PART = 'part_';

const Attributes = z.record(z.string(), z.unknown());
const GetAnswer = z.object({ Item: z.optional(Attributes) });
const UpdateAnswer = z.object({ Attributes });
const Text = z.object({ S: z.string() });

/** Unreadable attributes are ignored: another version of the relay may have written them. */
const storedRun = (attributes: z.infer<typeof Attributes> = {}): StoredRun => {
  const entries = Object.entries(attributes).flatMap(([name, value]) => {
    const text = Text.safeParse(value).data?.S;
    return text === undefined ? [] : [[name, parseJson(text)] as const];
  });
  const facts = Object.entries(RunFacts.shape).flatMap(([field, schema]) => {
    const value = entries.find(([name]) => name === `${FACT}${field}`)?.[1];
    const read = schema.safeParse(value).data;
    return read === undefined ? [] : [[field, read] as const];
  });
  const parts = entries
    .filter(([name]) => name.startsWith(PART))
    .flatMap(([, value]) => Part.safeParse(value).data ?? [])
    .sort((a, b) => Date.parse(a.time) - Date.parse(b.time) || a.name.localeCompare(b.name));
  return { facts: Object.fromEntries(facts), parts };
};

/** The facts of runs, in the table of the ledger: one row for each run. Every function throws AwsError. */
export const createRuns = ({
  call,
  table,
  now = () => new Date(),
}: {
  call: AwsCall;
  table: string;
  now?: () => Date;
}): Runs => {
  const idOf = (key: readonly string[]) => ({ S: stableId('r', key) });
  const update = (key: readonly string[], facts: RunFacts, part: Part | undefined, more?: object): Promise<unknown> => {
    const known = Object.entries(facts).filter(([, value]) => value !== undefined);
    const values: [string, { S: string } | { N: string }][] = [
      ...known.map(([field, value]): [string, { S: string }] => [`${FACT}${field}`, { S: JSON.stringify(value) }]),
      ...(part ? [[stableId('part', [part.name]), { S: JSON.stringify(part) }] as [string, { S: string }]] : []),
      ['expires', { N: String(Math.floor(now().getTime() / 1000) + RETENTION_SECONDS) }],
    ];
    return call('dynamodb', 'UpdateItem', {
      TableName: table,
      Key: { id: idOf(key) },
      UpdateExpression: `SET ${values.map((_, at) => `#n${at} = :v${at}`).join(', ')}`,
      ExpressionAttributeNames: Object.fromEntries(values.map(([name], at) => [`#n${at}`, name])),
      ExpressionAttributeValues: Object.fromEntries(values.map(([, value], at) => [`:v${at}`, value])),
      ...more,
    });
  };
  return {
    async read(key) {
      const input = { TableName: table, Key: { id: idOf(key) }, ConsistentRead: true };
      return storedRun(readAnswer(GetAnswer, 'dynamodb', 'GetItem', await call('dynamodb', 'GetItem', input)).Item);
    },
    async note(key, facts, part) {
      await update(key, facts, part);
    },
    async add(key, part) {
      const output = await update(key, {}, part, { ReturnValues: 'ALL_NEW' });
      return storedRun(readAnswer(UpdateAnswer, 'dynamodb', 'UpdateItem', output).Attributes);
    },
  };
};
