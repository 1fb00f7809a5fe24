import fc from 'fast-check';
import { anyText } from '../../support/arbitraries.ts';
import { exampleBody } from '../example-events.ts';
import { read } from '../reading.ts';
import { sentence } from './sentence.ts';

interface Metric {
  name?: string;
  namespace?: string;
  stat?: string;
  period?: number;
  unit?: string;
}

/** An alarm `a` on one metric. Without a metric its reason alone speaks. */
const alarmWith = (state: object, metric?: Metric) => {
  const event = exampleBody('cloudwatch-alarm');
  event.detail.alarmName = 'a';
  event.detail.state = { ...event.detail.state, ...state };
  const { name, namespace = 'Shop', stat = 'Average', period = 60, unit } = metric ?? {};
  const metricStat = { metric: { name, namespace, dimensions: {} }, stat, period, unit };
  event.detail.configuration = { metrics: metric ? [{ id: 'm1', metricStat, returnData: true }] : [] };
  return event;
};

const said = (state: object, metric?: Metric): string | undefined => sentence(read(alarmWith(state, metric)));

const CPU = { name: 'CPUUtilization', namespace: 'AWS/EC2', period: 300 };
const ERRORS = { name: 'Errors', namespace: 'AWS/Lambda', stat: 'Sum', period: 300 };
const MINIMUM = '(minimum 1 datapoint for OK -> ALARM transition)';

