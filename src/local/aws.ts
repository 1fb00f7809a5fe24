import * as z from 'zod/mini';
import { type AwsCall, AwsError, type Service } from '../aws/call.ts';
import type { Clock } from './clock.ts';
import { MemoryQueue, type QueueOptions } from './queue.ts';
import { MemoryTable } from './table.ts';

/** The names of the stack's queues, which serve as their URLs here. */
export const QUEUES = { deliveries: 'deliveries', deadLetters: 'dead-letters', unrouted: 'unrouted' } as const;

export const LEDGER_TABLE = 'ledger';
export const TARGETS_PATH = '/pipebell/local/targets';
export const SETTINGS_NAME = '/pipebell/local/settings';
export const TOPIC_ARN = 'arn:aws:sns:eu-central-1:111122223333:pipebell-local';

/** Parameters in one page of GetParametersByPath. */
const PAGE_SIZE = 10;

const attribute = z.object({ DataType: z.string(), StringValue: z.string() });
const entry = z.object({
  MessageBody: z.string(),
  MessageGroupId: z.optional(z.string()),
  MessageAttributes: z.optional(z.record(z.string(), attribute)),
});
const Inputs = {
  GetParametersByPath: z.object({ Path: z.string(), NextToken: z.optional(z.string()) }),
  GetParameters: z.object({ Names: z.array(z.string()).check(z.minLength(1), z.maxLength(10)) }),
  GetParameter: z.object({ Name: z.string() }),
  SendMessage: z.extend(entry, { QueueUrl: z.string() }),
  SendMessageBatch: z.object({ QueueUrl: z.string(), Entries: z.array(z.extend(entry, { Id: z.string() })) }),
  ChangeMessageVisibility: z.object({ QueueUrl: z.string(), ReceiptHandle: z.string(), VisibilityTimeout: z.number() }),
};

export interface LocalAws {
  /** Answers the calls that the Lambda functions sign and send to AWS. */
  readonly call: AwsCall;
  readonly deliveries: MemoryQueue;
  readonly deadLetters: MemoryQueue;
  readonly unrouted: MemoryQueue;
  /** The DynamoDB table of the ledger. */
  readonly table: MemoryTable;
  /** Parameter Store: path to value. */
  readonly parameters: Map<string, string>;
  /** Answers of other operations, by service and operation, such as `codepipeline GetPipelineExecution`. */
  readonly answers: Map<string, (input: unknown) => unknown>;
  /** Every call made so far, such as `sqs SendMessageBatch`. */
  readonly calls: string[];
  /**
   * Returns an error name to make a call fail without effect. Entries of a batch are checked one by one, as
   * `SendMessageBatch#<index>`. A pending promise simulates a slow AWS.
   */
  fault: Fault;
  /** The same after the call has taken effect: its response is lost. */
  lost: Fault;
}

type Fault = (service: Service, operation: string) => string | undefined | Promise<string | undefined>;

