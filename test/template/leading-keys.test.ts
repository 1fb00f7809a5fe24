import type { AwsCall } from '../../src/aws/call.ts';
import { createConversations } from '../../src/aws/conversations.ts';
import { createFiltersTable } from '../../src/aws/filters-table.ts';
import { createHistories } from '../../src/aws/histories.ts';
import { createLedger } from '../../src/aws/ledger.ts';
import { createPeople } from '../../src/aws/people.ts';
import { createRuns } from '../../src/aws/runs.ts';
import { createLocalAws, LEDGER_TABLE } from '../../src/local/aws.ts';
import { EMPTY_CONVERSATION } from '../../src/model/conversation-state.ts';
import { KEY_PREFIXES } from '../../src/model/stack.ts';
import { openSummary } from '../../src/relay/summary.ts';
import { anEvent, START, timeAt } from '../support/lambda-events.ts';
import { openRelay, slackTarget } from '../support/relay.ts';
import { type Properties, packageService, properties } from './package.ts';

type Role = keyof typeof KEY_PREFIXES;
const ROLES: readonly Role[] = ['router', 'deliverer'];

/** One action on the table, as IAM authorises it: the actions of a transaction are authorised one by one. */
interface Use {
  readonly action: string;
  readonly keys: readonly string[];
}

const PARTS: Readonly<Record<string, string>> = { Put: 'PutItem', Update: 'UpdateItem', Delete: 'DeleteItem' };

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis-iam.html */
const usesOf = (operation: string, input: Properties): Use[] => {
  const key = ({ Key, Item }: Properties): string => (Key ?? Item).id.S;
  if (operation === 'BatchGetItem') {
    const keys = Object.values(input.RequestItems as Record<string, { Keys: Properties[] }>).flatMap(
      ({ Keys }) => Keys,
    );
    return [{ action: operation, keys: keys.map(({ id }) => id.S) }];
  }
  if (operation === 'BatchWriteItem') {
    const puts = Object.values(input.RequestItems as Record<string, { PutRequest: Properties }[]>).flat();
    return [{ action: operation, keys: puts.map(({ PutRequest }) => key(PutRequest)) }];
  }
  if (operation !== 'TransactWriteItems') return [{ action: operation, keys: [key(input)] }];
  return input.TransactItems.flatMap((part: Properties) =>
    Object.entries(part).map(([kind, one]) => ({ action: PARTS[kind] ?? kind, keys: [key(one as Properties)] })),
  );
};

/** Evaluates the statements of a role for the table: only the operators that they use. */
const allows = (statements: readonly Properties[], { action, keys }: Use): boolean =>
  statements.some(({ Effect, Action, Resource, Condition }) => {
    const { 'ForAllValues:StringLike': like, Null, ...others } = Condition;
    if (Object.keys(others).length > 0) throw new Error(`unsupported: ${Object.keys(others)}`);
    const patterns: string[] = like['dynamodb:LeadingKeys'];
    const matches = (key: string) => patterns.some((pattern) => key.startsWith(pattern.replace(/\*$/, '')));
    const isPresent = Null['dynamodb:LeadingKeys'] === 'false' ? keys.length > 0 : true;
    const named = Effect === 'Allow' && Resource === '<Ledger.Arn>' && Action.includes(`dynamodb:${action}`);
    return named && isPresent && keys.every(matches);
  });

const ROLE_IDS: Readonly<Record<Role, string>> = { router: 'RouterRole', deliverer: 'DelivererRole' };
const statements: Record<Role, Properties[]> = { router: [], deliverer: [] };

beforeAll(async () => {
  const template = await packageService();
  for (const role of ROLES) {
    statements[role] = properties(template, ROLE_IDS[role])
      .Policies.flatMap(({ PolicyDocument }: Properties) => PolicyDocument.Statement)
      .filter(({ Action }: Properties) => [Action].flat().some((action: string) => action.startsWith('dynamodb:')));
  }
}, 60_000);

/** A table in memory whose calls are recorded. */
const openTable = () => {
  const aws = createLocalAws({ now: () => START, until: async () => {} });
  const uses: Use[] = [];
  const call: AwsCall = async (service, operation, input) => {
    if (service === 'dynamodb') uses.push(...usesOf(operation, input as Properties));
    return aws.call(service, operation, input);
  };
  return { aws, call, uses, table: LEDGER_TABLE, now: () => START };
};

const actionsOf = (uses: readonly Use[]): string[] => [...new Set(uses.map(({ action }) => action))].sort();
const prefixesOf = (uses: readonly Use[]): string[] =>
  [...new Set(uses.flatMap(({ keys }) => keys.map((key) => key.slice(0, 2))))].sort();

/** Every call of the router to the table. */
const useOfRouter = async (): Promise<Use[]> => {
  const opened = openTable();
  const histories = createHistories(opened);
  await histories.read(['web']);
  await histories.write(['web'], { endings: [] }, 0);
  const runs = createRuns(opened);
  await runs.read(['run']);
  await runs.note(['run'], { series: 'main' } as never, undefined);
  const filters = createFiltersTable(opened.call, opened.table, opened.now);
  await filters.lease('me');
  await filters.write({ filters: new Map([['team', 'invalid']]), loadedAt: START });
  await filters.read();
  await filters.release('me');
  return opened.uses;
};

