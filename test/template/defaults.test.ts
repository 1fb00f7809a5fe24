import { readFileSync } from 'node:fs';
import { queueNames } from '../../src/model/stack.ts';
import { UNROUTED_TIMEOUT_SECONDS } from '../../src/relay/rerouting.ts';
import { ofType, type Properties, packageService, properties, type Template } from './package.ts';

const ARN = 'arn:<AWS::Partition>';
const HERE = '<AWS::Region>:<AWS::AccountId>';

let template: Template;
beforeAll(async () => {
  template = await packageService();
}, 60_000);

const statementsOf = (role: string): Properties[] =>
  properties(template, role).Policies.flatMap(({ PolicyDocument }: Properties) => PolicyDocument.Statement);

/** ARN pattern of the rules of this stage. */
const RULES = `${ARN}:events:${HERE}:rule/pipebell-test-*`;

describe('from EventBridge to the router', () => {
  test('every rule publishes with a role, retries for a day and puts what it cannot publish on the queue that the router reads', () => {
    for (const { Targets } of Object.values(ofType(template, 'AWS::Events::Rule'))) {
      expect(Targets).toEqual([
        {
          Id: 'topic',
          Arn: '<Topic>',
          RoleArn: '<PublishRole.Arn>',
          RetryPolicy: { MaximumRetryAttempts: 185, MaximumEventAgeInSeconds: 86_400 },
          DeadLetterConfig: { Arn: '<Unrouted.Arn>' },
        },
      ]);
    }
  });

  test('by default there are rules for pipelines and for approvals with their answers', () => {
    expect(properties(template, 'CodepipelineRule').EventPattern).toEqual({
      source: ['aws.codepipeline'],
      'detail-type': ['CodePipeline Pipeline Execution State Change'],
    });
    expect(properties(template, 'CodepipelineRule2').EventPattern).toEqual({
      source: ['aws.codepipeline'],
      'detail-type': ['CodePipeline Action Execution State Change'],
      detail: { state: ['STARTED', 'SUCCEEDED', 'FAILED'], type: { category: ['Approval'] } },
    });
  });

  test('EventBridge may assume the role only for rules of this stage and account', () => {
    expect(properties(template, 'PublishRole').AssumeRolePolicyDocument.Statement).toEqual([
      {
        Effect: 'Allow',
        Principal: { Service: 'events.amazonaws.com' },
        Action: 'sts:AssumeRole',
        Condition: {
          StringEquals: { 'aws:SourceAccount': '<AWS::AccountId>' },
          ArnLike: { 'aws:SourceArn': RULES },
        },
      },
    ]);
    expect(statementsOf('PublishRole')).toEqual([
      { Sid: 'Publish', Effect: 'Allow', Action: 'sns:Publish', Resource: '<Topic>' },
    ]);
  });

  test('the topic is encrypted, denies plain connections and allows no service to publish', () => {
    expect(properties(template, 'Topic').KmsMasterKeyId).toBe('alias/aws/sns');
    const { Statement } = properties(template, 'TopicPolicy').PolicyDocument;
    expect(Statement).toEqual([
      expect.objectContaining({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
    ]);
  });

  test('only the topic may invoke the router, and undelivered events go to the unrouted queue', () => {
    expect(Object.values(ofType(template, 'AWS::Lambda::Permission'))).toEqual([
      expect.objectContaining({ Principal: 'sns.amazonaws.com', SourceArn: '<Topic>' }),
    ]);
    expect(properties(template, 'RouterSubscription')).toMatchObject({
      TopicArn: '<Topic>',
      Endpoint: '<RouterLambdaFunction.Arn>',
      RedrivePolicy: { deadLetterTargetArn: '<Unrouted.Arn>' },
    });
    expect(Object.values(ofType(template, 'AWS::Lambda::EventInvokeConfig'))).toEqual([
      expect.objectContaining({
        FunctionName: '<RouterLambdaFunction>',
        MaximumRetryAttempts: 2,
        MaximumEventAgeInSeconds: 21_600,
        DestinationConfig: { OnFailure: { Destination: '<Unrouted.Arn>' } },
      }),
    ]);
  });
});

describe('the queues', () => {
  test('each is encrypted and denies plain connections', () => {
    const queues = ofType(template, 'AWS::SQS::Queue');
    const policies = Object.values(ofType(template, 'AWS::SQS::QueuePolicy'));
    expect(policies.map(({ Queues }) => Queues[0]).sort()).toEqual(
      Object.keys(queues)
        .map((id) => `<${id}>`)
        .sort(),
    );
    for (const { Queues, PolicyDocument } of policies) {
      expect(PolicyDocument.Statement).toContainEqual({
        Sid: 'OnlyTls',
        Effect: 'Deny',
        Principal: '*',
        Action: 'sqs:*',
        Resource: Queues[0].replace('>', '.Arn>'),
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      });
    }
    for (const queue of Object.values(queues)) expect(queue.SqsManagedSseEnabled).toBe(true);
  });

  test('services may send only for the topic and the rules of this stage', () => {
    const allowed = Object.values(ofType(template, 'AWS::SQS::QueuePolicy')).flatMap(({ PolicyDocument }) =>
      PolicyDocument.Statement.filter(({ Effect }: Properties) => Effect === 'Allow'),
    );
    const grant = { Effect: 'Allow', Action: 'sqs:SendMessage' };
    expect(allowed).toEqual([
      {
        ...grant,
        Sid: 'SubscriptionDeadLetters',
        Principal: { Service: 'sns.amazonaws.com' },
        Resource: '<Unrouted.Arn>',
        Condition: { ArnEquals: { 'aws:SourceArn': '<Topic>' } },
      },
      {
        ...grant,
        Sid: 'RuleDeadLetters',
        Principal: { Service: 'events.amazonaws.com' },
        Resource: '<Unrouted.Arn>',
        Condition: { ArnLike: { 'aws:SourceArn': RULES } },
      },
    ]);
  });

  test('a queue that feeds a function hides messages for six timeouts and keeps them for 14 days', () => {
    const mappings = Object.values(ofType(template, 'AWS::Lambda::EventSourceMapping'));
    expect(mappings.map(({ EventSourceArn }) => EventSourceArn).sort()).toEqual(['<Deliveries.Arn>', '<Unrouted.Arn>']);
    for (const { EventSourceArn, FunctionName } of mappings) {
      const queue = properties(template, EventSourceArn.slice(1, -5));
      const { Timeout } = properties(template, FunctionName.slice(1, -5));
      expect(queue.VisibilityTimeout).toBeGreaterThanOrEqual(6 * Timeout);
      expect(queue.MessageRetentionPeriod).toBe(14 * 86_400);
    }
    expect(properties(template, 'Unrouted').VisibilityTimeout).toBe(UNROUTED_TIMEOUT_SECONDS);
    expect(properties(template, 'DeadLetters').MessageRetentionPeriod).toBe(14 * 86_400);
  });

  test('the deliveries queue is FIFO in high-throughput mode, has no redrive policy and outlives a replacement', () => {
    const { QueueName, ...queue } = properties(template, 'Deliveries');
    expect(QueueName).toBe(queueNames('test').deliveries);
    expect(queue).toEqual({
      FifoQueue: true,
      ContentBasedDeduplication: false,
      DeduplicationScope: 'messageGroup',
      FifoThroughputLimit: 'perMessageGroupId',
      SqsManagedSseEnabled: true,
      VisibilityTimeout: 180,
      MessageRetentionPeriod: 14 * 86_400,
    });
    expect(template.Resources.Deliveries).toMatchObject({ UpdateReplacePolicy: 'Retain', DeletionPolicy: 'Delete' });
  });

  test('the queues have the names that the code uses', () => {
    const names = Object.values(ofType(template, 'AWS::SQS::Queue')).map(({ QueueName }) => QueueName);
    expect(names.sort()).toEqual(Object.values(queueNames('test')).sort());
  });

  test('only events that crash the router are moved to the dead letters by SQS', () => {
    const policies = Object.entries(ofType(template, 'AWS::SQS::Queue')).flatMap(([id, { RedrivePolicy }]) =>
      RedrivePolicy ? [[id, RedrivePolicy]] : [],
    );
    expect(Object.fromEntries(policies)).toEqual({
      Unrouted: { deadLetterTargetArn: '<DeadLetters.Arn>', maxReceiveCount: 1000 },
    });
    expect(properties(template, 'DeadLetters').RedriveAllowPolicy).toEqual({
      redrivePermission: 'byQueue',
      sourceQueueArns: [`${ARN}:sqs:${HERE}:${queueNames('test').unrouted}`],
    });
  });

  test('functions report failed messages, and their concurrency is within the reservation', () => {
    for (const mapping of Object.values(ofType(template, 'AWS::Lambda::EventSourceMapping'))) {
      expect(mapping.FunctionResponseTypes).toEqual(['ReportBatchItemFailures']);
      const { ReservedConcurrentExecutions: most = 1000 } = properties(template, mapping.FunctionName.slice(1, -5));
      expect(mapping.ScalingConfig.MaximumConcurrency).toBeLessThanOrEqual(most);
    }
    const deliverer = properties(template, 'DelivererEventSourceMappingSQSDeliveries');
    expect(deliverer).toMatchObject({ BatchSize: 10, ScalingConfig: { MaximumConcurrency: 10 } });
    // Lambda refuses a batching window for a FIFO queue.
    expect(deliverer).not.toHaveProperty('MaximumBatchingWindowInSeconds');
  });
});

describe('the functions', () => {
  test('run on Node 24 on arm64, outside a VPC, with the default recursion detection', () => {
    for (const [id, properties] of Object.entries(ofType(template, 'AWS::Lambda::Function'))) {
      expect(properties).toMatchObject({
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        MemorySize: 512,
        Timeout: 30,
      });
      expect(properties.Role).toBe(`<${id.replace('LambdaFunction', 'Role')}.Arn>`);
      expect(properties).not.toHaveProperty('VpcConfig');
      expect(properties).not.toHaveProperty('RecursiveLoop');
    }
  });

  test('have these environment variables, none of them secret', () => {
    const common = {
      STAGE: 'test',
      TARGETS_PATH: '/pipebell/test/targets',
      DELIVERIES_QUEUE_URL: '<Deliveries>',
      URL_SUFFIX: '<AWS::URLSuffix>',
      AWS_USE_FIPS_ENDPOINT: 'false',
    };
    expect(properties(template, 'RouterLambdaFunction').Environment.Variables).toEqual({
      ...common,
      TOPIC_ARN: '<Topic>',
      UNROUTED_QUEUE_URL: '<Unrouted>',
      DEAD_LETTERS_QUEUE_URL: '<DeadLetters>',
      LEDGER_TABLE: '<Ledger>',
      SETTINGS_NAME: '/pipebell/test/settings',
      ACCOUNTS: '',
      ENRICHMENT_MS: '2500',
      ENRICHMENT_ROLE: '',
      PIPELINE_METRICS: 'false',
    });
    expect(properties(template, 'DelivererLambdaFunction').Environment.Variables).toEqual({
      ...common,
      LEDGER_TABLE: '<Ledger>',
      DEAD_LETTERS_QUEUE_URL: '<DeadLetters>',
      ALLOW_PRIVATE_TARGETS: 'false',
      ACCOUNT_ID: '<AWS::AccountId>',
    });
  });
});

describe('the ledger', () => {
  test('is billed per request, deletes expired items and can be restored', () => {
    const { TableName: _, ...table } = properties(template, 'Ledger');
    expect(table).toEqual({
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      TimeToLiveSpecification: { AttributeName: 'expires', Enabled: true },
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      // Without an SSESpecification DynamoDB encrypts with its own key. Encryption cannot be switched off.
    });
  });
});

describe('logs, outputs and names', () => {
  test('each function has a log group with a retention', () => {
    const groups = Object.values(ofType(template, 'AWS::Logs::LogGroup'));
    const functions = Object.values(ofType(template, 'AWS::Lambda::Function'));
    expect(groups.map(({ LogGroupName }) => LogGroupName)).toEqual(
      functions.map(({ FunctionName }) => `/aws/lambda/${FunctionName}`),
    );
    for (const { RetentionInDays } of groups) expect(RetentionInDays).toBe(30);
  });

  test('the outputs that scripts rely on', () => {
    const { ServerlessDeploymentBucketName: _, ...ours } = template.Outputs;
    expect(Object.fromEntries(Object.entries(ours).map(([name, { Value }]) => [name, Value]))).toEqual({
      TopicArn: '<Topic>',
      DeliveriesQueueUrl: '<Deliveries>',
      DeadLettersQueueUrl: '<DeadLetters>',
      UnroutedQueueUrl: '<Unrouted>',
      TargetsPath: '/pipebell/test/targets',
      AllowPrivateTargets: 'false',
      Version: JSON.parse(readFileSync('package.json', 'utf8')).version,
    });
  });

  test('every name contains the stage', () => {
    const named = /^(QueueName|TopicName|FunctionName|AlarmName|Name|LogGroupName)$/;
    for (const [id, { Type, Properties }] of Object.entries(template.Resources)) {
      if (/EventSourceMapping|EventInvokeConfig|Permission/.test(Type)) continue;
      for (const [key, value] of Object.entries(Properties)) {
        if (named.test(key)) expect(`${id} ${value}`).toMatch(/pipebell-test-/);
      }
    }
  });
});
