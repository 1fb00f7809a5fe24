import { createLedger } from '../../src/aws/ledger.ts';
import { createLocalAws, LEDGER_TABLE } from '../../src/local/aws.ts';
import { frozenClock } from '../../src/local/clock.ts';
import type { Wanted } from '../../src/model/ledger.ts';

const START = new Date('2026-03-04T09:00:00.000Z');

/** A table in memory, and two containers that share it. */
const openLedgers = () => {
  const clock = frozenClock(START);
  const aws = createLocalAws(clock);
  const errors: unknown[] = [];
  const container = () => {
    const ledger = createLedger({
      call: aws.call,
      table: LEDGER_TABLE,
      report: (error) => errors.push(error),
      now: clock.now,
    });
    const read = (wanted: Partial<Wanted>) => ledger.read({ deliveries: [], lanes: [], attempts: [], ...wanted });
    return {
      ...ledger,
      read,
      delivery: async (id: string) => (await read({ deliveries: [id] })).delivery(id),
      lane: async (name: string) => (await read({ lanes: [name] })).lane(name),
      end: async (key: string[]) => (await read({ attempts: [key] })).end(key),
    };
  };
  const pass = (seconds: number): Promise<void> => clock.until(new Date(clock.now().getTime() + seconds * 1000));
  return { aws, errors, pass, one: container(), other: container() };
};

const ENDED = { attempt: ['team', 'web'], time: '2026-03-04T09:00:00.000Z' };

const later = (seconds: number): number => START.getTime() + seconds * 1000;

describe('a delivery', () => {
  test('whose id the relay did not make has a row like any other, and cannot replace the row of a lane', async () => {
    const { one, other, aws, errors } = openLedgers();
    await one.save('team', { failures: 1 } as never);
    const before = aws.table.get({ Key: { id: { S: 'g_team' } } });

    await one.delivered('g_team');
    await one.delivered('by_hand');

    expect(await other.delivery('g_team')).toEqual({ state: 'delivered' });
    expect(await other.delivery('by_hand')).toEqual({ state: 'delivered' });
    expect(before).toBeDefined();
    expect(aws.table.get({ Key: { id: { S: 'g_team' } } })).toEqual(before);
    expect([...aws.table.items.keys()].every((id) => /^[dg]_/.test(id))).toBe(true);
    expect(errors).toEqual([]);
  });

  test('is known as delivered to every container for 15 days', async () => {
    const { one, other, aws } = openLedgers();

    await one.delivered('d_1');

    expect(await other.delivery('d_1')).toEqual({ state: 'delivered' });
    expect(await other.delivery('d_2')).toBeUndefined();
    const { expires } = aws.table.get({ Key: { id: { S: 'd_1' } } }) ?? {};
    expect(expires).toEqual({ N: String(START.getTime() / 1000 + 15 * 24 * 3600) });
  });

  test('is known as set aside, and as delivered after that', async () => {
    const { one, other } = openLedgers();

    await one.aside('d_1');
    expect(await other.delivery('d_1')).toEqual({ state: 'aside' });

    await other.delivered('d_1');
    expect(await one.delivery('d_1')).toEqual({ state: 'delivered' });
  });

  test('of a state that is unknown here counts as new', async () => {
    const { one, aws } = openLedgers();
    aws.table.commit(aws.table.put({ Item: { id: { S: 'd_1' }, state: { S: 'later' } } }));

    expect(await one.delivery('d_1')).toBeUndefined();
  });
});

