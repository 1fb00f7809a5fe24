import * as z from 'zod/mini';
import { ConfigError } from '../errors.ts';
import type { AwsCall } from './call.ts';

/** How long a copy of the configuration is used without asking, and how long it may stand in when asking fails. */
const FRESH_MS = 60_000;
const STALE_MS = 15 * 60_000;

/** While Parameter Store fails it is asked this often, so that each batch does not wait for it anew. */
const COOL_DOWN_MS = 10_000;

/** A target's name, which is also the queue's message group. */
const NAME = /^[\w.-]{1,100}$/;

const Page = z.object({
  Parameters: z.optional(z.array(z.object({ Name: z.string(), Value: z.string() }))),
  NextToken: z.optional(z.nullable(z.string())),
});

export interface TargetSet<Target> {
  /** By name: a usable target, or one whose configuration is broken. */
  readonly targets: ReadonlyMap<string, Target | 'invalid'>;
  readonly loadedAt: Date;
}

/** What happened while reading, for the log and the metrics. Problems name fields, never values. */
export type TargetsReport =
  | { kind: 'invalid'; target: string; problems: readonly string[] }
  | { kind: 'stale'; ageSeconds: number; error: unknown };

export interface TargetStoreOptions<Target> {
  call: AwsCall;
  /** Parameter Store path, such as `/pipebell/prod/targets`; it holds targets and nothing else. */
  path: string;
  /** Makes of a target's JSON what the caller needs of it. @throws ConfigError */
  open: (raw: unknown) => Target;
  report: (report: TargetsReport) => void;
  now?: () => Date;
}

/**
 * Reads the targets, and keeps them for a minute. If Parameter Store fails, a copy of up to 15 minutes stands in.
 * @param since ask again if the copy is older than this.
 * @throws AwsError if there is no copy to stand in. "No targets" is never made of an error.
 */
export type TargetStore<Target> = (since?: Date) => Promise<TargetSet<Target>>;

export const createTargetStore = <Target>({
  call,
  path,
  open,
  report,
  now = () => new Date(),
}: TargetStoreOptions<Target>): TargetStore<Target> => {
  let current: TargetSet<Target> | undefined;
  let loading: { startedAt: number; set: Promise<TargetSet<Target>> } | undefined;
  let askAgainAt = 0;
  // Unchanged JSON gives the very same target: callers see by identity whether a new copy brought something new.
  let opened = new Map<string, { json: string; target: Target | 'invalid' }>();

  const openOne = (name: string, json: string): Target | 'invalid' => {
    try {
      if (!NAME.test(name)) throw new ConfigError(['the name may hold letters, digits, ".", "-" and "_" only']);
      return open(parseJson(json));
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      report({ kind: 'invalid', target: name, problems: error.problems });
      return 'invalid';
    }
  };

  const read = async (): Promise<TargetSet<Target>> => {
    const loadedAt = now();
    const fresh: typeof opened = new Map();
    let NextToken: string | null | undefined;
    do {
      const input = { Path: path, WithDecryption: true, MaxResults: 10, ...(NextToken && { NextToken }) };
      const page = Page.parse(await call('ssm', 'GetParametersByPath', input));
      for (const { Name, Value } of page.Parameters ?? []) {
        const name = Name.slice(path.length + 1);
        const known = opened.get(name);
        // A broken target is opened again each time, so that it is reported for as long as it is broken.
        const target = known?.json === Value && known.target !== 'invalid' ? known.target : openOne(name, Value);
        fresh.set(name, { json: Value, target });
      }
      NextToken = page.NextToken;
    } while (NextToken);
    opened = fresh;
    return { targets: new Map([...fresh].map(([name, { target }]) => [name, target])), loadedAt };
  };

  return async (since) => {
    const oldest = Math.max(now().getTime() - FRESH_MS, since?.getTime() ?? 0);
    if (current && current.loadedAt.getTime() >= oldest) return current;
    if (current && now().getTime() < askAgainAt) return current;
    if (!loading || loading.startedAt < oldest) loading = { startedAt: now().getTime(), set: read() };
    const { set } = loading;
    try {
      current = await set;
      return current;
    } catch (error) {
      const age = current ? now().getTime() - current.loadedAt.getTime() : Number.POSITIVE_INFINITY;
      if (!current || age > STALE_MS) throw error;
      askAgainAt = now().getTime() + COOL_DOWN_MS;
      report({ kind: 'stale', ageSeconds: Math.round(age / 1000), error });
      return current;
    } finally {
      if (loading?.set === set) loading = undefined;
    }
  };
};

const parseJson = (json: string): unknown => {
  try {
    return JSON.parse(json);
  } catch {
    // V8's message quotes the text, which holds the URL.
    throw new ConfigError(['not valid JSON']);
  }
};
