import { type AwsCall, createCall } from '../../../src/aws/call.ts';
import { createConversations } from '../../../src/aws/conversations.ts';
import { createFiltersTable, type FiltersTable } from '../../../src/aws/filters-table.ts';
import { createHistories } from '../../../src/aws/histories.ts';
import { createLedger } from '../../../src/aws/ledger.ts';
import { createPeople } from '../../../src/aws/people.ts';
import { createRuns } from '../../../src/aws/runs.ts';
import type { ConversationRows } from '../../../src/model/conversation-state.ts';
import type { Histories } from '../../../src/model/history.ts';
import type { Ledger, Wanted } from '../../../src/model/ledger.ts';
import type { PeopleRows } from '../../../src/model/people.ts';
import type { Runs } from '../../../src/model/run.ts';
import { exchange } from '../../../src/net/exchange.ts';
import { type Properties, packageService, properties } from '../../template/package.ts';

/** A row of a table, as DynamoDB writes it. */
export type Row = Readonly<Record<string, { readonly S?: string; readonly N?: string }>>;

/** More than the functions allow: a Java process is slow at first, and a call that is sent twice has two effects. */
const TIMEOUT_MS = 20_000;

/** More than the functions read: they scan no table. */
const MAX_ANSWER_BYTES = 2 ** 24;

/** Calls DynamoDB Local by the project's own client. */
export const callTo = (endpoint: string): AwsCall =>
  createCall({
    region: 'eu-central-1',
    endpoint,
    credentials: () => ({ accessKeyId: 'AKIATEST', secretAccessKey: 'not-a-secret' }),
    post: (request) => exchange({ ...request, timeoutMs: TIMEOUT_MS, maxBytes: MAX_ANSWER_BYTES }),
  });

/** Properties of the table in the packaged template. */
export const tableProperties = async (): Promise<Properties> => properties(await packageService(), 'Ledger');

/** Creates a table with the keys and the time to live of the template. @throws AwsError */
export const createTable = async (call: AwsCall, name: string, template: Properties): Promise<void> => {
  const { BillingMode, AttributeDefinitions, KeySchema, TimeToLiveSpecification } = template;
  await call('dynamodb', 'CreateTable', { TableName: name, BillingMode, AttributeDefinitions, KeySchema });
  await call('dynamodb', 'UpdateTimeToLive', { TableName: name, TimeToLiveSpecification });
};

/** Every row of a table. @throws AwsError */
export const rowsOf = async (call: AwsCall, TableName: string): Promise<Row[]> => {
  const rows: Row[] = [];
  let ExclusiveStartKey: unknown;
  do {
    const page = (await call('dynamodb', 'Scan', {
      TableName,
      ...(ExclusiveStartKey ? { ExclusiveStartKey } : {}),
    })) as {
      Items: Row[];
      LastEvaluatedKey?: unknown;
    };
    rows.push(...page.Items);
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey);
  return rows;
};

/** Size of a row as DynamoDB counts it: the UTF-8 bytes of names and values. */
export const sizeOf = (row: Row): number =>
  Object.entries(row).reduce(
    (sum, [name, { S, N = '' }]) => sum + Buffer.byteLength(name) + Buffer.byteLength(S ?? N),
    0,
  );

/** What one function uses of the table. */
export interface Container {
  readonly ledger: Ledger;
  readonly histories: Histories;
  readonly runs: Runs;
  readonly conversations: ConversationRows;
  readonly people: PeopleRows;
  readonly filters: FiltersTable;
  /** What the ledger holds about one delivery, lane or attempt. */
  delivery(id: string): Promise<unknown>;
  lane(name: string): Promise<unknown>;
  end(attempt: readonly string[]): Promise<unknown>;
}

/** The modules of one function, over one table. @param failed gets what they report. */
export const openContainer = (
  call: AwsCall,
  table: string,
  now: () => Date,
  failed: (error: unknown) => void,
): Container => {
  const ledger = createLedger({ call, table, report: failed, now });
  const read = (wanted: Partial<Wanted>) => ledger.read({ deliveries: [], lanes: [], attempts: [], ...wanted });
  return {
    ledger,
    histories: createHistories({ call, table, now }),
    runs: createRuns({ call, table, now }),
    conversations: createConversations({ call, table, now, report: failed }),
    people: createPeople({ call, table, now, report: failed, unanswered: () => {} }),
    filters: createFiltersTable(call, table, now),
    delivery: async (id) => (await read({ deliveries: [id] })).delivery(id),
    lane: async (name) => (await read({ lanes: [name] })).lane(name),
    end: async (attempt) => (await read({ attempts: [attempt] })).end(attempt),
  };
};
