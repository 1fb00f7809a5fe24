import type { Template } from '../../template/package.ts';

export const ACCOUNT = '111122223333';
export const REGION = 'eu-west-1';

export const arn = (service: string, last: string): string => `arn:aws:${service}:${REGION}:${ACCOUNT}:${last}`;

/** ARNs of a stage's resources, by type. Those without a name of their own have the name that CloudFormation makes. */
export const arnsOf = (stage: string, { Resources }: Template): Record<string, string[]> => {
  const name = `pipebell-${stage}`;
  const byName = (type: string, property: string): string[] =>
    Object.values(Resources).flatMap(({ Type, Properties }) => (Type === type ? [String(Properties[property])] : []));
  const topics = byName('AWS::SNS::Topic', 'TopicName').map((topic) => arn('sns', topic));
  const queues = byName('AWS::SQS::Queue', 'QueueName').map((queue) => arn('sqs', queue));
  const functions = byName('AWS::Lambda::Function', 'FunctionName').map((each) => arn('lambda', `function:${each}`));
  const bucket = `arn:aws:s3:::${name}-serverlessdeploymentbucket-1a2b3c`;
  return {
    'AWS::CloudWatch::Alarm': byName('AWS::CloudWatch::Alarm', 'AlarmName').map((each) =>
      arn('cloudwatch', `alarm:${each}`),
    ),
    'AWS::CloudWatch::Dashboard': [`arn:aws:cloudwatch::${ACCOUNT}:dashboard/${name}`],
    'AWS::DynamoDB::Table': byName('AWS::DynamoDB::Table', 'TableName').map((each) => arn('dynamodb', `table/${each}`)),
    'AWS::Events::Archive': [arn('events', `archive/${name}`)],
    'AWS::Events::Rule': byName('AWS::Events::Rule', 'Name').map((each) => arn('events', `rule/${each}`)),
    'AWS::IAM::Role': ['RouterRole', 'DelivererRole', 'PublishRole'].map(
      (id) => `arn:aws:iam::${ACCOUNT}:role/${name}-${id}-1A2B3C`,
    ),
    'AWS::KMS::Key': [arn('kms', 'key/01234567-89ab-cdef-0123-456789abcdef')],
    'AWS::Lambda::EventInvokeConfig': functions,
    'AWS::Lambda::EventSourceMapping': [arn('lambda', 'event-source-mapping:01234567-89ab-cdef-0123-456789abcdef')],
    'AWS::Lambda::Function': functions,
    'AWS::Lambda::Permission': functions,
    'AWS::Logs::LogGroup': byName('AWS::Logs::LogGroup', 'LogGroupName').map((each) =>
      arn('logs', `log-group:${each}`),
    ),
    'AWS::S3::Bucket': [bucket],
    'AWS::S3::BucketPolicy': [bucket],
    'AWS::SNS::Subscription': topics,
    'AWS::SNS::Topic': topics,
    'AWS::SNS::TopicPolicy': topics,
    'AWS::SQS::Queue': queues,
    'AWS::SQS::QueuePolicy': queues,
  };
};
