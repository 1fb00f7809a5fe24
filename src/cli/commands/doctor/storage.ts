import { orMissing } from '../../aws/operations.ts';
import { depthOf, queueAttributes } from '../../aws/queue-depths.ts';
import { aws, pipebell, setQueueAttributes } from '../../suggest.ts';
import { counted } from '../../terminal/table.ts';
import { type Check, fault, type Problem, restore, type StackContext, unless, warning } from './check.ts';
import { allowsService, statementsOf } from './policy.ts';

/** Runs a check for every existing queue. A missing queue is reported by the first check only. */
const forEachQueue = async (
  { call, stack }: StackContext,
  check: (name: string, attributes: Record<string, string>) => readonly Problem[],
): Promise<Problem[]> => {
  const found = await Promise.all(
    Object.values(stack.queues).map(async (name) => ({ name, attributes: await queueAttributes(call, name) })),
  );
  return found.flatMap(({ name, attributes }) => (attributes ? check(name, attributes) : []));
};

/** Upper bound for the age of messages on the unrouted queue, in seconds, as in the alarm. */
const MAX_AGE_SECONDS = 900;

/** The latest age of a queue's oldest message in CloudWatch, in seconds; 0 for an empty queue. */
const ageOf = async ({ call, io }: StackContext, queue: string): Promise<number> => {
  const now = io.now();
  const Metric = {
    Namespace: 'AWS/SQS',
    MetricName: 'ApproximateAgeOfOldestMessage',
    Dimensions: [{ Name: 'QueueName', Value: queue }],
  };
  const { MetricDataResults } = await call('cloudwatch GetMetricData', {
    MetricDataQueries: [{ Id: 'age', MetricStat: { Metric, Period: 60, Stat: 'Maximum' } }],
    StartTime: new Date(now.getTime() - 10 * 60_000),
    EndTime: now,
    ScanBy: 'TimestampDescending',
  });
  return MetricDataResults?.[0]?.Values?.[0] ?? 0;
};

export const storageChecks: readonly Check[] = [
  {
    name: 'the queues exist and are encrypted',
    async run(context) {
      const { call, options, stack } = context;
      const names = Object.values(stack.queues);
      const found = await Promise.all(names.map((name) => queueAttributes(call, name)));
      const missing = names.filter((_, at) => found[at] === undefined);
      const unencrypted = await forEachQueue(context, (name, { SqsManagedSseEnabled, KmsMasterKeyId }) =>
        unless(
          SqsManagedSseEnabled === 'true' || Boolean(KmsMasterKeyId),
          fault(
            `the queue ${name} is not encrypted`,
            setQueueAttributes(name, { SqsManagedSseEnabled: 'true' }, options),
          ),
        ),
      );
      return [...missing.map((name) => fault(`the queue ${name} was deleted`, restore(options))), ...unencrypted];
    },
  },
  {
    name: 'events that fail repeatedly are moved to the dead letters',
    async run(context) {
      const { unrouted, deadLetters } = context.stack.queues;
      return forEachQueue(context, (name, { RedrivePolicy = '' }) => {
        if (name !== unrouted) return [];
        const moves = RedrivePolicy.includes(`:${deadLetters}"`);
        return unless(moves, fault(`the queue ${name} has no redrive policy`, restore(context.options)));
      });
    },
  },
  {
    name: 'SNS and EventBridge may send undelivered events to the unrouted queue',
    async run(context) {
      const { options, stack } = context;
      const { unrouted } = stack.queues;
      const rules = await Promise.all((await stack.rules()).map(({ name }) => stack.arnOf('events', `rule/${name}`)));
      const topic = await stack.topicArn();
      return forEachQueue(context, (name, { Policy }) => {
        const statements = statementsOf(Policy);
        const missingFor = (service: string, arns: readonly string[]): Problem[] =>
          arns
            .filter((arn) => !statements.some((each) => allowsService(each, service, arn)))
            .map((arn) => fault(`the policy of ${name} does not allow ${arn.split(':').at(-1)}`, restore(options)));
        if (name !== unrouted) return [];
        return [...missingFor('sns.amazonaws.com', [topic]), ...missingFor('events.amazonaws.com', rules)];
      });
    },
  },
  {
    name: 'there are no dead letters',
    async run(context) {
      const { options, stack } = context;
      const { deadLetters } = stack.queues;
      return forEachQueue(context, (name, attributes) => {
        const { ready, held } = depthOf(attributes);
        const fix = `read their reasons with “dead-letters”, fix those, then send them again: ${pipebell('redrive', options)}`;
        const count = counted(ready + held, 'message');
        return unless(name !== deadLetters || ready + held === 0, warning(`${count} on ${name}`, fix));
      });
    },
  },
  {
    name: 'events do not wait without an attempt',
    async run(context) {
      const { unrouted } = context.stack.queues;
      const age = await ageOf(context, unrouted);
      const fix = 'fix the other problems of the router; if there are none, check the account’s Lambda concurrency';
      return unless(
        age <= MAX_AGE_SECONDS,
        fault(`messages have waited on ${unrouted} for ${Math.round(age / 60)} minutes`, fix),
      );
    },
  },
  {
    name: 'the table is active and deletes expired rows',
    async run({ call, options, stack }) {
      const input = { TableName: stack.table };
      const found = await orMissing(call('dynamodb DescribeTable', input));
      if (!found) return [fault('the table was deleted: duplicates of an event are delivered twice', restore(options))];
      const { TimeToLiveDescription: ttl } = await call('dynamodb DescribeTimeToLive', input);
      const status = found.Table?.TableStatus ?? '';
      const expires = /^ENABL/.test(ttl?.TimeToLiveStatus ?? '') && ttl?.AttributeName === 'expires';
      return [
        ...unless(/^(?:ACTIVE|UPDATING)$/.test(status), fault('the table is not active', 'look at it in the console')),
        ...unless(
          expires,
          warning(
            'the table never deletes expired rows',
            aws(
              `dynamodb update-time-to-live --table-name ${stack.table} --time-to-live-specification Enabled=true,AttributeName=expires`,
              options,
            ),
          ),
        ),
      ];
    },
  },
];
