import { LogFormatter, Logger, LogItem } from '@aws-lambda-powertools/logger';
import type { LogAttributes, UnformattedAttributes } from '@aws-lambda-powertools/logger/types';
import type { LogEvent } from '../model/log-events.ts';
import { cleanLine } from '../text/clean.ts';
import { embedMetrics, type MetricSet } from './emf.ts';

const SERVICE = 'pipebell';

/** Numbers of the levels in the Logger. @see https://docs.aws.amazon.com/powertools/typescript/latest/features/logger/#log-levels */
const LEVELS = { info: 12, warn: 16, error: 20 } as const;
export type Level = keyof typeof LEVELS;

/** Longest string in a field of a line, in UTF-16 units, and most entries of a list. */
const MAX_FIELD_CHARS = 500;
const MAX_FIELD_ENTRIES = 100;

const URLS = /[a-z][a-z0-9+.-]*:\/\/[^\s'"]*/gi;

/** Names and ids can come from a queued message that was written by hand, or from a foreign topic. */
const printable = (value: unknown): unknown => {
  if (typeof value === 'string') return cleanLine(value, MAX_FIELD_CHARS).replace(URLS, '…');
  return Array.isArray(value) ? value.slice(0, MAX_FIELD_ENTRIES).map(printable) : value;
};

/** The log stream names the function, so a line does not repeat its name, ARN and memory. */
class ShortFormatter extends LogFormatter {
  override formatAttributes(attributes: UnformattedAttributes, fields: LogAttributes): LogItem {
    const { logLevel, message, timestamp, serviceName, lambdaContext } = attributes;
    return new LogItem({
      attributes: {
        level: logLevel,
        message,
        timestamp: timestamp.toISOString(),
        service: serviceName,
        ...(lambdaContext?.coldStart && { cold_start: true }),
        function_request_id: lambdaContext?.awsRequestId,
        ...fields,
      },
    });
  }
}

/** Makes the writer of log lines and metrics: one line of JSON is both, in the Embedded Metric Format. */
export const createPowertools = (stage: string, now = () => new Date()) => {
  const persistentKeys = { stage };
  const logger = new Logger({ serviceName: SERVICE, persistentKeys, logFormatter: new ShortFormatter() });
  /** Writes metrics without a log line. */
  const measure = (...sets: readonly MetricSet[]): void => {
    const members = embedMetrics(sets, now());
    if ('_aws' in members) process.stdout.write(`${JSON.stringify({ service: SERVICE, stage, ...members })}\n`);
  };
  return {
    logger,
    measure,
    /**
     * @param message a constant phrase; everything variable is a field.
     * @param sets metrics of the line. A dimension replaces the field of its name.
     */
    log(level: Level, event: LogEvent, message: string, fields: object, ...sets: readonly MetricSet[]): void {
      // The level of the log must not change the metrics, which alarms read.
      if (logger.level > LEVELS[level]) {
        measure(...sets);
        return;
      }
      const entries = Object.entries(fields).map(([name, value]) => [name, printable(value)]);
      logger[level](message, { event, ...Object.fromEntries(entries), ...embedMetrics(sets, now()) });
    },
  };
};
export type Powertools = ReturnType<typeof createPowertools>;
