import { gravity } from '../../../src/wording/words.ts';
import { exampleBody } from '../example-events.ts';
import { read } from '../reading.ts';

/** What the alarm's Lambda action is given, of the same change as the event. */
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

/** What the alarm's SNS action publishes of the same change as the event. */
const snsForm = () => ({
  ...exampleBody('cloudwatch-alarm-sns'),
  StateChangeTime: exampleBody('cloudwatch-alarm').detail.state.timestamp,
});

describe('three forms of one change', () => {
  test('are one event, so that a topic fed twice rings once', () => {
    const { id } = read(exampleBody('cloudwatch-alarm'));

    expect(id).toMatch(/^alarm_\w{26}$/);
    expect(read(lambdaForm()).id).toBe(id);
    expect(read(snsForm(), { messageId: 'm-2' }).id).toBe(id);
  });

  test('say the same', () => {
    const { title, text, resource, failures, details, moment, region, account } = read(exampleBody('cloudwatch-alarm'));
    const said = { title, text, resource, failures, details, moment, region, account };

    expect(read(lambdaForm())).toMatchObject(said);
    expect(read(snsForm())).toMatchObject(said);
  });

  test.each([
    ['another state', (event: ReturnType<typeof snsForm>) => Object.assign(event, { NewStateValue: 'OK' })],
    ['another time', (event) => Object.assign(event, { StateChangeTime: '2026-03-04T09:15:30.001+0000' })],
    ['another alarm', (event) => Object.assign(event, { AlarmName: 'shop-4xx' })],
    ['another account', (event) => Object.assign(event, { AWSAccountId: '444455556666' })],
    ['another Region', (event) => Object.assign(event, { AlarmArn: event.AlarmArn.replace('central', 'west') })],
  ])('with %s are two', (_, change) => {
    expect(read(change(snsForm())).id).not.toBe(read(snsForm()).id);
  });
});

describe('an alarm’s SNS message', () => {
  test('has its Region in its ARN; the Region’s name leads nowhere', () => {
    const { AlarmArn: _, ...old } = snsForm();

    expect(read(snsForm()).region).toBe('eu-central-1');
    expect(read(old)).toMatchObject({ source: 'cloudwatch-alarm', region: undefined, resource: { url: undefined } });
  });

  test('with little more than a state is read', () => {
    expect(
      read({ AlarmName: 'x', NewStateValue: 'ALARM', NewStateReason: 'Threshold Crossed', OldStateValue: 'OK' }),
    ).toMatchObject({ moment: 'failed', title: 'Alarm x went off', time: '2026-03-04T09:20:00.000Z' });
  });

  test('knows of no time before: an OK after an alarm is fixed all the same', () => {
    const notification = read({ ...snsForm(), NewStateValue: 'OK', OldStateValue: 'ALARM' });

    expect(notification.transition).toMatchObject({ kind: 'fixed', since: notification.time });
    expect(gravity(notification)).toBe('After 1 failure');
  });

  test('of a formula names its metrics, in the spelling of its own', () => {
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

    expect(read(event)).toMatchObject({
      title: 'Alarm shop-5xx: Traffic is 41, greater than 10',
      details: [
        { label: 'Metric', value: 'm1*1' },
        { label: 'Made of', value: 'AWS/EC2 NetworkOut, Average in 1 min' },
        { label: 'Of', value: 'InstanceId i-1' },
      ],
    });
  });

  test('of several alarms names those that set it off', () => {
    const { Trigger: _, ...event } = snsForm();
    const children = [{ Arn: 'arn:aws:cloudwatch:eu-central-1:111122223333:alarm:shop: slow' }, 'odd'];
    const composite = { ...event, NewStateReason: 'x', AlarmRule: 'ALARM(a)', TriggeringChildren: children };

    expect(read(composite).title).toBe('Alarm shop-5xx: shop: slow went off');
  });
});

test('what CloudWatch tells beside state changes is not an alarm that went off', () => {
  const event = { ...exampleBody('cloudwatch-alarm'), 'detail-type': 'CloudWatch Alarm Configuration Change' };

  expect(read(event)).toMatchObject({ source: 'generic', moment: 'message' });
});

test('data of a reason that is no JSON costs no more than itself', () => {
  const event = exampleBody('cloudwatch-alarm-composite');
  event.detail.state.reasonData = '{"triggeringAlarms":';

  expect(read(event)).toMatchObject({ moment: 'failed', title: 'Alarm shop-down went off' });
});

test('a name of any kind leads to its own alarm', () => {
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

test('a composite alarm that is OK again was set off by nobody', () => {
  const event = exampleBody('cloudwatch-alarm');
  event.detail.state = {
    ...event.detail.state,
    value: 'OK',
    reasonData: JSON.stringify({
      triggeringAlarms: [{ arn: 'arn:aws:cloudwatch:eu-central-1:111122223333:alarm:shop-4xx' }],
    }),
  };

  expect(read(event).details.map(({ label }) => label)).not.toContain('Set off by');
});

test('an alarm is a state that lasts, so that what lies between it and its end hides nothing', () => {
  expect(read(exampleBody('cloudwatch-alarm'))).toMatchObject({ lasting: true });
});
