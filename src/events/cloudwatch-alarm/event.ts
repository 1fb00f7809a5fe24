import * as z from 'zod/mini';
import { awsEvent, detailTypeOf, lenient, lenientList, type Subscription, text } from '../../model/event-source.ts';
import { type Alarm, type AlarmState, Attributes, number, present, State, withoutArns } from './alarm.ts';
import { ofSnsAction } from './sns.ts';

const CONTRIBUTOR = 'CloudWatch Alarm Contributor State Change';

/**
 * All state changes except those of target-tracking alarms, which auto scaling manages. An alarm with several time series
 * reports each of them, and itself only when the first goes into alarm and when the last is OK again.
 */
export const alarmEvents: Subscription = {
  source: 'aws.cloudwatch',
  detailTypes: ['CloudWatch Alarm State Change', CONTRIBUTOR],
  detail: { alarmName: [{ 'anything-but': { prefix: 'TargetTracking-' } }] },
};

const Metric = z.looseObject({
  expression: text,
  label: text,
  period: number,
  returnData: lenient(z.boolean()),
  metricStat: lenient(
    z.looseObject({
      metric: lenient(z.looseObject({ namespace: text, name: text, dimensions: lenient(z.looseObject({})) })),
      period: number,
      stat: text,
      unit: text,
    }),
  ),
});

const AlarmContributor = lenient(z.looseObject({ id: text, attributes: Attributes }));

const AlarmData = z.looseObject({
  alarmName: z.string(),
  alarmContributor: AlarmContributor,
  state: State,
  previousState: lenient(State),
  muteDetail: lenient(z.looseObject({ mutedByArn: text, muteWindowStart: text, muteWindowEnd: text })),
  configuration: lenient(
    z.looseObject({
      description: text,
      alarmRule: text,
      actionsSuppressor: text,
      actionsSuppressorWaitPeriod: number,
      actionsSuppressorExtensionPeriod: number,
      metrics: lenientList(Metric),
    }),
  ),
});

/** AWS documents that Lambda actions run for contributors, but not where the contributor stands. */
const LambdaAction = z.looseObject({
  source: z.literal('aws.cloudwatch'),
  accountId: text,
  region: text,
  time: text,
  alarmContributor: AlarmContributor,
  alarmData: AlarmData,
});

const ReasonData = z.looseObject({
  triggeringAlarms: lenientList(z.looseObject({ arn: text, state: lenient(z.looseObject({ value: text })) })),
});

/** The triggering alarms in a composite alarm's reason data, which is JSON in a string. */
const triggeringAlarms = ({ reasonData }: AlarmState): Alarm['triggeredBy'] => {
  try {
    const data = ReasonData.safeParse(JSON.parse(reasonData ?? '{}')).data;
    return present(data?.triggeringAlarms).flatMap(({ arn, state }) => (arn ? [{ arn, state: state?.value }] : []));
  } catch {
    // Reason data that is not JSON contains no ARNs. The reason text is still read.
    return [];
  }
};

const ofData = (data: z.infer<typeof AlarmData>): Alarm => {
  const { alarmName, alarmContributor, state, previousState, muteDetail, configuration } = data;
  return {
    name: alarmName,
    description: configuration?.description,
    state,
    previous: previousState,
    contributor: alarmContributor,
    mute: muteDetail && {
      by: withoutArns(muteDetail.mutedByArn),
      start: muteDetail.muteWindowStart,
      end: muteDetail.muteWindowEnd,
    },
    suppressor: {
      name: withoutArns(configuration?.actionsSuppressor),
      waitSeconds: configuration?.actionsSuppressorWaitPeriod,
      extensionSeconds: configuration?.actionsSuppressorExtensionPeriod,
    },
    rule: configuration?.alarmRule,
    triggeredBy: triggeringAlarms(state),
    metrics: present(configuration?.metrics).map(({ expression, label, period, returnData, metricStat }) => ({
      name: metricStat?.metric?.name ?? label,
      namespace: metricStat?.metric?.namespace,
      expression,
      statistic: metricStat?.stat,
      unit: metricStat?.unit,
      periodSeconds: metricStat?.period ?? period,
      dimensions: Object.entries(metricStat?.metric?.dimensions ?? {}).flatMap(([name, value]) =>
        typeof value === 'string' ? `${name} ${value}` : [],
      ),
      isResult: returnData === true,
    })),
  };
};

const StateChange = awsEvent(alarmEvents, AlarmData);

const ofEvent = (body: unknown): Alarm | undefined => {
  const event = StateChange.safeParse(body).data;
  const type = event && detailTypeOf(event);
  if (!type) return undefined;
  const { id, account, region, time, detail } = event;
  const alarm = { ...ofData(detail), id, account, region, time };
  // Without its id and attributes it is still no change of the whole alarm.
  return type === CONTRIBUTOR ? { ...alarm, contributor: alarm.contributor ?? { attributes: [] } } : alarm;
};

const ofLambdaAction = (body: unknown): Alarm | undefined => {
  const event = LambdaAction.safeParse(body).data;
  if (!event) return undefined;
  const { accountId: account, region, time, alarmData, alarmContributor } = event;
  const alarm = ofData(alarmData);
  return { ...alarm, account, region, time, contributor: alarm.contributor ?? alarmContributor };
};

/** An alarm's change in any form. `undefined` for other messages. */
export const AlarmEvent = z.pipe(
  z.unknown(),
  z.transform((body) => ofEvent(body) ?? ofLambdaAction(body) ?? ofSnsAction(body)),
);
