import { readDeadLetter, readUnpublished } from '../dead-letters/dead-letter.ts';
import type { Source } from '../dead-letters/lease.ts';
import type { OpenQueue } from '../dead-letters/queues.ts';
import { queueNames } from '../model/stack.ts';

/** The two queues that dead letters of a stage lie on. @throws CliError if one is not there. */
export const openSources = async (stage: string, open: OpenQueue): Promise<readonly Source[]> => {
  const { deadLetters, unpublished } = queueNames(stage);
  return [
    { queue: await open(deadLetters), read: readDeadLetter },
    { queue: await open(unpublished), read: readUnpublished },
  ];
};