describe('a reason of AWS becomes one sentence with value, unit and limit', () => {
  test.each<[string, string, Metric | undefined, string]>([
    [
      'one value above',
      'Threshold Crossed: 1 datapoint [99.50160229693434 (02/10/19 16:59:00)] was greater than the threshold (50.0).',
      CPU,
      'CPU utilization at 99.5 %, limit 50 %',
    ],
    [
      'at or above',
      'Threshold Crossed: 1 datapoint [50.0 (02/10/19 16:59:00)] was greater than or equal to the threshold (50.0).',
      CPU,
      'CPU utilization at 50 %, limit 50 %',
    ],
    [
      'below',
      `Threshold Crossed: 1 out of the last 1 datapoints [0.0 (02/10/19 16:59:00)] was less than the threshold (2.0) ${MINIMUM}.`,
      { name: 'HealthyHostCount', namespace: 'AWS/ApplicationELB', stat: 'Minimum' },
      'healthy hosts at 0, minimum 2',
    ],
    [
      'at or below',
      'Threshold Crossed: 1 datapoint [0.0 (02/10/19 16:59:00)] was less than or equal to the threshold (0.0).',
      undefined,
      '0, must be above 0',
    ],
    [
      'a sum of words',
      `Threshold Crossed: 1 out of the last 1 datapoints [41.0 (02/10/19 16:59:00)] was greater than the threshold (10.0) ${MINIMUM}.`,
      ERRORS,
      '41 errors in 5 min, limit 10',
    ],
    [
      'a sum of one',
      'Threshold Crossed: 1 datapoint [1.0 (02/10/19 16:59:00)] was greater than the threshold (0.0).',
      ERRORS,
      '1 error in 5 min, limit 0',
    ],
    [
      'a sum of a metric without words',
      'Threshold Crossed: 1 datapoint [41.0 (02/10/19 16:59:00)] was greater than the threshold (10.0).',
      { ...ERRORS, name: '5XXError' },
      '41 in 5 min, limit 10',
    ],
    [
      'several values in a row: the latest',
      'Threshold Crossed: 3 out of the last 3 datapoints [97.0 (08/11/22 11:25:00), 95.0 (08/11/22 11:24:00), 91.0 (08/11/22 11:23:00)] were greater than the threshold (90.0) (minimum 3 datapoints for OK -> ALARM transition).',
      CPU,
      'CPU utilization at 97 %, limit 90 %, 3 times in a row',
    ],
    [
      'several of more values',
      'Threshold Crossed: 2 out of the last 5 datapoints [97.0 (08/11/22 11:25:00), 95.0 (08/11/22 11:23:00)] were greater than the threshold (90.0) (minimum 2 datapoints for OK -> ALARM transition).',
      CPU,
      'CPU utilization at 97 %, limit 90 %, 2 of 5 times',
    ],
    [
      'values without dates',
      'Threshold Crossed: 3 datapoints [97.0, 95.0, 91.0] were greater than the threshold (90.0).',
      CPU,
      'CPU utilization at 97 %, limit 90 %, 3 times in a row',
    ],
    [
      'the most recent values',
      'Threshold Crossed: 5 datapoints were greater than the threshold (10.0). The most recent datapoints which crossed the threshold: [27.5 (08/08/17 20:09:00), 27.4 (08/08/17 20:08:00), 27.3 (08/08/17 20:07:00), 27.2 (08/08/17 20:06:00), 27.1 (08/08/17 20:05:00)].',
      { name: 'MemoryUtilization', namespace: 'AWS/ECS' },
      'memory utilization at 27.5 %, limit 10 %, 5 times in a row',
    ],
    [
      'the most recent of many values',
      'Threshold Crossed: 30 out of the last 30 datapoints were greater than the threshold (20.0). The most recent datapoints which crossed the threshold: [60.0 (06/12/24 05:34:00), 59.0 (06/12/24 05:33:00)] (minimum 30 datapoints for OK -> ALARM transition).',
      { name: 'ApproximateAgeOfOldestMessage', namespace: 'AWS/SQS', stat: 'Maximum' },
      'approximate age of oldest message at 60 s, limit 20 s, 30 times in a row',
    ],
    [
      'the most recent value',
      'Threshold Crossed: 1 datapoint was less than the threshold (1.0). The most recent datapoint which crossed the threshold: [0.0 (01/12/25 13:34:00)].',
      undefined,
      '0, minimum 1',
    ],
    [
      'query results of a log alarm',
      'Threshold Crossed: 3 out of the last 5 query results [142.0 (10/06/26 12:15:00), 135.0 (10/06/26 12:10:00), 120.0 (10/06/26 12:05:00)] were greater than the threshold (100.0) (minimum 3 datapoints for OK -> ALARM transition).',
      undefined,
      '142, limit 100, 3 of 5 times',
    ],
    [
      'scientific notation',
      'Threshold Crossed: 1 datapoint [1.0E-4 (02/10/19 16:59:00)] was less than the threshold (0.5).',
      undefined,
      '0.0001, minimum 0.5',
    ],
    [
      'a large number in scientific notation',
      'Threshold Crossed: 1 datapoint [1.073741824E10 (02/10/19 16:59:00)] was greater than the threshold (5.0E9).',
      { name: 'SwapUsage', namespace: 'AWS/RDS' },
      'swap usage at 10.74 GB, limit 5 GB',
    ],
    [
      'negative numbers',
      'Threshold Crossed: 1 datapoint [-12.5 (02/10/19 16:59:00)] was less than the threshold (-10.0).',
      { name: 'room_temperature' },
      'room temperature at -12.5, minimum -10',
    ],
    [
      'thousands',
      'Threshold Crossed: 1 datapoint [1223375.0 (21/05/20 18:26:00)] was greater than the threshold (400000.0).',
      undefined,
      '1,223,375, limit 400,000',
    ],
    [
      'numbers with separators',
      'Threshold Crossed: 1 datapoint [12,345.5 (21/05/20 18:26:00)] was greater than the threshold (10,000.0).',
      undefined,
      '12,346, limit 10,000',
    ],
    [
      'a band on both sides',
      `Thresholds Crossed: 1 out of the last 1 datapoints [0.0 (03/10/19 15:58:00)] was less than the lower thresholds [0.0205994447] or greater than the upper thresholds [0.3006915] ${MINIMUM}.`,
      CPU,
      'CPU utilization at 0 %, expected 0.0206 % to 0.3007 %',
    ],
    [
      'several values outside a band',
      'Thresholds Crossed: 2 out of the last 2 datapoints [28.2 (22/11/19 00:57:00), 27.0 (22/11/19 00:52:00)] were less than the lower thresholds [31.7, 31.3] or greater than the upper thresholds [33.1, 32.7] (minimum 2 datapoints for OK -> ALARM transition).',
      { name: 'Requests' },
      'requests at 28.2, expected 31.7 to 33.1, 2 times in a row',
    ],
    [
      'a band with an upper end',
      `Thresholds Crossed: 1 out of the last 1 datapoints [239.0 (25/07/24 07:21:00)] was greater than the upper thresholds [225.71426732099445] ${MINIMUM}.`,
      { name: 'Duration', namespace: 'AWS/Lambda', stat: 'p99' },
      'duration at 239 ms, expected at most 225.7 ms',
    ],
    [
      'a band with a lower end',
      `Thresholds Crossed: 1 out of the last 1 datapoints [3.0 (25/07/24 07:21:00)] was less than the lower thresholds [12.5] ${MINIMUM}.`,
      { name: 'Invocations', namespace: 'AWS/Lambda', stat: 'Sum' },
      '3 invocations in 1 min, expected at least 12.5',
    ],
    [
      'no data',
      'Threshold Crossed: no datapoints were received for 3 periods and 3 missing datapoints were treated as [Breaching].',
      CPU,
      'no data for 15 min',
    ],
    [
      'no data for one period of unknown length',
      'Threshold Crossed: no datapoints were received for 1 period and 1 missing datapoint was treated as [Breaching].',
      undefined,
      'no data for 1 period',
    ],
    [
      'some data',
      'Threshold Crossed: 1 datapoint was received for 3 periods and 2 missing datapoints were treated as [Breaching].',
      CPU,
      'data in 1 of 3 periods',
    ],
    [
      'values and missing data',
      'Threshold Crossed: 2 out of the last 5 datapoints [0.0 (10/06/26 12:15:00), 0.0 (10/06/26 12:10:00)] were less than the threshold (1.0) and 3 missing datapoints were treated as [Breaching] (minimum 5 datapoints for OK -> ALARM transition).',
      undefined,
      '0, minimum 1, 2 of 5 times',
    ],
  ])('%s', (_, reason, metric, words) => {
    const event = alarmWith({ reason }, metric);

    expect(sentence(read(event))).toBe(`a: ${words}`);
    expect(read(event).failures).toEqual([]);
  });

  test.each<[string, string]>([
    [
      'Threshold Crossed: 1 out of the last 1 datapoints [0.07 (01/10/19 13:46:00)] was not greater than the threshold (50.0) (minimum 1 datapoint for ALARM -> OK transition).',
      'CPU utilization at 0.07 %, limit 50 %',
    ],
    [
      'Threshold Crossed: 2 datapoints were not greater than the threshold (70.0). The most recent datapoints: [38.958, 40.292].',
      'CPU utilization at 38.96 %, limit 70 %',
    ],
    [
      'Thresholds Crossed: 1 out of the last 1 datapoints [0.166 (03/10/19 15:57:00)] was not less than the lower thresholds [0.02] or not greater than the upper thresholds [0.3] (minimum 1 datapoint for ALARM -> OK transition).',
      'CPU utilization at 0.166 %, expected 0.02 % to 0.3 %',
    ],
    [
      'Thresholds Crossed: 1 out of the last 3 datapoints [40.6 (08/09/23 15:36:00)] was not greater than the upper thresholds [44.5] (minimum 1 datapoint for ALARM -> OK transition).',
      'CPU utilization at 40.6 %, expected at most 44.5 %',
    ],
    [
      'Threshold Crossed: no datapoints were received for 2 periods and 2 missing datapoints were treated as [NonBreaching].',
      'no data for 10 min',
    ],
    ['Threshold Crossed: no datapoints were received for 2 periods.', 'no data for 10 min'],
  ])('an alarm that is OK: %s', (reason, words) => {
    const event = alarmWith({ value: 'OK', reason }, CPU);

    expect(sentence(read(event))).toBe(`a is OK again: ${words}`.replace(' again', ''));
    expect(read(event).details.map(({ label }) => label)).not.toContain('reason');
  });

  test.each<[string, string, boolean]>([
    ['Insufficient Data: 5 datapoints were unknown.', 'has too little data', false],
    ['Insufficient Data: 1 datapoint was unknown.', 'has too little data', false],
    ['', 'has too little data', false],
    ['Unchecked: Initial alarm creation', 'is new and has no data yet', false],
    ['Failed to execute query: access to the log group is denied', 'cannot be evaluated', true],
    ['Expected 1 time series, got 3', 'cannot be evaluated', true],
  ])('an alarm without data: %s', (reason, words, hasReason) => {
    const notification = read(alarmWith({ value: 'INSUFFICIENT_DATA', reason }));

    expect(sentence(notification)).toBe(`a ${words}`);
    expect(notification).toMatchObject({ moment: 'change', text: undefined });
    expect(notification.details).toEqual(hasReason ? [{ label: 'reason', value: reason }] : []);
  });
});

