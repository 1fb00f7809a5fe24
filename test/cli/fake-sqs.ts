import { createHash } from 'node:crypto';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { MemoryQueue } from '../../src/local/queue.ts';
import { answerForm } from './fake-stack.ts';

interface Input {
  QueueName?: string;
  QueueUrl?: string;
  MaxNumberOfMessages?: number;
  VisibilityTimeout?: number;
  ReceiptHandle?: string;
  MessageBody?: string;
  MessageGroupId?: string;
  MessageDeduplicationId?: string;
  Entries?: { Id: string; ReceiptHandle: string; VisibilityTimeout: number }[];
}

export interface FakeSqs {
  readonly endpoint: string;
  readonly queues: ReadonlyMap<string, MemoryQueue>;
  /** The deduplication ids of the messages that were sent to FIFO queues, in order. */
  readonly deduplicationIds: string[];
  /** Makes every call of an operation fail with an error name. */
  readonly errors: Map<string, string>;
  /** Called before each operation. */
  onCall: (operation: string) => void;
  close(): void;
}

const md5 = (text: string): string => createHash('md5').update(text).digest('hex');

const operations: Record<string, (queue: MemoryQueue, input: Input) => object> = {
  ReceiveMessage: (queue, { MaxNumberOfMessages = 1, VisibilityTimeout = 30 }) => ({
    Messages: queue.receive(MaxNumberOfMessages).map(({ messageId, receiptHandle = '', body, attributes, sentAt }) => {
      queue.changeVisibility(receiptHandle, VisibilityTimeout);
      return {
        MessageId: messageId,
        ReceiptHandle: receiptHandle,
        Body: body,
        MD5OfBody: md5(body),
        Attributes: { SentTimestamp: String(sentAt.getTime()) },
        MessageAttributes: attributes,
      };
    }),
  }),
  ChangeMessageVisibilityBatch: (queue, { Entries = [] }) => {
    const done = Entries.map((entry) => queue.changeVisibility(entry.ReceiptHandle, entry.VisibilityTimeout));
    return {
      Successful: Entries.filter((_, at) => done[at]).map(({ Id }) => ({ Id })),
      Failed: Entries.filter((_, at) => !done[at]).map(({ Id }) => ({
        Id,
        Code: 'MessageNotInflight',
        SenderFault: true,
      })),
    };
  },
  DeleteMessage: (queue, { ReceiptHandle = '' }) => {
    queue.delete(ReceiptHandle);
    return {};
  },
  SendMessage: (queue, { MessageBody = '', MessageGroupId }) => ({
    MessageId: queue.send(MessageBody, { groupId: MessageGroupId }),
    MD5OfMessageBody: md5(MessageBody),
  }),
};

/** SQS's JSON protocol over queues in memory, for the real SDK to talk to. */
export const openFakeSqs = async (names: readonly string[]): Promise<FakeSqs> => {
  const queues = new Map(
    names.map((name) => [name, new MemoryQueue({ name, visibilitySeconds: 30, now: () => new Date() })]),
  );
  const errors = new Map<string, string>();
  const answer = (operation: string, input: Input): object | string => {
    fake.onCall(operation);
    const error = errors.get(operation);
    if (error) return error;
    const name = input.QueueName ?? input.QueueUrl?.split('/').at(-1) ?? '';
    const queue = queues.get(name);
    if (!queue) return 'com.amazonaws.sqs#QueueDoesNotExist';
    if (operation === 'GetQueueUrl') return { QueueUrl: `${fake.endpoint}/111122223333/${name}` };
    if (operation === 'SendMessage') {
      const { MessageGroupId, MessageDeduplicationId } = input;
      // A FIFO queue requires both ids, and a standard queue refuses the second.
      if (name.endsWith('.fifo') && !(MessageGroupId && MessageDeduplicationId)) return 'MissingParameter';
      if (!name.endsWith('.fifo') && MessageDeduplicationId) return 'InvalidParameterValue';
      if (MessageDeduplicationId) fake.deduplicationIds.push(MessageDeduplicationId);
    }
    return operations[operation]?.(queue, input) ?? 'UnsupportedOperation';
  };
  const server = http.createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString('utf8');
    const form = request.headers['x-amz-target'] ? undefined : answerForm(body, 'eu-west-1');
    if (form) {
      response.writeHead(form.status, { 'content-type': 'text/xml' }).end(form.xml);
      return;
    }
    const operation = String(request.headers['x-amz-target']).replace('AmazonSQS.', '');
    const output = answer(operation, JSON.parse(body));
    response.writeHead(typeof output === 'string' ? 400 : 200, { 'content-type': 'application/x-amz-json-1.0' });
    response.end(
      JSON.stringify(typeof output === 'string' ? { __type: output, message: 'see https://canary.example' } : output),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const fake: FakeSqs = {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    queues,
    deduplicationIds: [],
    errors,
    onCall: () => {},
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
  return fake;
};
