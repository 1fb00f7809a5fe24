import { type AwsCall, AwsError } from '../../src/aws/call.ts';
import { createListTargets } from '../../src/aws/target-list.ts';
import { frozenClock } from '../../src/local/clock.ts';

const START = new Date('2026-03-04T09:00:00.000Z');

/** Parameter Store with `count` targets under `/x`. `fails` gets the number of the call, from 1, and may name an error. */
const openList = (count: number, fails: (call: number) => string | undefined = () => undefined) => {
  const clock = frozenClock(START);
  const from: number[] = [];
  const call: AwsCall = async (service, operation, input) => {
    const { NextToken = '0' } = input as { NextToken?: string };
    const first = Number(NextToken);
    from.push(first);
    const code = fails(from.length);
    if (code) throw new AwsError(service, operation, code);
    const Parameters = Array.from({ length: Math.min(10, count - first) }, (_, at) => ({
      Name: `/x/t${first + at}`,
      Value: '{}',
    }));
    return { Parameters, ...(first + 10 < count && { NextToken: String(first + 10) }) };
  };
  const pass = (seconds: number): Promise<void> => clock.until(new Date(clock.now().getTime() + seconds * 1000));
  const list = createListTargets(call, '/x', { now: clock.now, random: () => 1, sleep: (ms) => pass(ms / 1000) });
  const read = (seconds = 20, beforeCall?: () => Promise<void>) =>
    list(clock.now().getTime() + seconds * 1000, beforeCall);
  const elapsed = (): number => (clock.now().getTime() - START.getTime()) / 1000;
  return { read, from, pass, elapsed };
};

const listOf = (call: AwsCall) =>
  createListTargets(call, '/x', { now: () => START, random: Math.random, sleep: async () => {} });

describe('listing the targets', () => {
  test.each([
    [0, [0]],
    [10, [0]],
    [11, [0, 10]],
    [25, [0, 10, 20]],
  ])('reads %i targets in pages from %j', async (count, pages) => {
    const { read, from } = openList(count);

    expect((await read()).values.size).toBe(count);
    expect(from).toEqual(pages);
  });

  test('continues after an empty page that is not the last', async () => {
    const pages = [
      { Parameters: [], NextToken: 'a' },
      { Parameters: [], NextToken: 'b' },
      { Parameters: [{ Name: '/x/team', Value: '{"name":"team"}' }], NextToken: null },
    ];
    const inputs: object[] = [];
    const list = listOf(async (_, __, input) => pages[inputs.push(input) - 1]);

    const { values, startedAt } = await list(START.getTime());

    expect([...values]).toEqual([['team', '{"name":"team"}']]);
    expect(startedAt).toEqual(START);
    const common = { Path: '/x', WithDecryption: true, MaxResults: 10 };
    expect(inputs).toEqual([common, { ...common, NextToken: 'a' }, { ...common, NextToken: 'b' }]);
  });

  test.each([
    ['the same token', ['a', 'a'], 2],
    ['an earlier token', ['a', 'b', 'c', 'b'], 4],
  ])('fails if the pages go on with %s: the list would never end', async (_, tokens, calls) => {
    let pages = 0;
    const list = listOf(async () => ({ Parameters: [], NextToken: tokens[pages++ % tokens.length] }));

    await expect(list(START.getTime())).rejects.toMatchObject({ name: 'AwsError', code: 'RepeatedPageToken' });
    expect(pages).toBe(calls);
  });

  test.each([
    [undefined],
    [null],
    [{}],
    [{ NextToken: 'a' }],
    [{ Parameters: null }],
    [{ Parameters: 'canary' }],
    [{ message: 'slow down' }],
  ])('an answer without a list of parameters is a failure, not an empty list: %j', async (page) => {
    await expect(listOf(async () => page)(START.getTime())).rejects.toMatchObject({ code: 'BadAnswer' });
  });

  test('an empty list means that there are no targets', async () => {
    expect((await listOf(async () => ({ Parameters: [] }))(START.getTime())).values.size).toBe(0);
  });
});

describe('a page that fails', () => {
  test('because of throttling is read again, and no other page', async () => {
    const { read, from } = openList(25, (call) => (call >= 2 && call <= 5 ? 'ThrottlingException' : undefined));

    expect((await read()).values.size).toBe(25);
    expect(from).toEqual([0, 10, 10, 10, 10, 10, 20]);
  });

  test('until the time is over fails the read, and the next read continues with it', async () => {
    let isDown = true;
    const { read, from, elapsed, pass } = openList(25, (call) =>
      isDown && call > 1 ? 'ThrottlingException' : undefined,
    );
    await expect(read()).rejects.toMatchObject({ code: 'ThrottlingException' });
    expect(elapsed()).toBe(20);
    isDown = false;
    from.splice(0);
    await pass(60);

    const { values, startedAt } = await read();

    expect(from).toEqual([10, 20]);
    expect(values.size).toBe(25);
    expect(startedAt).toEqual(START);
  });

  test('is not continued with after five minutes', async () => {
    let isDown = true;
    const { read, from, pass } = openList(25, (call) => (isDown && call > 1 ? 'ThrottlingException' : undefined));
    await expect(read()).rejects.toThrow(AwsError);
    isDown = false;
    from.splice(0);
    await pass(281);

    expect((await read()).values.size).toBe(25);
    expect(from).toEqual([0, 10, 20]);
  });

  test('for good fails the read at once, and the next read begins anew', async () => {
    const { read, from } = openList(25, (call) => (call === 2 ? 'AccessDeniedException' : undefined));

    await expect(read()).rejects.toMatchObject({ code: 'AccessDeniedException' });
    await read();

    expect(from).toEqual([0, 10, 0, 10, 20]);
  });

  test('because its token has expired makes the read begin anew', async () => {
    let down = 2;
    const { read, from } = openList(25, (call) => {
      if (call >= 2 && down > 0) return 'ThrottlingException';
      return down === 0 && from.at(-1) === 10 && from.filter((page) => page === 0).length === 1
        ? 'InvalidNextToken'
        : undefined;
    });
    await expect(read(0)).rejects.toMatchObject({ code: 'ThrottlingException' });
    down = 0;
    from.splice(1);

    expect((await read()).values.size).toBe(25);
    expect(from).toEqual([0, 10, 0, 10, 20]);
  });

  test('does not start after the time is over', async () => {
    const { read, from, pass } = openList(50);

    await expect(read(1, () => pass(0.6))).rejects.toMatchObject({ code: 'Timeout' });
    expect(from).toEqual([0, 10]);
    await read(20);
    expect(from).toEqual([0, 10, 20, 30, 40]);
  });
});