/** Every call of the deliverer to the table. */
const useOfDeliverer = async (): Promise<Use[]> => {
  const opened = openTable();
  const errors: unknown[] = [];
  const ledger = createLedger({ ...opened, report: (error) => errors.push(error) });
  await ledger.delivered('d_1');
  await ledger.delivered('by_hand');
  await ledger.aside('d_2');
  await ledger.save('team', { failures: 1 } as never);
  await ledger.pause('team', START.getTime() + 60_000);
  await ledger.save('team', {});
  const ended = { attempt: ['web', '1'], time: START.toISOString() };
  await ledger.conclude(ended);
  await ledger.delivered('d_5', ended);
  const summary = { ...openSummary('team', 'd_3', START.toISOString(), START.getTime()), version: 1 };
  await ledger.fold(summary, 0, ['d_3', 'd_4']);
  await ledger.summaries([summary.id]);
  await ledger.close(summary.id);
  await ledger.read({ deliveries: ['d_1', 'by_hand', summary.id], lanes: ['team'], attempts: [['web', '1']] });
  const report = (error: unknown) => errors.push(error);
  const conversations = createConversations({ ...opened, report });
  await conversations.read(['c_1']);
  await conversations.write('c_1', EMPTY_CONVERSATION, 0);
  await conversations.countUpdate('u_1');
  const people = createPeople({ ...opened, report, unanswered: report });
  await people.read('secret', ['ada@example.com']);
  await people.note('secret', 'ada@example.com', 'nobody');
  expect(errors).toEqual([]);
  return opened.uses;
};

const USES: Readonly<Record<Role, () => Promise<Use[]>>> = { router: useOfRouter, deliverer: useOfDeliverer };

describe.each(ROLES)('the role of the %s', (role) => {
  test('allows every call of its function to the table, and no other action', async () => {
    const uses = await USES[role]();

    expect(uses.filter((use) => !allows(statements[role], use))).toEqual([]);
    const granted = statements[role].flatMap(({ Action }) => Action).sort();
    expect(actionsOf(uses).map((action) => `dynamodb:${action}`)).toEqual(granted);
    expect(prefixesOf(uses)).toEqual(KEY_PREFIXES[role].toSorted());
  });

  test('denies rows of the other function, a batch with one of them, and a request without a key', async () => {
    const [other] = ROLES.filter((each) => each !== role);
    const foreign = KEY_PREFIXES[other as Role].map((prefix) => `${prefix}x`);
    const own = `${KEY_PREFIXES[role][0]}x`;
    const actions = statements[role].flatMap(({ Action }) => Action.map((name: string) => name.split(':')[1]));

    for (const action of actions) {
      expect(allows(statements[role], { action, keys: [own] })).toBe(true);
      for (const key of foreign) expect(allows(statements[role], { action, keys: [own, key] })).toBe(false);
      expect(allows(statements[role], { action, keys: [] })).toBe(false);
    }
  });
});

test('a backlog with failures, summaries and dead letters makes no call that the roles deny', async () => {
  const bench = openRelay({
    enrichmentMs: 2500,
    answer: (_, nth) => (nth % 3 === 0 ? { status: 503, body: '' } : { status: nth % 5 ? 200 : 404, body: 'ok' }),
  });
  const uses: Use[] = [];
  const { call } = bench.aws;
  const recorded: AwsCall = async (service, operation, input) => {
    if (service === 'dynamodb') uses.push(...usesOf(operation, input as Properties));
    return call(service, operation, input);
  };
  const relay = bench.newContainer({ aws: { ...bench.aws, call: recorded } });
  bench.put('team', slackTarget({ on: ['failed', 'fixed'] }));
  for (let run = 0; run < 40; run++) await relay.publish(JSON.stringify(anEvent(run % 2 ? 'SUCCEEDED' : 'FAILED')));
  await relay.settle(timeAt(3600));

  expect(prefixesOf(uses)).toEqual(expect.arrayContaining(['d_', 'f_', 'g_', 'h_', 's_']));
  const denied = uses.filter((use) => !ROLES.some((role) => allows(statements[role], use)));
  expect(denied).toEqual([]);
});

test('a customer key of the table is used by both functions, through DynamoDB only', async () => {
  const tableKeyArn = 'arn:aws:kms:eu-central-1:111122223333:key/0a0b';
  const template = await packageService({ tableKeyArn });

  expect(properties(template, 'Ledger').SSESpecification).toEqual({
    SSEEnabled: true,
    SSEType: 'KMS',
    KMSMasterKeyId: tableKeyArn,
  });
  for (const id of Object.values(ROLE_IDS)) {
    const [policy] = properties(template, id).Policies;
    const use = policy.PolicyDocument.Statement.find(({ Sid }: Properties) => Sid === 'UseTableKey');
    expect(use).toMatchObject({
      Resource: tableKeyArn,
      Condition: { StringEquals: { 'kms:ViaService': 'dynamodb.<AWS::Region>.<AWS::URLSuffix>' } },
    });
    expect(use.Action).toContain('kms:Decrypt');
  }
}, 60_000);
