import { logGroups } from '../../src/cli/aws/log-lines.ts';
import { ENVIRONMENT } from '../../src/cli/commands/doctor/functions.ts';
import { queueNames } from '../../src/model/stack.ts';
import { aStack } from './fake-stack.ts';
import { addTarget, openWorld, type World } from './world.ts';

const HERE = 'eu-central-1:111122223333';
export const TOPIC = `arn:aws:sns:${HERE}:pipebell-prod-events`;
const ALARMS = `arn:aws:sns:${HERE}:pipebell-prod-alarms`;
const ROUTER = `arn:aws:lambda:${HERE}:function:pipebell-prod-router`;

const QUEUES = queueNames('prod');
const queueArn = (name: string): string => `arn:aws:sqs:${HERE}:${name}`;
export const ruleArn = (name: string): string => `arn:aws:events:${HERE}:rule/${name}`;

export const RULES = ['pipebell-prod-codepipeline', 'pipebell-prod-codepipeline-2'];

/** A secret that must not be printed, wherever a value of the stack's may hold one. */
const CANARY = 'https://canary.example/secret';

export const policy = (...Statement: object[]): string => JSON.stringify({ Version: '2012-10-17', Statement });

export const allow = (service: string, ...arns: string[]): object => ({
  Effect: 'Allow',
  Principal: { Service: service },
  Action: '*',
  Condition: { ArnEquals: { 'aws:SourceArn': arns } },
});

const deny = { Effect: 'Deny', Principal: '*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } };

const attributesOf = (name: string): Record<string, string> => ({
  ApproximateNumberOfMessages: '0',
  SqsManagedSseEnabled: 'true',
  ...(name === QUEUES.deliveries && {
    FifoQueue: 'true',
    ContentBasedDeduplication: 'false',
    DeduplicationScope: 'messageGroup',
    FifoThroughputLimit: 'perMessageGroupId',
  }),
  ...(name === QUEUES.unrouted && {
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn: queueArn(QUEUES.deadLetters), maxReceiveCount: 1000 }),
  }),
  ...(name === QUEUES.unrouted && {
    Policy: policy(deny, allow('sns.amazonaws.com', TOPIC), allow('events.amazonaws.com', ...RULES.map(ruleArn))),
  }),
});

const OUTPUTS = {
  TopicArn: TOPIC,
  DeliveriesQueueUrl: 'https://sqs.example/1/deliveries',
  DeadLettersQueueUrl: 'https://sqs.example/1/dead-letters',
  UnroutedQueueUrl: 'https://sqs.example/1/unrouted',
  TargetsPath: '/pipebell/prod/targets',
  AllowPrivateTargets: 'false',
  Version: '0.1.0',
};

const nameOf = (FunctionName = ''): 'router' | 'deliverer' =>
  FunctionName.endsWith('-router') ? 'router' : 'deliverer';

const fillStack = ({ stage }: World): void => {
  const Outputs = Object.entries(OUTPUTS).map(([OutputKey, OutputValue]) => ({ OutputKey, OutputValue }));
  stage.answers['cloudformation DescribeStacks'] = () => ({ Stacks: [aStack({ Outputs })] });
  const made = [
    ...RULES.map((id) => ['AWS::Events::Rule', id]),
    ['AWS::CloudWatch::Alarm', 'pipebell-prod-dead-letters'],
  ];
  stage.answers['cloudformation ListStackResources'] = () => ({
    StackResourceSummaries: made.map(([ResourceType, PhysicalResourceId]) => ({
      LogicalResourceId: 'Some',
      ResourceType,
      PhysicalResourceId,
      LastUpdatedTimestamp: new Date(0),
      ResourceStatus: 'CREATE_COMPLETE' as const,
    })),
  });
  stage.answers['events ListRules'] = () => ({
    Rules: RULES.map((Name) => ({
      Name,
      State: 'ENABLED' as const,
      EventPattern: '{"detail-type":["CodePipeline Pipeline Execution State Change"]}',
    })),
  });
  stage.answers['events ListTargetsByRule'] = () => ({
    Targets: [
      {
        Id: 'topic',
        Arn: TOPIC,
        RoleArn: 'arn:aws:iam::111122223333:role/publish',
        DeadLetterConfig: { Arn: queueArn(QUEUES.unrouted) },
      },
    ],
  });
  stage.answers['events TestEventPattern'] = () => ({ Result: true });
};

