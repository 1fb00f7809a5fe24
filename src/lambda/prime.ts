import type { AwsOptions } from '../aws/call.ts';
import { timer } from '../enrichment/parts.ts';
import { describeError } from '../model/errors.ts';
import { warmUpTls } from '../net/warm-up.ts';
import type { Powertools } from './log-lines.ts';

/** Names for the made-up event. They reach no log, no metric and no request. */
export const PLACE = { account: '000000000000', region: 'us-east-1' } as const;
export const PATH = '/pipebell/prime/targets';
export const TARGET = 'prime';
export const TARGET_JSON = JSON.stringify({ platform: 'slack', url: 'https://hooks.slack.com/services/T0/B0/prime' });

/** The one answer of the Query protocol. */
const NO_ALIAS =
  '<ListAccountAliasesResponse><ListAccountAliasesResult><AccountAliases/></ListAccountAliasesResult></ListAccountAliasesResponse>';

/** AWS with one answer for each operation, and an empty one for all others. It sends no request. */
export const madeUpAws = (answers: Readonly<Record<string, object>>): AwsOptions => ({
  region: PLACE.region,
  credentials: () => ({ accessKeyId: 'prime', secretAccessKey: 'prime' }),
  post: async ({ headers }) => {
    const operation = headers['x-amz-target']?.split('.').at(-1);
    const body = operation ? JSON.stringify(answers[operation] ?? {}) : NO_ALIAS;
    return { status: 200, headers: {}, body, whole: true };
  },
});

/** Lambda ends an initialisation after ten seconds. What is not read by then is read on during the first event. */
const READ_AHEAD_MS = 2000;

/**
 * Prepares a function for its first event, during the initialisation, which has two processors: the first event has only
 * the share of one that the function's memory gives it. V8 compiles a function when it is called for the first time, so
 * the code of an event handles a made-up one that reaches nothing outside the process.
 * If that fails, the first event is slower, and nothing else.
 * @param options.readAhead reads what every event needs, at the same time. It is awaited for two seconds.
 * @param options.deadline resolves after that many milliseconds, or when the signal is aborted.
 */
export const prime = async (
  handleMadeUpEvent: () => Promise<void>,
  { log }: Pick<Powertools, 'log'>,
  { readAhead, deadline = timer }: { readAhead?: () => Promise<void>; deadline?: typeof timer } = {},
): Promise<void> => {
  const isRead = new AbortController();
  try {
    warmUpTls();
    const reading = readAhead && Promise.race([readAhead(), deadline(READ_AHEAD_MS, isRead.signal)]);
    await handleMadeUpEvent();
    await reading;
  } catch (error) {
    log('warn', 'priming-failed', 'priming failed, the first event is slower', { error: describeError(error) });
  } finally {
    isRead.abort();
  }
};
