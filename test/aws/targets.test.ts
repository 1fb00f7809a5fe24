import { type AwsCall, AwsError } from '../../src/aws/call.ts';
import type { TargetsReport } from '../../src/aws/open-target.ts';
import type { Resolved } from '../../src/aws/secrets.ts';
import { createTargetReader } from '../../src/aws/targets.ts';
import { createLocalAws, TARGETS_PATH } from '../../src/local/aws.ts';
import { frozenClock } from '../../src/local/clock.ts';
import { ConfigError } from '../../src/model/errors.ts';

const START = new Date('2026-03-04T09:00:00.000Z');
const READ = 'ssm GetParameters';

interface Target {
  name: string;
}

/** A reader over a Parameter Store in memory that contains the targets `t0` to `t2`. */
const openReader = (
  overrides: { call?: AwsCall; resolve?: (raw: unknown, name: string) => Promise<Resolved> } = {},
) => {
  const clock = frozenClock(START);
  const aws = createLocalAws(clock);
  const reports: TargetsReport[] = [];
  const put = (name: string, value: unknown): void => {
    aws.parameters.set(`${TARGETS_PATH}/${name}`, typeof value === 'string' ? value : JSON.stringify(value));
  };
  for (const name of ['t0', 't1', 't2']) put(name, { name });
  const read = createTargetReader<Target>({
    call: aws.call,
    path: TARGETS_PATH,
    open: ({ raw }) => {
      if (typeof (raw as Target)?.name !== 'string') throw new ConfigError(['name: expected string']);
      if ((raw as Target).name === 'bug') throw new TypeError('canary');
      return raw as Target;
    },
    report: (report) => reports.push(report),
    now: clock.now,
    random: () => 1,
    sleep: (ms) => clock.until(new Date(clock.now().getTime() + ms)),
    ...overrides,
  });
  const elapsed = (): number => (clock.now().getTime() - START.getTime()) / 1000;
  const pass = (seconds: number): Promise<void> => clock.until(new Date(clock.now().getTime() + seconds * 1000));
  const ago = (seconds: number): Date => new Date(clock.now().getTime() - seconds * 1000);
  const fail = (code: string | undefined): void => {
    aws.fault = () => code;
  };
  return { read, aws, clock, reports, put, pass, ago, fail, elapsed };
};

describe('reading targets by name', () => {
  test('asks for the names of the batch only, in one call', async () => {
    const inputs: object[] = [];
    const { read } = openReader({
      call: async (_, __, input) => {
        inputs.push(input);
        return { Parameters: [{ Name: `${TARGETS_PATH}/t1`, Value: '{"name":"t1"}' }], InvalidParameters: [] };
      },
    });

    expect([...(await read(['t1', 't1']))]).toEqual([['t1', { name: 't1' }]]);
    expect(inputs).toEqual([{ Names: [`${TARGETS_PATH}/t1`], WithDecryption: true }]);
  });

  test('reads more than ten names ten at a time', async () => {
    const { read, put, aws } = openReader();
    const names = Array.from({ length: 25 }, (_, at) => `many-${at}`);
    for (const name of names) put(name, { name });

    expect([...(await read(names)).keys()]).toEqual(names);
    expect(aws.calls).toEqual([READ, READ, READ]);
  });

  test('a name that Parameter Store does not know is absent, and the others are there', async () => {
    const { read } = openReader();

    expect([...(await read(['gone', 't0'])).keys()]).toEqual(['t0']);
  });

  test.each(['', 'a b', 'ü', 'a/b', 'x'.repeat(101)])(
    'the name %j, which no target can have, costs no call',
    async (name) => {
      const { read, aws } = openReader();

      expect((await read([name])).size).toBe(0);
      expect(aws.calls).toEqual([]);
      expect((await read([name, 't0'])).size).toBe(1);
      expect(aws.calls).toEqual([READ]);
    },
  );

  test.each([
    [undefined],
    [null],
    [{}],
    [{ Parameters: [] }],
    [{ Parameters: [], InvalidParameters: null }],
    [{ Parameters: [], InvalidParameters: ['/other'] }],
    [{ InvalidParameters: [`${TARGETS_PATH}/t0`] }],
    [{ message: 'slow down' }],
  ])('an answer that does not mention the name is a failure, not a target that is gone: %j', async (output) => {
    const { read } = openReader({ call: async () => output });

    await expect(read(['t0'])).rejects.toMatchObject({ name: 'AwsError', code: 'BadAnswer' });
  });

  test.each([
    ['no JSON', 'canary', ['not valid JSON']],
    ['not what it should be', '{"name":7,"url":"canary"}', ['name: expected string']],
  ])('reports a target that is %s with its problems, without its value', async (_, value, problems) => {
    const { read, put, reports } = openReader();
    put('broken', value);

    const targets = await read(['broken', 't0']);

    expect(targets.get('broken')).toBe('invalid');
    expect(targets.get('t0')).toEqual({ name: 't0' });
    expect(reports).toEqual([{ kind: 'invalid', target: 'broken', problems }]);
    expect(JSON.stringify(reports)).not.toContain('canary');
  });

  test('keeps the others usable if opening one throws', async () => {
    const { read, put, reports } = openReader();
    put('bug', { name: 'bug' });

    const targets = await read(['bug', 't0']);

    expect(targets.get('bug')).toBe('unresolved');
    expect(targets.get('t0')).toEqual({ name: 't0' });
    expect(reports).toMatchObject([{ kind: 'unresolved', target: 'bug' }]);
  });

  test('returns the identical object for unchanged JSON only', async () => {
    const { read, put, pass } = openReader();
    const before = await read(['t0', 't1']);
    put('t1', { name: 'new' });
    await pass(61);

    const after = await read(['t0', 't1']);

    expect(after.get('t0')).toBe(before.get('t0'));
    expect(after.get('t1')).toEqual({ name: 'new' });
    expect(before.get('t1')).toEqual({ name: 't1' });
  });

  test('resolves references to secrets, and notices a changed secret', async () => {
    let secret = 'one';
    const { read, put, pass } = openReader({ resolve: async () => ({ raw: { name: secret }, hasShared: false }) });
    put('t0', { name: { parameter: '/team/secret' } });
    const before = (await read(['t0'])).get('t0');
    secret = 'two';
    await pass(61);

    expect(before).toEqual({ name: 'one' });
    expect((await read(['t0'])).get('t0')).toEqual({ name: 'two' });
  });

  test('opens a target anew if the same secret becomes a shared one', async () => {
    let hasShared = false;
    const { read, put, pass } = openReader({ resolve: async () => ({ raw: { name: 'same' }, hasShared }) });
    put('t0', { name: { parameter: '/team/secret' } });
    const before = (await read(['t0'])).get('t0');
    await pass(61);
    const unchanged = (await read(['t0'])).get('t0');
    hasShared = true;
    await pass(61);

    expect(unchanged).toBe(before);
    expect((await read(['t0'])).get('t0')).not.toBe(before);
  });
});

