import { createRuns } from '../../src/aws/runs.ts';
import { createLocalAws, LEDGER_TABLE } from '../../src/local/aws.ts';
import { frozenClock } from '../../src/local/clock.ts';
import type { Part } from '../../src/model/run.ts';

const KEY = ['111122223333', 'eu-west-1', 'codepipeline', 'shop', 'run-1'];

const setUp = () => {
  const clock = frozenClock(new Date('2026-03-02T08:00:00Z'));
  const aws = createLocalAws(clock);
  const container = () => createRuns({ call: aws.call, table: LEDGER_TABLE, now: clock.now });
  return { aws, container, runs: container() };
};

const part = (name: string, second: number): Part => ({
  name,
  time: `2026-03-02T08:00:0${second}.000Z`,
  failures: [{ reason: `${name} broke` }],
});

test('nothing is stored about an unknown run', async () => {
  expect(await setUp().runs.read(KEY)).toEqual({ facts: {}, parts: [] });
});

test('facts of several events of a run add up', async () => {
  const { runs } = setUp();
  await runs.note(KEY, { rollback: true, trigger: { type: 'AutomatedRollback' } });

  await runs.note(KEY, { decision: { kind: 'rejected', by: 'Hana Kim' } });

  expect((await runs.read(KEY)).facts).toEqual({
    rollback: true,
    trigger: { type: 'AutomatedRollback' },
    decision: { kind: 'rejected', by: 'Hana Kim' },
  });
  expect((await runs.read([...KEY.slice(0, -1), 'run-2'])).facts).toEqual({});
});

test('parts are kept once each, in the order of their times', async () => {
  const { runs } = setUp();
  await runs.note(KEY, {}, part('later', 5));
  await runs.note(KEY, { rollback: true }, part('earlier', 1));

  const stored = await runs.add(KEY, part('later', 5));
  expect(stored).toEqual({ facts: { rollback: true }, parts: [part('earlier', 1), part('later', 5)] });
  expect(await runs.read(KEY)).toEqual(stored);
});

test('two containers that store at once lose nothing', async () => {
  const { container, runs } = setUp();
  const names = ['a', 'b', 'c', 'd', 'e', 'f'];

  await Promise.all(names.map((name, second) => container().note(KEY, { startedAt: 'x' }, part(name, second))));

  expect((await runs.read(KEY)).parts.map(({ name }) => name)).toEqual(names);
});

test('a call whose answer was lost may be repeated', async () => {
  const { aws, runs } = setUp();
  const call: typeof aws.call = async (...input) => {
    await aws.call(...input);
    throw new Error('no answer');
  };
  const lost = createRuns({ call, table: LEDGER_TABLE });
  await expect(lost.note(KEY, { rollback: true }, part('a', 1))).rejects.toThrow('no answer');
  await expect(lost.add(KEY, part('b', 2))).rejects.toThrow('no answer');

  await runs.note(KEY, { rollback: true }, part('a', 1));
  expect(await runs.add(KEY, part('b', 2))).toEqual({
    facts: { rollback: true },
    parts: [part('a', 1), part('b', 2)],
  });
});

test.each(['read', 'note', 'add'] as const)('throws if the table does not answer: %s', async (name) => {
  const { aws, runs } = setUp();
  aws.fault = () => 'InternalServerError';

  const uses = { read: () => runs.read(KEY), note: () => runs.note(KEY, {}), add: () => runs.add(KEY, part('a', 1)) };

  await expect(uses[name]()).rejects.toMatchObject({ code: 'InternalServerError' });
});

test('facts in a form that this version cannot read are left out', async () => {
  const { aws, runs } = setUp();
  await runs.note(KEY, { rollback: true, series: { kind: 'branch', name: 'main' } });
  const row = [...aws.table.items.values()][0];
  if (!row) throw new Error('no row');
  row.fact_series = { S: '{"kind":7}' };
  row.fact_decision = { N: '1' };

  expect((await runs.read(KEY)).facts).toEqual({ rollback: true });
});

test('a row expires after 63 days, because an approval can wait for 60', async () => {
  const { aws, runs } = setUp();
  await runs.note(KEY, { rollback: true });

  expect(JSON.stringify([...aws.table.items.values()])).toContain(
    `"expires":{"N":"${Date.parse('2026-05-04T08:00:00Z') / 1000}"}`,
  );
});
