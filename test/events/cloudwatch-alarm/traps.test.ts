import { streakText } from '../../../src/wording/words.ts';
import { exampleBody } from '../example-events.ts';
import { read } from '../reading.ts';
import { sentence } from './sentence.ts';

/** The input of the alarm's Lambda action for the event's change. */
const lambdaForm = () => {
  const { account, region, detail } = exampleBody('cloudwatch-alarm');
  const { alarmName, ...rest } = detail;
  return {
    source: 'aws.cloudwatch',
    alarmArn: `arn:aws:cloudwatch:${region}:${account}:alarm:${alarmName}`,
    accountId: account,
    time: detail.state.timestamp,
    region,
    alarmData: { alarmName, ...rest },
  };
};

/** The message of the alarm's SNS action for the event's change. */
const snsForm = () => ({
  ...exampleBody('cloudwatch-alarm-sns'),
  StateChangeTime: exampleBody('cloudwatch-alarm').detail.state.timestamp,
});

describe('three forms of one change', () => {
  test('have one id, so that the alert is sent once', () => {
    const { id } = read(exampleBody('cloudwatch-alarm'));

    expect(id).toMatch(/^alarm_\w{26}$/);
    expect(read(lambdaForm()).id).toBe(id);
    expect(read(snsForm(), { messageId: 'm-2' }).id).toBe(id);
  });

  test('have the same facts', () => {
    const { verdict, text, resource, failures, details, moment, region, account } = read(
      exampleBody('cloudwatch-alarm'),
    );
    const said = { verdict, text, resource, failures, details, moment, region, account };

    expect(read(lambdaForm())).toMatchObject(said);
    expect(read(snsForm())).toMatchObject(said);
  });

  test.each([
    ['another state', (event: ReturnType<typeof snsForm>) => Object.assign(event, { NewStateValue: 'OK' })],
    ['another time', (event) => Object.assign(event, { StateChangeTime: '2026-03-04T09:15:30.001+0000' })],
    ['another alarm', (event) => Object.assign(event, { AlarmName: 'shop-4xx' })],
    ['another account', (event) => Object.assign(event, { AWSAccountId: '444455556666' })],
    ['another Region', (event) => Object.assign(event, { AlarmArn: event.AlarmArn.replace('central', 'west') })],
  ])('with %s have two ids', (_, change) => {
    expect(read(change(snsForm())).id).not.toBe(read(snsForm()).id);
  });
});

describe('an alarm’s SNS message', () => {
  test('has its Region from the ARN, not from the display name', () => {
    const { AlarmArn: _, ...old } = snsForm();

    expect(read(snsForm()).region).toBe('eu-central-1');
    expect(read(old)).toMatchObject({ source: 'cloudwatch-alarm', region: undefined, resource: { url: undefined } });
  });

  test('is read with few fields', () => {
    expect(
      read({ AlarmName: 'x', NewStateValue: 'ALARM', NewStateReason: 'Threshold Crossed', OldStateValue: 'OK' }),
    ).toMatchObject({ moment: 'failed', verdict: { code: 'alarm-raised' }, time: '2026-03-04T09:20:00.000Z' });
  });

  test('is fixed by OK after ALARM without a previous time', () => {
    const notification = read({ ...snsForm(), NewStateValue: 'OK', OldStateValue: 'ALARM' });

    expect(notification.transition).toMatchObject({ kind: 'fixed', since: notification.time });
    expect(streakText(notification)).toBeUndefined();
    expect(streakText({ ...notification, time: '2026-03-04T23:20:00.000Z' })).toMatch(/^Red for /);
  });

  test('of an expression has its metrics', () => {
    const event = snsForm();
    event.Trigger = {
      Period: 60,
      Metrics: [
        { Expression: 'm1*1', Id: 'e1', Label: 'Traffic', ReturnData: true },
        {
          Id: 'm1',
          MetricStat: {
            Metric: {
              Dimensions: [{ value: 'i-1', name: 'InstanceId' }],
              MetricName: 'NetworkOut',
              Namespace: 'AWS/EC2',
            },
            Period: 60,
            Stat: 'Average',
          },
          ReturnData: false,
        },
      ],
    };

    expect(sentence(read(event))).toBe('shop-5xx: Traffic at 41, limit 10');
    expect(read(event)).toMatchObject({
      details: [
        { label: 'metric', value: 'm1*1' },
        { label: 'metric-inputs', value: 'AWS/EC2 NetworkOut, Average in 1 min' },
        { label: 'dimension', value: 'InstanceId i-1' },
      ],
    });
  });

  test('of several alarms has the triggering alarms', () => {
    const { Trigger: _, ...event } = snsForm();
    const children = [{ Arn: 'arn:aws:cloudwatch:eu-central-1:111122223333:alarm:shop: slow' }, 'odd'];
    const composite = { ...event, NewStateReason: 'x', AlarmRule: 'ALARM(a)', TriggeringChildren: children };

    expect(sentence(read(composite))).toBe('shop-5xx: shop: slow in alarm');
  });
});

test('does not read other CloudWatch messages as alarms', () => {
  const event = { ...exampleBody('cloudwatch-alarm'), 'detail-type': 'CloudWatch Alarm Configuration Change' };

  expect(read(event)).toMatchObject({ source: 'generic', moment: 'message' });
});

test('names the triggering alarm from the sentence if the reason data is not JSON', () => {
  const event = exampleBody('cloudwatch-alarm-composite');
  event.detail.state.reasonData = '{"triggeringAlarms":';

  expect(sentence(read(event))).toBe('shop-down: shop-5xx in alarm');
});

test('links to an alarm of any name', () => {
  const event = exampleBody('cloudwatch-alarm');
  event.detail.alarmName = 'EC2 CPU #1 / 50%';

  expect(read(event).resource).toMatchObject({
    name: 'EC2 CPU #1 / 50%',
    url: expect.stringMatching(/#alarmsV2:alarm\/EC2%20CPU%20%231%20%2F%2050%25$/),
  });
});

test.each(['javascript:alert(1)', 'http://plain.example.com', 'https://user:word@example.com/x'])(
  'a description with %j gives no link',
  (description) => {
    const event = exampleBody('cloudwatch-alarm');
    event.detail.configuration.description = `see ${description}`;

    expect(read(event).links).toEqual([]);
  },
);

test.each([
  ['ALARM', true],
  ['OK', false],
])('lists triggering alarms of a composite alarm in %s: %s', (value, isListed) => {
  const event = exampleBody('cloudwatch-alarm');
  const triggeringAlarms = [1, 2, 3, 4].map((at) => ({
    arn: `arn:aws:cloudwatch:eu-central-1:111122223333:alarm:shop-${at}`,
  }));
  event.detail.state = { ...event.detail.state, value, reasonData: JSON.stringify({ triggeringAlarms }) };

  expect(read(event).details.some(({ label }) => label === 'set-off-by')).toBe(isListed);
});

test('is a lasting state', () => {
  expect(read(exampleBody('cloudwatch-alarm'))).toMatchObject({ lasting: true });
});
