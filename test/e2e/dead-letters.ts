import { setTimeout as sleep } from 'node:timers/promises';
import { DeleteMessageCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import type { Aws } from './aws.ts';

export interface DeadLetter {
  readonly body: string;
  readonly attributes: Readonly<Record<string, string>>;
}

export interface DeadLetters {
  readonly all: readonly DeadLetter[];
  /** Resolves to the first one that matches. @throws after `seconds`. */
  find(matches: (letter: DeadLetter) => boolean, seconds?: number): Promise<DeadLetter>;
  /** From now on they are left where they are, for somebody else to take. */
  leave(): Promise<void>;
  /** They are collected again. */
  collect(): void;
  stop(): void;
}

/** Collects what arrives among the dead letters. */
export const watchDeadLetters = (aws: Aws, QueueUrl: string): DeadLetters => {
  const all: DeadLetter[] = [];
  let watching = true;
  let left = false;
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
      // When the run is broken off, the emulator goes away under it.
      receiving = left ? undefined : receive().catch(() => {});
      await receiving;
      await sleep(500);
    }
  };
  void watch();

  return {
    all,
    async find(matches, seconds = 30) {
      const deadline = Date.now() + seconds * 1000;
      for (;;) {
        const letter = all.find(matches);
        if (letter) return letter;
        if (Date.now() > deadline)
          throw new Error(`no such dead letter in ${seconds} s; there are ${all.length} others`);
        await sleep(100);
      }
    },
    async leave() {
      left = true;
      await receiving;
    },
    collect() {
      left = false;
    },
    stop() {
      watching = false;
    },
  };
};
