import { headline, streakText } from '../../../src/wording/words.ts';
import { exampleBody } from '../example-events.ts';
import { read } from '../reading.ts';

const METRIC = { label: 'Metric', value: 'AWS/ApplicationELB HTTPCode_Target_5XX_Count, Sum in 5 min' };
const LINK = 'https://eu-central-1.console.aws.amazon.com/cloudwatch/home?region=eu-central-1#alarmsV2:alarm/shop-5xx';

const alarm = () => exampleBody('cloudwatch-alarm');

describe('an alarm in the state ALARM', () => {
  test('has measurement, description and link', () => {
    expect(read(alarm())).toMatchObject({
      source: 'cloudwatch-alarm',
      moment: 'failed',
      severity: 'failure',
      title: 'Alarm shop-5xx: HTTPCode_Target_5XX_Count is 41, greater than 10',
      text: 'Customers see error pages. What to do: https://wiki.example.com/runbooks/shop-5xx',
      account: '111122223333',
      region: 'eu-central-1',
      resource: { kind: 'alarm', name: 'shop-5xx', url: LINK },
      state: 'ALARM',
      failures: [{ reason: expect.stringContaining('Threshold Crossed: 1 out of the last 1 datapoints') }],
      details: [METRIC, { label: 'Of', value: 'LoadBalancer app/shop/7f3a9c51d2e84b60' }],
      links: [{ label: 'Open wiki.example.com', url: 'https://wiki.example.com/runbooks/shop-5xx' }],
    });
    expect(read(alarm()).transition).toBeUndefined();
  });

  test.each([
    [
      'Threshold Crossed: 3 out of the last 3 datapoints [20000.0 (08/11/22 11:25:00), 5.0 (08/11/22 11:24:00)] were greater than the threshold (0.0) (minimum 1 datapoint for OK -> ALARM transition).',
      'HTTPCode_Target_5XX_Count is 20000, greater than 0',
    ],
    [
      'Threshold Crossed: 1 datapoint [99.50160229693434 (02/10/19 16:59:00)] was greater than or equal to the threshold (50.0).',
      'HTTPCode_Target_5XX_Count is 99.5, greater than or equal to 50',
    ],
    [
      'Threshold Crossed: 1 datapoint [1.0E-4 (02/10/19 16:59:00)] was less than the threshold (0.5).',
      'HTTPCode_Target_5XX_Count is 0.0001, less than 0.5',
    ],
    [
      'Thresholds Crossed: 1 out of the last 1 datapoints [0.0 (03/10/19 15:58:00)] was less than the lower thresholds [0.0205994447] or greater than the upper thresholds [0.3006915] (minimum 1 datapoint for OK -> ALARM transition).',
      'HTTPCode_Target_5XX_Count is 0, outside 0.0206 to 0.3007',
    ],
    [
      'Threshold Crossed: no datapoints were received for 3 periods and 3 missing datapoints were treated as [Breaching].',
      'HTTPCode_Target_5XX_Count has no data for 3 periods',
    ],
  ])('shortens %j', (reason, words) => {
    const event = alarm();
    event.detail.state.reason = reason;

    expect(headline(read(event))).toBe(`Alarm shop-5xx: ${words}`);
  });

  test.each(['Threshold Crossed', '', null])('has a title for the reason %j', (reason) => {
    const event = alarm();
    event.detail.state.reason = reason;

    expect(headline(read(event))).toBe('Alarm shop-5xx went off');
  });

  test('of several alarms has the triggering alarms and its rule', () => {
    expect(read(exampleBody('cloudwatch-alarm-composite'))).toMatchObject({
      moment: 'failed',
      title: 'Alarm shop-down: shop-5xx went off',
      details: [
        { label: 'Rule', value: 'ALARM(shop-5xx) AND NOT ALARM(shop-maintenance)' },
        { label: 'Set off by', value: 'shop-5xx' },
      ],
    });
  });

  test('of an expression without a label shows the formula and its metrics', () => {
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

    expect(notification.title).toBe('Alarm shop-5xx: m1/m2 is 41, greater than 10');
    expect(notification.details).toEqual([
      { label: 'Metric', value: 'm1/m2' },
      { label: 'Made of', value: 'AWS/Lambda Errors, Sum in 1 min, AWS/Lambda Invocations, Sum in 1 min' },
      { label: 'Of', value: 'FunctionName pay' },
    ]);
    event.detail.configuration.metrics[0].label = 'Error rate';
    expect(read(event).title).toBe('Alarm shop-5xx: Error rate is 41, greater than 10');
  });

  test('raises no alert while its actions are suppressed, and names the suppressor', () => {
    const event = exampleBody('cloudwatch-alarm-composite');
    Object.assign(event.detail.state, {
      actionsSuppressedBy: 'Alarm',
      actionsSuppressedReason: 'Actions suppressed by alarm shop-maintenance',
    });

    expect(read(event)).toMatchObject({
      moment: 'change',
      severity: 'warning',
      failures: [],
      details: expect.arrayContaining([
        { label: 'Suppressed by', value: 'Actions suppressed by alarm shop-maintenance' },
      ]),
    });
  });
});

describe('an alarm that is OK', () => {
  test('after ALARM is fixed, with the time since ALARM', () => {
    const notification = read(exampleBody('cloudwatch-alarm-fixed'));

    expect(notification).toMatchObject({ moment: 'succeeded', severity: 'success', failures: [] });
    expect(headline(notification)).toBe(
      'Alarm shop-5xx is OK again: HTTPCode_Target_5XX_Count is 3, not greater than 10',
    );
    expect(notification.transition).toMatchObject({ kind: 'fixed', count: 1 });
    expect(streakText(notification)).toBe('Red for 25 min, 1 failure');
  });

  test.each(['INSUFFICIENT_DATA', 'OK'])('after %s is a success and fixes nothing', (before) => {
    const event = exampleBody('cloudwatch-alarm-fixed');
    event.detail.previousState.value = before;

    const notification = read(event);

    expect(notification).toMatchObject({ moment: 'succeeded', transition: undefined });
    expect(notification.title).toMatch(/^Alarm shop-5xx is OK: /);
  });

  test('after a suppressed ALARM fixes nothing', () => {
    const event = exampleBody('cloudwatch-alarm-fixed');
    event.detail.previousState.actionsSuppressedBy = 'WaitPeriod';

    expect(read(event).transition).toBeUndefined();
  });
});

test.each([
  ['OK', 'info'],
  ['ALARM', 'warning'],
])('an alarm without data after %s is a change', (before, severity) => {
  const event = exampleBody('cloudwatch-alarm-no-data');
  event.detail.previousState.value = before;

  expect(read(event)).toMatchObject({
    moment: 'change',
    severity,
    title: 'Alarm shop-5xx has too little data',
    text: 'Insufficient Data: 2 datapoints were unknown.',
  });
});

test('shows an undocumented state unchanged', () => {
  const event = alarm();
  event.detail.state.value = 'SNOOZED';

  expect(read(event)).toMatchObject({ moment: 'change', severity: 'info', title: undefined });
  expect(headline(read(event))).toBe('Alarm shop-5xx is now SNOOZED');
});