describe('the reason data', () => {
  const reason =
    'Threshold Crossed: 1 out of the last 3 datapoints [99.5 (02/10/19 16:55:00)] was greater than the threshold (50.0) (minimum 1 datapoint for OK -> ALARM transition).';
  const data = (more: object) => JSON.stringify({ version: '1.0', threshold: 50, ...more });

  test('has unit, statistic and period where the configuration has none', () => {
    const reasonData = data({ recentDatapoints: [99.5], unit: 'Bytes', statistic: 'Sum', period: 120 });

    expect(said({ reason, reasonData })).toBe('a: 99.5 B in 2 min, limit 50 B');
  });

  test('gives the latest value that crossed the limit, not the latest of all', () => {
    expect(said({ reason, reasonData: data({ recentDatapoints: [3, 77.25, 12] }) })).toBe('a: 77.25, limit 50');
    expect(said({ reason, reasonData: data({ recentDatapoints: [3, 4] }) })).toBe('a: 99.5, limit 50');
  });

  test('of an SNS message may be an object', () => {
    const event = exampleBody('cloudwatch-alarm-sns');
    event.NewStateReasonData = { version: '1.0', threshold: 10, recentDatapoints: [62], statistic: 'Sum', period: 60 };
    expect(sentence(read(event))).toBe('shop-5xx: 62 in 1 min, limit 10');
    event.NewStateReasonData = JSON.stringify(event.NewStateReasonData);
    expect(sentence(read(event))).toBe('shop-5xx: 62 in 1 min, limit 10');
  });

  test.each([
    ['{"threshold":'],
    ['[]'],
    ['null'],
    ['7'],
    [data({ threshold: 'x', recentDatapoints: [null, 'x', {}] })],
  ])('that is odd leaves the sentence: %s', (reasonData) => {
    expect(said({ reason, reasonData })).toBe('a: 99.5, limit 50');
  });
});

