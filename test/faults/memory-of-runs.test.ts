import { createContext } from '../../src/lambda/context.ts';
import { createLocalAws, LEDGER_TABLE, SETTINGS_NAME } from '../../src/local/aws.ts';
import { frozenClock } from '../../src/local/clock.ts';
import type { Notification } from '../../src/model/notification.ts';
import { addContext, type ContextPorts } from '../../src/relay/context.ts';
import { aNotification } from '../support/factories.ts';

/** What the start of a run said is stored for its end. Here the table, or a function, fails in between. */

const setUp = () => {
  const clock = frozenClock(new Date('2026-03-02T08:00:00Z'));
  const aws = createLocalAws(clock);
  const errors: string[] = [];
  const container = (): ContextPorts =>
    createContext({
      aws: {
        region: 'eu-west-1',
        credentials: () => ({ accessKeyId: '', secretAccessKey: '' }),
        sleep: async () => {},
      },
      call: aws.call,
      telemetry: {
        enrichment: (error) => void errors.push(String(error)),
        ledger: (error) => void errors.push(String(error)),
      },
      table: LEDGER_TABLE,
      settingsName: SETTINGS_NAME,
      account: '111122223333',
      budgetMs: 0,
      now: clock.now,
    });
  const add = (notification: Notification, ports = container()) => addContext(notification, ports);
  return { aws, errors, container, add };
};

const run = (moment: Notification['moment'], execution: string, minute: number, more: Partial<Notification> = {}) =>
  aNotification({
    id: `${execution}-${moment}`,
    level: 'pipeline',
    moment,
    severity: 'info',
    execution: { id: execution },
    time: new Date(Date.UTC(2026, 2, 2, 8, minute)).toISOString(),
    failures: [],
    commits: [],
    ...more,
  });

const branch = (name: string): Partial<Notification> => ({ series: { kind: 'branch', name } });
const rollback: Partial<Notification> = { rollback: true, trigger: { type: 'AutomatedRollback' } };

test('the end of a rollback is read as one, though only its start says so', async () => {
  const { add } = setUp();
  await add(run('failed', 'a', 1));
  await add(run('started', 'b', 2, rollback));

  const end = await add(run('succeeded', 'b', 3));

  expect(end).toMatchObject({ moment: 'rolled-back', severity: 'warning', trigger: { type: 'AutomatedRollback' } });
  expect(end.transition).toBeUndefined();
  expect((await add(run('succeeded', 'c', 4))).transition).toMatchObject({ kind: 'fixed', count: 1 });
});

test('the failure names the run that rolls it back', async () => {
  const { add } = setUp();
  await add(run('failed', 'a', 1, { rollbackRun: 'b' }));

  expect((await add(run('succeeded', 'b', 2))).moment).toBe('rolled-back');
});

test('the end belongs to the series of the start', async () => {
  const { add } = setUp();
  await add(run('started', 'a', 1, branch('feature/a')));
  await add(run('failed', 'a', 2));
  await add(run('started', 'b', 3, branch('feature/b')));

  expect((await add(run('succeeded', 'b', 4))).transition).toBeUndefined();
  expect(await add(run('failed', 'c', 5, branch('feature/a')))).toMatchObject({ transition: { count: 2 } });
});

describe('an approval that is rejected', () => {
  const decision = { kind: 'rejected', by: 'Hana Kim' } as const;
  const action = (minute: number) =>
    run('rejected', 'a', minute, { level: 'action', stage: 'Release', action: { name: 'Sign-off' }, decision });

  test('ends the run as rejected, and a later success fixes nothing', async () => {
    const { add } = setUp();
    await add(action(1));

    expect(await add(run('failed', 'a', 2))).toMatchObject({ moment: 'rejected', decision, severity: 'warning' });
    expect((await add(run('succeeded', 'b', 3))).transition).toBeUndefined();
  });

  test('changes no later failure of another run', async () => {
    const { add } = setUp();
    await add(action(1));

    expect(await add(run('failed', 'b', 2))).toMatchObject({ moment: 'failed', transition: { kind: 'broken' } });
  });
});

