import { loadEventSources } from '../src/events/index.ts';
import type { EventSource, Subscription } from '../src/model/event-source.ts';
import { LEVELS, type Level } from '../src/model/notification.ts';

export interface RuleOptions {
  /** Prefix of every rule's name: the names of the service and of the stage. */
  readonly name: string;
  /** Names of event sources, separated by commas, or `all`. */
  readonly sources: string;
  readonly levels: string;
  /** A topic to use instead of the stack's own. */
  readonly topicArn?: string;
  readonly alarmTopicArn?: string;
  /** How many days events are kept for a replay; 0 makes no archive. */
  readonly archiveDays?: number | string;
}

/** A resource of the template, with the properties that are read here. */
export interface Made {
  readonly Type: string;
  readonly Properties: { readonly Name?: string; readonly ArchiveName?: string; readonly [key: string]: unknown };
}

/** A reference to one of CloudFormation's pseudo parameters, such as `AWS::Region`. */
export const pseudo = (name: string): object => ({ Ref: `AWS::${name}` });

/** Values of the parameter `levels`: the levels that EventBridge can send, or `none` of a pipeline's state changes. */
export const EVENT_LEVELS: readonly string[] = [...LEVELS.filter((level) => level !== 'job'), 'none'];

/** The event sources with rules on EventBridge. Messages of the others reach the topic without a rule. */
export const subscribingSources = async (): Promise<EventSource[]> =>
  (await loadEventSources()).filter(({ subscribes }) => subscribes.length > 0);

/** Sources that `all` leaves out: their rule matches each object of each bucket that sends events, without a limit. */
const BY_NAME_ONLY: readonly string[] = ['s3'];

/** @throws Error for an unknown event source or level. */
export const chosenSources = async ({ sources, levels }: RuleOptions): Promise<EventSource[]> => {
  if (!EVENT_LEVELS.includes(levels)) throw new Error(`levels: expected one of ${EVENT_LEVELS.join(', ')}`);
  const known = await subscribingSources();
  const names = sources.split(',').map((name) => name.trim());
  const unknown = names.filter((name) => name !== 'all' && !known.some((source) => source.name === name));
  if (unknown.length > 0) throw new Error(`sources: unknown event source ${unknown.join(', ')}`);
  const isInAll = (name: string): boolean => names.includes('all') && !BY_NAME_ONLY.includes(name);
  return known.filter(({ name }) => isInAll(name) || names.includes(name));
};

/** The subscriptions of an event source that are in use at a level. */
export const subscriptionsOf = ({ subscribes }: EventSource, level: string): Subscription[] =>
  subscribes.filter(({ levels }) => !levels || levels.includes(level as Level));

export const patternOf = ({ source, detailTypes, detail }: Subscription): object => ({
  ...(source && { source: [source] }),
  'detail-type': detailTypes,
  ...(detail && { detail }),
});

const ruleOf = (subscription: Subscription, name: string, { topicArn }: RuleOptions): Made => ({
  Type: 'AWS::Events::Rule',
  Properties: {
    Name: name,
    Description: 'Pipebell: events forwarded to the relay topic',
    EventPattern: patternOf(subscription),
    Targets: [
      {
        Id: 'topic',
        Arn: topicArn || { Ref: 'Topic' },
        RoleArn: { 'Fn::GetAtt': ['PublishRole', 'Arn'] },
        RetryPolicy: { MaximumRetryAttempts: 185, MaximumEventAgeInSeconds: 86_400 },
        DeadLetterConfig: { Arn: { 'Fn::GetAtt': ['Unrouted', 'Arn'] } },
      },
    ],
  },
});

/** The same shape as the alarms of infra/alarms.yml. */
const alarmOf = (rule: string, name: string, { alarmTopicArn }: RuleOptions): Made => {
  const actions = [
    ...(alarmTopicArn ? [alarmTopicArn] : []),
    { 'Fn::If': ['AlertEmailGiven', { Ref: 'AlarmsTopic' }, pseudo('NoValue')] },
  ];
  return {
    Type: 'AWS::CloudWatch::Alarm',
    Properties: {
      AlarmName: `${name}-rule`,
      AlarmDescription:
        'EventBridge could not publish events to the topic. The router gets them from the unrouted queue. Check the role, the topic and its key.',
      Namespace: 'AWS/Events',
      MetricName: 'FailedInvocations',
      Dimensions: [{ Name: 'RuleName', Value: { Ref: rule } }],
      Statistic: 'Sum',
      Period: 60,
      EvaluationPeriods: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      Threshold: 1,
      TreatMissingData: 'notBreaching',
      AlarmActions: actions,
      OKActions: actions,
    },
  };
};

/** `step-functions` as a logical id: `StepFunctions`. */
const pascal = (name: string): string => name.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());

/** One rule and its alarm per subscription, by logical id. Further subscriptions of one source are numbered. */
export const rulesOf = (sources: readonly EventSource[], options: RuleOptions): Record<string, Made> =>
  Object.fromEntries(
    sources.flatMap((source) =>
      subscriptionsOf(source, options.levels).flatMap((subscription, at) => {
        const number = at > 0 ? String(at + 1) : '';
        const id = `${pascal(source.name)}Rule${number}`;
        const name = [options.name, source.name, number].filter(Boolean).join('-');
        return [
          [id, ruleOf(subscription, name, options)],
          [`${id}Alarm`, alarmOf(id, name, options)],
        ];
      }),
    ),
  );
