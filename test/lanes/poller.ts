import { DeleteMessageBatchCommand, type Message, ReceiveMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { SQSBatchResponse, SQSRecord } from 'aws-lambda';
import type { Container } from './container.ts';

/** The form in which Lambda passes a message to a function. */
const recordOf = ({ MessageId = '', ReceiptHandle = '', Body = '', Attributes, MessageAttributes = {} }: Message) => ({
  eventSource: 'aws:sqs',
  messageId: MessageId,
  receiptHandle: ReceiptHandle,
  body: Body,
  attributes: Attributes as SQSRecord['attributes'] | undefined,
  messageAttributes: Object.fromEntries(
    Object.entries(MessageAttributes).map(([name, { DataType, StringValue }]) => [
      name,
      { dataType: DataType, stringValue: StringValue },
    ]),
  ),
});

export interface Poller {
  /** The largest number of invocations at the same time so far. */
  readonly most: number;
  /** Failures of the function or of the queue. */
  readonly errors: readonly unknown[];
  stop(): Promise<void>;
}

/**
 * Works a queue as Lambda's event source mapping does: receives up to ten messages, invokes a container that is idle, and
 * deletes what the function does not report as failed.
 */
export const startPoller = (sqs: SQSClient, QueueUrl: string, containers: readonly Container[]): Poller => {
  let running = true;
  let busy = 0;
  const poller = { most: 0, errors: [] as unknown[] };

  const pollOnce = async (container: Container): Promise<void> => {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl,
        MaxNumberOfMessages: 10,
        WaitTimeSeconds: 1,
        MessageSystemAttributeNames: ['All'],
        MessageAttributeNames: ['All'],
      }),
    );
    if (Messages.length === 0) return;
    busy += 1;
    poller.most = Math.max(poller.most, busy);
    try {
      const answer = (await container.invoke({ Records: Messages.map(recordOf) })) as SQSBatchResponse;
      const failed = new Set(answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
      const Entries = Messages.flatMap(({ MessageId, ReceiptHandle }, at) =>
        MessageId && failed.has(MessageId) ? [] : [{ Id: String(at), ReceiptHandle }],
      );
      if (Entries.length > 0) await sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
    } finally {
      busy -= 1;
    }
  };

  const work = async (container: Container): Promise<void> => {
    while (running) await pollOnce(container).catch((error: unknown) => poller.errors.push(error));
  };
  const workers = containers.map(work);
  return Object.assign(poller, {
    async stop() {
      running = false;
      await Promise.all(workers);
    },
  });
};
