import { setTimeout as sleep } from 'node:timers/promises';
import { DeleteMessageCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import type { Aws } from './aws.ts';

export interface DeadLetter {
  readonly body: string;
  readonly attributes: Readonly<Record<string, string>>;
}

export interface DeadLetters {
  readonly all: readonly DeadLetter[];
  /** Resolves to the first dead letter that matches. @throws after `seconds`. */
  find(matches: (deadLetter: DeadLetter) => boolean, seconds?: number): Promise<DeadLetter>;
  /** Stops taking dead letters from the queue. */
  pause(): Promise<void>;
  resume(): void;
  stop(): void;
}

/** Takes every dead letter from the queue and keeps it. */
export const watchDeadLetters = (aws: Aws, QueueUrl: string): DeadLetters => {
  const all: DeadLetter[] = [];
  let watching = true;
  let paused = false;
  let receiving: Promise<void> | undefined;

  const receive = async (): Promise<void> => {
    const command = new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, MessageAttributeNames: ['All'] });
    const { Messages = [] } = await aws.sqs.send(command);
    for (const { Body = '', MessageAttributes = {}, ReceiptHandle } of Messages) {
      const attributes = Object.entries(MessageAttributes).map(([name, { StringValue = '' }]) => [name, StringValue]);
      all.push({ body: Body, attributes: Object.fromEntries(attributes) });
      await aws.sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    }
  };
  const watch = async (): Promise<void> => {
    while (watching) {
      // Fails when the run is aborted and the emulator stops first.
      receiving = paused ? undefined : receive().catch(() => {});
      await receiving;
      await sleep(500);
    }
  };
  void watch();

  return {
    all,
    async find(matches, seconds = 60) {
      const deadline = Date.now() + seconds * 1000;
      for (;;) {
        const found = all.find(matches);
        if (found) return found;
        if (Date.now() > deadline) throw new Error(`no such dead letter in ${seconds} s, but ${all.length} others`);
        await sleep(100);
      }
    },
    async pause() {
      paused = true;
      await receiving;
    },
    resume() {
      paused = false;
    },
    stop() {
      watching = false;
    },
  };
};
