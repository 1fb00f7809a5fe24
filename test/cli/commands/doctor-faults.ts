import type { Operation } from '../../../src/cli/aws/operations.ts';
import { allow, alter, policy, RULES, ruleArn, TOPIC } from '../sound-stage.ts';
import { addTarget, type World } from '../world.ts';

/** A change that breaks a sound stack, and the problem that doctor reports for it. */
export type Fault = readonly [verdict: 'fault' | 'warning', message: string, breakIt: (world: World) => void];

const set =
  (name: Operation, fields: object, only: (input: Record<string, string>) => boolean = () => true) =>
  (world: World): void =>
    alter(world, name, (answer, input) => void (only(input) && Object.assign(answer, fields)));

export const stack = (StackStatus: string) => (world: World) =>
  alter(world, 'cloudformation DescribeStacks', ({ Stacks }) => Object.assign(Stacks[0], { StackStatus }));

export const queue = (name: string, Attributes: object) => (world: World) =>
  alter(world, 'sqs GetQueueAttributes', (answer, { QueueUrl }) => {
    if (QueueUrl.endsWith(name)) Object.assign(answer.Attributes, Attributes);
  });

/** Makes an operation fail with an error of AWS. */
export const missing = (
  name: Operation,
  error: string,
  only: (input: Record<string, string>) => boolean = () => true,
) => {
  return (world: World): void => {
    const { answers } = world.stage as unknown as { answers: Record<string, (input: object) => unknown> };
    const before = answers[name];
    answers[name] = (input) => (only(input as Record<string, string>) ? error : before?.(input));
  };
};

const ofRouter = ({ FunctionName = '' }): boolean => FunctionName.endsWith('-router');

