import * as z from 'zod/mini';
import { readAnswer } from './answer.ts';
import { type AwsCall, AwsError, isTransient } from './call.ts';
import { pageTokens } from './page-tokens.ts';
import { repeat, type Timing } from './retry.ts';

/** How long the pages of a read that failed are kept, so that the next read continues there. */
const RESUME_MS = 300_000;

/** An empty page has an empty list: without a list it is not known whether there are targets. */
const Page = z.object({
  Parameters: z.array(z.object({ Name: z.string(), Value: z.string() })),
  NextToken: z.optional(z.nullable(z.string())),
});

/** The JSON of every target by its name, as Parameter Store held it between `startedAt` and the end of the read. */
export interface TargetList {
  readonly startedAt: Date;
  readonly values: ReadonlyMap<string, string>;
}

/**
 * Reads all parameters below a path, ten per call, one call after another.
 * @param until no call starts later than this, in epoch milliseconds.
 * @param beforeCall awaited before each call.
 * @throws AwsError if a page cannot be read. After throttling or a fault of AWS, a read within five minutes continues
 * with that page.
 */
export type ListTargets = (until: number, beforeCall?: () => Promise<void>) => Promise<TargetList>;

interface Progress {
  readonly startedAt: Date;
  readonly values: Map<string, string>;
  readonly tokenOf: ReturnType<typeof pageTokens>;
  next?: string | undefined;
}

export const createListTargets = (call: AwsCall, path: string, timing: Timing): ListTargets => {
  const { now } = timing;
  const OPERATION = 'GetParametersByPath';
  let kept: Progress | undefined;

  const begin = (): Progress => ({
    startedAt: now(),
    values: new Map(),
    tokenOf: pageTokens(() => new AwsError('ssm', OPERATION, 'RepeatedPageToken')),
  });

  const readOn: (progress: Progress, ...rest: Parameters<ListTargets>) => Promise<TargetList> = async (
    progress,
    until,
    beforeCall = async () => {},
  ) => {
    do {
      if (now().getTime() > until) throw new AwsError('ssm', OPERATION, 'Timeout');
      const { next } = progress;
      const input = { Path: path, WithDecryption: true, MaxResults: 10, ...(next && { NextToken: next }) };
      const readPage = async () => {
        await beforeCall();
        return readAnswer(Page, 'ssm', OPERATION, await call('ssm', OPERATION, input));
      };
      const page = await repeat(readPage, until, timing);
      for (const { Name, Value } of page.Parameters) progress.values.set(Name.slice(path.length + 1), Value);
      progress.next = progress.tokenOf(page.NextToken);
    } while (progress.next);
    return progress;
  };

  return async (until, beforeCall) => {
    const resumed = kept && now().getTime() - kept.startedAt.getTime() <= RESUME_MS ? kept : undefined;
    const progress = resumed ?? begin();
    kept = undefined;
    try {
      return await readOn(progress, until, beforeCall);
    } catch (error) {
      if (error instanceof AwsError && isTransient(error.code)) kept = progress;
      // The token of the page may have expired.
      else if (resumed) return readOn(begin(), until, beforeCall);
      throw error;
    }
  };
};
