import * as z from 'zod/mini';
import { parseArn } from './arn.ts';
import { awsEvent, detailTypeOf, firstOf, lenient, type Subscription, text } from './model/event-source.ts';

/** Every state change, but those of the alarms that auto scaling makes for itself: they go off by design. */
export const alarmEvents: Subscription = {
  source: 'aws.cloudwatch',
  detailTypes: ['CloudWatch Alarm State Change'],
  detail: { alarmName: [{ 'anything-but': { prefix: 'TargetTracking-' } }] },
};

const number = lenient(z.number());
const listOf = <Item>(item: z.ZodMiniType<Item>) => lenient(z.array(lenient(item)));

const State = z.looseObject({
  value: z.string(),
  reason: text,
  reasonData: text,
  timestamp: text,
  actionsSuppressedBy: text,
  actionsSuppressedReason: text,
});

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

const Dimensions = listOf(z.looseObject({ name: text, value: text }));

const SnsAction = z.looseObject({
  AlarmName: z.string(),
  NewStateValue: z.string(),
  AlarmArn: text,
  AlarmDescription: text,
  AWSAccountId: text,
  NewStateReason: text,
  StateChangeTime: text,
  OldStateValue: text,
  AlarmRule: text,
  TriggeringChildren: listOf(z.looseObject({ Arn: text })),
  Trigger: lenient(
    z.looseObject({
      MetricName: text,
      Namespace: text,
      Statistic: text,
      ExtendedStatistic: text,
      Period: number,
      Dimensions,
      Metrics: listOf(
        z.looseObject({
          Expression: text,
          Label: text,
          ReturnData: lenient(z.boolean()),
          MetricStat: lenient(
            z.looseObject({
              Metric: lenient(z.looseObject({ MetricName: text, Namespace: text, Dimensions })),
              Period: number,
              Stat: text,
            }),
          ),
        }),
      ),
    }),
  ),
});
type SnsAction = z.infer<typeof SnsAction>;

/** One metric, or a formula over several, as the alarm names it. */
export interface AlarmMetric {
  readonly name?: string | undefined;
  readonly namespace?: string | undefined;
  readonly expression?: string | undefined;
  readonly statistic?: string | undefined;
  readonly periodSeconds?: number | undefined;
  readonly dimensions: readonly string[];
  /** Is it what the alarm looks at, and not only a part of a formula? */
  readonly isResult: boolean;
}

export type AlarmState = Partial<z.infer<typeof State>>;

/** What all forms say alike. */
export interface Alarm {
  readonly id?: string | undefined;
  readonly name: string;
  readonly account?: string | undefined;
  readonly region?: string | undefined;
  readonly time?: string | undefined;
  readonly description?: string | undefined;
  readonly state: AlarmState & { readonly value: string };
  readonly previous?: AlarmState | undefined;
  /** A composite alarm's. */
  readonly rule?: string | undefined;
  /** ARNs of the alarms that set off a composite one. */
  readonly triggeredBy: readonly string[];
  readonly metrics: readonly AlarmMetric[];
}

const said = <Value>(values: readonly (Value | undefined | null)[] | undefined | null): Value[] =>
  (values ?? []).filter((value): value is Value => value !== undefined && value !== null);

const ReasonData = z.looseObject({ triggeringAlarms: listOf(z.looseObject({ arn: text })) });

/** Those that a composite alarm's reason names. The reason's data is JSON in a string. */
const triggeringAlarms = ({ reasonData }: AlarmState): string[] => {
  try {
    const data = ReasonData.safeParse(JSON.parse(reasonData ?? '{}')).data;
    return said(said(data?.triggeringAlarms).map(({ arn }) => arn));
  } catch {
    // What is no JSON names no alarm; the reason in words is shown all the same.
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
  metrics: said(configuration?.metrics).map(({ expression, label, returnData, metricStat }) => ({
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

const dimensionsOf = (dimensions: z.infer<typeof Dimensions>): string[] =>
  said(dimensions).map(({ name, value }) => `${name ?? ''} ${value ?? ''}`);

const metricsOf = ({ Trigger }: SnsAction): AlarmMetric[] => [
  ...(Trigger?.MetricName
    ? [
        {
          name: Trigger.MetricName,
          namespace: Trigger.Namespace,
          // `SUM` here, `Sum` in the other forms.
          statistic: Trigger.Statistic?.replace(/\B[A-Z]+/g, (end) => end.toLowerCase()) ?? Trigger.ExtendedStatistic,
          periodSeconds: Trigger.Period,
          dimensions: dimensionsOf(Trigger.Dimensions),
          isResult: true,
        },
      ]
    : []),
  ...said(Trigger?.Metrics).map(({ Expression, Label, ReturnData, MetricStat }) => ({
    name: MetricStat?.Metric?.MetricName ?? Label,
    namespace: MetricStat?.Metric?.Namespace,
    expression: Expression,
    statistic: MetricStat?.Stat,
    periodSeconds: MetricStat?.Period,
    dimensions: dimensionsOf(MetricStat?.Metric?.Dimensions),
    isResult: ReturnData === true,
  })),
];

/** The message of an alarm's SNS action. Its `Region` is a name for people: the ARN tells the code. */
const ofSns = (event: SnsAction): Alarm | undefined => {
  const { region, account } = parseArn(event.AlarmArn);
  return {
    name: event.AlarmName,
    account: event.AWSAccountId ?? account,
    region,
    description: event.AlarmDescription,
    state: { value: event.NewStateValue, reason: event.NewStateReason, timestamp: event.StateChangeTime },
    previous: event.OldStateValue ? { value: event.OldStateValue } : undefined,
    rule: event.AlarmRule,
    triggeredBy: said(said(event.TriggeringChildren).map(({ Arn }) => Arn)),
    metrics: metricsOf(event),
  };
};

/** An alarm's change, in whichever form it comes; `undefined` where CloudWatch tells of something else. */
export const AlarmEvent = firstOf<Alarm | undefined>(
  z.pipe(
    awsEvent(alarmEvents, AlarmData),
    z.transform((event): Alarm | undefined => {
      const { id, account, region, time, detail } = event;
      return detailTypeOf(event) ? { ...ofData(detail), id, account, region, time } : undefined;
    }),
  ),
  z.pipe(
    LambdaAction,
    z.transform(({ accountId, region, time, alarmData }): Alarm | undefined => ({
      ...ofData(alarmData),
      account: accountId,
      region,
      time,
    })),
  ),
  z.pipe(SnsAction, z.transform(ofSns)),
);
