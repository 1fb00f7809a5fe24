import { problemsOf } from './checks.ts';
import { startDynamoDb } from './dynamodb-local/start.ts';
import type { Verdict } from './judge.ts';
import { checksAtOnce } from './tables/at-once.ts';
import { checksOfConversations } from './tables/conversations.ts';
import { checksOfLikeness } from './tables/likeness.ts';
import { checksOfRows } from './tables/rows.ts';
import { callTo, createTable, openContainer, tableProperties } from './tables/table.ts';

/** Sends everything that the functions send to their table to DynamoDB Local. */
export const judgeTables = async (): Promise<Verdict> => {
  const template = await tableProperties();
  const server = await startDynamoDb();
  try {
    const call = callTo(server.endpoint);
    const failures: unknown[] = [];
    const open = (table: string, now: () => Date) => openContainer(call, table, now, (error) => failures.push(error));
    const create = async (table: string, now: () => Date) => {
      await createTable(call, table, template);
      return open(table, now);
    };
    const realTime = (): Date => new Date();
    await create('at-once', realTime);
    const checks = [
      ...checksAtOnce(() => open('at-once', realTime), failures),
      ...checksOfRows({ call, create }),
      ...checksOfConversations({
        call,
        create: async (table) => {
          await create(table, realTime);
          return () => open(table, realTime);
        },
      }),
      ...checksOfLikeness(call, (table) => createTable(call, table, template)),
    ];
    const problems = await problemsOf(checks);
    const reported = new Set(failures.map((error) => `reported by a function: ${error}`));
    return { counts: `${checks.length} checks`, problems: [...problems, ...reported] };
  } finally {
    await server.stop();
  }
};
