// The message of an alarm's SNS action. Its fields and values have other spellings than those of the event.
import * as z from 'zod/mini';
import { lenient, lenientList, text } from '../../model/event-source.ts';
import { parseArn } from '../../text/arn.ts';
import { type Alarm, type AlarmMetric, Attributes, number, present } from './alarm.ts';

const Dimensions = lenientList(z.looseObject({ name: text, value: text }));

const SnsAction = z.looseObject({
  AlarmName: z.string(),
  NewStateValue: z.string(),
  AlarmArn: text,
  AlarmDescription: text,
  AWSAccountId: text,
  NewStateReason: text,
  /** JSON in a string or an object. */
  NewStateReasonData: z.optional(z.unknown()),
  StateChangeTime: text,
  OldStateValue: text,
  AlarmRule: text,
  TriggeringChildren: lenientList(z.looseObject({ Arn: text, State: lenient(z.looseObject({ Value: text })) })),
  AlarmContributorId: text,
  AlarmContributorAttributes: Attributes,
  Trigger: lenient(
    z.looseObject({
      MetricName: text,
      Namespace: text,
      Statistic: text,
      ExtendedStatistic: text,
      Unit: text,
      Period: number,
      Dimensions,
      Metrics: lenientList(
        z.looseObject({
          Expression: text,
          Label: text,
          Period: number,
          ReturnData: lenient(z.boolean()),
          MetricStat: lenient(
            z.looseObject({
              Metric: lenient(z.looseObject({ MetricName: text, Namespace: text, Dimensions })),
              Period: number,
              Stat: text,
              Unit: text,
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
          unit: Trigger.Unit,
          periodSeconds: Trigger.Period,
          dimensions: dimensionsOf(Trigger.Dimensions),
          isResult: true,
        },
      ]
    : []),
  ...present(Trigger?.Metrics).map(({ Expression, Label, Period, ReturnData, MetricStat }) => ({
    name: MetricStat?.Metric?.MetricName ?? Label,
    namespace: MetricStat?.Metric?.Namespace,
    expression: Expression,
    statistic: MetricStat?.Stat,
    unit: MetricStat?.Unit,
    periodSeconds: MetricStat?.Period ?? Period,
    dimensions: dimensionsOf(MetricStat?.Metric?.Dimensions),
    isResult: ReturnData === true,
  })),
];

const contributorOf = ({ AlarmContributorId: id, AlarmContributorAttributes: attributes }: SnsAction) =>
  id || attributes.length > 0 ? { id, attributes } : undefined;

const reasonDataOf = ({ NewStateReasonData: data }: SnsAction): string | undefined =>
  typeof data === 'object' && data !== null ? JSON.stringify(data) : typeof data === 'string' ? data : undefined;

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
    state: {
      value: event.NewStateValue,
      reason: event.NewStateReason,
      reasonData: reasonDataOf(event),
      timestamp: event.StateChangeTime,
    },
    previous: event.OldStateValue ? { value: event.OldStateValue } : undefined,
    rule: event.AlarmRule,
    contributor: contributorOf(event),
    triggeredBy: present(event.TriggeringChildren).flatMap(({ Arn, State }) =>
      Arn ? [{ arn: Arn, state: State?.Value }] : [],
    ),
    metrics: metricsOf(event),
  };
};
