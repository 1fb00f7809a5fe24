import { type AwsCall, AwsError } from '../../src/aws/call.ts';
import type { TargetsReport } from '../../src/aws/open-target.ts';
import { createTargetStore, type TargetSet } from '../../src/aws/target-list.ts';
import { createLocalAws, TARGETS_PATH } from '../../src/local/aws.ts';
import { frozenClock } from '../../src/local/clock.ts';
import { ConfigError } from '../../src/model/errors.ts';

const START = new Date('2026-03-04T09:00:00.000Z');

interface Target {
  name: string;
}

/** A store over a Parameter Store in memory that contains `count` targets. */
const openStore = ({ count = 3 }: { count?: number } = {}) => {
  const clock = frozenClock(START);
  const aws = createLocalAws(clock);
  const reports: TargetsReport[] = [];
  const put = (name: string, value: unknown): void => {
    aws.parameters.set(`${TARGETS_PATH}/${name}`, typeof value === 'string' ? value : JSON.stringify(value));
  };
  for (let at = 0; at < count; at++) put(`t${at}`, { name: `t${at}` });
  const load = createTargetStore<Target>({
    call: aws.call,
    path: TARGETS_PATH,
    open: (raw) => {
      if (typeof (raw as Target)?.name !== 'string') throw new ConfigError(['name: expected string']);
      if ((raw as Target).name === 'bug') throw new TypeError('canary');
      return raw as Target;
    },
    report: (report) => reports.push(report),
    now: clock.now,
  });
  const pass = (seconds: number): Promise<void> => clock.until(new Date(clock.now().getTime() + seconds * 1000));
  const ago = (seconds: number): Date => new Date(clock.now().getTime() - seconds * 1000);
  const fail = (code: string | undefined): void => {
    aws.fault = () => code;
  };
  return { load, aws, clock, reports, put, pass, ago, fail };
};

const names = ({ targets }: TargetSet<Target>): string[] => [...targets.keys()].sort();

describe('reading the targets', () => {
  test.each([
    [0, 1],
    [10, 1],
    [11, 2],
    [25, 3],
  ])('reads %i targets in %i pages', async (count, pages) => {
    const { load, aws } = openStore({ count });

    const set = await load();

    expect(set.targets.size).toBe(count);
    expect(aws.calls).toEqual(Array(pages).fill('ssm GetParametersByPath'));
  });

  test('continues after an empty page that is not the last', async () => {
    const pages = [
      { Parameters: [], NextToken: 'a' },
      { Parameters: [], NextToken: 'b' },
      { Parameters: [{ Name: '/x/team', Value: '{"name":"team"}' }], NextToken: null },
    ];
    const inputs: object[] = [];
    const call: AwsCall = async (_, __, input) => pages[inputs.push(input) - 1];
    const load = createTargetStore({ call, path: '/x', open: (raw) => raw, report: () => {} });

    const { targets } = await load();

    expect([...targets]).toEqual([['team', { name: 'team' }]]);
    const common = { Path: '/x', WithDecryption: true, MaxResults: 10 };
    expect(inputs).toEqual([common, { ...common, NextToken: 'a' }, { ...common, NextToken: 'b' }]);
  });

  test.each([
    ['no JSON', 'canary', ['not valid JSON']],
    ['half', '{"name":"canary', ['not valid JSON']],
    ['not what it should be', '{"name":7,"url":"canary"}', ['name: expected string']],
  ])('reports a target that is %s with its name and its problems, without its value', async (_, value, problems) => {
    const { load, put, reports } = openStore();
    put('broken', value);

    const { targets } = await load();

    expect(targets.get('broken')).toBe('invalid');
    expect([...targets.values()].filter((target) => target !== 'invalid')).toHaveLength(3);
    expect(reports).toEqual([{ kind: 'invalid', target: 'broken', problems }]);
    expect(JSON.stringify(reports)).not.toContain('canary');
  });

  test.each(['a b', 'ü', 'x'.repeat(101)])('refuses a name that no queue takes for a group: %j', async (name) => {
    const { load, put } = openStore();
    put(name, { name });

    expect((await load()).targets.get(name)).toBe('invalid');
  });

  test('keeps the others usable if opening one throws, whose deliveries wait', async () => {
    const { load, put, reports } = openStore();
    put('bug', { name: 'bug' });

    const { targets } = await load();

    expect(targets.get('bug')).toBe('unresolved');
    expect(targets.get('t0')).toEqual({ name: 't0' });
    expect(reports).toMatchObject([{ kind: 'unresolved', target: 'bug' }]);
  });

  test('reports an invalid target at every read', async () => {
    const { load, put, pass, reports } = openStore();
    put('broken', 'x');
    await load();
    await pass(61);
    await load();
    put('broken', { name: 'mended' });
    await pass(61);

    const { targets } = await load();

    expect(reports.map(({ kind }) => kind)).toEqual(['invalid', 'invalid']);
    expect(targets.get('broken')).toEqual({ name: 'mended' });
  });

  test('returns the identical object for unchanged JSON only', async () => {
    const { load, put, pass } = openStore();
    const before = await load();
    put('t1', { name: 'new' });
    await pass(61);

    const after = await load();

    expect(after.targets.get('t0')).toBe(before.targets.get('t0'));
    expect(after.targets.get('t1')).not.toBe(before.targets.get('t1'));
    expect(after.targets.get('t1')).toEqual({ name: 'new' });
  });
});

