import * as z from 'zod/mini';
import { ConfigError } from '../model/errors.ts';
import { FILTERS_FORMAT, type Filters, openFilters } from '../model/target.ts';
import { parseJson } from '../text/json.ts';
import { readAnswer } from './answer.ts';
import { type AwsCall, AwsError } from './call.ts';

/** Key of the first row with filters. Further rows are `f_targets_1`, `f_targets_2` and so on. */
const ROW = 'f_targets';
/** Key of the row by which one container at a time reads Parameter Store for all. */
const LEASE = 'f_lease';

/** Largest text in one row, in bytes. A row of DynamoDB has at most 400 KB. */
const MAX_ROW_BYTES = 300_000;

/** How long the rows are kept, in seconds: `seenAt` must be known for a day. */
const RETENTION_SECONDS = 7 * 24 * 3600;

/** Life of a lease after its last extension, in milliseconds: longer than the slowest call takes. */
const LEASE_MS = 10_000;

/** The filters of every target. They hold neither URLs nor tokens nor headers. */
export type TargetFilters = ReadonlyMap<string, Filters | 'invalid'>;

/** All filters as one container read them from Parameter Store. */
export interface FilterSet {
  readonly filters: TargetFilters;
  readonly loadedAt: Date;
  /** When there was last at least one target. */
  readonly seenAt?: Date | undefined;
}

const text = z.object({ S: z.string() });
const number = z.object({ N: z.string() });
const Answer = z.object({ Item: z.optional(z.unknown()) });
const Part = z.object({ version: text, filters: text });
const Head = z.object({ ...Part.shape, format: text, loadedAt: number, seenAt: z.optional(number), rows: number });

const open = (value: unknown): Filters | 'invalid' => {
  try {
    return openFilters(value);
  } catch (error) {
    if (error instanceof ConfigError) return 'invalid';
    throw error;
  }
};

/** JSON objects of at most {@link MAX_ROW_BYTES}: one at least. A target alone is always smaller than a row. */
const textsOf = (filters: TargetFilters): [string, ...string[]] => {
  const texts: [string, ...string[]] = ['{'];
  let bytes = 0;
  for (const [name, value] of filters) {
    const entry = `${JSON.stringify(name)}:${JSON.stringify(value)}`;
    const size = Buffer.byteLength(entry) + 1;
    if (bytes + size > MAX_ROW_BYTES) {
      texts.push('{');
      bytes = 0;
    }
    texts.push(`${texts.pop()}${bytes > 0 ? ',' : ''}${entry}`);
    bytes += size;
  }
  return texts.map((each) => `${each}}`) as [string, ...string[]];
};

/** The filters in the table of the ledger. Every function throws AwsError if the table does not answer. */
export interface FiltersTable {
  /** @returns `undefined` if there is no row, or if another version of the relay wrote it. */
  read(): Promise<FilterSet | undefined>;
  /** Replaces the rows, unless they are newer. */
  write(set: FilterSet): Promise<void>;
  /** Takes or extends the lease. @returns `false` if another container holds it. */
  lease(owner: string): Promise<boolean>;
  /** Ends the lease, if the container still holds it. */
  release(owner: string): Promise<void>;
}

export const createFiltersTable = (call: AwsCall, table: string, now: () => Date): FiltersTable => {
  const get = async (id: string): Promise<unknown> => {
    const input = { TableName: table, Key: { id: { S: id } }, ConsistentRead: true };
    return readAnswer(Answer, 'dynamodb', 'GetItem', await call('dynamodb', 'GetItem', input)).Item;
  };
  const put = (id: string, fields: object, condition?: object): Promise<unknown> => {
    const expires = { N: String(Math.floor(now().getTime() / 1000) + RETENTION_SECONDS) };
    return call('dynamodb', 'PutItem', { TableName: table, Item: { id: { S: id }, ...fields, expires }, ...condition });
  };
  /** @returns whether the condition was fulfilled. */
  const conditional = async (write: Promise<unknown>): Promise<boolean> => {
    try {
      await write;
      return true;
    } catch (error) {
      if (error instanceof AwsError && error.code === 'ConditionalCheckFailedException') return false;
      throw error;
    }
  };

  return {
    async read() {
      const head = Head.safeParse(await get(ROW)).data;
      if (head?.format.S !== FILTERS_FORMAT) return undefined;
      const texts = [head.filters.S];
      for (let at = 1; at < Number(head.rows.N); at++) {
        const part = Part.safeParse(await get(`${ROW}_${at}`)).data;
        // Another container is writing the rows at this moment.
        if (part?.version.S !== head.version.S) return undefined;
        texts.push(part.filters.S);
      }
      const entries = texts.flatMap((each) => Object.entries(parseJson(each) ?? {}));
      return {
        filters: new Map(entries.map(([name, value]) => [name, open(value)])),
        loadedAt: new Date(Number(head.loadedAt.N)),
        ...(head.seenAt && { seenAt: new Date(Number(head.seenAt.N)) }),
      };
    },
    async write({ filters, loadedAt, seenAt }) {
      const [first, ...others] = textsOf(filters);
      const version = { S: crypto.randomUUID() };
      await Promise.all(others.map((each, at) => put(`${ROW}_${at + 1}`, { version, filters: { S: each } })));
      const time = { N: String(loadedAt.getTime()) };
      const head = {
        version,
        filters: { S: first },
        format: { S: FILTERS_FORMAT },
        loadedAt: time,
        ...(seenAt && { seenAt: { N: String(seenAt.getTime()) } }),
        rows: { N: String(others.length + 1) },
        targets: { N: String(filters.size) },
      };
      const isNewer = {
        ConditionExpression: 'attribute_not_exists(id) OR #loadedAt < :loadedAt',
        ExpressionAttributeNames: { '#loadedAt': 'loadedAt' },
        ExpressionAttributeValues: { ':loadedAt': time },
      };
      await conditional(put(ROW, head, isNewer));
    },
    lease(owner) {
      const time = now().getTime();
      const isFree = {
        // The owner identifies a write whose answer was lost, and an extension.
        ConditionExpression: 'attribute_not_exists(id) OR #until < :now OR #owner = :owner',
        ExpressionAttributeNames: { '#until': 'until', '#owner': 'owner' },
        ExpressionAttributeValues: { ':now': { N: String(time) }, ':owner': { S: owner } },
      };
      return conditional(put(LEASE, { owner: { S: owner }, until: { N: String(time + LEASE_MS) } }, isFree));
    },
    async release(owner) {
      const isOwn = {
        ConditionExpression: '#owner = :owner',
        ExpressionAttributeNames: { '#owner': 'owner' },
        ExpressionAttributeValues: { ':owner': { S: owner } },
      };
      await conditional(put(LEASE, { owner: { S: owner }, until: { N: '0' } }, isOwn));
    },
  };
};