/** Parameter Store, SQS and DynamoDB in memory, with the queue settings of serverless.yml. */
export const createLocalAws = (clock: Clock): LocalAws => {
  const queue = (options: Omit<QueueOptions, 'now'>): MemoryQueue => new MemoryQueue({ ...options, now: clock.now });
  const deadLetters = queue({ name: QUEUES.deadLetters, visibilitySeconds: 30 });
  const deliveries = queue({ name: QUEUES.deliveries, visibilitySeconds: 180, maxReceives: 100, deadLetters });
  const unrouted = queue({ name: QUEUES.unrouted, visibilitySeconds: 180, maxReceives: 100, deadLetters });
  const queues = new Map([deadLetters, deliveries, unrouted].map((each) => [each.name, each]));
  const parameters = new Map<string, string>();
  const table = new MemoryTable();
  const checkCondition = (operation: string, fulfilled: boolean): object => {
    if (fulfilled) return {};
    throw new AwsError('dynamodb', operation, 'ConditionalCheckFailedException');
  };

  const queueOf = (url: string): MemoryQueue => {
    const found = queues.get(url);
    if (!found) throw new AwsError('sqs', 'GetQueueUrl', 'QueueDoesNotExist');
    return found;
  };
  const send = (url: string, { MessageBody, MessageGroupId, MessageAttributes }: z.infer<typeof entry>): string =>
    queueOf(url).send(MessageBody, { groupId: MessageGroupId, attributes: MessageAttributes ?? {} });

  const operations: Record<string, (input: unknown) => unknown> = {
    'ssm GetParametersByPath': (input) => {
      const { Path, NextToken = '0' } = Inputs.GetParametersByPath.parse(input);
      const all = [...parameters]
        .filter(([name]) => name.startsWith(`${Path}/`))
        .sort(([a], [b]) => a.localeCompare(b));
      const from = Number(NextToken);
      const page = all.slice(from, from + PAGE_SIZE).map(([Name, Value]) => ({ Name, Value, Type: 'SecureString' }));
      return { Parameters: page, ...(from + PAGE_SIZE < all.length && { NextToken: String(from + PAGE_SIZE) }) };
    },
    'ssm GetParameter': (input) => {
      const { Name } = Inputs.GetParameter.parse(input);
      const Value = parameters.get(Name);
      if (Value === undefined) throw new AwsError('ssm', 'GetParameter', 'ParameterNotFound');
      return { Parameter: { Name, Value, Type: 'SecureString' } };
    },
    'ssm GetParameters': (input) => {
      const { Names } = Inputs.GetParameters.parse(input);
      const found = Names.flatMap((Name) => {
        const Value = parameters.get(Name);
        return Value === undefined ? [] : [{ Name, Value, Type: 'SecureString' }];
      });
      return { Parameters: found, InvalidParameters: Names.filter((name) => !parameters.has(name)) };
    },
    'sqs SendMessage': (input) => {
      const message = Inputs.SendMessage.parse(input);
      return { MessageId: send(message.QueueUrl, message) };
    },
    'sqs SendMessageBatch': async (input) => {
      const { QueueUrl, Entries } = Inputs.SendMessageBatch.parse(input);
      if (Entries.length === 0 || Entries.length > 10) {
        throw new AwsError('sqs', 'SendMessageBatch', 'TooManyEntriesInBatchRequest');
      }
      const Successful: object[] = [];
      const Failed: object[] = [];
      for (const [index, each] of Entries.entries()) {
        const Code = await local.fault('sqs', `SendMessageBatch#${index}`);
        if (Code) Failed.push({ Id: each.Id, Code, SenderFault: false });
        else Successful.push({ Id: each.Id, MessageId: send(QueueUrl, each) });
      }
      return { Successful, Failed };
    },
    'sqs ChangeMessageVisibility': (input) => {
      const { QueueUrl, ReceiptHandle, VisibilityTimeout } = Inputs.ChangeMessageVisibility.parse(input);
      if (queueOf(QueueUrl).changeVisibility(ReceiptHandle, VisibilityTimeout)) return {};
      throw new AwsError('sqs', 'ChangeMessageVisibility', 'InvalidParameterValue');
    },
    'dynamodb PutItem': (input) => checkCondition('PutItem', table.put(input)),
    'dynamodb DeleteItem': (input) => checkCondition('DeleteItem', table.delete(input)),
    'dynamodb GetItem': (input) => {
      const Item = table.get(input);
      return Item ? { Item } : {};
    },
  };

  const local: LocalAws = {
    deliveries,
    deadLetters,
    unrouted,
    table,
    parameters,
    answers: new Map(),
    calls: [],
    fault: () => undefined,
    lost: () => undefined,
    call: async (service, operation, input) => {
      const name = `${service} ${operation}`;
      local.calls.push(name);
      const refuse = (code: string | undefined): void => {
        if (code) throw new AwsError(service, operation, code);
      };
      refuse(await local.fault(service, operation));
      const run = operations[name] ?? local.answers.get(name);
      if (!run) throw new AwsError(service, operation, 'UnknownOperationException');
      // Input and output pass through JSON, as they do over HTTP.
      const output = JSON.stringify(await run(JSON.parse(JSON.stringify(input))));
      refuse(await local.lost(service, operation));
      return JSON.parse(output);
    },
  };
  return local;
};