describe('the end of an attempt', () => {
  test('is found by its key', async () => {
    const { one, other } = openLedgers();

    await one.conclude(ENDED);

    expect(await other.end(['team', 'web'])).toBe(ENDED.time);
    expect(await other.end(['team', 'shop'])).toBeUndefined();
  });

  test('is written with its delivery in one call, with the rows that two calls write', async () => {
    const { one, other, aws } = openLedgers();
    await one.delivered('d_1');
    await one.conclude(ENDED);
    const apart = structuredClone([...aws.table.items]);
    aws.table.items.clear();
    aws.calls.length = 0;

    await one.delivered('d_1', ENDED);

    expect(aws.calls).toEqual(['dynamodb BatchWriteItem']);
    expect([...aws.table.items]).toEqual(apart);
    expect([await other.delivery('d_1'), await other.end(['team', 'web'])]).toEqual([
      { state: 'delivered' },
      ENDED.time,
    ]);
  });

  test.each([0, 1])('is complete if DynamoDB did not process row %d at first', async (row) => {
    const { one, other, aws, errors } = openLedgers();
    let calls = 0;
    aws.fault = (_, operation) => {
      if (operation === 'BatchWriteItem') calls += 1;
      return calls === 1 && operation === `BatchWriteItem#${row}` ? 'Unprocessed' : undefined;
    };

    await one.delivered('d_1', ENDED);

    expect([await other.delivery('d_1'), await other.end(['team', 'web'])]).toEqual([
      { state: 'delivered' },
      ENDED.time,
    ]);
    expect([calls, errors]).toEqual([2, []]);
  });

  test('keeps the row that DynamoDB processed, and reports the other one after two calls', async () => {
    const { one, other, aws, errors } = openLedgers();
    let calls = 0;
    aws.fault = (_, operation) => {
      if (operation === 'BatchWriteItem') calls += 1;
      // The second call has only the row that is left.
      return operation === (calls === 1 ? 'BatchWriteItem#1' : 'BatchWriteItem#0') ? 'Unprocessed' : undefined;
    };

    await one.delivered('d_1', ENDED);

    expect([await other.delivery('d_1'), await other.end(['team', 'web'])]).toEqual([
      { state: 'delivered' },
      undefined,
    ]);
    expect([calls, errors]).toMatchObject([2, [{ code: 'UnprocessedItems' }]]);
  });
});

describe('the state of a lane', () => {
  test('is read by another container, and replaced as a whole', async () => {
    const { one, other } = openLedgers();

    expect(await one.save('team', { failures: 2, sentAt: 5 })).toBe(true);
    expect(await other.lane('team')).toEqual({ state: { failures: 2, sentAt: 5 }, pausedUntil: undefined });

    await other.save('team', { failures: 3 });
    expect((await one.lane('team'))?.state).toEqual({ failures: 3 });
  });

  test('leaves no row when it is empty', async () => {
    const { one, aws } = openLedgers();
    await one.save('team', { failures: 2 });

    await one.save('team', {});

    expect(await one.lane('team')).toBeUndefined();
    expect(aws.table.items.size).toBe(0);
  });

  test('that cannot be read counts as empty', async () => {
    const { one, aws } = openLedgers();
    for (const [at, state] of ['', '{', '[]', '{"failures":"many"}'].entries()) {
      aws.table.commit(aws.table.put({ Item: { id: { S: `g_${at}` }, state: { S: state } } }));

      expect(await one.lane(String(at))).toMatchObject({ state: {} });
    }
  });

  test('and its pause are changed by two containers without loss', async () => {
    const { one, other } = openLedgers();

    await Promise.all([one.save('team', { failures: 1 }), other.pause('team', later(60))]);
    expect(await one.lane('team')).toEqual({ state: { failures: 1 }, pausedUntil: later(60) });

    await Promise.all([one.save('team', {}), other.pause('team', later(90))]);
    expect(await one.lane('team')).toEqual({ state: {}, pausedUntil: later(90) });
  });

  test('does not keep a pause that is over', async () => {
    const { one, pass, aws } = openLedgers();
    await one.save('team', { failures: 1 });
    await one.pause('team', later(60));
    await pass(61);

    await one.save('team', {});

    expect(aws.table.items.size).toBe(0);
  });
});

test('a pause only grows', async () => {
  const { one, other, errors } = openLedgers();

  await one.pause('team', later(60));
  await other.pause('team', later(30));
  expect((await one.lane('team'))?.pausedUntil).toBe(later(60));

  await other.pause('team', later(61.0004));
  expect((await one.lane('team'))?.pausedUntil).toBe(later(61));
  expect(errors).toEqual([]);
});

