import * as z from 'zod/mini';
import type { Search } from '../../model/enrichment.ts';
import { text } from '../../model/event-source.ts';
import { listOf, read } from './answers.ts';
import { LOGS } from './asks-logs.ts';
import { excerpt } from './log-excerpt.ts';

/** Lines read from the end of a log. */
const MAX_LINES = 60;

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_GetLogEvents.html */
const LogAnswer = z.object({ events: listOf(z.object({ message: text })) });

/** Adds an excerpt of the end of a log to a failure. */
export const addLog = async ({ ask, part, add }: Search, log: { group: string; stream: string }): Promise<void> => {
  const lines = await part('log', () =>
    ask({
      service: LOGS,
      operation: 'GetLogEvents',
      input: { logGroupName: log.group, logStreamName: log.stream, limit: MAX_LINES, startFromHead: false },
      read: (output) => excerpt(read(LogAnswer, output).events.map(({ message }) => message)) ?? '',
    }),
  );
  if (lines) add({ log: lines });
};
