import { readDeadLetter } from '../dead-letters/dead-letter.ts';
import type { DeadLetterQueue } from '../dead-letters/lease.ts';
import type { OpenQueue } from '../dead-letters/queues.ts';
import { queueNames } from '../model/stack.ts';

/** Opens the queue of a stage's dead letters. @throws CliError if it does not exist. */
export const openDeadLetterQueues = async (stage: string, open: OpenQueue): Promise<readonly DeadLetterQueue[]> => {
  const { deadLetters } = queueNames(stage);
  return [{ queue: await open(deadLetters), read: readDeadLetter }];
};