test('a failed part gives its subject the reason', async () => {
  const { add } = setUp();
  const stack = (name: string, minute: number, more: Partial<Notification>) =>
    run('failed', name, minute, { level: undefined, pipeline: undefined, resource: { kind: 'stack', name }, ...more });
  const reason = 'PaymentQueue: already exists';
  await add(stack('shop-Queues-1', 1, { level: 'job', parent: 'shop-Data-1', failures: [{ reason }] }));
  await add(stack('shop-Data-1', 2, { level: 'job', parent: 'shop', failures: [] }));

  expect((await add(stack('shop', 3, {}))).failures).toEqual([{ reason }]);
  expect((await add(stack('other', 4, {}))).failures).toEqual([]);
});

test('two containers that read start and end at once lose neither', async () => {
  const { add, container } = setUp();

  const [, end] = await Promise.all([
    add(run('started', 'b', 2, rollback), container()),
    add(run('succeeded', 'b', 3), container()),
  ]);

  expect(['succeeded', 'rolled-back']).toContain(end?.moment);
  expect((await add(run('succeeded', 'b', 3))).moment).toBe('rolled-back');
});

test.each([
  ['before', 'fault'],
  ['after', 'lost'],
] as const)('a start whose write failed %s it took effect is routed, and reported once', async (when, hook) => {
  const { add, aws, errors } = setUp();
  aws[hook] = (_, operation) => (operation === 'UpdateItem' ? 'InternalServerError' : undefined);
  expect((await add(run('started', 'b', 2, rollback))).moment).toBe('started');
  aws[hook] = () => undefined;

  expect(errors).toEqual(['AwsError: dynamodb UpdateItem: InternalServerError']);
  expect((await add(run('succeeded', 'b', 3))).moment).toBe(when === 'after' ? 'rolled-back' : 'succeeded');
});

test('an event that is read again after a crash stores the same', async () => {
  const { add, aws } = setUp();
  await add(run('started', 'b', 2, rollback));
  const rows = JSON.stringify([...aws.table.items.values()]);

  await add(run('started', 'b', 2, rollback));

  expect(JSON.stringify([...aws.table.items.values()])).toBe(rows);
});

test('without the table the end is routed as the event describes it', async () => {
  const { add, aws } = setUp();
  await add(run('started', 'b', 2, rollback));
  aws.fault = (service) => (service === 'dynamodb' ? 'InternalServerError' : undefined);

  const end = await add(run('succeeded', 'b', 3));

  expect(end.moment).toBe('succeeded');
  expect(end.transition).toBeUndefined();
});

describe('the builds of a batch', () => {
  const build = (child: string, second: number) =>
    run('failed', `build-${child}`, 0, {
      level: 'job',
      pipeline: undefined,
      source: 'codebuild',
      resource: { kind: 'build', name: 'matrix' },
      batch: { id: 'batch-1', child },
      time: new Date(Date.UTC(2026, 2, 2, 8, 0, second)).toISOString(),
      failures: [{ reason: `${child} broke` }],
    });

  test('that fail at once are one alert of the batch', async () => {
    const { add } = setUp();

    const alerts = await Promise.all(['a', 'b', 'c', 'd'].map((child, second) => add(build(child, second))));
    const reported = alerts.filter(({ level }) => level === undefined);

    expect(reported.length).toBeGreaterThan(0);
    expect(new Set(reported.map(({ id }) => id)).size).toBe(1);
    expect(reported[0]).toMatchObject({ resource: { kind: 'build-batch' }, transition: { kind: 'broken' } });
  });

  test('are at most two alerts, the second with all that failed', async () => {
    const { add } = setUp();
    const alerts: Notification[] = [];
    for (let at = 0; at < 20; at++) alerts.push(await add(build(`job${at}`, at * 3)));
    const reported = alerts.filter(({ level }) => level === undefined);
    const byId = new Map(reported.toReversed().map((each) => [each.id, each]));

    expect(byId.size).toBe(2);
    expect([...byId.values()].find(({ update }) => update)?.failures.length).toBe(11);
  });

  test('are still reported without the table', async () => {
    const { add, aws } = setUp();
    aws.fault = (service) => (service === 'dynamodb' ? 'InternalServerError' : undefined);

    expect(await add(build('a', 0))).toMatchObject({ resource: { kind: 'build-batch' }, failures: [{ action: 'a' }] });
  });
});
