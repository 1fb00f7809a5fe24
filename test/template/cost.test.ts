import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { countsOf, dollars, linesOf, total } from '../../scripts/cost-lines.ts';
import { currentCostPage } from '../../scripts/cost-page.ts';
import { busy, type Counts, HOURS_PER_MONTH, type Load, usageOf } from '../../scripts/cost-usage.ts';
import { FREE, REGIONS } from '../../scripts/prices.ts';
import { packageTemplate } from './package.ts';

const prices = REGIONS['us-east-1'];

const counts = (more: Partial<Counts> = {}): Counts => ({
  ...{ alarmMetrics: 25, rules: 2, dashboards: 1, keys: 0, standardQueues: 1, fifoQueues: 1 },
  ...{ memoryMb: 512, logRetentionDays: 30, archiveDays: 0, pipelineMetrics: false },
  ...more,
});

const load = (more: Partial<Load> = {}): Load => ({
  ...{ pipelines: 1, events: 1000, targets: 2, perEvent: 1, hours: 220 },
  ...more,
});

const lineOf = (what: string, of: Counts, at: Load) => {
  const line = linesOf(of, at, prices).find((each) => each.what === what);
  if (!line) throw new Error(`no line ${what}`);
  return line;
};

describe('docs/cost.md', () => {
  test('is what `npm run cost -- --page` prints', async () => {
    expect(await readFile('docs/cost.md', 'utf8')).toBe(await currentCostPage());
  }, 60_000);
});

describe('the counts of a stack', () => {
  test('come from the packaged template', async () => {
    const template = await packageTemplate({});
    const resources = Object.values(template.Resources as Record<string, { Type: string }>);
    const alarms = resources.filter(({ Type }) => Type === 'AWS::CloudWatch::Alarm').length;

    const counted = countsOf(template);

    expect(counted).toMatchObject({ standardQueues: 1, fifoQueues: 1, dashboards: 1, keys: 0, archiveDays: 0 });
    // The alarms on expressions read more than one metric.
    expect(counted.alarmMetrics).toBe(alarms + 3);
  }, 60_000);

  test('count an alarm on an expression once for each metric that it reads', () => {
    const stat = { MetricStat: {} };
    const Resources = {
      One: { Type: 'AWS::CloudWatch::Alarm', Properties: { MetricName: 'Errors' } },
      Three: { Type: 'AWS::CloudWatch::Alarm', Properties: { Metrics: [{ Expression: 'a+b+c' }, stat, stat, stat] } },
    };

    expect(countsOf({ Resources }).alarmMetrics).toBe(4);
  });
});

describe('the hours in which something happens', () => {
  test('are as many as the events if these are few, and never more than there are', () => {
    expect(busy(0, 220)).toBe(0);
    expect(busy(1, 220)).toBeCloseTo(1, 2);
    expect(busy(1_000_000, 220)).toBeCloseTo(220, 5);
    expect(busy(10, 0)).toBe(0);
  });

  test('decide the price of a metric', () => {
    const rare = lineOf('Metrics of targets', counts(), load({ events: 1, targets: 1 }));
    const steady = lineOf(
      'Metrics of targets',
      counts(),
      load({ events: 1_000_000, targets: 1, hours: HOURS_PER_MONTH }),
    );

    expect(rare.list).toBeLessThan(0.001);
    // Delivered and failing, in every hour.
    expect(steady.list).toBeCloseTo(2 * prices.metric, 3);
  });

  test('decide how many function instances start', () => {
    expect(usageOf(counts(), load({ events: 1 })).coldShare).toBeCloseTo(1, 2);
    expect(usageOf(counts(), load({ events: 1_000_000 })).coldShare).toBeLessThan(0.01);
  });
});

describe('the table', () => {
  test('gives the free requests of SQS once, for both queues together', () => {
    const fifo = lineOf('SQS: FIFO queue', counts(), load());
    const standard = lineOf('SQS: standard queue', counts(), load());

    expect(fifo.net).toBe(0);
    expect(standard.net).toBeCloseTo((fifo.amount + standard.amount - FREE.sqsRequests) * prices.sqsStandard, 6);
  });

  test('charges a key and the metrics of pipelines only where the stack has them', () => {
    const costly = counts({ keys: 1, pipelineMetrics: true });

    expect(lineOf('KMS: keys', counts(), load()).list).toBe(0);
    expect(lineOf('KMS: keys', costly, load()).list).toBe(prices.kmsKey);
    expect(lineOf('Metrics of pipelines', counts(), load()).list).toBe(0);
    expect(lineOf('Metrics of pipelines', costly, load()).list).toBeGreaterThan(0);
  });

  test('costs more with more of anything, and is finite without targets and events', () => {
    const sum = (of: Counts, at: Load) => total(linesOf(of, at, prices), 'list');
    const base = sum(counts(), load());

    expect(sum(counts(), load({ events: 0, targets: 0 }))).toBeLessThan(base);
    expect(sum(counts(), load({ events: 0, targets: 0 }))).toBeGreaterThan(0);
    for (const more of [{ events: 2000 }, { targets: 20 }, { perEvent: 2 }]) {
      expect(sum(counts(), load(more))).toBeGreaterThan(base);
    }
    expect(sum(counts({ alarmMetrics: 26 }), load()) - base).toBeCloseTo(prices.alarmMetric, 6);
    expect(sum(counts({ archiveDays: 30 }), load())).toBeGreaterThan(base);
  });

  test('writes an amount below half a cent as such', () => {
    expect([0, 0.004, 0.005, 1.5].map(dollars)).toEqual(['0.00', '<0.01', '0.01', '1.50']);
  });
});

describe('npm run cost', () => {
  const refusal = (...args: string[]): Promise<string> =>
    promisify(execFile)(process.execPath, ['scripts/cost.ts', ...args]).then(
      () => 'accepted',
      ({ stderr, code }) => `${code}: ${stderr.trim()}`,
    );

  test('says what is missing or wrong, before it packages anything', async () => {
    await expect(refusal('--targets', '2')).resolves.toMatch(/^1: --events is missing/);
    await expect(refusal('--events', '9', '--targets', '2', '--region', 'mars-1')).resolves.toMatch(
      /^1: --region=mars-1: no prices, choose one of us-east-1/,
    );
    await expect(refusal('--events', 'many', '--targets', '2')).resolves.toMatch(
      /^1: --events=many: expected a number/,
    );
    await expect(refusal('--help')).resolves.toBe('accepted');
  });
});
