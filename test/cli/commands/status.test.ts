import { queueNames } from '../../../src/model/stack.ts';
import { NOW } from '../../support/batch.ts';
import { writeLogs } from '../log-lines.ts';
import { openWorld, type World } from '../world.ts';

const NAMES = queueNames('prod');

interface Counted {
  readonly target: string;
  readonly reason: string;
  readonly platform?: string;
  readonly counts: number[];
}

/** A page holds this many metrics, as many as that makes several. */
const PAGE = 2;

const fillMetrics = ({ stage }: World, metrics: readonly Counted[]): void => {
  const dimensionsOf = ({ target, reason, platform = 'slack' }: Counted) =>
    Object.entries({ service: 'pipebell', stage: 'prod', platform, target, reason }).map(([Name, Value]) => ({
      Name,
      Value,
    }));
  stage.answers['cloudwatch ListMetrics'] = ({ NextToken = '0' }) => {
    const next = Number(NextToken) + PAGE;
    const Metrics = metrics.slice(Number(NextToken), next).map((each) => ({ Dimensions: dimensionsOf(each) }));
    return { Metrics, ...(next < metrics.length && { NextToken: String(next) }) };
  };
  stage.answers['cloudwatch GetMetricData'] = ({ MetricDataQueries = [] }) => ({
    MetricDataResults: MetricDataQueries.map(({ Id, MetricStat }) => {
      const { Dimensions = [] } = MetricStat?.Metric ?? {};
      const value = (name: string) => Dimensions.find(({ Name }) => Name === name)?.Value;
      const found = metrics.find(({ target, reason }) => target === value('target') && reason === value('reason'));
      return { Id, Values: found?.counts };
    }),
  });
};

const fillQueues = (
  { stage }: World,
  depths: Readonly<Record<string, readonly [ready: number, held: number]>>,
): void => {
  stage.answers['sqs GetQueueUrl'] = ({ QueueName = '' }) => ({ QueueUrl: `https://sqs.example/1/${QueueName}` });
  stage.answers['sqs GetQueueAttributes'] = ({ QueueUrl = '' }) => {
    const [ready, held] = depths[QueueUrl.split('/').at(-1) ?? ''] ?? [0, 0];
    return {
      Attributes: {
        ApproximateNumberOfMessages: String(ready),
        ApproximateNumberOfMessagesNotVisible: String(held),
        ApproximateNumberOfMessagesDelayed: '0',
      },
    };
  };
};

const fillAlarms = ({ stage }: World, states: Readonly<Record<string, 'OK' | 'ALARM'>>): void => {
  // The names alone must do then.
  stage.answers['cloudformation ListStackResources'] = () => 'AccessDenied';
  stage.answers['cloudwatch DescribeAlarms'] = ({ AlarmNamePrefix = '' }) => ({
    MetricAlarms: Object.entries(states).map(([name, StateValue]) => ({
      AlarmName: `${AlarmNamePrefix}${name}`,
      StateValue,
      StateUpdatedTimestamp: new Date(NOW.getTime() - 15 * 60_000),
      AlarmDescription: 'Deliveries were given up. See https://canary.example/x',
    })),
  });
};

const openStage = (): World => {
  const world = openWorld();
  fillMetrics(world, []);
  fillQueues(world, {});
  fillAlarms(world, { 'dead-letters': 'OK' });
  return world;
};

const status = async (world: World, ...args: string[]) => {
  const ended = await world.run('status', '--stage', 'prod', ...args);
  expect(ended.stdout + ended.stderr).not.toContain('canary');
  return ended;
};

