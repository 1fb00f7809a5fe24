import { AwsError } from '../../src/aws/call.ts';
import { createConversations } from '../../src/aws/conversations.ts';
import { createLocalAws, LEDGER_TABLE } from '../../src/local/aws.ts';
import { frozenClock } from '../../src/local/clock.ts';
import { type ConversationState, EMPTY_CONVERSATION } from '../../src/model/conversation-state.ts';
import { aNotification } from '../support/factories.ts';

const KEY = 'c_aaaaaaaaaaaaaaaaaaaaaaaaaa';
const STATE: ConversationState = {
  root: '{"channel":"C1","ts":"1.2"}',
  latest: aNotification(),
  facts: { since: '2026-03-02T08:00:00Z', reason: 'one test failed', stages: [{ name: 'Build', state: 'failed' }] },
  changes: 2,
  shown: 1,
  steps: ['d_1/open'],
};

const setUp = () => {
  const clock = frozenClock(new Date('2026-03-02T08:00:30Z'));
  const aws = createLocalAws(clock);
  const errors: unknown[] = [];
  const container = (call = aws.call) =>
    createConversations({ call, table: LEDGER_TABLE, report: (error) => void errors.push(error), now: clock.now });
  return { aws, clock, errors, container, rows: container() };
};

test('a conversation that is not stored is empty', async () => {
  expect(await setUp().rows.read([KEY])).toEqual(new Map([[KEY, { state: EMPTY_CONVERSATION, version: 0 }]]));
});

test('a conversation is read as it was written', async () => {
  const { rows } = setUp();

  expect(await rows.write(KEY, STATE, 0)).toBe('written');

  expect((await rows.read([KEY, 'c_other']))?.get(KEY)).toEqual({ state: STATE, version: 1 });
});

test.each([0, 2])('a write that expects version %i of a row with version 1 is a conflict', async (version) => {
  const { rows, container, errors } = setUp();
  await rows.write(KEY, STATE, 0);

  expect(await container().write(KEY, EMPTY_CONVERSATION, version)).toBe('conflict');
  expect((await rows.read([KEY]))?.get(KEY)?.state).toEqual(STATE);
  expect(errors).toEqual([]);
});

test('of two containers that write at once one has a conflict', async () => {
  const { container } = setUp();

  const results = await Promise.all([container().write(KEY, STATE, 0), container().write(KEY, STATE, 0)]);

  expect(results.sort()).toEqual(['conflict', 'written']);
});

test('a write whose answer was lost is a conflict when it is repeated, and its row is there', async () => {
  const { aws, rows, container } = setUp();
  const deaf = container(async (...input) => {
    await aws.call(...input);
    return aws.call(...input);
  });

  expect(await deaf.write(KEY, STATE, 0)).toBe('conflict');
  expect((await rows.read([KEY]))?.get(KEY)?.state).toEqual(STATE);
});

test('a table that fails is reported, and nothing is known', async () => {
  const { container, errors } = setUp();
  const rows = container(async () => {
    throw new AwsError('dynamodb', 'PutItem', 'Timeout');
  });

  expect(await rows.read([KEY])).toBeUndefined();
  expect(await rows.write(KEY, STATE, 0)).toBe('failed');
  expect(await rows.countUpdate('u_1')).toBe(0);
  expect(errors).toHaveLength(3);
});

test('a row in the form of another version counts as empty and can be replaced', async () => {
  const { aws, rows } = setUp();
  const item = { id: { S: KEY }, state: { S: '{"form":2}' }, version: { N: '7' } };
  await aws.call('dynamodb', 'PutItem', { TableName: LEDGER_TABLE, Item: item });

  expect((await rows.read([KEY]))?.get(KEY)).toEqual({ state: EMPTY_CONVERSATION, version: 7 });
  expect(await rows.write(KEY, STATE, 7)).toBe('written');
});

test('updates are counted by minute over all containers', async () => {
  const { container, rows } = setUp();

  const counts = await Promise.all([1, 2, 3].map(() => container().countUpdate('u_1')));

  expect(counts.sort()).toEqual([1, 2, 3]);
  expect(await rows.countUpdate('u_2')).toBe(1);
});

test('the count starts again in the next minute', async () => {
  const { rows, clock } = setUp();
  await rows.countUpdate('u_1');
  await clock.until(new Date('2026-03-02T08:01:00Z'));

  expect(await rows.countUpdate('u_1')).toBe(1);
});
