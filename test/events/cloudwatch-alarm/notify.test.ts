import { streakText } from '../../../src/wording/words.ts';
import { exampleBody } from '../example-events.ts';
import { read } from '../reading.ts';
import { sentence } from './sentence.ts';

const METRIC = { label: 'metric', value: 'AWS/ApplicationELB HTTPCode_Target_5XX_Count, Sum in 5 min' };
const LINK = 'https://eu-central-1.console.aws.amazon.com/cloudwatch/home?region=eu-central-1#alarmsV2:alarm/shop-5xx';

const alarm = () => exampleBody('cloudwatch-alarm');

describe('an alarm in the state ALARM', () => {
  test('has measurement, description, runbook and link', () => {
    const notification = read(alarm());

    expect(sentence(notification)).toBe('shop-5xx: 41 in 5 min, limit 10');
    expect(notification).toMatchObject({
      source: 'cloudwatch-alarm',
      moment: 'failed',
      severity: 'failure',
      text: 'Customers see error pages.',
      verdict: {
        code: 'alarm-value',
        values: { value: 41, limit: 10, relation: 'above', statistic: 'Sum', period: 300 },
      },
      account: '111122223333',
      region: 'eu-central-1',
      resource: { kind: 'alarm', name: 'shop-5xx', url: LINK },
      series: undefined,
      mute: undefined,
      counts: undefined,
      state: 'ALARM',
      failures: [],
      details: [METRIC, { label: 'dimension', value: 'LoadBalancer app/shop/7f3a9c51d2e84b60' }],
      links: [{ label: 'runbook', url: 'https://wiki.example.com/runbooks/shop-5xx' }],
    });
    expect(notification).not.toHaveProperty('title');
    expect(notification.transition).toBeUndefined();
  });

  test.each(['Threshold Crossed', '', null])('has a sentence for the reason %j', (reason) => {
    const event = alarm();
    event.detail.state.reason = reason;

    expect(sentence(read(event))).toBe('shop-5xx went off');
    expect(read(event).failures).toEqual([]);
  });

  test.each([
    'Drill of the on-call team: 3 datapoints of luck (26/11/26 22:12:25)',
    'Ada: 1 datapoint [7.0] was greater than the threshold (5.0), so I page you',
  ])('that a person set has the words of the person: %s', (reason) => {
    const event = alarm();
    event.detail.state.reason = reason;

    expect(sentence(read(event))).toBe('shop-5xx went off');
    expect(read(event).failures).toEqual([{ reason }]);
  });

  test('of several alarms has the triggering alarms and its rule', () => {
    const notification = read(exampleBody('cloudwatch-alarm-composite'));

    expect(sentence(notification)).toBe('shop-down: shop-5xx in alarm');
    expect(notification).toMatchObject({
      moment: 'failed',
      verdict: { code: 'alarm-children', values: { children: 'shop-5xx' } },
      failures: [],
      details: [{ label: 'rule', value: 'ALARM(shop-5xx) AND NOT ALARM(shop-maintenance)' }],
    });
  });

  test('of several alarms has no ARNs', () => {
    const event = exampleBody('cloudwatch-alarm-composite');
    const arn = 'arn:aws:cloudwatch:eu-central-1:111122223333:alarm:';
    event.detail.configuration.alarmRule = `ALARM("${arn}shop-5xx") OR ALARM(${arn}slow)`;
    event.detail.state.reason = `${arn}shop-down was updated and its new alarm rule evaluates to ALARM`;

    expect(read(event).details[0]).toEqual({ label: 'rule', value: 'ALARM("shop-5xx") OR ALARM(slow)' });
    expect(JSON.stringify(read(event))).not.toContain('arn:');
    expect(sentence(read(event))).toBe('shop-down: shop-5xx in alarm');
  });

  test('of several alarms names those that are OK if none is in alarm', () => {
    const event = exampleBody('cloudwatch-alarm-composite');
    const children = (values: string[]) => values.map((value, at) => ({ arn: `${at}`, state: { value } }));
    event.detail.state.reasonData = JSON.stringify({ triggeringAlarms: children(['OK']) });
    expect(sentence(read(event))).toBe('shop-down: 0 is OK');

    event.detail.state.reasonData = JSON.stringify({
      triggeringAlarms: children(['OK', 'ALARM', 'ALARM', 'ALARM', 'ALARM']),
    });
    expect(sentence(read(event))).toBe('shop-down: 1, 2, 3, 1 more in alarm');
    expect(read(event).details).toContainEqual({ label: 'set-off-by', value: '1, 2, 3, 4' });
  });

  test('of an expression has its formula and its metrics, and its label as words', () => {
    const event = alarm();
    event.detail.configuration.metrics = [
      { id: 'e1', expression: 'm1/m2', label: 'Expression1', returnData: true },
      {
        id: 'm1',
        metricStat: { metric: { namespace: 'AWS/Lambda', name: 'Errors', dimensions: {} }, period: 60, stat: 'Sum' },
        returnData: false,
      },
      {
        id: 'm2',
        metricStat: {
          metric: { namespace: 'AWS/Lambda', name: 'Invocations', dimensions: { FunctionName: 'pay' } },
          period: 60,
          stat: 'Sum',
        },
        returnData: false,
      },
    ];

    const notification = read(event);

    expect(sentence(notification)).toBe('shop-5xx: 41, limit 10');
    expect(notification.details).toEqual([
      { label: 'metric', value: 'm1/m2' },
      { label: 'metric-inputs', value: 'AWS/Lambda Errors, Sum in 1 min, AWS/Lambda Invocations, Sum in 1 min' },
      { label: 'dimension', value: 'FunctionName pay' },
    ]);
    event.detail.configuration.metrics[0].label = 'Error rate';
    expect(sentence(read(event))).toBe('shop-5xx: Error rate at 41, limit 10');
  });
});

describe('an alarm that is OK', () => {
  test('after ALARM is fixed, with the time since ALARM', () => {
    const notification = read(exampleBody('cloudwatch-alarm-fixed'));

    expect(notification).toMatchObject({ moment: 'succeeded', severity: 'success', failures: [] });
    expect(sentence(notification)).toBe('shop-5xx is OK again: 3 in 5 min, limit 10');
    expect(notification.text).toBeUndefined();
    expect(notification.transition).toMatchObject({ kind: 'fixed', count: 1 });
    expect(streakText(notification)).toBe('Red for 25 min.');
  });

  test.each(['INSUFFICIENT_DATA', 'OK'])('after %s is a success and fixes nothing', (before) => {
    const event = exampleBody('cloudwatch-alarm-fixed');
    event.detail.previousState.value = before;

    const notification = read(event);

    expect(notification).toMatchObject({ moment: 'succeeded', transition: undefined });
    expect(sentence(notification)).toBe('shop-5xx is OK: 3 in 5 min, limit 10');
  });
});

test.each([
  ['OK', 'info'],
  ['ALARM', 'warning'],
])('an alarm without data after %s is a change', (before, severity) => {
  const event = exampleBody('cloudwatch-alarm-no-data');
  event.detail.previousState.value = before;

  expect(sentence(read(event))).toBe('shop-5xx has too little data');
  expect(read(event)).toMatchObject({ moment: 'change', severity, text: undefined, failures: [] });
  expect(read(event).details.map(({ label }) => label)).not.toContain('reason');
});

test('shows an undocumented state unchanged', () => {
  const event = alarm();
  event.detail.state.value = 'SNOOZED';

  expect(read(event)).toMatchObject({ moment: 'change', severity: 'info', state: 'SNOOZED', verdict: undefined });
});
