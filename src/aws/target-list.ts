import * as z from 'zod/mini';
import { RelayError } from '../model/errors.ts';
import { readAnswer } from './answer.ts';
import { type AwsCall, AwsError } from './call.ts';
import { createOpener, type Opened, type OpenerOptions, STALE_MS, type Unusable } from './open-target.ts';
import { pageTokens } from './page-tokens.ts';
import { COOL_DOWN_MS, FRESH_MS } from './targets.ts';

/** An empty page has an empty list: without a list it is not known whether there are targets. */
const Page = z.object({
  Parameters: z.array(z.object({ Name: z.string(), Value: z.string() })),
  NextToken: z.optional(z.nullable(z.string())),
});

export interface TargetSet<Target> {
  readonly targets: ReadonlyMap<string, Target | Unusable>;
  readonly loadedAt: Date;
}

export interface TargetStoreOptions<Target> extends OpenerOptions<Target> {
  call: AwsCall;
  /** Parameter Store path, such as `/pipebell/prod/targets`. All parameters below it are targets. */
  path: string;
}

/**
 * Reads the targets and caches them for a minute. If Parameter Store fails, a copy of up to 15 minutes is used.
 * @param since the targets are read again if the copy is older than this.
 * @throws AwsError or RelayError if no copy is fresh enough. An error is never treated as an empty list of targets.
 */
export type TargetStore<Target> = (since?: Date) => Promise<TargetSet<Target>>;

export const createTargetStore = <Target>(options: TargetStoreOptions<Target>): TargetStore<Target> => {
  const { call, path, report, now = () => new Date() } = options;
  const openOne = createOpener(options);
  let current: TargetSet<Target> | undefined;
  let loading: { startedAt: number; set: Promise<TargetSet<Target>> } | undefined;
  let retryAt = 0;
  let opened = new Map<string, Opened<Target>>();

  const read = async (): Promise<TargetSet<Target>> => {
    const loadedAt = now();
    const parameters: { Name: string; Value: string }[] = [];
    const tokenOf = pageTokens(() => new AwsError('ssm', 'GetParametersByPath', 'RepeatedPageToken'));
    let NextToken: string | undefined;
    do {
      const input = { Path: path, WithDecryption: true, MaxResults: 10, ...(NextToken && { NextToken }) };
      const page = readAnswer(Page, 'ssm', 'GetParametersByPath', await call('ssm', 'GetParametersByPath', input));
      parameters.push(...page.Parameters);
      NextToken = tokenOf(page.NextToken);
    } while (NextToken);
    const entries = parameters.map(async ({ Name, Value }) => {
      const name = Name.slice(path.length + 1);
      return [name, await openOne(name, Value, opened.get(name))] as const;
    });
    opened = new Map(await Promise.all(entries));
    return { targets: new Map([...opened].map(([name, { target }]) => [name, target])), loadedAt };
  };

  return async (since) => {
    const oldest = Math.max(now().getTime() - FRESH_MS, since?.getTime() ?? 0);
    if (current && current.loadedAt.getTime() >= oldest) return current;
    /** A copy that is older than `since` lacks later changes. */
    const isCopyEnough = (): boolean => !since || (current?.loadedAt.getTime() ?? 0) >= since.getTime();
    if (current && now().getTime() < retryAt) {
      if (isCopyEnough()) return current;
      throw new RelayError('targets unavailable');
    }
    if (!loading || loading.startedAt < oldest) loading = { startedAt: now().getTime(), set: read() };
    const { set } = loading;
    try {
      current = await set;
      return current;
    } catch (error) {
      const age = current ? now().getTime() - current.loadedAt.getTime() : Number.POSITIVE_INFINITY;
      if (!current || age > STALE_MS) throw error;
      retryAt = now().getTime() + COOL_DOWN_MS;
      report({ kind: 'stale', ageSeconds: Math.round(age / 1000), error });
      if (!isCopyEnough()) throw error;
      return current;
    } finally {
      if (loading?.set === set) loading = undefined;
    }
  };
};