/** Every problem that doctor must find. */
export const FAULTS: readonly Fault[] = [
  ['warning', 'it is being changed: UPDATE_IN_PROGRESS', stack('UPDATE_IN_PROGRESS')],
  ['fault', 'its last change failed: UPDATE_ROLLBACK_COMPLETE', stack('UPDATE_ROLLBACK_COMPLETE')],
  [
    'fault',
    'it has no output UnroutedQueueUrl',
    (world) =>
      alter(world, 'cloudformation DescribeStacks', ({ Stacks }) => {
        Stacks[0].Outputs = Stacks[0].Outputs.filter(
          ({ OutputKey }: { OutputKey: string }) => OutputKey !== 'UnroutedQueueUrl',
        );
      }),
  ],
  [
    'fault',
    `the rule ${RULES[1]} was deleted`,
    (world) => alter(world, 'events ListRules', ({ Rules }) => void Rules.pop()),
  ],
  [
    'fault',
    `the rule ${RULES[0]} is disabled and sends no events`,
    (world) => alter(world, 'events ListRules', ({ Rules }) => Object.assign(Rules[0], { State: 'DISABLED' })),
  ],
  [
    'fault',
    `the rule ${RULES[0]} does not publish on the topic`,
    set('events ListTargetsByRule', { Targets: [] }, ({ Rule }) => Rule === RULES[0]),
  ],
  [
    'fault',
    `the rule ${RULES[0]} has no dead-letter queue: events that it cannot publish are lost`,
    (world) =>
      alter(world, 'events ListTargetsByRule', ({ Targets }, { Rule }) => {
        if (Rule === RULES[0]) delete Targets[0].DeadLetterConfig;
      }),
  ],
  [
    'fault',
    'no rule matches a waiting approval',
    (world) =>
      alter(world, 'events TestEventPattern', (answer, { Event }) => {
        answer.Result = !/Approval/.test(Event);
      }),
  ],
  ['fault', 'the topic was deleted', missing('sns GetTopicAttributes', 'NotFoundException')],
  [
    'warning',
    'the topic is not encrypted',
    (world) => alter(world, 'sns GetTopicAttributes', ({ Attributes }) => delete Attributes.KmsMasterKeyId),
  ],
  [
    'fault',
    'its policy allows everyone to publish',
    (world) =>
      alter(world, 'sns GetTopicAttributes', ({ Attributes }) => {
        const { Statement } = JSON.parse(Attributes.Policy);
        Attributes.Policy = JSON.stringify({ Statement: [...Statement, { Effect: 'Allow', Principal: { AWS: '*' } }] });
      }),
  ],
  [
    'fault',
    'the router is not subscribed to the topic and gets no events',
    set('sns ListSubscriptionsByTopic', { Subscriptions: [] }, ({ TopicArn }) => TopicArn === TOPIC),
  ],
  [
    'fault',
    'the subscription is not confirmed',
    (world) =>
      alter(world, 'sns ListSubscriptionsByTopic', ({ Subscriptions }, { TopicArn }) => {
        if (TopicArn === TOPIC) Subscriptions[0].SubscriptionArn = 'PendingConfirmation';
      }),
  ],
  [
    'warning',
    'a filter policy on the subscription keeps events from the router',
    (world) =>
      alter(world, 'sns GetSubscriptionAttributes', ({ Attributes }) => {
        Attributes.FilterPolicy = '{"source":["aws.codebuild"]}';
      }),
  ],
  ['fault', 'SNS has no permission to invoke the router', missing('lambda GetPolicy', 'ResourceNotFoundException')],
  ['fault', 'the router is Failed', set('lambda GetFunctionConfiguration', { State: 'Failed' }, ofRouter)],
  [
    'warning',
    'the router uses the runtime nodejs22.x instead of nodejs24.x',
    set('lambda GetFunctionConfiguration', { Runtime: 'nodejs22.x' }, ofRouter),
  ],
  [
    'fault',
    'the router has no TARGETS_PATH',
    (world) =>
      alter(world, 'lambda GetFunctionConfiguration', ({ Environment }, input) => {
        if (ofRouter(input)) delete Environment.Variables.TARGETS_PATH;
      }),
  ],
  [
    'fault',
    'the router cannot run: its reserved concurrency is 0',
    set('lambda GetFunctionConcurrency', { ReservedConcurrentExecutions: 0 }, ofRouter),
  ],
  [
    'fault',
    'the trigger of the router is disabled',
    (world) =>
      alter(world, 'lambda ListEventSourceMappings', ({ EventSourceMappings }, input) => {
        if (ofRouter(input)) EventSourceMappings[0].State = 'Disabled';
      }),
  ],
  [
    'fault',
    'the queue pipebell-prod-unrouted does not trigger the router',
    set('lambda ListEventSourceMappings', { EventSourceMappings: [] }, ofRouter),
  ],
  [
    'fault',
    'the router has no on-failure destination: an event that fails three times is lost',
    missing('lambda GetFunctionEventInvokeConfig', 'ResourceNotFoundException'),
  ],
  [
    'fault',
    'the queue pipebell-prod-deliveries.fifo is not encrypted',
    queue('-deliveries.fifo', { SqsManagedSseEnabled: 'false' }),
  ],
  ['fault', 'the queue pipebell-prod-deliveries.fifo is not FIFO', queue('-deliveries.fifo', { FifoQueue: undefined })],
  [
    'fault',
    'the queue pipebell-prod-deliveries.fifo has DeduplicationScope=queue, FifoThroughputLimit=perQueue',
    queue('-deliveries.fifo', { DeduplicationScope: 'queue', FifoThroughputLimit: 'perQueue' }),
  ],
  [
    'fault',
    'the queue pipebell-prod-deliveries.fifo has a redrive policy, which moves deliveries away without a reason',
    queue('-deliveries.fifo', { RedrivePolicy: '{"maxReceiveCount":3}' }),
  ],
  [
    'fault',
    '4 messages on pipebell-prod-deliveries.fifo, and nothing has received any for 10 minutes',
    queue('-deliveries.fifo', { ApproximateNumberOfMessages: '4' }),
  ],
  ['fault', 'the queue pipebell-prod-unrouted has no redrive policy', queue('-unrouted', { RedrivePolicy: '' })],
  [
    'fault',
    'the queue pipebell-prod-dead-letters was deleted',
    missing('sqs GetQueueUrl', 'QueueDoesNotExist', ({ QueueName = '' }) => QueueName.endsWith('-dead-letters')),
  ],
  [
    'fault',
    'the policy of pipebell-prod-unrouted does not allow pipebell-prod-events',
    queue('-unrouted', { Policy: policy(allow('events.amazonaws.com', ...RULES.map(ruleArn))) }),
  ],
  [
    'fault',
    'the policy of pipebell-prod-unrouted does not allow rule/pipebell-prod-codepipeline-2',
    queue('-unrouted', {
      Policy: policy(allow('sns.amazonaws.com', TOPIC), allow('events.amazonaws.com', ruleArn(RULES[0] ?? ''))),
    }),
  ],
  ['warning', '3 messages on pipebell-prod-dead-letters', queue('-dead-letters', { ApproximateNumberOfMessages: '3' })],
  [
    'fault',
    'messages have waited on pipebell-prod-unrouted for 20 minutes',
    (world) =>
      alter(world, 'cloudwatch GetMetricData', (answer, { MetricDataQueries: [{ MetricStat }] }) => {
        const [{ Value }] = MetricStat.Metric.Dimensions;
        answer.MetricDataResults = [{ Values: Value.endsWith('-unrouted') ? [1200] : [] }];
      }),
  ],
  [
    'fault',
    'the table was deleted: duplicates of an event are delivered twice',
    missing('dynamodb DescribeTable', 'ResourceNotFoundException'),
  ],
  [
    'warning',
    'the table never deletes expired rows',
    set('dynamodb DescribeTimeToLive', { TimeToLiveDescription: {} }),
  ],
  ['fault', 'broken cannot be used: not valid JSON', (world) => addTarget(world, 'broken', 'canary {')],
  ['warning', 'there are no targets', ({ parameters }) => parameters.clear()],
  [
    'warning',
    'allowPrivateTargets=true: targets may use http, private addresses and any host',
    (world) =>
      alter(world, 'lambda GetFunctionConfiguration', ({ Environment }) => {
        Environment.Variables.ALLOW_PRIVATE_TARGETS = 'true';
      }),
  ],
  [
    'warning',
    'pipebell-prod-dead-letters is in state ALARM',
    (world) =>
      alter(world, 'cloudwatch DescribeAlarms', ({ MetricAlarms }) => {
        MetricAlarms[0].StateValue = 'ALARM';
      }),
  ],
  [
    'warning',
    'no alarm notifies anyone',
    (world) => alter(world, 'cloudwatch DescribeAlarms', ({ MetricAlarms }) => delete MetricAlarms[0].AlarmActions),
  ],
  [
    'warning',
    'no confirmed subscription to pipebell-prod-alarms',
    set('sns ListSubscriptionsByTopic', { Subscriptions: [] }, ({ TopicArn }) => TopicArn !== TOPIC),
  ],
  [
    'fault',
    'the role publish may not sns:Publish on pipebell-prod-events',
    (world) =>
      alter(world, 'iam SimulatePrincipalPolicy', ({ EvaluationResults }, { ActionNames }) => {
        if (ActionNames.includes('sns:Publish')) EvaluationResults[0].EvalDecision = 'implicitDeny';
      }),
  ],
  [
    'warning',
    'the role router may not codebuild:BatchGetBuilds on project/any',
    (world) => {
      alter(world, 'lambda GetFunctionConfiguration', ({ Environment }) => {
        Environment.Variables.ENRICHMENT_MS = '2500';
      });
      alter(world, 'iam SimulatePrincipalPolicy', ({ EvaluationResults }, { ActionNames }) => {
        if (ActionNames[0] === 'codebuild:BatchGetBuilds') EvaluationResults[0].EvalDecision = 'implicitDeny';
      });
    },
  ],
];
