import * as z from 'zod/mini';
import type { Search } from '../../model/enrichment.ts';
import { text } from '../../model/event-source.ts';
import { listOf, read } from './answers.ts';
import { LOGS } from './asks-logs.ts';
import { newsOf } from './log/news.ts';

/**
 * Lines read from the end of a log. A failed test is often 150 lines before the end: coverage tables, summaries and the
 * closing lines of the programs around it follow. One answer holds 10,000 lines, of at most 1 MB.
 */
const MAX_LINES = 300;

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_GetLogEvents.html */
const LogAnswer = z.object({ events: listOf(z.object({ message: text })) });

/** Compilers and linters, whose messages are clear only with their name. */
const NAMED = new Set([
  'tsc',
  'eslint',
  'javac',
  'kotlinc',
  'rustc',
  'mypy',
  'ruff',
  'flake8',
  'phpstan',
  'biome',
  'cc',
]);

/** Adds the reason that the end of a log gives for a failure, and an excerpt. */
export const addLog = async ({ ask, part, add }: Search, log: { group: string; stream: string }): Promise<void> => {
  const news = await part('log', () =>
    ask({
      service: LOGS,
      operation: 'GetLogEvents',
      input: { logGroupName: log.group, logStreamName: log.stream, limit: MAX_LINES, startFromHead: false },
      read: (output) => newsOf(read(LogAnswer, output).events.map(({ message }) => message)),
    }),
  );
  if (!news) return;
  const { headline, tool, excerpt } = news;
  const reason = headline && tool && NAMED.has(tool) ? `${tool}: ${headline}` : headline;
  if (reason || excerpt) add({ ...(reason && { reason }), ...(excerpt && { log: excerpt }) });
};
