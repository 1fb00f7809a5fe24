import { queueNames } from '../../src/model/stack.ts';
import { alter, openSound, policy, TOPIC } from './sound-stage.ts';
import type { World } from './world.ts';

type Options = Readonly<Record<string, string>>;

/** The value of an option; a command without it would be refused. */
const required = (options: Options, name: string): string => {
  const value = options[name];
  if (value === undefined) throw new Error(`--${name} is missing`);
  return value;
};

const QUEUE_URL = 'https://sqs.example/1/';

/** Everything that AWS answers becomes as in a sound stack. */
const restoreAll = (world: World): void => {
  Object.assign(world.stage.answers, openSound().stage.answers);
  delete world.stage.answers['lambda GetFunctionConcurrency'];
};

const changeSets = new WeakMap<World, string>();

/** What the commands of the AWS CLI and of Serverless Framework change in the stage. */
const COMMANDS: Readonly<Record<string, (world: World, options: Options) => unknown>> = {
  'events enable-rule': (world, options) =>
    alter(world, 'events ListRules', ({ Rules }) => {
      for (const rule of Rules) if (rule.Name === required(options, 'name')) rule.State = 'ENABLED';
    }),
  'sqs get-queue-url': (_world, options) => {
    if (options.output !== 'text') throw new Error('the address is not a text');
    return `${QUEUE_URL}${required(options, 'queue-name')}`;
  },
  'sqs set-queue-attributes': (world, options) =>
    alter(world, 'sqs GetQueueAttributes', ({ Attributes }, { QueueUrl }) => {
      if (QueueUrl === required(options, 'queue-url'))
        Object.assign(Attributes, JSON.parse(required(options, 'attributes')));
    }),
  'sns set-topic-attributes': (world, options) =>
    alter(world, 'sns GetTopicAttributes', ({ Attributes }) => {
      if (options['topic-arn'] === TOPIC) Attributes[required(options, 'attribute-name')] = options['attribute-value'];
    }),
  'sns subscribe': (world, options) => {
    const Endpoint = required(options, 'notification-endpoint');
    alter(world, 'sns ListSubscriptionsByTopic', (answer, { TopicArn }) => {
      if (TopicArn === required(options, 'topic-arn'))
        answer.Subscriptions = [{ SubscriptionArn: `${TopicArn}:2`, Endpoint }];
    });
    if (options.attributes) {
      alter(
        world,
        'sns GetSubscriptionAttributes',
        (answer) => (answer.Attributes = JSON.parse(options.attributes ?? '')),
      );
    }
  },
  'sns set-subscription-attributes': (world, options) =>
    alter(world, 'sns GetSubscriptionAttributes', ({ Attributes }, { SubscriptionArn }) => {
      if (SubscriptionArn !== required(options, 'subscription-arn')) return;
      Attributes[required(options, 'attribute-name')] = options['attribute-value'];
    }),
  'lambda add-permission': (world, options) => {
    const Condition = { ArnLike: { 'AWS:SourceArn': required(options, 'source-arn') } };
    const Principal = { Service: required(options, 'principal') };
    const Policy = policy({ Effect: 'Allow', Principal, Action: required(options, 'action'), Condition });
    required(options, 'statement-id');
    world.stage.answers['lambda GetPolicy'] = ({ FunctionName }) =>
      FunctionName === options['function-name'] ? { Policy } : 'ResourceNotFoundException';
  },
  'lambda delete-function-concurrency': (world, options) =>
    alter(world, 'lambda GetFunctionConcurrency', (answer, { FunctionName }) => {
      if (FunctionName === required(options, 'function-name')) delete answer.ReservedConcurrentExecutions;
    }),
  'lambda update-event-source-mapping': (world, options) =>
    alter(world, 'lambda ListEventSourceMappings', ({ EventSourceMappings: [mapping] }) => {
      if (mapping.UUID !== required(options, 'uuid')) return;
      if ('enabled' in options) mapping.State = 'Enabled';
      const types = options['function-response-types'];
      if (types) mapping.FunctionResponseTypes = [types];
    }),
  'lambda put-function-event-invoke-config': (world, options) => {
    required(options, 'function-name');
    const DestinationConfig = JSON.parse(required(options, 'destination-config'));
    world.stage.answers['lambda GetFunctionEventInvokeConfig'] = () => ({ DestinationConfig });
  },
  'dynamodb update-time-to-live': (world, options) =>
    alter(world, 'dynamodb DescribeTimeToLive', (answer, { TableName }) => {
      if (TableName !== required(options, 'table-name')) return;
      const fields = required(options, 'time-to-live-specification')
        .split(',')
        .map((pair) => pair.split('='));
      const { Enabled, AttributeName } = Object.fromEntries(fields);
      answer.TimeToLiveDescription = { TimeToLiveStatus: Enabled === 'true' ? 'ENABLED' : 'DISABLED', AttributeName };
    }),
  'ssm delete-parameter': (world, options) => {
    if (!world.parameters.delete(required(options, 'name'))) throw new Error('ParameterNotFound');
  },
  'cloudformation create-change-set': (world, options) => {
    if (options['deployment-mode'] !== 'REVERT_DRIFT' || !('use-previous-template' in options)) {
      throw new Error('a change set without changes');
    }
    required(options, 'capabilities');
    changeSets.set(world, `${required(options, 'stack-name')} ${required(options, 'change-set-name')}`);
  },
  'cloudformation wait': (_world, options) => void required(options, 'change-set-name'),
  'cloudformation execute-change-set': (world, options) => {
    if (changeSets.get(world) !== `${options['stack-name']} ${options['change-set-name']}`) {
      throw new Error('ChangeSetNotFound');
    }
    restoreAll(world);
  },
  'cloudformation continue-update-rollback': (world, options) => {
    if (required(options, 'stack-name') === 'pipebell-prod') restoreAll(world);
  },
  'serverless deploy': (world, options) => {
    if (required(options, 'stage') === 'prod') restoreAll(world);
  },
  'serverless remove': (_world, options) => void required(options, 'stage'),
};

/** `--name value` and `--flag`, by name; `--param=name=value` is `param`. */
const optionsIn = (argv: readonly string[]): Options =>
  Object.fromEntries(
    argv.flatMap((word, at) => {
      if (!word.startsWith('--')) return [];
      const [name = '', ...inline] = word.slice(2).split('=');
      const next = argv[at + 1];
      return [[name, inline.length > 0 ? inline.join('=') : next === undefined || next.startsWith('--') ? '' : next]];
    }),
  );

/** Runs a command of the AWS CLI, or of Serverless Framework, on the stage of a world. @returns its output. */
export const runAws = (world: World, [service = '', operation = '', ...rest]: readonly string[]): string => {
  const command = COMMANDS[`${service} ${operation}`];
  if (!command) throw new Error(`no command ${service} ${operation}`);
  const options = optionsIn(rest);
  for (const [name, value] of Object.entries(options)) {
    // A placeholder that the test did not replace.
    if (/^[A-Z]+$/.test(value) && !['REVERT_DRIFT'].includes(value)) throw new Error(`--${name} has no value`);
  }
  return String(command(world, options) ?? '');
};

/** The number of dead letters, for a stage whose queue is that of the world. */
export const countDeadLetters = (world: World): void =>
  alter(world, 'sqs GetQueueAttributes', ({ Attributes }, { QueueUrl }) => {
    if (QueueUrl.endsWith(queueNames('prod').deadLetters)) {
      Attributes.ApproximateNumberOfMessages = String(world.aws.deadLetters.size);
    }
  });
