import { type AwsCall, AwsError } from '../../src/aws/call.ts';
import { createFilters } from '../../src/aws/filters.ts';
import type { TargetsReport } from '../../src/aws/open-target.ts';
import { createLocalAws, LEDGER_TABLE, TARGETS_PATH } from '../../src/local/aws.ts';
import { frozenClock } from '../../src/local/clock.ts';
import { TargetsVanished } from '../../src/model/errors.ts';

const START = new Date('2026-03-04T09:00:00.000Z');
const LIST = 'ssm GetParametersByPath';
const GET = 'dynamodb GetItem';
const PUT = 'dynamodb PutItem';

const filtersOf = (overrides: object = {}) => ({
  platform: 'slack',
  on: ['failed', 'fixed', 'approval'],
  levels: ['pipeline'],
  enabled: true,
  ...overrides,
});

/** A stage with the targets `t0` to `t2`, and its first container. */
const openStage = ({ count = 3 } = {}) => {
  const clock = frozenClock(START);
  const aws = createLocalAws(clock);
  const reports: TargetsReport[] = [];
  const failures: string[] = [];
  const put = (name: string, value: unknown): void => {
    aws.parameters.set(`${TARGETS_PATH}/${name}`, typeof value === 'string' ? value : JSON.stringify(value));
  };
  for (let at = 0; at < count; at++)
    put(`t${at}`, { platform: 'slack', url: 'https://hooks.slack.com/services/canary' });
  const pass = (seconds: number): Promise<void> => clock.until(new Date(clock.now().getTime() + seconds * 1000));
  const container = (call: AwsCall = aws.call) =>
    createFilters({
      call,
      path: TARGETS_PATH,
      table: LEDGER_TABLE,
      report: (report) => reports.push(report),
      failed: (error) => failures.push(String(error)),
      now: clock.now,
      random: () => 1,
      sleep: (ms) => pass(ms / 1000),
    });
  const calls = (): string[] => aws.calls.splice(0);
  const fail = (services: Record<string, string>): void => {
    aws.fault = (service) => services[service];
  };
  const elapsed = (): number => (clock.now().getTime() - START.getTime()) / 1000;
  return { aws, clock, reports, failures, put, pass, container, calls, fail, elapsed };
};

