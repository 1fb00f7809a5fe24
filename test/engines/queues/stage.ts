import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { type AwsCall, createCall } from '../../../src/aws/call.ts';
import { exchange } from '../../../src/net/exchange.ts';
import { type Properties, packageService, properties } from '../../template/package.ts';

export const STAGE = 'engines';
export const REGION = 'eu-central-1';
export const CREDENTIALS = { accessKeyId: 'AKIATEST', secretAccessKey: 'not-a-secret' };

/** The queues of a stage: a FIFO queue of deliveries, and two standard queues. */
export interface Queues {
  /** The project's own client. */
  readonly call: AwsCall;
  readonly endpoint: string;
  readonly deliveries: string;
  readonly deadLetters: string;
  readonly unrouted: string;
  /** Creates a further FIFO queue with the attributes of the deliveries queue, so that a check has one of its own. */
  lanesOf(name: string): Promise<string>;
}

/** More than the functions allow: a Java process is slow at first. */
const TIMEOUT_MS = 20_000;

/** Properties of a queue that are attributes of the API, as text. Those of later versions of SQS are unknown to ElasticMQ. */
const ATTRIBUTES = [
  'FifoQueue',
  'ContentBasedDeduplication',
  'VisibilityTimeout',
  'MessageRetentionPeriod',
  'DeduplicationScope',
  'FifoThroughputLimit',
  'SqsManagedSseEnabled',
];

const attributesOf = (queue: Properties): Record<string, string> =>
  Object.fromEntries(ATTRIBUTES.flatMap((name) => (name in queue ? [[name, String(queue[name])]] : [])));

/** Creates the queues of the packaged template. */
export const openQueues = async (endpoint: string): Promise<Queues> => {
  const template = await packageService({}, STAGE);
  const sqs = new SQSClient({ region: REGION, endpoint, credentials: CREDENTIALS });
  const create = async (QueueName: string, Attributes: Record<string, string>): Promise<string> =>
    (await sqs.send(new CreateQueueCommand({ QueueName, Attributes }))).QueueUrl ?? '';
  const fromTemplate = (id: string, further: Record<string, string> = {}): Promise<string> => {
    const queue = properties(template, id);
    return create(queue.QueueName, { ...attributesOf(queue), ...further });
  };
  const deadLetters = await fromTemplate('DeadLetters');
  const { maxReceiveCount } = properties(template, 'Unrouted').RedrivePolicy;
  const deadLetterTargetArn = `arn:aws:sqs:${REGION}:000000000000:${properties(template, 'DeadLetters').QueueName}`;
  return {
    call: createCall({
      region: REGION,
      endpoint,
      credentials: () => CREDENTIALS,
      post: (request) => exchange({ ...request, timeoutMs: TIMEOUT_MS }),
    }),
    endpoint,
    deadLetters,
    unrouted: await fromTemplate('Unrouted', {
      RedrivePolicy: JSON.stringify({ deadLetterTargetArn, maxReceiveCount }),
    }),
    deliveries: await fromTemplate('Deliveries'),
    lanesOf: (name) => create(`${name}.fifo`, attributesOf(properties(template, 'Deliveries'))),
  };
};