describe('units', () => {
  const reason = 'Threshold Crossed: 1 datapoint [1500.0 (02/10/19 16:59:00)] was greater than the threshold (0.5).';

  test.each<[string, Metric, string]>([
    ['of the configuration', { name: 'Wait', unit: 'Milliseconds' }, 'wait at 1.5 s, limit 0.5 ms'],
    ['of minutes', { name: 'Lag', unit: 'Seconds' }, 'lag at 25 min, limit 500 ms'],
    ['of data', { name: 'Size', unit: 'Megabytes' }, 'size at 1.5 GB, limit 500 KB'],
    ['of rates', { name: 'Traffic', unit: 'Bytes/Second' }, 'traffic at 1.5 KB/s, limit 0.5 B/s'],
    ['of bits', { name: 'Traffic', unit: 'Kilobits/Second' }, 'traffic at 1.5 Mbit/s, limit 500 bit/s'],
    ['of counts per second', { name: 'Calls', unit: 'Count/Second' }, 'calls at 1,500/s, limit 0.5/s'],
    ['that mean nothing', { name: 'Wait', unit: 'None' }, 'wait at 1,500, limit 0.5'],
    ['of a percentage by its name', { name: 'disk_used_percent' }, 'disk used at 1,500 %, limit 0.5 %'],
    ['of a known metric', { name: 'Latency', namespace: 'AWS/ELB' }, 'latency at 25 min, limit 500 ms'],
    ['of the same name elsewhere', { name: 'Latency', namespace: 'Shop' }, 'latency at 1,500, limit 0.5'],
    ['of an own metric', { name: 'CPUUtilization', namespace: 'Shop' }, 'CPU utilization at 1,500, limit 0.5'],
    ['of a number of samples', { ...CPU, stat: 'SampleCount' }, '1,500 in 5 min, limit 0.5'],
  ])('%s', (_, metric, words) => {
    expect(said({ reason }, metric)).toBe(`a: ${words}`);
  });

  test.each([
    ['SELECT SUM(Errors) FROM "AWS/Lambda" GROUP BY FunctionName', 'a: 1,500 errors in 5 min, limit 0.5'],
    ['SELECT AVG("Duration") FROM SCHEMA("AWS/Lambda", FunctionName)', 'a: duration at 1.5 s, limit 0.5 ms'],
    ['SELECT MAX(queue.depth) FROM Shop', 'a: queue depth at 1,500, limit 0.5'],
    ['RATE(m1)', 'a: 1,500, limit 0.5'],
    ['SELECT', 'a: 1,500, limit 0.5'],
  ])('of the query %s', (expression, words) => {
    const event = alarmWith({ reason });
    event.detail.configuration.metrics = [{ id: 'q1', expression, period: 300, returnData: true }];

    expect(sentence(read(event))).toBe(words);
  });
});

