import { createLedger } from '../../src/aws/ledger.ts';
import { foldInput } from '../../src/aws/summary-rows.ts';
import { createLocalAws, LEDGER_TABLE } from '../../src/local/aws.ts';
import { frozenClock } from '../../src/local/clock.ts';
import { addToSummary, openSummary } from '../../src/relay/summary.ts';
import { aNotification } from '../support/factories.ts';

const START = new Date('2026-03-04T09:00:00.000Z');

/** A table in memory, and two containers that share it. */
const openLedgers = () => {
  const clock = frozenClock(START);
  const aws = createLocalAws(clock);
  const errors: unknown[] = [];
  const container = () =>
    createLedger({ call: aws.call, table: LEDGER_TABLE, report: (error) => errors.push(error), now: clock.now });
  return { aws, errors, one: container(), other: container() };
};

const opened = openSummary('team', 'd_1', START.toISOString(), START.getTime());
const first = addToSummary(opened, [aNotification({ id: 'e1' }), aNotification({ id: 'e2' })]);
const second = addToSummary(first, [aNotification({ id: 'e3' })]);

const stateOf = async (ledger: ReturnType<typeof createLedger>, id: string) =>
  (await ledger.read({ deliveries: [id], lanes: [], attempts: [] })).delivery(id);

test('a summary and what it tells are stored together, and read by another container', async () => {
  const { one, other } = openLedgers();

  expect(await one.fold(first, 0, ['d_1', 'd_2'])).toBe(true);
  expect(await other.fold(second, 1, ['d_3'])).toBe(true);

  expect(await one.summaries([first.id, 's_other'])).toEqual(new Map([[first.id, second]]));
  for (const id of ['d_1', 'd_2', 'd_3']) {
    expect(await stateOf(one, id)).toEqual({ state: 'summary', summary: first.id });
  }
});

test.each([
  ['the summary is stored already', 0, ['d_9']],
  ['the summary was changed by another container', 7, ['d_9']],
  ['a delivery is in the table', 1, ['d_9', 'd_2']],
])('nothing is stored if %s', async (_, version, deliveries) => {
  const { one, other } = openLedgers();
  await one.fold(first, 0, ['d_1', 'd_2']);

  expect(await other.fold(second, version, deliveries)).toBe(false);

  expect(await one.summaries([first.id])).toEqual(new Map([[first.id, first]]));
  expect(await stateOf(one, 'd_9')).toBeUndefined();
});

test('of two containers that add at once, one succeeds', async () => {
  const { one, other } = openLedgers();
  await one.fold(first, 0, ['d_1', 'd_2']);

  const results = await Promise.all([one.fold(second, 1, ['d_3']), other.fold(second, 1, ['d_4'])]);

  expect(results.sort()).toEqual([false, true]);
});

test('the same change again, after a lost answer, has no further effect', async () => {
  const { one, aws } = openLedgers();
  let losses = 1;
  aws.lost = (_, operation) => (operation === 'TransactWriteItems' && losses-- > 0 ? 'Network' : undefined);

  expect(await one.fold(first, 0, ['d_1', 'd_2'])).toBe(false);
  // The request token makes DynamoDB answer the repetition with success.
  expect(await one.fold(first, 0, ['d_1', 'd_2'])).toBe(true);
  expect(await one.summaries([first.id])).toEqual(new Map([[first.id, first]]));
});

test('two stages have different request tokens for the same change, because DynamoDB compares those of all tables', () => {
  const expires = { deliveries: { N: '1' }, summary: { N: '1' } };
  const token = (table: string) => foldInput(table, first, 0, ['d_1', 'd_2'], expires).ClientRequestToken;

  expect(token('prod-ledger')).toBe(token('prod-ledger'));
  expect(token('prod-ledger')).not.toBe(token('dev-ledger'));
  expect(token('prod-ledger')).toMatch(/^[\w-]{1,36}$/);
});

test('a summary is told after it was posted, and closed if its content is elsewhere', async () => {
  const { one, other } = openLedgers();
  await one.fold(first, 0, ['d_1', 'd_2']);
  await one.delivered(first.id);
  expect(await other.summaries([first.id])).toEqual(new Map([[first.id, 'told']]));
  expect(await stateOf(other, first.id)).toEqual({ state: 'delivered' });

  await one.close(first.id);
  expect(await other.summaries([first.id])).toEqual(new Map([[first.id, 'closed']]));
  // It can still be sent again from its dead letter.
  expect(await stateOf(other, first.id)).toBeUndefined();
});

test('a table that fails is not a table without summaries', async () => {
  const { one, aws, errors } = openLedgers();
  await one.fold(first, 0, ['d_1', 'd_2']);
  aws.fault = () => 'InternalServerError';

  expect(await one.summaries([first.id])).toBeUndefined();
  expect(await one.fold(second, 1, ['d_3'])).toBe(false);
  expect(errors).toHaveLength(2);
});

test('a summary whose row was not processed is unknown, not missing', async () => {
  const { one, aws } = openLedgers();
  await one.fold(first, 0, ['d_1', 'd_2']);
  aws.fault = (_, operation) => (operation === 'BatchGetItem#0' ? 'Unprocessed' : undefined);

  expect(await one.summaries([first.id])).toBeUndefined();
});