describe('the cached copies', () => {
  test('are kept per name: only the unknown and outdated ones are read', async () => {
    const { read, aws, pass, put } = openReader();
    await read(['t0', 'late']);
    put('late', { name: 'late' });
    await pass(30);
    await read(['t0', 't1']);
    await pass(30);
    const within = await read(['t0', 't1', 'late']);
    await pass(1);
    const after = await read(['t0', 't1', 'late']);

    expect([...within.keys()]).toEqual(['t0', 't1']);
    expect([...after.keys()]).toEqual(['t0', 't1', 'late']);
    expect(aws.calls).toHaveLength(3);
  });

  test('are not used if newer ones are requested', async () => {
    const { read, aws, pass, ago } = openReader();
    await read(['t0']);
    await pass(10);

    await read(['t0'], ago(11));
    expect(aws.calls).toHaveLength(1);
    await read(['t0'], ago(9));
    expect(aws.calls).toHaveLength(2);
    await read(['t0'], ago(0));
    expect(aws.calls).toHaveLength(2);
  });

  test('are read once for concurrent callers', async () => {
    const { read, aws } = openReader();

    await Promise.all([read(['t0', 't1']), read(['t1']), read(['t0'], START), read(['t1', 't2'])]);

    expect(aws.calls).toEqual([READ, READ]);
  });

  test('in progress are not used if newer ones are requested, and an older answer does not replace a newer one', async () => {
    const values = ['{"name":"old"}', '{"name":"new"}'];
    const answers: (() => void)[] = [];
    const { read, pass, ago } = openReader({
      call: async () => {
        const Value = values.shift();
        await new Promise<void>((resolve) => answers.push(resolve));
        return { Parameters: [{ Name: `${TARGETS_PATH}/t0`, Value }] };
      },
    });
    const early = read(['t0']);
    await pass(10);
    const late = read(['t0'], ago(5));
    answers[1]?.();
    expect((await late).get('t0')).toEqual({ name: 'new' });
    answers[0]?.();
    await early;

    expect((await read(['t0'])).get('t0')).toEqual({ name: 'new' });
  });
});