const fillTopic = ({ stage }: World): void => {
  stage.answers['sns GetTopicAttributes'] = () => ({
    Attributes: { TopicArn: TOPIC, KmsMasterKeyId: 'alias/aws/sns', Policy: policy(deny) },
  });
  stage.answers['sns ListSubscriptionsByTopic'] = ({ TopicArn }) => ({
    Subscriptions: [{ SubscriptionArn: `${TopicArn}:1`, Endpoint: TopicArn === ALARMS ? 'jo@example.com' : ROUTER }],
  });
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: queueArn(QUEUES.unrouted) });
  stage.answers['sns GetSubscriptionAttributes'] = () => ({ Attributes: { RedrivePolicy } });
};

const fillFunctions = ({ stage }: World): void => {
  stage.answers['lambda GetPolicy'] = () => ({ Policy: policy(allow('sns.amazonaws.com', TOPIC)) });
  stage.answers['lambda GetFunctionConfiguration'] = ({ FunctionName }) => ({
    State: 'Active',
    LastUpdateStatus: 'Successful',
    Runtime: 'nodejs24.x',
    Role: `arn:aws:iam::111122223333:role/${nameOf(FunctionName)}`,
    Environment: { Variables: Object.fromEntries(ENVIRONMENT[nameOf(FunctionName)].map((name) => [name, CANARY])) },
  });
  stage.answers['lambda ListEventSourceMappings'] = ({ FunctionName }) => ({
    EventSourceMappings: [
      {
        UUID: 'uuid-1',
        State: 'Enabled',
        EventSourceArn: queueArn(nameOf(FunctionName) === 'router' ? QUEUES.unrouted : QUEUES.deliveries),
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        LastProcessingResult: 'OK',
      },
    ],
  });
  stage.answers['lambda GetFunctionEventInvokeConfig'] = () => ({
    DestinationConfig: { OnFailure: { Destination: queueArn(QUEUES.unrouted) } },
  });
  stage.answers['iam SimulatePrincipalPolicy'] = ({ ActionNames = [] }) => ({
    EvaluationResults: ActionNames.map((EvalActionName) => ({ EvalActionName, EvalDecision: 'allowed' as const })),
  });
};

const fillRest = ({ stage, topics }: World): void => {
  stage.answers['sqs GetQueueUrl'] = ({ QueueName }) => ({ QueueUrl: `https://sqs.example/1/${QueueName}` });
  stage.answers['sqs GetQueueAttributes'] = ({ QueueUrl = '' }) => ({
    Attributes: attributesOf(QueueUrl.split('/').at(-1) ?? ''),
  });
  stage.answers['dynamodb DescribeTable'] = () => ({ Table: { TableStatus: 'ACTIVE' } });
  stage.answers['dynamodb DescribeTimeToLive'] = () => ({
    TimeToLiveDescription: { TimeToLiveStatus: 'ENABLED', AttributeName: 'expires' },
  });
  stage.answers['cloudwatch DescribeAlarms'] = () => ({
    MetricAlarms: [{ AlarmName: 'pipebell-prod-dead-letters', StateValue: 'OK', AlarmActions: [ALARMS] }],
  });
  // What was published is what the router logs.
  stage.answers['logs FilterLogEvents'] = ({ logGroupName }) => ({
    events: (logGroupName === logGroups('prod').router ? (topics.get(TOPIC) ?? []) : []).map(({ text }) => ({
      timestamp: 0,
      message: JSON.stringify({ event: 'probe', eventId: JSON.parse(text)['pipebell-probe'] }),
    })),
  });
};

/** Stage `prod`, sound from end to end. */
export const openSound = (): World => {
  const world = openWorld();
  for (const fill of [fillStack, fillTopic, fillFunctions, fillRest]) fill(world);
  addTarget(world, 'team', { platform: 'slack', url: 'https://hooks.slack.com/services/T0/B0/canary' });
  world.topics.set(TOPIC, []);
  return world;
};

/** Changes what AWS answers to one question. */
export const alter = <Name extends keyof World['stage']['answers']>(
  { stage }: World,
  name: Name,
  // biome-ignore lint/suspicious/noExplicitAny: an answer is altered at any depth
  change: (answer: any, input: any) => void,
): void => {
  // biome-ignore lint/suspicious/noExplicitAny: the same
  const before = stage.answers[name] as ((input: any) => any) | undefined;
  // biome-ignore lint/suspicious/noExplicitAny: the same
  stage.answers[name] = ((input: any) => {
    const answer = structuredClone(before?.(input) ?? {});
    change(answer, input);
    return answer;
    // biome-ignore lint/suspicious/noExplicitAny: the same
  }) as any;
};
