import type { Names, Right } from './deploy-policy.ts';

const LAMBDA = 'AWS::Lambda::';
/** Reading and writing tags. IAM ignores the case of names. */
export const TAGS = '*Tag*';

/** Operations of a service, as IAM names them. */
export const named = (service: string, ...operations: string[]): string[] =>
  operations.map((operation) => `${service}:${operation}`);

/** The rights for the resources of each service, which IAM can restrict to those of a stage. */
export const serviceRights = ({ name, account, partition, arn }: Names): Right[] => {
  const functions = ['router', 'deliverer'].map((each) => arn('lambda', `function:${name}-${each}`));
  return [
    {
      sid: 'Functions',
      types: [`${LAMBDA}Function`, `${LAMBDA}EventInvokeConfig`, `${LAMBDA}Permission`],
      actions: named(
        'lambda',
        ...['CreateFunction', 'DeleteFunction', 'GetFunction*', 'UpdateFunctionCode', 'UpdateFunctionConfiguration'],
        ...['GetRuntimeManagementConfig', '*FunctionEventInvokeConfig', 'AddPermission', 'RemovePermission'],
        ...['GetPolicy', TAGS],
      ),
      resources: functions,
    },
    {
      sid: 'Pollers',
      types: [`${LAMBDA}EventSourceMapping`],
      actions: ['lambda:*EventSourceMapping'],
      resources: ['*'],
      condition: { ArnEquals: { 'lambda:FunctionArn': functions } },
    },
    {
      sid: 'PollerTags',
      types: [`${LAMBDA}EventSourceMapping`],
      actions: named('lambda', TAGS),
      resources: [arn('lambda', 'event-source-mapping:*')],
    },
    {
      sid: 'Queues',
      types: ['AWS::SQS::Queue', 'AWS::SQS::QueuePolicy'],
      actions: named(
        'sqs',
        ...['CreateQueue', 'DeleteQueue', 'GetQueueAttributes', 'GetQueueUrl', 'SetQueueAttributes', TAGS],
      ),
      resources: ['deliveries.fifo', 'unrouted', 'dead-letters'].map((each) => arn('sqs', `${name}-${each}`)),
    },
    {
      sid: 'Topics',
      types: ['AWS::SNS::Topic', 'AWS::SNS::TopicPolicy', 'AWS::SNS::Subscription'],
      actions: named(
        'sns',
        ...['CreateTopic', 'DeleteTopic', '*TopicAttributes', 'GetDataProtectionPolicy', 'Subscribe', 'Unsubscribe'],
        ...['*SubscriptionAttributes', 'ListSubscriptionsByTopic', TAGS],
      ),
      // A subscription has the ARN of its topic and an id.
      resources: ['events', 'alarms'].map((each) => arn('sns', `${name}-${each}*`)),
    },
    {
      sid: 'Rules',
      types: ['AWS::Events::Rule'],
      actions: named('events', ...['PutRule', 'DeleteRule', 'DescribeRule', '*Targets', 'ListTargetsByRule', TAGS]),
      resources: [arn('events', `rule/${name}-*`)],
    },
    {
      sid: 'Archive',
      types: ['AWS::Events::Archive'],
      actions: ['events:*Archive'],
      resources: [arn('events', `archive/${name}`), arn('events', 'event-bus/default')],
    },
    {
      sid: 'Table',
      types: ['AWS::DynamoDB::Table'],
      actions: named(
        'dynamodb',
        ...['CreateTable', 'DeleteTable', 'UpdateTable', 'Describe*', 'UpdateTimeToLive', 'UpdateContinuousBackups'],
        ...['GetResourcePolicy', TAGS],
      ),
      resources: [arn('dynamodb', `table/${name}-ledger`)],
    },
    {
      sid: 'Logs',
      types: ['AWS::Logs::LogGroup'],
      actions: named(
        'logs',
        ...['CreateLogGroup', 'DeleteLogGroup', '*RetentionPolicy', 'GetDataProtectionPolicy', TAGS],
      ),
      // With and without the suffix for streams.
      resources: ['router', 'deliverer'].map((each) => arn('logs', `log-group:/aws/lambda/${name}-${each}*`)),
    },
    {
      sid: 'Alarms',
      types: ['AWS::CloudWatch::Alarm', 'AWS::CloudWatch::Dashboard'],
      actions: named('cloudwatch', ...['PutMetricAlarm', 'DeleteAlarms', '*Dashboard*', TAGS]),
      resources: [arn('cloudwatch', `alarm:${name}-*`), `arn:${partition}:cloudwatch::${account}:dashboard/${name}`],
    },
  ];
};