describe('while Parameter Store fails', () => {
  test.each(['AccessDeniedException', 'KMSInvalidStateException', 'ValidationException'])(
    'with %s and without a copy, the read fails at once',
    async (code) => {
      const { read, fail, aws } = openReader();
      fail(code);

      await expect(read(['t0'])).rejects.toThrow(AwsError);
      await expect(read(['t0'])).rejects.toMatchObject({ code });
      expect(aws.calls).toHaveLength(2);
    },
  );

  test.each(['ThrottlingException', 'TooManyUpdatesThrottling', 'Timeout', 'Network', 'ServiceUnavailable503'])(
    'with %s, the read is repeated with jitter for five seconds',
    async (code) => {
      const { read, fail, aws, elapsed } = openReader();
      fail(code);

      await expect(read(['t0'])).rejects.toMatchObject({ code });

      expect(elapsed()).toBe(5);
      expect(aws.calls).toHaveLength(9);
    },
  );

  test('for two seconds, nobody notices', async () => {
    const { read, aws, elapsed, reports } = openReader();
    aws.fault = () => (elapsed() < 2 ? 'ThrottlingException' : undefined);

    expect((await read(['t0'])).get('t0')).toEqual({ name: 't0' });
    expect(elapsed()).toBeLessThan(3.5);
    expect(reports).toEqual([]);
  });

  test('a copy of up to 15 minutes is used, and reported with its age', async () => {
    const { read, fail, pass, reports } = openReader();
    const copy = (await read(['t0'])).get('t0');
    fail('AccessDeniedException');
    await pass(61);
    const early = await read(['t0']);
    await pass(839);
    const late = await read(['t0']);
    await pass(11);

    expect([early.get('t0'), late.get('t0')]).toEqual([copy, copy]);
    expect(reports).toMatchObject([
      { kind: 'stale', ageSeconds: 61, error: { code: 'AccessDeniedException' } },
      { kind: 'stale', ageSeconds: 900 },
    ]);
    await expect(read(['t0'])).rejects.toMatchObject({ code: 'AccessDeniedException' });
  });

  test('the copy of a target that was gone is used too', async () => {
    const { read, fail, pass } = openReader();
    await read(['gone']);
    fail('AccessDeniedException');
    await pass(61);

    expect((await read(['gone'])).size).toBe(0);
    await pass(840);
    await expect(read(['gone'])).rejects.toMatchObject({ code: 'AccessDeniedException' });
  });

  test('it is called every ten seconds, not for each batch', async () => {
    const { read, fail, pass, aws, ago, reports } = openReader();
    await read(['t0']);
    fail('AccessDeniedException');
    await pass(61);
    await read(['t0']);
    await pass(9);
    await read(['t0']);
    await expect(read(['t0'], ago(0))).rejects.toThrow('targets unavailable');
    expect(aws.calls).toHaveLength(2);

    await pass(1);
    await read(['t0']);

    expect(aws.calls).toHaveLength(3);
    expect(reports).toHaveLength(2);
  });

  test('a copy is not used if a newer one is requested', async () => {
    const { read, fail, pass, ago } = openReader();
    const copy = (await read(['t0'])).get('t0');
    fail('AccessDeniedException');
    await pass(10);

    await expect(read(['t0'], ago(0))).rejects.toMatchObject({ code: 'AccessDeniedException' });
    expect((await read(['t0'], ago(20))).get('t0')).toBe(copy);
  });

  test('the read succeeds again after the outage', async () => {
    const { read, fail, pass, put } = openReader();
    await read(['t0']);
    fail('AccessDeniedException');
    await pass(61);
    await read(['t0']);
    fail(undefined);
    put('t0', { name: 'late' });
    await pass(10);

    expect((await read(['t0'])).get('t0')).toEqual({ name: 'late' });
  });
});

describe('one parameter that may not be decrypted', () => {
  /** AWS refuses every call that asks for `locked`. */
  const openLocked = () => {
    const reader = openReader();
    const { aws, put } = reader;
    put('locked', { name: 'locked' });
    let isLocked = true;
    const call: AwsCall = async (service, operation, input) => {
      const { Names } = input as { Names: string[] };
      if (!isLocked || !Names.some((name) => name.endsWith('/locked'))) return aws.call(service, operation, input);
      throw new AwsError('ssm', 'GetParameters', 'AccessDeniedException');
    };
    const reports: TargetsReport[] = [];
    const read = createTargetReader({
      call,
      path: TARGETS_PATH,
      open: ({ raw }) => raw,
      report: (report) => reports.push(report),
      now: reader.clock.now,
    });
    const lock = (locked: boolean): void => {
      isLocked = locked;
    };
    return { ...reader, read, reports, lock };
  };

  test('does not stop the other targets: its own deliveries wait', async () => {
    const { read, reports } = openLocked();

    const targets = await read(['t0', 'locked', 'gone']);

    expect([...targets]).toEqual([
      ['t0', { name: 't0' }],
      ['locked', 'unresolved'],
    ]);
    expect(reports).toMatchObject([{ kind: 'unresolved', target: 'locked', error: { code: 'AccessDeniedException' } }]);
  });

  test('is used from its copy for fifteen minutes', async () => {
    const { read, lock, pass } = openLocked();
    lock(false);
    await read(['t0', 'locked']);
    lock(true);

    const seen: unknown[] = [];
    for (let minutes = 0; minutes < 18; minutes += 6) {
      await pass(360);
      seen.push((await read(['t0', 'locked'])).get('locked'));
    }

    expect(seen).toEqual([{ name: 'locked' }, { name: 'locked' }, 'unresolved']);
  });
});
