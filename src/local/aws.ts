import { type AwsCall, AwsError } from '../aws/call.ts';
import { settingsName, targetsPath } from '../model/stack.ts';
import { dynamodbOperations } from './aws-dynamodb.ts';
import { sqsOperations } from './aws-sqs.ts';
import { ssmOperations } from './aws-ssm.ts';
import type { Clock } from './clock.ts';
import type { Fault, Operations } from './faults.ts';
import { MemoryFifoQueue } from './fifo-queue.ts';
import { MemoryQueue } from './queue.ts';
import { type FifoQueueOptions, RETENTION_MS } from './queue-message.ts';
import { MemoryTable } from './table.ts';

/** The names of the stack's queues, which serve as their URLs here. */
export const QUEUES = { deliveries: 'deliveries.fifo', deadLetters: 'dead-letters', unrouted: 'unrouted' } as const;

export const LEDGER_TABLE = 'ledger';
export const STAGE = 'local';
export const TARGETS_PATH = targetsPath(STAGE);
export const SETTINGS_NAME = settingsName(STAGE);
export const TOPIC_ARN = 'arn:aws:sns:eu-central-1:111122223333:pipebell-local';

export interface LocalAws {
  /** Answers the calls that the Lambda functions sign and send to AWS. */
  readonly call: AwsCall;
  readonly deliveries: MemoryFifoQueue;
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
   * Makes a call fail without effect. Parts of a batch are checked one by one, as `SendMessageBatch#<index>`; a key of
   * `BatchGetItem#<index>` for which it returns a text stays unprocessed.
   */
  fault: Fault;
  /** The same after the call has taken effect: its response is lost. */
  lost: Fault;
}

/** Parameter Store, SQS and DynamoDB in memory, with the queue settings of serverless.yml. */
export const createLocalAws = (clock: Clock, fifo: Pick<FifoQueueOptions, 'random' | 'pauseMs'> = {}): LocalAws => {
  const { now } = clock;
  const deadLetters = new MemoryQueue({ name: QUEUES.deadLetters, visibilitySeconds: 30, now });
  const deliveries = new MemoryFifoQueue({ name: QUEUES.deliveries, visibilitySeconds: 180, now, ...fifo });
  const unroutedOptions = { name: QUEUES.unrouted, visibilitySeconds: 1170, now, retentionMs: RETENTION_MS };
  const unrouted = new MemoryQueue({ ...unroutedOptions, maxReceives: 1000, deadLetters });
  const parameters = new Map<string, string>();
  const table = new MemoryTable();
  const fault: Fault = (service, operation) => local.fault(service, operation);
  const operations: Operations = {
    ...ssmOperations(parameters),
    ...sqsOperations([deliveries, deadLetters, unrouted], fault),
    ...dynamodbOperations(table, now, fault),
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
