import { ofType, type Properties, packageService, properties, type Template } from './package.ts';

const TOPIC = 'arn:aws:sns:eu-west-1:111122223333:builds';
const BOUNDARY = 'arn:aws:iam::111122223333:policy/limits';
const KEY = 'arn:aws:kms:eu-west-1:111122223333:key/0a0b';
const ALARMS = 'arn:aws:sns:eu-west-1:111122223333:operators';

const allOf = (template: Template, sid: string): Properties[] =>
  Object.values(template.Resources)
    .flatMap(({ Properties: { PolicyDocument, Policies = [] } }) => [
      PolicyDocument,
      ...Policies.map((policy: Properties) => policy.PolicyDocument),
    ])
    .flatMap((document) => document?.Statement ?? [])
    .filter(({ Sid }: Properties) => Sid === sid);

describe('levels=action with a topic that exists', () => {
  let template: Template;
  beforeAll(async () => {
    template = await packageService({
      levels: 'action',
      topicArn: TOPIC,
      topicKeyArn: KEY,
      alarmTopicArn: ALARMS,
      allowPrivateTargets: 'true',
      logRetentionDays: '7',
      maximumConcurrency: '40',
      memorySize: '1024',
      permissionsBoundary: BOUNDARY,
    });
  }, 60_000);

  test('approvals are forwarded once: the rule for actions includes them', () => {
    expect(Object.keys(ofType(template, 'AWS::Events::Rule'))).toEqual(['CodepipelineRule']);
  });

  test('neither the topic nor its policy is created, and every reference is to the given one', () => {
    expect(ofType(template, 'AWS::SNS::Topic')).toEqual({});
    expect(ofType(template, 'AWS::SNS::TopicPolicy')).toEqual({});
    expect(JSON.stringify(template)).not.toMatch(/<Topic[.>]/);
    expect(properties(template, 'CodepipelineRule').Targets[0].Arn).toBe(TOPIC);
    expect(properties(template, 'RouterSubscription').TopicArn).toBe(TOPIC);
    expect(properties(template, 'RouterPermission').SourceArn).toBe(TOPIC);
    expect(properties(template, 'RouterLambdaFunction').Environment.Variables.TOPIC_ARN).toBe(TOPIC);
    expect(properties(template, 'TopicAlarm').Dimensions).toEqual([{ Name: 'TopicName', Value: 'builds' }]);
    expect(template.Outputs.TopicArn?.Value).toBe(TOPIC);
    const [publish] = allOf(template, 'Publish');
    expect(publish?.Resource).toBe(TOPIC);
  });

  test('the dashboard shows the given topic', () => {
    expect(properties(template, 'Dashboard').DashboardBody).toContain('"TopicName", "builds"');
  });

  test('each role has the permissions boundary', () => {
    const boundaries = Object.values(ofType(template, 'AWS::IAM::Role')).map((role) => role.PermissionsBoundary);

    expect(boundaries).toEqual([BOUNDARY, BOUNDARY, BOUNDARY]);
  });

  test('the role of the rules may use the key of the topic', () => {
    expect(allOf(template, 'UseTopicKey')).toEqual([
      { Sid: 'UseTopicKey', Effect: 'Allow', Action: ['kms:GenerateDataKey*', 'kms:Decrypt'], Resource: KEY },
    ]);
  });

  test('alarms notify the topic for alarms', () => {
    for (const alarm of Object.values(ofType(template, 'AWS::CloudWatch::Alarm'))) {
      expect(alarm).toMatchObject({ AlarmActions: [ALARMS], OKActions: [ALARMS] });
    }
  });

  test('the deliverer works the given number of lanes', () => {
    expect(properties(template, 'DelivererEventSourceMappingSQSDeliveries').ScalingConfig).toEqual({
      MaximumConcurrency: 40,
    });
  });

  test('both functions have the given memory', () => {
    const functions = Object.values(ofType(template, 'AWS::Lambda::Function'));
    expect(functions.map(({ MemorySize }) => MemorySize)).toEqual([1024, 1024]);
  });

  test('logs have the given retention, and private targets are allowed', () => {
    expect(properties(template, 'RouterLogGroup').RetentionInDays).toBe(7);
    expect(properties(template, 'DelivererLambdaFunction').Environment.Variables.ALLOW_PRIVATE_TARGETS).toBe('true');
  });
});

describe('a key for the topic of the stack', () => {
  test('allows notification rules and alarms of this account to publish', async () => {
    const template = await packageService({ topicKeyArn: KEY, levels: 'stage' });

    expect(properties(template, 'Topic').KmsMasterKeyId).toBe(KEY);
    expect(allOf(template, 'NotificationRules')).toEqual([
      {
        Sid: 'NotificationRules',
        Effect: 'Allow',
        Principal: { Service: 'codestar-notifications.amazonaws.com' },
        Action: 'sns:Publish',
        Resource: '<Topic>',
      },
    ]);
    expect(allOf(template, 'Alarms')).toEqual([
      {
        Sid: 'Alarms',
        Effect: 'Allow',
        Principal: { Service: 'cloudwatch.amazonaws.com' },
        Action: 'sns:Publish',
        Resource: '<Topic>',
        Condition: {
          ArnLike: { 'aws:SourceArn': 'arn:<AWS::Partition>:cloudwatch:<AWS::Region>:<AWS::AccountId>:alarm:*' },
        },
      },
    ]);
    expect(properties(template, 'CodepipelineRule').EventPattern['detail-type']).toEqual([
      'CodePipeline Pipeline Execution State Change',
      'CodePipeline Stage Execution State Change',
    ]);
  }, 60_000);
});

describe('levels=none', () => {
  test('creates no rules, for a topic that notification rules feed', async () => {
    const template = await packageService({ levels: 'none', topicArn: TOPIC });

    expect(ofType(template, 'AWS::Events::Rule')).toEqual({});
    expect(Object.keys(ofType(template, 'AWS::IAM::Role'))).toEqual(['RouterRole', 'DelivererRole']);
    expect(properties(template, 'RouterSubscription').TopicArn).toBe(TOPIC);
    const alarmNames = Object.values(ofType(template, 'AWS::CloudWatch::Alarm')).map(({ AlarmName }) => AlarmName);
    expect(alarmNames.join()).not.toMatch(/rule/);
    const { widgets } = JSON.parse(properties(template, 'Dashboard').DashboardBody);
    expect(widgets[0].properties.alarms).toHaveLength(alarmNames.length);
  }, 60_000);
});
