import { queueAttributes } from '../../aws/queue-depths.ts';
import { setQueueAttributes } from '../../suggest.ts';
import { counted } from '../../terminal/table.ts';
import { type Check, fault, type Problem, restore, type StackContext, unless } from './check.ts';

/** What keeps the order of each lane and lets the lanes run side by side. */
const FIFO_ATTRIBUTES = {
  FifoQueue: 'true',
  ContentBasedDeduplication: 'false',
  DeduplicationScope: 'messageGroup',
  FifoThroughputLimit: 'perMessageGroupId',
} as const;

/** How long nothing may ask the queue for its messages, in minutes, as in the alarm. */
const MAX_SILENT_MINUTES = 10;

/** How often anything asked for messages in the last minutes, whether or not it got any. */
const receivesOf = async ({ call, io }: StackContext, queue: string): Promise<number> => {
  const now = io.now();
  const Dimensions = [{ Name: 'QueueName', Value: queue }];
  const queries = ['NumberOfMessagesReceived', 'NumberOfEmptyReceives'].map((MetricName, at) => ({
    Id: `m${at}`,
    MetricStat: { Metric: { Namespace: 'AWS/SQS', MetricName, Dimensions }, Period: 60, Stat: 'Sum' },
  }));
  const { MetricDataResults = [] } = await call('cloudwatch GetMetricData', {
    MetricDataQueries: queries,
    StartTime: new Date(now.getTime() - MAX_SILENT_MINUTES * 60_000),
    EndTime: now,
  });
  return MetricDataResults.flatMap(({ Values = [] }) => Values).reduce((sum, value) => sum + value, 0);
};

export const deliveriesChecks: readonly Check[] = [
  {
    name: 'the deliveries queue keeps the order of each lane',
    async run({ call, options, stack }) {
      const queue = stack.queues.deliveries;
      const attributes = await queueAttributes(call, queue);
      if (!attributes) return [];
      const { FifoQueue, ...changeable } = FIFO_ATTRIBUTES;
      const wrong = Object.entries(changeable).filter(([name, value]) => attributes[name] !== value);
      const names = wrong.map(([name]) => `${name}=${attributes[name] ?? 'unset'}`).join(', ');
      return [
        ...unless(attributes.FifoQueue === FifoQueue, fault(`the queue ${queue} is not FIFO`, restore(options))),
        ...unless(
          wrong.length === 0,
          fault(`the queue ${queue} has ${names}`, setQueueAttributes(queue, Object.fromEntries(wrong), options)),
        ),
        ...unless(
          !attributes.RedrivePolicy,
          fault(
            `the queue ${queue} has a redrive policy, which moves deliveries away without a reason`,
            setQueueAttributes(queue, { RedrivePolicy: '' }, options),
          ),
        ),
      ];
    },
  },
  {
    name: 'waiting deliveries are received',
    async run(context): Promise<readonly Problem[]> {
      const queue = context.stack.queues.deliveries;
      const attributes = await queueAttributes(context.call, queue);
      const ready = Number(attributes?.ApproximateNumberOfMessages ?? 0);
      if (ready === 0) return [];
      const waiting = counted(ready, 'message');
      const fix = 'fix the other problems of the deliverer; if there are none, read its errors in CloudWatch Logs';
      return unless(
        (await receivesOf(context, queue)) > 0,
        fault(`${waiting} on ${queue}, and nothing has received any for ${MAX_SILENT_MINUTES} minutes`, fix),
      );
    },
  },
];
