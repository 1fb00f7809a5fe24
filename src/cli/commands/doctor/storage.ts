import { orMissing } from '../../aws/operations.ts';
import { depthOf, queueAttributes } from '../../aws/queue-depths.ts';
import { counted } from '../../terminal/table.ts';
import { type Check, fault, type Problem, restoreHint, type StackContext, unless, warning } from './check.ts';
import { letsIn, statementsOf } from './policy.ts';

/** Looks at every queue that is there; one that is gone is told by the first check. */
const ofQueues = async (
  { call, stack }: StackContext,
  look: (name: string, attributes: Record<string, string>) => readonly Problem[],
): Promise<Problem[]> => {
  const found = await Promise.all(
    Object.values(stack.queues).map(async (name) => ({ name, attributes: await queueAttributes(call, name) })),
  );
  return found.flatMap(({ name, attributes }) => (attributes ? look(name, attributes) : []));
};

/** How long messages may wait on a queue that feeds a function, in seconds: as the alarms have it. */
const MAX_AGE_SECONDS = 900;

/** The age of a queue's oldest message as CloudWatch last heard of it, in seconds; 0 where nothing lies there. */
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
    promise: 'the queues are there and encrypted',
    async look(patient) {
      const { call, options, stack } = patient;
      const names = Object.values(stack.queues);
      const found = await Promise.all(names.map((name) => queueAttributes(call, name)));
      const gone = names.filter((_, at) => found[at] === undefined);
      const open = await ofQueues(patient, (name, { SqsManagedSseEnabled, KmsMasterKeyId }) =>
        unless(
          SqsManagedSseEnabled === 'true' || Boolean(KmsMasterKeyId),
          fault(
            `the queue ${name} is not encrypted`,
            `aws sqs set-queue-attributes --attributes SqsManagedSseEnabled=true --queue-url $(aws sqs get-queue-url --output text --queue-name ${name})`,
          ),
        ),
      );
      return [...gone.map((name) => fault(`the queue ${name} is gone`, restoreHint(options))), ...open];
    },
  },
  {
    promise: 'what a queue cannot get rid of is moved to the dead letters',
    async look(patient) {
      const { deliveries, unrouted, deadLetters } = patient.stack.queues;
      return ofQueues(patient, (name, { RedrivePolicy = '' }) => {
        if (name !== deliveries && name !== unrouted) return [];
        const moves = RedrivePolicy.includes(`:${deadLetters}"`);
        return unless(moves, fault(`the queue ${name} has no redrive policy`, restoreHint(patient.options)));
      });
    },
  },
  {
    promise: 'SNS and EventBridge may keep on the queues what they could not hand over',
    async look(patient) {
      const { options, stack } = patient;
      const { unrouted, unpublished } = stack.queues;
      const rules = await Promise.all((await stack.rules()).map(({ name }) => stack.arnOf('events', `rule/${name}`)));
      const topic = await stack.topicArn();
      return ofQueues(patient, (name, { Policy }) => {
        const statements = statementsOf(Policy);
        const refused = (service: string, arns: readonly string[]): Problem[] =>
          arns
            .filter((arn) => !statements.some((each) => letsIn(each, service, arn)))
            .map((arn) => fault(`${name} takes nothing from ${arn.split(':').at(-1)}`, restoreHint(options)));
        if (name === unrouted) return refused('sns.amazonaws.com', [topic]);
        return name === unpublished ? refused('events.amazonaws.com', rules) : [];
      });
    },
  },
  {
    promise: 'nothing was given up',
    async look(patient) {
      const { options, stack } = patient;
      const given = [stack.queues.deadLetters, stack.queues.unpublished];
      return ofQueues(patient, (name, attributes) => {
        const { ready, held } = depthOf(attributes);
        const mend = `npx pipebell dead-letters --stage ${options.stage}, then redrive`;
        const letters = `${counted(ready + held, 'message')} on ${name}`;
        return unless(!given.includes(name) || ready + held === 0, warning(letters, mend));
      });
    },
  },
  {
    promise: 'nothing waits without a try',
    async look(patient) {
      const { deliveries, unrouted } = patient.stack.queues;
      const names = [deliveries, unrouted];
      const ages = await Promise.all(names.map((name) => ageOf(patient, name)));
      const mend = 'is the function’s trigger on, and does the account have concurrency left?';
      return names.flatMap((name, at) =>
        unless(
          (ages[at] ?? 0) <= MAX_AGE_SECONDS,
          fault(`messages have waited on ${name} for ${Math.round((ages[at] ?? 0) / 60)} minutes`, mend),
        ),
      );
    },
  },
  {
    promise: 'the table is ready and forgets in time',
    async look({ call, options, stack }) {
      const input = { TableName: stack.table };
      const found = await orMissing(call('dynamodb DescribeTable', input));
      if (!found) return [fault('the table is gone: copies of an event ring twice', restoreHint(options))];
      const { TimeToLiveDescription: life } = await call('dynamodb DescribeTimeToLive', input);
      const status = found.Table?.TableStatus ?? '';
      const forgets = /^ENABL/.test(life?.TimeToLiveStatus ?? '') && life?.AttributeName === 'expires';
      return [
        ...unless(/^(?:ACTIVE|UPDATING)$/.test(status), fault('the table is not active', 'look at it in the console')),
        ...unless(
          forgets,
          warning(
            'the table keeps everything for ever',
            `aws dynamodb update-time-to-live --table-name ${stack.table} --time-to-live-specification Enabled=true,AttributeName=expires`,
          ),
        ),
      ];
    },
  },
];
