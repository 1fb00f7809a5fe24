import type { Example } from '../../model/event-source.ts';
import {
  EXAMPLE_ACCOUNT as ACCOUNT,
  exampleEvent,
  jsonExample,
  minutesBefore,
  EXAMPLE_REGION as REGION,
} from '../shared/example.ts';

/** Example events of CloudWatch alarms, in AWS's form. */

const arnOf = (name: string) => `arn:aws:cloudwatch:${REGION}:${ACCOUNT}:alarm:${name}`;

const stamp = (time: Date): string => time.toISOString().replace('Z', '+0000');

/** An alarm's change is identified by its time in milliseconds, so each example has its own time. */
let made = 0;
const anInstantBefore = (time: Date): Date => {
  made += 1;
  return new Date(time.getTime() - made);
};

const NAME = 'shop-5xx';
const DESCRIPTION = 'Customers see error pages. What to do: https://wiki.example.com/runbooks/shop-5xx';
const LOAD_BALANCER = 'app/shop/7f3a9c51d2e84b60';

/** A reason in AWS's form: `Threshold Crossed: 1 datapoint [41.0 (04/03/26 09:14:00)] was greater than the threshold (10.0).` */
const crossed = (value: number, relation: string, at: Date): string => {
  const [date = '', time = ''] = at.toISOString().split(/[T.]/);
  const day = date.slice(2).split('-').reverse().join('/');
  return `Threshold Crossed: 1 out of the last 1 datapoints [${value.toFixed(1)} (${day} ${time})] was ${relation} the threshold (10.0) (minimum 1 datapoint for OK -> ALARM transition).`;
};

interface State {
  value: string;
  reason: string;
  timestamp: string;
}

const stateChange = (alarmName: string, at: Date, state: object, previousState: object, configuration: object) =>
  exampleEvent({
    source: 'aws.cloudwatch',
    detailType: 'CloudWatch Alarm State Change',
    at,
    resources: [arnOf(alarmName)],
    detail: { alarmName, configuration, previousState, state },
  });

const configuration = {
  description: DESCRIPTION,
  metrics: [
    {
      id: 'm1',
      metricStat: {
        metric: {
          dimensions: { LoadBalancer: LOAD_BALANCER },
          name: 'HTTPCode_Target_5XX_Count',
          namespace: 'AWS/ApplicationELB',
        },
        period: 300,
        stat: 'Sum',
      },
      returnData: true,
    },
  ],
};

const composite = (at: Date) =>
  stateChange(
    'shop-down',
    at,
    {
      value: 'ALARM',
      reason: `${arnOf(NAME)} transitioned to ALARM at ${at.toUTCString()}`,
      reasonData: JSON.stringify({
        triggeringAlarms: [{ arn: arnOf(NAME), state: { value: 'ALARM', timestamp: stamp(at) } }],
      }),
      timestamp: stamp(at),
    },
    { value: 'OK', timestamp: stamp(minutesBefore(at, 600)) },
    { alarmRule: `ALARM(${NAME}) AND NOT ALARM(shop-maintenance)` },
  );

/** The message of an alarm's SNS action. */
const snsMessage = (state: State, trigger: object) => ({
  AlarmName: NAME,
  AlarmDescription: DESCRIPTION,
  AWSAccountId: ACCOUNT,
  NewStateValue: state.value,
  NewStateReason: state.reason,
  StateChangeTime: state.timestamp,
  Region: 'EU (Frankfurt)',
  AlarmArn: arnOf(NAME),
  OldStateValue: 'OK',
  Trigger: trigger,
});

const TRIGGER = {
  MetricName: 'HTTPCode_Target_5XX_Count',
  Namespace: 'AWS/ApplicationELB',
  StatisticType: 'Statistic',
  Statistic: 'SUM',
  Unit: null,
  Dimensions: [{ value: LOAD_BALANCER, name: 'LoadBalancer' }],
  Period: 300,
  EvaluationPeriods: 1,
  ComparisonOperator: 'GreaterThanThreshold',
  Threshold: 10,
  TreatMissingData: '- TreatMissingData: notBreaching',
};

/** The examples of the source `cloudwatch-alarm`. */
export const alarmExamples = (now: Date): readonly Example[] => {
  const at = anInstantBefore(now);
  const earlier = minutesBefore(at, 25);
  const alarm = { value: 'ALARM', reason: crossed(41, 'greater than', at), timestamp: stamp(at) };
  const ok = { value: 'OK', reason: crossed(3, 'not greater than', at), timestamp: stamp(at) };
  const red = { ...alarm, timestamp: stamp(earlier) };
  const green = { ...ok, timestamp: stamp(minutesBefore(at, 4000)) };
  const noData = {
    value: 'INSUFFICIENT_DATA',
    reason: 'Insufficient Data: 2 datapoints were unknown.',
    timestamp: stamp(at),
  };
  return [
    jsonExample('cloudwatch-alarm', stateChange(NAME, at, alarm, green, configuration)),
    jsonExample('cloudwatch-alarm-fixed', stateChange(NAME, at, ok, red, configuration)),
    jsonExample('cloudwatch-alarm-composite', composite(at)),
    jsonExample('cloudwatch-alarm-no-data', stateChange(NAME, at, noData, green, configuration)),
    jsonExample('cloudwatch-alarm-sns', snsMessage({ ...alarm, timestamp: stamp(minutesBefore(at, 90)) }, TRIGGER), {
      subject: `ALARM: "${NAME}" in EU (Frankfurt)`,
    }),
  ];
};