describe('a write whose answer was lost', () => {
  test('has the same effect as one that was answered', async () => {
    const { one, other, aws, errors } = openLedgers();
    aws.lost = (_, operation) => (operation === 'BatchGetItem' ? undefined : 'Network');

    await one.delivered('d_1');
    await one.aside('d_2');
    await one.pause('team', later(60));
    expect(await one.save('team', { failures: 1 })).toBe(false);

    expect(await other.delivery('d_1')).toEqual({ state: 'delivered' });
    expect(await other.delivery('d_2')).toEqual({ state: 'aside' });
    expect(await other.lane('team')).toEqual({ state: { failures: 1 }, pausedUntil: later(60) });
    expect(errors).toHaveLength(4);
  });
});

describe('rows that DynamoDB did not process', () => {
  test('are read once more', async () => {
    const { one, aws } = openLedgers();
    await one.delivered('d_1');
    let faults = 0;
    aws.fault = (_, operation) => (operation === 'BatchGetItem#0' && faults++ === 0 ? 'Unprocessed' : undefined);

    expect(await one.delivery('d_1')).toEqual({ state: 'delivered' });
    expect(aws.calls.filter((each) => each === 'dynamodb BatchGetItem')).toHaveLength(2);
  });

  test('count as missing after that, which the snapshot says', async () => {
    const { one, aws } = openLedgers();
    await one.delivered('d_1');
    expect((await one.read({ deliveries: ['d_1'] })).isComplete).toBe(true);
    aws.fault = (_, operation) => (operation === 'BatchGetItem#0' ? 'Unprocessed' : undefined);

    const snapshot = await one.read({ deliveries: ['d_1'] });

    expect(snapshot.delivery('d_1')).toBeUndefined();
    expect(snapshot.isComplete).toBe(false);
    expect(aws.calls.filter((each) => each === 'dynamodb BatchGetItem')).toHaveLength(3);
  });
});

describe('rows that DynamoDB did not process in a first read', () => {
  test('do not take those with them that it returned, if the second read fails', async () => {
    const { one, aws, errors } = openLedgers();
    await one.delivered('d_1');
    let reads = 0;
    aws.fault = (_, operation) => {
      if (operation === 'BatchGetItem') reads += 1;
      if (reads === 2) return 'InternalServerError';
      return operation === 'BatchGetItem#1' ? 'Unprocessed' : undefined;
    };

    const snapshot = await one.read({ deliveries: ['d_1', 'd_2'] });

    expect(snapshot.delivery('d_1')).toEqual({ state: 'delivered' });
    expect(snapshot.isComplete).toBe(false);
    expect(errors).toMatchObject([{ code: 'InternalServerError' }]);
  });
});

describe('a table that fails', () => {
  test('lets every delivery continue, reports the error, and never rejects', async () => {
    const { one, aws, errors } = openLedgers();
    aws.fault = () => 'AccessDeniedException';

    const snapshot = await one.read({ deliveries: ['d_1'], lanes: ['team'] });
    await one.delivered('d_1');
    await one.aside('d_2');
    await one.delivered('d_3', ENDED);
    await one.conclude(ENDED);
    await one.pause('team', later(60));

    expect(snapshot.isComplete).toBe(false);
    expect([snapshot.delivery('d_1'), snapshot.lane('team')]).toEqual([undefined, undefined]);
    expect(await one.save('team', { failures: 1 })).toBe(false);
    expect(errors).toHaveLength(7);
    expect(errors[0]).toMatchObject({ code: 'AccessDeniedException' });
  });

  test('is not called for ten seconds after a timeout', async () => {
    const { one, aws, pass } = openLedgers();
    aws.fault = () => 'Timeout';
    for (const id of ['d_1', 'd_2', 'd_3']) await one.delivery(id);
    expect(aws.calls).toHaveLength(1);

    await pass(10);
    await one.delivery('d_4');

    expect(aws.calls).toHaveLength(2);
  });
});