describe('the filters of all targets', () => {
  test('are read from Parameter Store once, and by other containers from the table', async () => {
    const { container, calls } = openStage({ count: 25 });
    const expected = new Map(Array.from({ length: 25 }, (_, at) => [`t${at}`, filtersOf()]));

    const first = await container()();
    expect(calls()).toEqual([GET, PUT, LIST, LIST, LIST, PUT]);
    const second = await container()();

    expect(calls()).toEqual([GET]);
    expect(new Map(first)).toEqual(expected);
    expect(new Map(second)).toEqual(expected);
  });

  test('hold what routing needs, and no URL, token, header or secret', async () => {
    const { container, put, aws } = openStage();
    const when = { pipelines: ['web-*', '!web-test'], accounts: ['111122223333'] };
    put('slack', { platform: 'slack', url: 'https://hooks.slack.com/services/T1/B1/canary-url', when, on: ['fixed'] });
    put('hook', {
      platform: 'webhook',
      url: { secret: 'canary-reference' },
      headers: { authorization: 'Bearer canary-header', 'x-b': { parameter: '/canary' } },
      signingKeys: ['whsec_canary-key'],
      unknown: 'canary-field',
      enabled: false,
    });
    put('swapped', { platform: 'https://hooks.slack.com/services/canary-platform', url: 'slack' });
    put('broken', '{"platform":"slack","url":"https://hooks.slack.com/services/canary-half');

    const filters = await container()();
    const copy = await container()();

    const rows = JSON.stringify([...aws.table.items]);
    expect(rows).not.toMatch(/canary|hooks\.slack|https?:|whsec|authorization|Bearer/);
    expect(rows).toContain('web-*');
    expect(filters.get('slack')).toEqual(filtersOf({ on: ['fixed'], when }));
    expect(filters.get('hook')).toEqual(filtersOf({ platform: 'webhook', enabled: false }));
    expect(filters.get('swapped')).toEqual(filtersOf({ platform: 'unknown' }));
    expect(filters.get('broken')).toBe('invalid');
    expect(new Map(copy)).toEqual(new Map(filters));
  });

  test.each([
    ['no JSON', 'canary', ['not valid JSON']],
    ['a wrong field', '{"platform":"slack","on":["canary"]}', [expect.stringContaining('on')]],
  ])(
    'report a target with %s by its name and its problems when Parameter Store is read',
    async (_, value, problems) => {
      const { container, put, reports } = openStage();
      put('broken', value);

      await container()();
      await container()();

      expect(reports).toEqual([{ kind: 'invalid', target: 'broken', problems }]);
      expect(JSON.stringify(reports)).not.toContain('canary');
    },
  );

  test.each(['a b', 'ü', 'x'.repeat(101)])('refuse a name that no queue takes for a group: %j', async (name) => {
    const { container, put } = openStage();
    put(name, { platform: 'slack' });

    expect((await container()()).get(name)).toBe('invalid');
    expect((await container()()).get(name)).toBe('invalid');
  });

  test('are used for a minute without a call, and then read again by one container', async () => {
    const { container, put, pass, calls } = openStage();
    const [one, other] = [container(), container()];
    await one();
    await other();
    put('late', { platform: 'teams' });
    await pass(59);
    calls();
    await one();
    expect(calls()).toEqual([]);
    await pass(1);

    expect([...(await one()).keys()]).toContain('late');
    expect(calls()).toEqual([GET, PUT, LIST, PUT]);
    expect([...(await other()).keys()]).toContain('late');
    expect(calls()).toEqual([GET]);
  });

  test('are read once for concurrent events of one container', async () => {
    const { container, calls } = openStage();
    const load = container();

    const sets = await Promise.all([load(), load(), load()]);

    expect(new Set(sets).size).toBe(1);
    expect(calls()).toEqual([GET, PUT, LIST, PUT]);
  });

  test('of 4,000 targets with long filters fill several rows', async () => {
    const { container, put, aws, pass } = openStage({ count: 0 });
    const when = { pipelines: ['ü'.repeat(100)] };
    for (let at = 0; at < 4000; at++) put(`team-${at}`, { platform: 'slack', when });

    const filters = await container()();
    const copy = await container()();

    const rows = [...aws.table.items].filter(([id]) => id.startsWith('f_targets'));
    expect(rows.map(([id]) => id).sort()).toEqual([
      'f_targets',
      'f_targets_1',
      'f_targets_2',
      'f_targets_3',
      'f_targets_4',
    ]);
    for (const [, row] of rows) expect(Buffer.byteLength(JSON.stringify(row))).toBeLessThan(400_000);
    expect(new Map(copy)).toEqual(new Map(filters));
    expect(copy.size).toBe(4000);

    // A row of another write does not belong to the first one.
    aws.table.items.set('f_targets_3', { ...rows[3]?.[1], version: { S: 'other' } } as never);
    aws.calls.splice(0);
    await pass(11);
    expect((await container()()).size).toBe(4000);
    expect(aws.calls.filter((call) => call === LIST)).toHaveLength(400);
  });

  test.each([
    ['another version of the relay', { format: { S: 'v_other' } }],
    ['an unknown program', { filters: { N: '7' } }],
  ])('in a row of %s are not used, and the row is replaced', async (_, change) => {
    const { container, aws, calls, pass } = openStage();
    await container()();
    aws.table.items.set('f_targets', { ...aws.table.items.get('f_targets'), ...change } as never);
    await pass(11);
    calls();

    expect((await container()()).size).toBe(3);
    expect(calls()).toContain(LIST);
    await container()();
    expect(calls()).toEqual([GET]);
  });
});

describe('while Parameter Store fails', () => {
  test.each(['AccessDeniedException', 'KMSInvalidStateException', 'ValidationException'])(
    'with %s and without a copy, the read fails and the lease is free again',
    async (code) => {
      const { container, fail, calls, elapsed } = openStage();
      fail({ ssm: code });

      await expect(container()()).rejects.toMatchObject({ code });
      expect(calls()).toEqual([GET, PUT, LIST, PUT]);
      await expect(container()()).rejects.toMatchObject({ code });
      expect(elapsed()).toBe(0);
    },
  );

  test('with throttling and without a copy, the read fails after 20 seconds', async () => {
    const { container, fail, elapsed } = openStage();
    fail({ ssm: 'ThrottlingException' });

    await expect(container()()).rejects.toMatchObject({ code: 'ThrottlingException' });
    expect(elapsed()).toBe(20);
  });

  test('a copy of up to 15 minutes is used, and reported with its age', async () => {
    const { container, fail, pass, reports } = openStage();
    const load = container();
    const copy = await load();
    fail({ ssm: 'AccessDeniedException' });
    await pass(61);
    const early = await load();
    await pass(839);
    const late = await load();
    await pass(11);

    expect([early, late]).toEqual([copy, copy]);
    expect(reports).toMatchObject([
      { kind: 'stale', ageSeconds: 61, error: { code: 'AccessDeniedException' } },
      { kind: 'stale', ageSeconds: 900 },
    ]);
    await expect(load()).rejects.toMatchObject({ code: 'AccessDeniedException' });
  });

  test('a new container uses the row for 15 minutes', async () => {
    const { container, fail, pass } = openStage();
    await container()();
    fail({ ssm: 'AccessDeniedException' });
    await pass(899);
    expect((await container()()).size).toBe(3);
    await pass(2);

    await expect(container()()).rejects.toMatchObject({ code: 'AccessDeniedException' });
  });

  test('a container with a copy retries throttling for five seconds only, and then not for ten', async () => {
    const { container, fail, pass, calls, elapsed } = openStage();
    const load = container();
    await load();
    await pass(60);
    fail({ ssm: 'ThrottlingException' });

    await load();
    expect(elapsed()).toBe(65);
    await pass(9);
    calls();
    await load();
    expect(calls()).toEqual([]);
    await pass(1);
    await load();
    expect(calls()).toContain(LIST);
  });

  test('the read succeeds again after the outage', async () => {
    const { container, fail, pass, put } = openStage();
    const load = container();
    await load();
    fail({ ssm: 'AccessDeniedException' });
    await pass(61);
    await load();
    fail({});
    put('late', { platform: 'teams' });
    await pass(10);

    expect([...(await load()).keys()]).toContain('late');
  });
});

