import { type AwsCall, AwsError, createCall } from '../../src/aws/call.ts';
import { createFilters } from '../../src/aws/filters.ts';
import type { TargetsReport } from '../../src/aws/open-target.ts';
import { createLocalAws, LEDGER_TABLE, TARGETS_PATH } from '../../src/local/aws.ts';
import type { MemoryTable } from '../../src/local/table.ts';
import { seededChance } from '../chaos/random.ts';
import { type VirtualTime, virtualTime } from '../support/virtual-time.ts';

const START = new Date('2026-03-04T09:00:00.000Z');

/** Calls per second that Parameter Store allows to an account by default, for all functions together. */
const QUOTA = 40;

interface Stage {
  readonly time: VirtualTime;
  /** Calls to Parameter Store: all, and those that were throttled. */
  readonly counts: { calls: number; throttled: number; table: number };
  container(overrides?: { call?: AwsCall }): () => Promise<ReadonlyMap<string, unknown>>;
  /** The real calls of the functions, each of which takes 20 to 40 ms. */
  readonly call: AwsCall;
  readonly table: MemoryTable;
  readonly reports: TargetsReport[];
  tableIsDown: boolean;
}

/** `count` targets in a Parameter Store with AWS's default quota, and a table. */
const openStage = (count: number): Stage => {
  const time = virtualTime(START);
  const random = seededChance(7).next;
  const aws = createLocalAws({ now: time.now, until: (date) => time.sleep(date.getTime() - time.now().getTime()) });
  const pages = Array.from({ length: Math.ceil(count / 10) }, (_, page) => {
    const Parameters = Array.from({ length: Math.min(10, count - page * 10) }, (__, at) => {
      const name = `team-${page * 10 + at}`;
      const Value = JSON.stringify({ platform: 'slack', url: 'https://x.example', when: { pipelines: [`${name}-*`] } });
      return { Name: `${TARGETS_PATH}/${name}`, Value };
    });
    return { Parameters, ...(page * 10 + 10 < count && { NextToken: String(page + 1) }) };
  });
  const counts = { calls: 0, throttled: 0, table: 0 };
  let tokens = QUOTA;
  let filledAt = 0;
  const takeToken = (): boolean => {
    tokens = Math.min(QUOTA, tokens + (time.elapsed() - filledAt) * QUOTA);
    filledAt = time.elapsed();
    if (tokens < 1) return false;
    tokens -= 1;
    return true;
  };
  const answer = (status: number, body: unknown) => ({ status, headers: {}, whole: true, body: JSON.stringify(body) });
  const call = createCall({
    region: 'eu-central-1',
    credentials: () => ({ accessKeyId: 'a', secretAccessKey: 'b' }),
    now: time.now,
    random,
    sleep: time.sleep,
    post: async ({ headers, body }) => {
      const [prefix = '', operation = ''] = String(headers['x-amz-target']).split('.');
      const isTable = prefix.startsWith('Dynamo');
      await time.sleep(20 + random() * 20);
      if (isTable) counts.table += 1;
      else counts.calls += 1;
      if (isTable && stage.tableIsDown) return answer(500, {});
      if (!isTable && !takeToken()) {
        counts.throttled += 1;
        return answer(400, { __type: 'ThrottlingException' });
      }
      try {
        const input = JSON.parse(String(body));
        return answer(200, isTable ? await aws.call('dynamodb', operation, input) : pages[input.NextToken ?? 0]);
      } catch (error) {
        return answer(400, { __type: (error as AwsError).code });
      }
    },
  });
  const reports: TargetsReport[] = [];
  const stage: Stage = {
    time,
    counts,
    call,
    table: aws.table,
    reports,
    tableIsDown: false,
    container: (overrides) =>
      createFilters({
        call,
        path: TARGETS_PATH,
        table: LEDGER_TABLE,
        report: (report) => reports.push(report),
        failed: () => {},
        now: time.now,
        random,
        sleep: time.sleep,
        ...overrides,
      }),
  };
  return stage;
};

const containers = (stage: Stage, count: number) => Array.from({ length: count }, () => stage.container());

