// Prints what a stack subscribes to on EventBridge, made from the registry of event sources, as JSON for infra/rules.cjs:
//
//   PIPEBELL_RULES='{"name": "pipebell-dev", "sources": "all", "levels": "pipeline"}' npm run rules
import { loadEventSources } from '../src/events/index.ts';
import type { EventSource, Subscription } from '../src/model/event-source.ts';
import { LEVELS, type Level } from '../src/model/notification.ts';

interface Options {
  /** Begins every rule's name: that of the service and the stage. */
  readonly name: string;
  /** Names of event sources, separated by commas, or `all`. */
  readonly sources: string;
  readonly levels: string;
  /** A topic to use instead of the stack's own. */
  readonly topicArn?: string;
  readonly alarmTopicArn?: string;
}

const NO_VALUE = { Ref: 'AWS::NoValue' };

/** What `levels` may be: a grain that EventBridge can send, or `none` of a pipeline's state changes. */
const GRAINS: readonly string[] = [...LEVELS.filter((level) => level !== 'job'), 'none'];

/** @throws Error that names what is not known, and what there is. */
const chosenSources = async ({ sources, levels }: Options): Promise<EventSource[]> => {
  if (!GRAINS.includes(levels)) throw new Error(`levels: expected one of ${GRAINS.join(', ')}`);
  // The others' messages reach the topic without EventBridge.
  const known = (await loadEventSources()).filter(({ subscribes }) => subscribes.length > 0);
  const names = sources.split(',').map((name) => name.trim());
  const unknown = names.filter((name) => name !== 'all' && !known.some((source) => source.name === name));
  if (unknown.length > 0) {
    const words = unknown.map((name) => `"${name}"`).join(', ');
    throw new Error(`sources: there is no ${words}, but all or ${known.map(({ name }) => name).join(', ')}`);
  }
  return known.filter(({ name }) => names.includes('all') || names.includes(name));
};

const isSent = ({ levels }: Subscription, grain: string): boolean => !levels || levels.includes(grain as Level);

const patternOf = ({ source, detailTypes, detail }: Subscription): object => ({
  ...(source && { source: [source] }),
  'detail-type': detailTypes,
  ...(detail && { detail }),
});

const ruleOf = (subscription: Subscription, name: string, { topicArn }: Options): object => ({
  Type: 'AWS::Events::Rule',
  Properties: {
    Name: name,
    Description: 'What Pipebell hears of',
    EventPattern: patternOf(subscription),
    Targets: [
      {
        Id: 'topic',
        Arn: topicArn || { Ref: 'Topic' },
        RoleArn: { 'Fn::GetAtt': ['PublishRole', 'Arn'] },
        RetryPolicy: { MaximumRetryAttempts: 185, MaximumEventAgeInSeconds: 86_400 },
        DeadLetterConfig: { Arn: { 'Fn::GetAtt': ['UnpublishedEvents', 'Arn'] } },
      },
    ],
  },
});

/** Like the alarms of infra/alarms.yml. */
const alarmOf = (rule: string, name: string, { alarmTopicArn }: Options): object => {
  const listeners = [
    ...(alarmTopicArn ? [alarmTopicArn] : []),
    { 'Fn::If': ['AlertEmailGiven', { Ref: 'AlarmsTopic' }, NO_VALUE] },
  ];
  return {
    Type: 'AWS::CloudWatch::Alarm',
    Properties: {
      AlarmName: `${name}-rule`,
      AlarmDescription: 'EventBridge gave up handing events to the topic. Look at the role, the topic and its key.',
      Namespace: 'AWS/Events',
      MetricName: 'FailedInvocations',
      Dimensions: [{ Name: 'RuleName', Value: { Ref: rule } }],
      Statistic: 'Sum',
      Period: 60,
      EvaluationPeriods: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      Threshold: 1,
      TreatMissingData: 'notBreaching',
      AlarmActions: listeners,
      OKActions: listeners,
    },
  };
};

/** `step-functions` as a logical id may be written: `StepFunctions`. */
const pascal = (name: string): string => name.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());

/** A rule and its alarm for each subscription, named after the source; a second one of a source has a number. */
const resourcesOf = (sources: readonly EventSource[], options: Options): Record<string, object> =>
  Object.fromEntries(
    sources.flatMap(({ name: source, subscribes }) =>
      subscribes
        .filter((subscription) => isSent(subscription, options.levels))
        .flatMap((subscription, at) => {
          const number = at > 0 ? String(at + 1) : '';
          const id = `${pascal(source)}Rule${number}`;
          const name = [options.name, source, number].filter(Boolean).join('-');
          return [
            [id, ruleOf(subscription, name, options)],
            [`${id}Alarm`, alarmOf(id, name, options)],
          ];
        }),
    ),
  );

const options: Options = JSON.parse(process.env.PIPEBELL_RULES ?? '');
try {
  const resources = resourcesOf(await chosenSources(options), options);
  const alarms = Object.keys(resources).filter((id) => id.endsWith('Alarm'));
  const listed = alarms.flatMap((id) => [', "', { 'Fn::GetAtt': [id, 'Arn'] }, '"']);
  process.stdout.write(
    JSON.stringify({
      count: String(alarms.length),
      resources: { Resources: resources },
      // As the dashboard's body goes on with: each in quotes, after a comma.
      alarms: alarms.length > 0 ? { 'Fn::Join': ['', listed] } : '',
    }),
  );
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
}