describe('the last target', () => {
  test.each([
    ['by a container that knew it', false],
    ['by a new container', true],
  ])('that disappears is noticed %s for a day', async (_, isNew) => {
    const { container, aws, pass, put } = openStage();
    const old = container();
    const load = () => (isNew ? container() : old)();
    await load();
    aws.parameters.clear();
    await pass(60);

    await expect(load()).rejects.toBeInstanceOf(TargetsVanished);
    await pass(24 * 3600 - 61);
    await expect(load()).rejects.toBeInstanceOf(TargetsVanished);
    await pass(1);
    expect((await load()).size).toBe(0);
    put('new', { platform: 'teams' });
    await pass(60);
    expect((await load()).size).toBe(1);
  });

  test('that comes back ends the alarm', async () => {
    const { container, aws, pass } = openStage();
    const load = container();
    await load();
    const targets = [...aws.parameters];
    aws.parameters.clear();
    await pass(60);
    await expect(load()).rejects.toBeInstanceOf(TargetsVanished);
    for (const [name, value] of targets) aws.parameters.set(name, value);
    await pass(60);

    expect((await load()).size).toBe(3);
  });

  test('of a new stage was never there', async () => {
    const { container } = openStage({ count: 0 });

    expect((await container()()).size).toBe(0);
    expect((await container()()).size).toBe(0);
  });

  test('was there, although the table was down when it disappeared', async () => {
    const { container, aws, pass, fail } = openStage();
    await container()();
    aws.parameters.clear();
    fail({ dynamodb: 'Timeout' });
    const load = container();
    expect((await load()).size).toBe(0);
    fail({});
    await pass(60);

    await expect(load()).rejects.toBeInstanceOf(TargetsVanished);
    await expect(container()()).rejects.toBeInstanceOf(TargetsVanished);
  });

  test('is there as long as one is, however wrong', async () => {
    const { container, aws, pass, put } = openStage();
    const load = container();
    await load();
    aws.parameters.clear();
    put('broken', '{');
    await pass(60);

    expect([...(await load())]).toEqual([['broken', 'invalid']]);
  });
});

describe('while the table fails', () => {
  test.each(['Timeout', 'AccessDeniedException', 'BadAnswer'])(
    'with %s, each container reads Parameter Store itself',
    async (code) => {
      const { container, fail, calls, failures, pass } = openStage();
      fail({ dynamodb: code });
      const load = container();

      expect((await load()).size).toBe(3);
      expect((await load()).size).toBe(3);
      expect(calls()).toEqual([GET, LIST]);
      expect((await container()()).size).toBe(3);
      expect(calls()).toEqual([GET, LIST]);
      await pass(60);
      expect((await load()).size).toBe(3);
      expect(failures).toEqual(Array(3).fill(`AwsError: dynamodb GetItem: ${code}`));
    },
  );

  test('only for writes, each container reads Parameter Store itself', async () => {
    const { container, aws, failures } = openStage();
    aws.fault = (_, operation) => (operation === 'PutItem' ? 'AccessDeniedException' : undefined);

    expect((await container()()).size).toBe(3);
    expect(failures).toHaveLength(1);
  });

  test('to store the row, the container uses what it has read', async () => {
    const { container, aws, failures } = openStage();
    let writes = 0;
    aws.fault = (_, operation) => (operation === 'PutItem' && ++writes === 2 ? 'Timeout' : undefined);

    expect((await container()()).size).toBe(3);
    expect(failures).toEqual(['AwsError: dynamodb PutItem: Timeout']);
  });

  test('to answer the write, which has taken place, nothing is lost', async () => {
    const { container, aws, calls, failures, pass } = openStage();
    // Every write takes place, its answer is lost, and the same request is sent again.
    const call: AwsCall = async (service, operation, input) => {
      if (operation === 'PutItem') await aws.call(service, operation, input);
      return aws.call(service, operation, input);
    };

    const load = container(call);
    expect((await load()).size).toBe(3);
    calls();
    expect((await container()()).size).toBe(3);
    expect(calls()).toEqual([GET]);
    await pass(60);
    expect((await load()).size).toBe(3);
    expect(failures).toEqual([]);
  });

  test('and Parameter Store too, without a copy nothing is routed', async () => {
    const { container, fail } = openStage();
    fail({ dynamodb: 'Timeout', ssm: 'AccessDeniedException' });

    await expect(container()()).rejects.toBeInstanceOf(AwsError);
  });
});