describe('40 cold containers, 500 targets and 40 calls per second', () => {
  test('read Parameter Store once, and all have the filters within five seconds', async () => {
    const stage = openStage(500);

    const sets = await stage.time.run(Promise.all(containers(stage, 40).map((load) => load())));

    expect(sets.map(({ size }) => size)).toEqual(Array(40).fill(500));
    expect(stage.counts.calls - stage.counts.throttled).toBe(50);
    expect(stage.time.elapsed()).toBeLessThan(5);
    expect(stage.counts.table).toBeLessThan(1000);
    expect(stage.reports).toEqual([]);
  });

  test('read it once a minute from then on, and nobody waits but the one that reads', async () => {
    const stage = openStage(500);
    const all = containers(stage, 40);
    await stage.time.run(Promise.all(all.map((load) => load())));
    await stage.time.run(stage.time.sleep(60_000));
    const before = stage.counts.calls;
    const began = stage.time.elapsed();
    const waits: number[] = [];
    const load = async (one: () => Promise<unknown>): Promise<void> => {
      await one();
      waits.push(stage.time.elapsed() - began);
    };

    await stage.time.run(Promise.all(all.map(load)));

    waits.sort((a, b) => a - b);
    expect(stage.counts.calls - before).toBeLessThan(60);
    expect(waits.at(-2)).toBeLessThan(0.2);
    expect(waits.at(-1)).toBeLessThan(4);
  });

  test('without the table read 2,000 pages, and each has them at the latest at the third try', async () => {
    const stage = openStage(500);
    stage.tableIsDown = true;
    const tries: number[] = [];
    // Lambda repeats a failed event after one minute and after two more.
    const route = async (load: () => Promise<ReadonlyMap<string, unknown>>): Promise<number> => {
      for (const [at, minutes] of [1, 2, 0].entries()) {
        try {
          const { size } = await load();
          tries.push(at + 1);
          return size;
        } catch (error) {
          if (!(error instanceof AwsError) || minutes === 0) throw error;
          await stage.time.sleep(minutes * 60_000);
        }
      }
      return 0;
    };

    const sizes = await stage.time.run(Promise.all(containers(stage, 40).map(route)));

    expect(sizes).toEqual(Array(40).fill(500));
    expect(stage.counts.calls - stage.counts.throttled).toBe(2000);
  }, 60_000);

  test('of which ten are at work without the table: all have the filters within 20 seconds', async () => {
    const stage = openStage(500);
    stage.tableIsDown = true;

    const sets = await stage.time.run(Promise.all(containers(stage, 10).map((load) => load())));

    expect(sets.map(({ size }) => size)).toEqual(Array(10).fill(500));
    expect(stage.time.elapsed()).toBeLessThan(20);
  });
});

describe('one container that reads for all', () => {
  test('and ends after it has taken the lease: another one takes over', async () => {
    const stage = openStage(500);
    const crashed: AwsCall = async (service, operation, input) => {
      if (service === 'ssm') return new Promise(() => {});
      return stage.call(service, operation, input);
    };
    void stage.container({ call: crashed })();
    await stage.time.run(stage.time.sleep(1000));
    expect(stage.table.items.has('f_lease')).toBe(true);

    const sets = await stage.time.run(Promise.all(containers(stage, 10).map((load) => load())));

    expect(sets.map(({ size }) => size)).toEqual(Array(10).fill(500));
    expect(stage.counts.calls - stage.counts.throttled).toBe(50);
    expect(stage.time.elapsed()).toBeGreaterThan(10);
    expect(stage.time.elapsed()).toBeLessThan(16);
  });

  test('and ends before it has written the row: the others do not wait longer than 12 seconds', async () => {
    const stage = openStage(30);
    const crashed: AwsCall = async (service, operation, input) => {
      const isRow = operation === 'PutItem' && JSON.stringify(input).includes('f_targets');
      return isRow ? new Promise(() => {}) : stage.call(service, operation, input);
    };
    void stage.container({ call: crashed })();
    await stage.time.run(stage.time.sleep(500));
    const began = stage.time.elapsed();

    const sets = await stage.time.run(Promise.all(containers(stage, 5).map((load) => load())));

    expect(sets.map(({ size }) => size)).toEqual(Array(5).fill(30));
    expect(stage.time.elapsed() - began).toBeLessThan(12);
  });

  test('and is slow keeps the lease: the others read for themselves after 12 seconds', async () => {
    const stage = openStage(30);
    let slow = 0;
    const call: AwsCall = async (service, operation, input) => {
      if (service === 'ssm') await stage.time.sleep(++slow * 5000);
      return stage.call(service, operation, input);
    };
    const first = stage.container({ call })();
    await stage.time.run(stage.time.sleep(500));

    const sets = await stage.time.run(Promise.all([first, ...containers(stage, 3).map((load) => load())]));

    expect(sets.map(({ size }) => size)).toEqual(Array(4).fill(30));
    expect(stage.counts.calls).toBe(4 * 3);
  });

  test('and is stopped for a minute does not replace the newer row of another one', async () => {
    const stage = openStage(3);
    let isStopped = true;
    const call: AwsCall = async (service, operation, input) => {
      const output = await stage.call(service, operation, input);
      if (service === 'ssm' && isStopped) await stage.time.sleep(60_000);
      isStopped = false;
      return output;
    };
    const slow = stage.container({ call })();
    await stage.time.run(stage.time.sleep(30_000));
    await stage.time.run(stage.container()());
    const row = stage.table.items.get('f_targets');

    expect((await stage.time.run(slow)).size).toBe(3);
    expect(row).toBeDefined();
    expect(stage.table.items.get('f_targets')).toEqual(row);
  });

  test('while the others have a copy of some minutes: they use it at once, and report it after two minutes', async () => {
    const stage = openStage(3);
    const all = containers(stage, 3);
    await stage.time.run(Promise.all(all.map((load) => load())));
    const use = async (): Promise<number> => {
      const call: AwsCall = async (service, operation, input) =>
        service === 'ssm' ? new Promise(() => {}) : stage.call(service, operation, input);
      void stage.container({ call })();
      await stage.time.run(stage.time.sleep(500));
      const began = stage.time.elapsed();
      await stage.time.run(Promise.all(all.map((load) => load())));
      return stage.time.elapsed() - began;
    };
    await stage.time.run(stage.time.sleep(100_000));
    expect(await use()).toBeLessThan(0.2);
    expect(stage.reports).toEqual([]);
    await stage.time.run(stage.time.sleep(100_000));
    expect(await use()).toBeLessThan(0.2);

    expect(stage.reports.map(({ kind }) => kind)).toEqual(['stale', 'stale', 'stale']);
  });
});
