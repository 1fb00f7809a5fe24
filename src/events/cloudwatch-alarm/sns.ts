// The message of an alarm's SNS action. Its fields and values have other spellings than those of the event.
import * as z from 'zod/mini';
import { lenient, text } from '../../model/event-source.ts';
import { parseArn } from '../../text/arn.ts';
import { type Alarm, type AlarmMetric, listOf, number, present } from './alarm.ts';

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

const dimensionsOf = (dimensions: z.infer<typeof Dimensions>): string[] =>
  present(dimensions).map(({ name, value }) => `${name ?? ''} ${value ?? ''}`);

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
  ...present(Trigger?.Metrics).map(({ Expression, Label, ReturnData, MetricStat }) => ({
    name: MetricStat?.Metric?.MetricName ?? Label,
    namespace: MetricStat?.Metric?.Namespace,
    expression: Expression,
    statistic: MetricStat?.Stat,
    periodSeconds: MetricStat?.Period,
    dimensions: dimensionsOf(MetricStat?.Metric?.Dimensions),
    isResult: ReturnData === true,
  })),
];

/** The message of an alarm's SNS action. Its `Region` is a display name. The Region code comes from the ARN. */
export const ofSnsAction = (body: unknown): Alarm | undefined => {
  const event = SnsAction.safeParse(body).data;
  if (!event) return undefined;
  const { region, account } = parseArn(event.AlarmArn);
  return {
    name: event.AlarmName,
    account: event.AWSAccountId ?? account,
    region,
    description: event.AlarmDescription,
    state: { value: event.NewStateValue, reason: event.NewStateReason, timestamp: event.StateChangeTime },
    previous: event.OldStateValue ? { value: event.OldStateValue } : undefined,
    rule: event.AlarmRule,
    triggeredBy: present(present(event.TriggeringChildren).map(({ Arn }) => Arn)),
    metrics: metricsOf(event),
  };
};
