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
  /** How long events are kept for a replay; none are with 0. */
  readonly archiveDays?: number | string;
}

/** A resource of the template, as far as it is looked at. */
interface Made {
  readonly Type: string;
  readonly Properties: { readonly Name?: string; readonly ArchiveName?: string; readonly [key: string]: unknown };
}

const ref = (name: string): object => ({ Ref: `AWS::${name}` });

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

const ruleOf = (subscription: Subscription, name: string, { topicArn }: Options): Made => ({
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
const alarmOf = (rule: string, name: string, { alarmTopicArn }: Options): Made => {
  const listeners = [
    ...(alarmTopicArn ? [alarmTopicArn] : []),
    { 'Fn::If': ['AlertEmailGiven', { Ref: 'AlarmsTopic' }, ref('NoValue')] },
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
const resourcesOf = (sources: readonly EventSource[], options: Options): Record<string, Made> =>
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

/** Longest pattern, in characters. @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html */
const MAX_PATTERN_CHARS = 2048;

const anyOf = (patterns: readonly object[]): object => (patterns.length === 1 ? { ...patterns[0] } : { $or: patterns });

/**
 * One pattern for all that the rules hear of. Where theirs are too long for one, `detail` is left out, and it lets more
 * through: other changes of the same kind from the same services.
 */
const oneForAll = (subscriptions: readonly Subscription[]): object => {
  const exact = anyOf(subscriptions.map(patternOf));
  if (JSON.stringify(exact).length <= MAX_PATTERN_CHARS) return exact;
  const types = new Map<string | undefined, string[]>();
  for (const { source, detailTypes } of subscriptions) {
    types.set(source, [...new Set([...(types.get(source) ?? []), ...detailTypes])]);
  }
  return anyOf([...types].map(([source, detailTypes]) => patternOf({ ...(source && { source }), detailTypes })));
};

const archiveOf = (subscriptions: readonly Subscription[], name: string, days: number): Made => ({
  Type: 'AWS::Events::Archive',
  Properties: {
    ArchiveName: name,
    Description: 'What Pipebell hears of, for npx pipebell replay',
    SourceArn: {
      'Fn::Join': [':', ['arn', ref('Partition'), 'events', ref('Region'), ref('AccountId'), 'event-bus/default']],
    },
    EventPattern: oneForAll(subscriptions),
    RetentionDays: days,
  },
});

const archives = (
  sources: readonly EventSource[],
  { name, levels, archiveDays = 0 }: Options,
): Record<string, Made> => {
  const days = Number(archiveDays);
  if (!Number.isInteger(days) || days < 0) throw new Error('archiveDays: expected a whole number of days, or 0');
  const subscriptions = sources.flatMap(({ subscribes }) => subscribes.filter((each) => isSent(each, levels)));
  return days > 0 && subscriptions.length > 0 ? { Archive: archiveOf(subscriptions, name, days) } : {};
};

const rulesIn = (resources: Record<string, Made>): string[] =>
  Object.values(resources).flatMap(({ Type, Properties }) =>
    Type === 'AWS::Events::Rule' && Properties.Name ? [Properties.Name] : [],
  );

/** AWS's limits, in characters. @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html */
const MAX_RULE_NAME_CHARS = 64;
/** @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_CreateArchive.html */
const MAX_ARCHIVE_NAME_CHARS = 48;

/** @throws Error before CloudFormation would, and in the middle of a deployment. */
const checkNames = (resources: Record<string, Made>): void => {
  const over = Object.values(resources).map(({ Properties: { Name = '', ArchiveName = '' } }) =>
    Math.max(Name.length - MAX_RULE_NAME_CHARS, ArchiveName.length - MAX_ARCHIVE_NAME_CHARS),
  );
  const excess = Math.max(0, ...over);
  if (excess === 0) return;
  throw new Error(`stage: ${excess} characters too long for the names of what these sources and archiveDays ask for`);
};

/** The statement that lets the router ask AWS what the event sources declare, whatever is subscribed to. */
const askWhy = async (): Promise<object> => {
  const asks = (await loadEventSources()).flatMap(({ enrichment }) => enrichment?.asks ?? []);
  const actions = asks.flatMap(({ service, operations }) => operations.map((name) => `${service.name}:${name}`));
  const resources = asks.flatMap(({ service, resources }) =>
    resources.map((resource) => `${service.name}:*:{account}:${resource}`),
  );
  return {
    Sid: 'AskWhy',
    Effect: 'Allow',
    Action: [...new Set(actions)],
    Resource: [...new Set(resources)].map((arn) => {
      const [before, after] = arn.split('{account}');
      return { 'Fn::Join': ['', ['arn:', ref('Partition'), ':', before, ref('AccountId'), after]] };
    }),
  };
};

const options: Options = JSON.parse(process.env.PIPEBELL_RULES ?? '');
try {
  const sources = await chosenSources(options);
  const resources = resourcesOf(sources, options);
  const all = { ...resources, ...archives(sources, options) };
  checkNames(all);
  const alarms = Object.keys(resources).filter((id) => id.endsWith('Alarm'));
  const listed = alarms.flatMap((id) => [', "', { 'Fn::GetAtt': [id, 'Arn'] }, '"']);
  process.stdout.write(
    JSON.stringify({
      count: String(alarms.length),
      askWhy: await askWhy(),
      resources: { Resources: all },
      // As the dashboard's body goes on with: each after a comma.
      alarms: alarms.length > 0 ? { 'Fn::Join': ['', listed] } : '',
      failures: rulesIn(resources)
        .map((name) => `, ${JSON.stringify(['AWS/Events', 'FailedInvocations', 'RuleName', name, { label: name }])}`)
        .join(''),
    }),
  );
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
}