describe('the cached copy', () => {
  test('is used for a minute', async () => {
    const { load, aws, put, pass } = openStore();
    await load();
    put('late', { name: 'late' });
    await pass(60);
    const within = await load();
    await pass(1);
    const after = await load();

    expect(names(within)).not.toContain('late');
    expect(names(after)).toContain('late');
    expect(aws.calls).toHaveLength(2);
  });

  test('is not used if a newer one is requested', async () => {
    const { load, aws, pass, ago } = openStore();
    await load();
    await pass(10);

    await load(ago(11));
    expect(aws.calls).toHaveLength(1);
    await load(ago(9));
    expect(aws.calls).toHaveLength(2);
    await load(ago(0));
    expect(aws.calls).toHaveLength(2);
  });

  test('is read once for concurrent callers', async () => {
    const { load, aws } = openStore();

    const sets = await Promise.all([load(), load(), load(START), load()]);

    expect(new Set(sets).size).toBe(1);
    expect(aws.calls).toHaveLength(1);
  });

  test('in progress is not used if a newer one is requested', async () => {
    const { load, aws, pass, ago, put } = openStore();
    const early = load();
    await pass(10);
    put('late', { name: 'late' });

    const late = await load(ago(5));
    await early;

    expect(names(late)).toContain('late');
    expect(aws.calls).toHaveLength(2);
  });

  test('does not contain a removed target', async () => {
    const { load, aws, pass } = openStore();
    await load();
    aws.parameters.delete(`${TARGETS_PATH}/t0`);
    await pass(61);

    expect(names(await load())).toEqual(['t1', 't2']);
  });
});

