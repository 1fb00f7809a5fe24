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

/** A time in AWS's sentences: `04/03/26 09:14:00`. */
const inSentence = (at: Date): string => {
  const [date = '', time = ''] = at.toISOString().split(/[T.]/);
  return `${date.slice(2).split('-').reverse().join('/')} ${time}`;
};

/** A reason in AWS's form: `Threshold Crossed: 1 datapoint [41.0 (04/03/26 09:14:00)] was greater than the threshold (10.0).` */
const crossed = (value: number, relation: string, at: Date): string =>
  `Threshold Crossed: 1 out of the last 1 datapoints [${value.toFixed(1)} (${inSentence(at)})] was ${relation} the threshold (10.0) (minimum 1 datapoint for OK -> ALARM transition).`;

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

const FLEET = 'fleet-disk-full';

const fleetConfiguration = {
  description: 'A disk of the fleet fills up. Runbook: https://wiki.example.com/runbooks/disk-full',
  metrics: [
    {
      id: 'q1',
      expression: 'SELECT MAX(disk_used_percent) FROM CWAgent GROUP BY InstanceId ORDER BY MAX() DESC',
      period: 300,
      returnData: true,
    },
  ],
};

/** One time series of an alarm that watches several. */
const contributor = (at: Date) =>
  exampleEvent({
    source: 'aws.cloudwatch',
    detailType: 'CloudWatch Alarm Contributor State Change',
    at,
    resources: [arnOf(FLEET)],
    detail: {
      alarmName: FLEET,
      alarmContributor: { id: '4be07c2a91d35f68', attributes: { InstanceId: 'i-0c4f7a2be91d35860' } },
      state: {
        value: 'ALARM',
        reason: `Threshold Crossed: 1 datapoint was greater than the threshold (90.0). The most recent datapoint which crossed the threshold: [97.9 (${inSentence(at)})].`,
        timestamp: stamp(at),
      },
      configuration: fleetConfiguration,
    },
  });

/** The alarm of which {@link contributor} is a part. AWS reports it when the first time series goes into alarm. */
const severalSeries = (at: Date) =>
  stateChange(
    FLEET,
    at,
    { value: 'ALARM', reason: '1 out of 7 time series evaluated to ALARM', timestamp: stamp(at) },
    { value: 'OK', reason: '7 time series evaluated to OK', timestamp: stamp(minutesBefore(at, 4000)) },
    fleetConfiguration,
  );

/** AWS's answer for the alarm of {@link severalSeries}. */
export const exampleAnswers: Readonly<Record<string, unknown>> = {
  'monitoring DescribeAlarmContributors': {
    AlarmContributors: [
      {
        ContributorId: '4be07c2a91d35f68',
        ContributorAttributes: { InstanceId: 'i-0c4f7a2be91d35860' },
        StateReason:
          'Threshold Crossed: 1 datapoint was greater than the threshold (90.0). The most recent datapoint which crossed the threshold: [97.9 (04/03/26 09:14:00)].',
        StateTransitionedTimestamp: 1772615730.1,
      },
    ],
  },
};

const muted = (at: Date, state: State, previous: State) => {
  const event = stateChange(NAME, at, state, previous, configuration);
  const muteDetail = {
    mutedByArn: `arn:aws:cloudwatch:${REGION}:${ACCOUNT}:alarm-mute-rule:nightly-maintenance`,
    muteWindowStart: stamp(minutesBefore(at, 15)),
    muteWindowEnd: stamp(minutesBefore(at, -105)),
  };
  return { ...event, detail: { ...event.detail, muteDetail } };
};

/** An anomaly detector that watches the upper end of its band only. */
const anomaly = (at: Date) =>
  stateChange(
    'checkout-duration',
    at,
    {
      value: 'ALARM',
      reason: `Thresholds Crossed: 2 out of the last 3 datapoints [2310.0 (${inSentence(at)}), 1985.0 (${inSentence(minutesBefore(at, 5))})] were greater than the upper thresholds [412.6180339887498, 409.33] (minimum 2 datapoints for OK -> ALARM transition).`,
      reasonData: JSON.stringify({
        version: '1.0',
        queryDate: stamp(at),
        startDate: stamp(minutesBefore(at, 15)),
        period: 300,
        recentDatapoints: [388, 1985, 2310],
        recentUpperThresholds: [405.1, 409.33, 412.6180339887498],
      }),
      timestamp: stamp(at),
    },
    { value: 'OK', timestamp: stamp(minutesBefore(at, 4000)) },
    {
      description: 'The checkout is slower than usual.',
      metrics: [
        {
          id: 'm1',
          metricStat: {
            metric: { namespace: 'AWS/Lambda', name: 'Duration', dimensions: { FunctionName: 'checkout' } },
            period: 300,
            stat: 'p99',
          },
          returnData: true,
        },
        { id: 'ad1', expression: 'ANOMALY_DETECTION_BAND(m1, 2)', label: 'Duration (expected)', returnData: true },
      ],
    },
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
    jsonExample('cloudwatch-alarm-contributor', contributor(at)),
    jsonExample('cloudwatch-alarm-several-series', severalSeries(at)),
    jsonExample('cloudwatch-alarm-anomaly', anomaly(at)),
    jsonExample('cloudwatch-alarm-muted', muted(at, alarm, green)),
    jsonExample('cloudwatch-alarm-no-data', stateChange(NAME, at, noData, green, configuration)),
    jsonExample('cloudwatch-alarm-sns', snsMessage({ ...alarm, timestamp: stamp(minutesBefore(at, 90)) }, TRIGGER), {
      subject: `ALARM: "${NAME}" in EU (Frankfurt)`,
    }),
  ];
};
