import { ofType, type Properties, packageService, type Template } from './package.ts';

/** The queue that an ARN names: `<Unrouted.Arn>`, or an ARN that ends in the queue's name. */
const queueOf = (template: Template, arn: string): [id: string, queue: Properties] | undefined =>
  Object.entries(ofType(template, 'AWS::SQS::Queue')).find(
    ([id, { QueueName }]) => arn === `<${id}.Arn>` || arn.endsWith(`:${QueueName}`),
  );

const listed = (value: string | readonly string[] | undefined): readonly string[] => (value ? [value].flat() : []);

/** The queues that a resource which is not a queue sends failed or matching messages to. */
const destinationsOf = ({ Type, Properties: it }: Template['Resources'][string]): readonly string[] => {
  switch (Type) {
    case 'AWS::Lambda::EventInvokeConfig':
      return ['OnFailure', 'OnSuccess'].flatMap((on) => listed(it.DestinationConfig?.[on]?.Destination));
    case 'AWS::Lambda::EventSourceMapping':
      return listed(it.DestinationConfig?.OnFailure?.Destination);
    case 'AWS::Lambda::Function':
      return listed(it.DeadLetterConfig?.TargetArn);
    case 'AWS::Events::Rule':
      return it.Targets.flatMap((target: Properties) => [target.Arn, ...listed(target.DeadLetterConfig?.Arn)]);
    case 'AWS::SNS::Subscription':
      return [...listed(it.Endpoint), ...listed(it.RedrivePolicy?.deadLetterTargetArn)];
    default:
      return [];
  }
};

/**
 * What AWS refuses: a redrive between a FIFO and a standard queue, and a FIFO queue as a destination of Lambda,
 * EventBridge or a standard topic.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-dead-letter-queues.html
 */
const conflicts = (template: Template): string[] => {
  const isFifo = (arn: string): boolean => queueOf(template, arn)?.[1].FifoQueue === true;
  const queues = Object.entries(ofType(template, 'AWS::SQS::Queue')).flatMap(([id, { RedrivePolicy, ...queue }]) =>
    [...listed(RedrivePolicy?.deadLetterTargetArn), ...listed(queue.RedriveAllowPolicy?.sourceQueueArns)]
      .filter((arn) => isFifo(arn) !== (queue.FifoQueue === true))
      .map((arn) => `${id} and ${queueOf(template, arn)?.[0]}`),
  );
  const others = Object.entries(template.Resources).flatMap(([id, resource]) =>
    destinationsOf(resource)
      .filter(isFifo)
      .map((arn) => `${id} and ${queueOf(template, arn)?.[0]}`),
  );
  return [...queues, ...others];
};

describe('a FIFO queue', () => {
  let template: Template;
  beforeAll(async () => {
    template = await packageService();
  }, 60_000);

  /** The template with one property changed. */
  const planted = (id: string, change: (properties: Properties) => void): Template => {
    const copy = structuredClone(template);
    change((copy.Resources[id] as { Properties: Properties }).Properties);
    return copy;
  };

  test('shares no redrive with a standard queue and is no destination of a function, a rule or a topic', () => {
    expect(Object.values(ofType(template, 'AWS::SQS::Queue')).filter(({ FifoQueue }) => FifoQueue)).toHaveLength(1);
    expect(conflicts(template)).toEqual([]);
  });

  test.each<[name: string, id: string, conflict: string, change: (properties: Properties) => void]>([
    [
      'a redrive policy from FIFO to standard',
      'Deliveries',
      'Deliveries and DeadLetters',
      (queue) => {
        queue.RedrivePolicy = { deadLetterTargetArn: '<DeadLetters.Arn>', maxReceiveCount: 10 };
      },
    ],
    [
      'a redrive policy from standard to FIFO',
      'Unrouted',
      'Unrouted and Deliveries',
      (queue) => {
        queue.RedrivePolicy.deadLetterTargetArn = '<Deliveries.Arn>';
      },
    ],
    [
      'a source of the dead letters that is FIFO',
      'DeadLetters',
      'DeadLetters and Deliveries',
      (queue) => queue.RedriveAllowPolicy.sourceQueueArns.push('arn:aws:sqs:eu-west-1:1:pipebell-test-deliveries.fifo'),
    ],
    [
      'a FIFO destination of the router',
      'RouterLambdaEvConf',
      'RouterLambdaEvConf and Deliveries',
      (config) => {
        config.DestinationConfig.OnFailure.Destination = '<Deliveries.Arn>';
      },
    ],
    [
      'a FIFO dead-letter queue of a function',
      'DelivererLambdaFunction',
      'DelivererLambdaFunction and Deliveries',
      (each) => {
        each.DeadLetterConfig = { TargetArn: '<Deliveries.Arn>' };
      },
    ],
    [
      'a FIFO dead-letter queue of a rule',
      'CodepipelineRule',
      'CodepipelineRule and Deliveries',
      ({ Targets }) => {
        Targets[0].DeadLetterConfig.Arn = '<Deliveries.Arn>';
      },
    ],
    [
      'a FIFO dead-letter queue of the subscription',
      'RouterSubscription',
      'RouterSubscription and Deliveries',
      (subscription) => {
        subscription.RedrivePolicy.deadLetterTargetArn = '<Deliveries.Arn>';
      },
    ],
    [
      'a FIFO queue that is subscribed to the topic',
      'RouterSubscription',
      'RouterSubscription and Deliveries',
      (subscription) => {
        subscription.Endpoint = '<Deliveries.Arn>';
      },
    ],
  ])('the check finds %s', (_, id, conflict, change) => {
    expect(conflicts(planted(id, change))).toEqual([conflict]);
  });
});