describe('while Parameter Store fails', () => {
  const storeOf = (call: AwsCall) => createTargetStore({ call, path: '/x', open: (raw) => raw, report: () => {} });

  test.each(['ThrottlingException', 'AccessDeniedException', 'Timeout', 'KMSInvalidStateException'])(
    'with %s and without a copy, the read fails',
    async (code) => {
      const { load, fail, aws } = openStore();
      fail(code);

      await expect(load()).rejects.toThrow(AwsError);
      await expect(load()).rejects.toMatchObject({ code });
      expect(aws.calls).toHaveLength(2);
    },
  );

  test.each([
    ['the same token', ['a', 'a'], 2],
    ['an earlier token', ['a', 'b', 'c', 'b'], 4],
  ])('pages that go on with %s are a failure: the list would never end', async (_, tokens, calls) => {
    let pages = 0;
    const call: AwsCall = async () => ({ Parameters: [], NextToken: tokens[pages++ % tokens.length] });

    await expect(storeOf(call)()).rejects.toMatchObject({ name: 'AwsError', code: 'RepeatedPageToken' });

    expect(pages).toBe(calls);
  });

  const WITHOUT_LIST: [page: unknown][] = [
    [undefined],
    [null],
    [{}],
    [{ NextToken: 'a' }],
    [{ Parameters: null }],
    [{ Parameters: 'canary' }],
    [{ message: 'slow down' }],
  ];

  test.each(WITHOUT_LIST)('an answer without a list of parameters is a failure too: %j', async (page) => {
    await expect(storeOf(async () => page)()).rejects.toMatchObject({ name: 'AwsError', code: 'BadAnswer' });
  });

  test('an answer with an empty list means no targets', async () => {
    expect((await storeOf(async () => ({ Parameters: [] }))()).targets.size).toBe(0);
  });

  test.each(WITHOUT_LIST)('a copy is used if the answer has no list of parameters: %j', async (page) => {
    const clock = frozenClock(START);
    const pages: unknown[] = [{ Parameters: [{ Name: '/x/team', Value: '{"name":"team"}' }] }, page];
    const reports: TargetsReport[] = [];
    const load = createTargetStore({
      call: async () => pages.shift(),
      path: '/x',
      open: (raw) => raw,
      report: (report) => reports.push(report),
      now: clock.now,
    });
    const copy = await load();
    await clock.until(new Date(START.getTime() + 61_000));

    expect(await load()).toBe(copy);
    expect(reports).toMatchObject([{ kind: 'stale', error: { code: 'BadAnswer' } }]);
  });

  test('a failing page fails the whole read', async () => {
    const { load, aws } = openStore({ count: 25 });
    aws.fault = () => (aws.calls.length === 2 ? 'ThrottlingException' : undefined);

    await expect(load()).rejects.toMatchObject({ code: 'ThrottlingException' });
  });

  test('a copy of up to 15 minutes is used, and reported with its age', async () => {
    const { load, fail, pass, reports } = openStore();
    const copy = await load();
    fail('Timeout');
    await pass(61);
    const early = await load();
    await pass(839);
    const late = await load();
    await pass(11);

    expect([early, late]).toEqual([copy, copy]);
    expect(reports).toMatchObject([
      { kind: 'stale', ageSeconds: 61, error: { code: 'Timeout' } },
      { kind: 'stale', ageSeconds: 900 },
    ]);
    await expect(load()).rejects.toMatchObject({ code: 'Timeout' });
  });

  test('it is called every ten seconds, not for each batch', async () => {
    const { load, fail, pass, aws, ago, reports } = openStore();
    await load();
    fail('Timeout');
    await pass(61);
    await load();
    await pass(9);
    await load();
    await expect(load(ago(0))).rejects.toThrow('targets unavailable');
    expect(aws.calls).toHaveLength(2);

    await pass(1);
    await load();

    expect(aws.calls).toHaveLength(3);
    expect(reports).toHaveLength(2);
  });

  test('a copy is not used if a newer one is requested', async () => {
    const { load, fail, pass, ago } = openStore();
    const copy = await load();
    fail('Timeout');
    await pass(10);

    await expect(load(ago(0))).rejects.toMatchObject({ code: 'Timeout' });
    expect(await load(ago(20))).toBe(copy);
  });

  test('the read succeeds again after the outage', async () => {
    const { load, fail, pass, put } = openStore();
    await load();
    fail('Timeout');
    await pass(61);
    await load();
    fail(undefined);
    put('late', { name: 'late' });
    await pass(10);

    expect(names(await load())).toContain('late');
  });
});
