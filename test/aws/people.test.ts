import { createPeople } from '../../src/aws/people.ts';
import { createLocalAws, LEDGER_TABLE } from '../../src/local/aws.ts';
import { frozenClock } from '../../src/local/clock.ts';

const EMAIL = 'ada@example.com';

const setUp = () => {
  const clock = frozenClock(new Date('2026-03-02T08:00:00Z'));
  const aws = createLocalAws(clock);
  const errors: string[] = [];
  const container = (call = aws.call) =>
    createPeople({
      call,
      table: LEDGER_TABLE,
      report: (error) => errors.push(String(error)),
      unanswered: (target, detail) => errors.push(`${target} ${detail}`),
      now: clock.now,
    });
  const rows = () => [...aws.table.items];
  const pass = (seconds: number) => clock.until(new Date(clock.now().getTime() + seconds * 1000));
  return { aws, container, rows, errors, pass };
};

test('a person is found by other containers, with the secret of the account only', async () => {
  const { container } = setUp();
  await container().note('token-1', EMAIL, { id: 'U1' });

  expect(await container().read('token-1', [EMAIL])).toEqual(new Map([[EMAIL, { id: 'U1' }]]));
  expect(await container().read('token-2', [EMAIL])).toEqual(new Map());
});

test('the table holds neither the address nor the secret nor a hash of the address alone', async () => {
  const { container, rows } = setUp();
  await container().note('token-1', EMAIL, { id: 'U1' });
  await container().note('token-2', EMAIL, { id: 'U1' });
  await container().note('token-1', 'jo@example.com', 'nobody');

  const keys = rows().map(([key]) => key);
  expect(new Set(keys).size).toBe(3);
  expect(keys.every((key) => /^p_[\w-]{43}$/.test(key))).toBe(true);
  expect(JSON.stringify(rows())).toContain('U1');
  expect(JSON.stringify(rows())).not.toMatch(/ada|jo@|example|token/);
});

test('an answer lasts for a day, also in the memory of a container', async () => {
  const { container, pass } = setUp();
  const first = container();
  await first.note('token-1', EMAIL, 'nobody');
  await pass(86_399);
  expect(await first.read('token-1', [EMAIL])).toEqual(new Map([[EMAIL, 'nobody']]));

  await pass(2);

  expect(await first.read('token-1', [EMAIL])).toEqual(new Map());
  expect(await container().read('token-1', [EMAIL])).toEqual(new Map());
});

test('what a container knows needs no call', async () => {
  const { container, aws } = setUp();
  const people = container();
  await people.note('token-1', EMAIL, { id: 'U1' });
  const before = aws.calls.length;

  await people.read('token-1', [EMAIL]);

  expect(aws.calls.length).toBe(before);
});

test('a table that fails is reported, and so is an answer without all rows', async () => {
  const { container, errors } = setUp();
  const down = container(async () => {
    throw new Error('down');
  });
  const partial = container(async () => ({
    Responses: { [LEDGER_TABLE]: [] },
    UnprocessedKeys: { [LEDGER_TABLE]: {} },
  }));

  expect(await down.read('token-1', [EMAIL])).toBeUndefined();
  expect(await partial.read('token-1', [EMAIL])).toBeUndefined();
  await down.note('token-1', EMAIL, { id: 'U1' });
  expect(await down.read('token-1', [EMAIL])).toEqual(new Map([[EMAIL, { id: 'U1' }]]));

  expect(errors).toEqual(['Error: down', 'AwsError: dynamodb BatchGetItem: UnprocessedKeys', 'Error: down']);
});