describe('a sentence of AWS in an unknown form', () => {
  test('stands without dates, ARNs and "datapoints"', () => {
    const arn = 'arn:aws:cloudwatch:eu-central-1:111122223333:alarm:shop-5xx';
    const reasons = [
      'Threshold Crossed: 3 datapoints [oddly written (26/11/26 22:12:25)] left the corridor (minimum 1 datapoint for OK -> ALARM transition).',
      `${arn} was updated at Friday 22 July, 2022 15:57:45 UTC`,
    ];
    const texts = reasons.map((reason) => read(alarmWith({ reason })).failures[0]?.reason);

    expect(texts).toEqual(['3 values [oddly written] left the corridor.', 'shop-5xx was updated']);
  });
});

test('any reason and any reason data give a sentence without odd words', () => {
  const fragment = fc.constantFrom(
    'Threshold Crossed: ',
    '1 out of the last 1 datapoints ',
    '[1.0 (02/10/19 16:59:00)] ',
    '[99e999] ',
    'was greater than the threshold (1e400)',
    'were not less than or equal to the threshold (-.5)',
    'the lower thresholds [] or greater than the upper thresholds [NaN]',
    'no datapoints were received for 999999 periods',
    '0 out of 0 time series evaluated to ALARM',
    'Insufficient Data: 0 datapoints were unknown',
  );
  const reasons = fc.oneof(
    anyText(),
    fc.array(fc.oneof(fragment, fc.string({ maxLength: 8 })), { maxLength: 6 }).map((parts) => parts.join('')),
  );
  const values = fc.oneof(fc.double(), fc.constant(null), fc.string({ maxLength: 4 }), fc.constant([]));
  const data = fc.record(
    {
      threshold: values,
      unit: fc.oneof(fc.constantFrom('Percent', 'Bytes/Second', 'Milliseconds', '/'), values),
      statistic: fc.oneof(fc.constant('Sum'), values),
      period: values,
      recentDatapoints: fc.array(values, { maxLength: 4 }),
    },
    { requiredKeys: [] },
  );
  const state = fc.record({
    value: fc.constantFrom('ALARM', 'OK', 'INSUFFICIENT_DATA'),
    reason: reasons,
    reasonData: fc.oneof(
      data.map((each) => JSON.stringify(each)),
      anyText(),
    ),
  });

  fc.assert(
    fc.property(state, fc.boolean(), (each, hasMetric) => {
      const notification = read(alarmWith(each, hasMetric ? ERRORS : undefined));
      const { reason: _, ...values } = notification.verdict?.values ?? {};

      expect(sentence(notification)?.replaceAll(JSON.stringify(values), '')).not.toMatch(
        /undefined|NaN|Infinity|null|\n/,
      );
      expect(sentence(notification)).toMatch(/^a[: ]\S?/);
    }),
    { numRuns: 250 },
  );
});
