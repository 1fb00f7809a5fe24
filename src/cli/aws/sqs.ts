import type { Message, SQSClient } from '@aws-sdk/client-sqs';
import type { OpenQueue, Queue, Received } from '../../dead-letters/queues.ts';
import { CliError } from '../errors.ts';
import { type Account, clientSettings } from './account.ts';
import { awsError } from './aws-error.ts';

/** @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html */
const MAX_BATCH_ENTRIES = 10;

/** Long polling queries all of SQS's servers; only then does an empty answer mean an empty queue. */
const WAIT_SECONDS = 1;

type Sdk = typeof import('@aws-sdk/client-sqs');

const toReceived = (message: Message): Received => ({
  id: message.MessageId ?? '',
  receipt: message.ReceiptHandle ?? '',
  body: message.Body ?? '',
  attributes: Object.fromEntries(
    Object.entries(message.MessageAttributes ?? {}).map(([name, { StringValue = '' }]) => [name, StringValue]),
  ),
  sentAt: new Date(Number(message.Attributes?.SentTimestamp ?? Date.now())),
});

const openSqsQueue = (sdk: Sdk, client: SQSClient, name: string, QueueUrl: string): Queue => {
  const attempt = async <Output>(operation: string, send: () => Promise<Output>): Promise<Output> => {
    try {
      return await send();
    } catch (error) {
      throw awsError(`${operation} on ${name}`, error);
    }
  };

  const hideTen = async (receipts: readonly string[], seconds: number): Promise<boolean[]> => {
    const Entries = receipts.map((ReceiptHandle, at) => ({
      Id: String(at),
      ReceiptHandle,
      VisibilityTimeout: seconds,
    }));
    const { Successful = [] } = await attempt('ChangeMessageVisibility', () =>
      client.send(new sdk.ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries })),
    );
    const done = new Set(Successful.map(({ Id }) => Id));
    return Entries.map(({ Id }) => done.has(Id));
  };

  return {
    name,
    async receive(max, hideSeconds) {
      const { Messages = [] } = await attempt('ReceiveMessage', () =>
        client.send(
          new sdk.ReceiveMessageCommand({
            QueueUrl,
            MaxNumberOfMessages: max,
            VisibilityTimeout: hideSeconds,
            WaitTimeSeconds: WAIT_SECONDS,
            MessageAttributeNames: ['All'],
            MessageSystemAttributeNames: ['SentTimestamp'],
          }),
        ),
      );
      return Messages.map(toReceived);
    },
    async hide(receipts, seconds) {
      const done: boolean[] = [];
      for (let at = 0; at < receipts.length; at += MAX_BATCH_ENTRIES) {
        done.push(...(await hideTen(receipts.slice(at, at + MAX_BATCH_ENTRIES), seconds)));
      }
      return done;
    },
    async delete(ReceiptHandle) {
      await attempt('DeleteMessage', () => client.send(new sdk.DeleteMessageCommand({ QueueUrl, ReceiptHandle })));
    },
    async send(MessageBody, fifo) {
      const ids = fifo && { MessageGroupId: fifo.groupId, MessageDeduplicationId: fifo.deduplicationId };
      const input = { QueueUrl, MessageBody, ...ids };
      await attempt('SendMessage', () => client.send(new sdk.SendMessageCommand(input)));
    },
  };
};

/** Finds queues in an AWS account, with the SDK's own chain of credentials, Regions and endpoints. */
export const openSqs = async (account: Account): Promise<OpenQueue> => {
  const sdk = await import('@aws-sdk/client-sqs');
  const client = new sdk.SQSClient(clientSettings(account));
  return async (name) => {
    try {
      const { QueueUrl = '' } = await client.send(new sdk.GetQueueUrlCommand({ QueueName: name }));
      return openSqsQueue(sdk, client, name, QueueUrl);
    } catch (error) {
      const { name: code = '' } = error as Error;
      if (!/QueueDoesNotExist|NonExistentQueue/.test(code)) throw awsError(`GetQueueUrl of ${name}`, error);
      const where = await client.config.region();
      throw new CliError(
        `no queue ${name} in ${where}: check --stage, --region and --profile; ` +
          `"aws sqs list-queues --queue-name-prefix pipebell-" lists the queues of every stage there`,
      );
    }
  };
};