describe('pipebell status', () => {
  test('ends with 0 for a stage without deliveries and messages', async () => {
    const { code, stdout, stderr } = await status(openStage());

    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toBe(
      'no delivery is counted in the last 24 hours; CloudWatch is some minutes late\n\n' +
        'since 2026-03-04 09:05:00Z, by the log: no delivery outcome\n\n' +
        'no message waits, and there are no dead letters\n\nno alarm is in state ALARM\n',
    );
  });

  test('counts delivery outcomes by target, from every page', async () => {
    const world = openStage();
    fillMetrics(world, [
      { target: 'web', reason: 'delivered', counts: [1, 1] },
      { target: 'ops', reason: 'throttled', counts: [4], platform: 'teams' },
      { target: 'ops', reason: 'delivered', counts: [7, 0, 3], platform: 'teams' },
      { target: 'web', reason: 'gone', counts: [2] },
      { target: 'web', reason: 'duplicate', counts: [] },
    ]);

    const { code, stdout } = await status(world, '--hours', '1');

    expect(code).toBe(0);
    expect(stdout.split('\n').slice(0, 6)).toEqual([
      'delivery outcomes in the last hour (CloudWatch is some minutes late)',
      'TARGET  PLATFORM  OUTCOME             COUNT',
      'ops     teams     delivered           10',
      'ops     teams     retried: throttled  4',
      'web     slack     delivered           2',
      'web     slack     rejected: gone      2',
    ]);
  });

  test('reads the metrics of the given hours', async () => {
    const world = openStage();
    const spans: unknown[] = [];
    fillMetrics(world, [{ target: 'web', reason: 'delivered', counts: [1] }]);
    const data = world.stage.answers['cloudwatch GetMetricData'];
    world.stage.answers['cloudwatch GetMetricData'] = (input) => {
      const { StartTime, EndTime, MetricDataQueries = [] } = input;
      spans.push([Number(EndTime) - Number(StartTime), MetricDataQueries[0]?.MetricStat?.Period]);
      return data?.(input) ?? {};
    };

    await status(world, '--hours', '24');
    await status(world, '--hours', '336');

    expect(spans).toEqual([
      [24 * 3_600_000, 300],
      [336 * 3_600_000, 3600],
    ]);
  });

  test.each([
    [NAMES.deliveries, 0, '5 deliveries on the queue, 2 of them in progress or waiting for a retry'],
    [NAMES.unrouted, 3, '5 events not routed; the router retries'],
    [NAMES.deadLetters, 3, '5 dead letters: npx pipebell dead-letters --stage prod'],
  ])('reports the messages on %s', async (name, expected, words) => {
    const world = openStage();
    fillQueues(world, { [name]: [3, 2] });

    const { code, stdout } = await status(world);

    expect(code).toBe(expected);
    expect(stdout).toContain(`\n${words}\n`);
  });

  test('counts the outcomes of the last 15 minutes by the log, and shows what waits for a retry', async () => {
    const world = openStage();
    const line = (target: string, id: string, event: string, secondsAgo: number, fields: object = {}) => ({
      event,
      target,
      deliveryId: id,
      secondsAgo,
      ...fields,
    });
    const failed = { reason: 'unavailable', waitSeconds: 300 };
    writeLogs(world, {
      deliverer: [
        line('web', 'd_1', 'delivered', 1800),
        line('web', 'd_2', 'retry', 700, failed),
        line('web', 'd_2', 'delivered', 400),
        line('ops', 'd_3', 'retry', 1200, failed),
        line('ops', 'd_4', 'retry', 100, failed),
        line('ops', 'd_4', 'set-aside', 90),
        line('web', 'd_5', 'skipped', 90, { reason: 'duplicate' }),
      ],
    });
    const nextAt = new Date(NOW.getTime() + 200_000).toISOString();

    const { stdout } = await status(world);
    const { stdout: json } = await status(world, '--json');

    expect(stdout).toMatch(/\nsince \S+ \S+Z, by the log: delivered 1, retry 2\n/);
    expect(stdout).toMatch(/\nops: 2 deliveries wait for a retry \(unavailable\); next attempt due at \S+ \S+Z\n/);
    expect(stdout).not.toContain('web: ');
    expect(JSON.parse(json).recent).toMatchObject({
      outcomes: { delivered: 1, retry: 2 },
      waiting: [{ target: 'ops' }],
    });
    writeLogs(world, { deliverer: [line('ops', 'd_4', 'retry', 100, failed)] });
    expect(JSON.parse((await status(world, '--json')).stdout).recent.waiting).toEqual([
      { target: 'ops', reason: 'unavailable', deliveries: 1, nextAt },
    ]);
  });

  test('goes on without the log if it may not be read', async () => {
    const world = openStage();
    world.stage.answers['logs FilterLogEvents'] = () => 'AccessDeniedException';

    const { code, stdout } = await status(world);

    expect(code).toBe(0);
    expect(stdout).toContain('the last minutes are not shown: your AWS credentials lack logs:FilterLogEvents\n');
  });

  test('reports raised alarms and their age', async () => {
    const world = openStage();
    fillAlarms(world, { 'dead-letters': 'ALARM', topic: 'OK' });

    const { code, stdout } = await status(world);

    expect(code).toBe(3);
    expect(stdout).toContain('alarm pipebell-prod-dead-letters for 15 min: Deliveries were given up. See …\n');
    expect(stdout).not.toContain('pipebell-prod-topic');
  });

  test('writes one JSON document with --json', async () => {
    const world = openStage();
    fillMetrics(world, [{ target: 'web', reason: 'gone', counts: [2] }]);
    fillQueues(world, { [NAMES.deadLetters]: [2, 0] });

    const { code, stdout } = await status(world, '--json');

    expect(code).toBe(3);
    expect(JSON.parse(stdout)).toEqual({
      stage: 'prod',
      from: new Date(NOW.getTime() - 24 * 3_600_000).toISOString(),
      to: NOW.toISOString(),
      deliveries: [{ target: 'web', platform: 'slack', outcome: 'rejected', reason: 'gone', count: 2 }],
      recent: { from: new Date(NOW.getTime() - 15 * 60_000).toISOString(), outcomes: {}, waiting: [] },
      queues: {
        deliveries: { ready: 0, held: 0 },
        unrouted: { ready: 0, held: 0 },
        deadLetters: { ready: 2, held: 0 },
      },
      alarms: [],
    });
  });

  test('reports a stage that does not exist', async () => {
    const world = openStage();
    world.stage.answers['sqs GetQueueUrl'] = () => 'QueueDoesNotExist';

    const { code, stdout, stderr } = await status(world);

    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^no queues of stage prod: check --stage/);
  });

  test('reports a call that AWS refused in one line', async () => {
    const world = openStage();
    world.stage.answers['cloudwatch ListMetrics'] = () => 'AccessDeniedException';

    const { code, stderr } = await status(world);

    expect(code).toBe(1);
    expect(stderr).toBe(
      'cloudwatch ListMetrics: AccessDeniedException: your AWS credentials do not allow it: ask for the permission cloudwatch:ListMetrics\n',
    );
  });

  test.each([['0'], ['337'], ['soon']])('accepts hours from 1 to 336, not %s', async (hours) => {
    const { code, stderr } = await status(openStage(), '--hours', hours);

    expect(code).toBe(2);
    expect(stderr).toContain('a number from 1 to 336');
  });
});
