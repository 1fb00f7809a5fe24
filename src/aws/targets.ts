import * as z from 'zod/mini';
import { ConfigError, RelayError } from '../model/errors.ts';
import { isTargetName } from '../model/stack.ts';
import { parseJson } from '../text/json.ts';
import { readAnswer } from './answer.ts';
import { type AwsCall, AwsError } from './call.ts';
import { pageTokens } from './page-tokens.ts';

/** How long a cached copy is used without a call, and how long it is used if the call fails. */
const FRESH_MS = 60_000;
const STALE_MS = 15 * 60_000;

/** Time between calls while Parameter Store fails, so that not every batch waits for it. */
const COOL_DOWN_MS = 10_000;

/** A field that every reference to a secret has. */
const REFERENCE = /"(?:parameter|secret)"/;

/** An empty page has an empty list: without a list it is not known whether there are targets. */
const Page = z.object({
  Parameters: z.array(z.object({ Name: z.string(), Value: z.string() })),
  NextToken: z.optional(z.nullable(z.string())),
});

/** `invalid`: the configuration is wrong. `unresolved`: a secret that it refers to cannot be read. */
export type Unusable = 'invalid' | 'unresolved';

export interface TargetSet<Target> {
  readonly targets: ReadonlyMap<string, Target | Unusable>;
  readonly loadedAt: Date;
}

/** A problem while reading, for the log and the metrics. Problems name fields, never values. */
export type TargetsReport =
  | { kind: 'invalid'; target: string; problems: readonly string[] }
  | { kind: 'unresolved'; target: string; error: unknown }
  | { kind: 'stale'; ageSeconds: number; error: unknown };

export interface TargetStoreOptions<Target> {
  call: AwsCall;
  /** Parameter Store path, such as `/pipebell/prod/targets`. All parameters below it are targets. */
  path: string;
  /** Parses a target's JSON. @throws ConfigError */
  open: (raw: unknown) => Target | Promise<Target>;
  /** Replaces references to secrets by their values. @throws SecretError */
  resolve?: (raw: unknown) => Promise<unknown>;
  report: (report: TargetsReport) => void;
  now?: () => Date;
}

/**
 * Reads the targets and caches them for a minute. If Parameter Store fails, a copy of up to 15 minutes is used.
 * @param since the targets are read again if the copy is older than this.
 * @throws AwsError or RelayError if no copy is fresh enough. An error is never treated as an empty list of targets.
 */
export type TargetStore<Target> = (since?: Date) => Promise<TargetSet<Target>>;

export const createTargetStore = <Target>({
  call,
  path,
  open,
  resolve = async (raw) => raw,
  report,
  now = () => new Date(),
}: TargetStoreOptions<Target>): TargetStore<Target> => {
  let current: TargetSet<Target> | undefined;
  let loading: { startedAt: number; set: Promise<TargetSet<Target>> } | undefined;
  let retryAt = 0;
  let opened = new Map<string, Opened<Target>>();

  /** Unchanged JSON gives the identical object, so that callers can detect a change by identity. */
  const openOne = async (name: string, json: string): Promise<Opened<Target>> => {
    const known = opened.get(name);
    const time = now().getTime();
    try {
      if (!isTargetName(name)) throw new ConfigError(['the name may hold letters, digits, ".", "-" and "_" only']);
      const raw = REFERENCE.test(json) ? await resolve(parse(json)) : parse(json);
      const resolved = JSON.stringify(raw);
      const target = known?.resolved === resolved && isUsable(known.target) ? known.target : await open(raw);
      return { json, resolved, target, openedAt: time };
    } catch (error) {
      if (error instanceof ConfigError) {
        report({ kind: 'invalid', target: name, problems: error.problems });
        return { json, target: 'invalid', openedAt: time };
      }
      report({ kind: 'unresolved', target: name, error });
      const isFresh = known?.json === json && isUsable(known.target) && time - known.openedAt <= STALE_MS;
      return isFresh ? known : { json, target: 'unresolved', openedAt: time };
    }
  };

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
      return [name, await openOne(name, Value)] as const;
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

interface Opened<Target> {
  json: string;
  /** The JSON including its secrets. It is not passed out of this file. */
  resolved?: string;
  target: Target | Unusable;
  openedAt: number;
}

const isUsable = <Target>(target: Target | Unusable): target is Target =>
  target !== 'invalid' && target !== 'unresolved';

/** @throws ConfigError */
const parse = (json: string): unknown => {
  const raw = parseJson(json);
  if (raw === undefined) throw new ConfigError(['not valid JSON']);
  return raw;
};
