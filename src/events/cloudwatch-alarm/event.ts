import * as z from 'zod/mini';
import { awsEvent, detailTypeOf, lenient, type Subscription, text } from '../../model/event-source.ts';
import { type Alarm, type AlarmState, listOf, number, present, State } from './alarm.ts';
import { ofSnsAction } from './sns.ts';

/** All state changes except those of target-tracking alarms, which auto scaling manages. */
export const alarmEvents: Subscription = {
  source: 'aws.cloudwatch',
  detailTypes: ['CloudWatch Alarm State Change'],
  detail: { alarmName: [{ 'anything-but': { prefix: 'TargetTracking-' } }] },
};

const Metric = z.looseObject({
  expression: text,
  label: text,
  returnData: lenient(z.boolean()),
  metricStat: lenient(
    z.looseObject({
      metric: lenient(z.looseObject({ namespace: text, name: text, dimensions: lenient(z.looseObject({})) })),
      period: number,
      stat: text,
    }),
  ),
});

const AlarmData = z.looseObject({
  alarmName: z.string(),
  state: State,
  previousState: lenient(State),
  configuration: lenient(z.looseObject({ description: text, alarmRule: text, metrics: listOf(Metric) })),
});

const LambdaAction = z.looseObject({
  source: z.literal('aws.cloudwatch'),
  accountId: text,
  region: text,
  time: text,
  alarmData: AlarmData,
});

const ReasonData = z.looseObject({ triggeringAlarms: listOf(z.looseObject({ arn: text })) });

/** ARNs of the triggering alarms in a composite alarm's reason data, which is JSON in a string. */
const triggeringAlarms = ({ reasonData }: AlarmState): string[] => {
  try {
    const data = ReasonData.safeParse(JSON.parse(reasonData ?? '{}')).data;
    return present(present(data?.triggeringAlarms).map(({ arn }) => arn));
  } catch {
    // Reason data that is not JSON contains no ARNs. The reason text is still shown.
    return [];
  }
};

const ofData = ({ alarmName, state, previousState, configuration }: z.infer<typeof AlarmData>): Alarm => ({
  name: alarmName,
  description: configuration?.description,
  state,
  previous: previousState,
  rule: configuration?.alarmRule,
  triggeredBy: triggeringAlarms(state),
  metrics: present(configuration?.metrics).map(({ expression, label, returnData, metricStat }) => ({
    name: metricStat?.metric?.name ?? label,
    namespace: metricStat?.metric?.namespace,
    expression,
    statistic: metricStat?.stat,
    periodSeconds: metricStat?.period,
    dimensions: Object.entries(metricStat?.metric?.dimensions ?? {}).flatMap(([name, value]) =>
      typeof value === 'string' ? `${name} ${value}` : [],
    ),
    isResult: returnData === true,
  })),
});

const StateChange = awsEvent(alarmEvents, AlarmData);

const ofEvent = (body: unknown): Alarm | undefined => {
  const event = StateChange.safeParse(body).data;
  if (!event || !detailTypeOf(event)) return undefined;
  const { id, account, region, time, detail } = event;
  return { ...ofData(detail), id, account, region, time };
};

const ofLambdaAction = (body: unknown): Alarm | undefined => {
  const event = LambdaAction.safeParse(body).data;
  return event && { ...ofData(event.alarmData), account: event.accountId, region: event.region, time: event.time };
};

/** An alarm's change in any form. `undefined` for other messages. */
export const AlarmEvent = z.pipe(
  z.unknown(),
  z.transform((body) => ofEvent(body) ?? ofLambdaAction(body) ?? ofSnsAction(body)),
);
