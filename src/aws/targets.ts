import * as z from 'zod/mini';
import { ConfigError, RelayError } from '../model/errors.ts';
import { isTargetName } from '../model/stack.ts';
import { parseJson } from '../text/json.ts';
import { readAnswer } from './answer.ts';
import type { AwsCall } from './call.ts';

/** How long a copy of the configuration is used without asking, and how long it may stand in when asking fails. */
const FRESH_MS = 60_000;
const STALE_MS = 15 * 60_000;

/** While Parameter Store fails it is asked this often, so that each batch does not wait for it anew. */
const COOL_DOWN_MS = 10_000;

/** What a reference to a secret cannot do without. */
const REFERENCE = /"(?:parameter|secret)"/;

/** An empty page has an empty list: without a list it is not known whether there are targets. */
const Page = z.object({
  Parameters: z.array(z.object({ Name: z.string(), Value: z.string() })),
  NextToken: z.optional(z.nullable(z.string())),
});

/** A target that cannot be used now: its configuration is broken, or a secret that it refers to cannot be read. */
export type Unusable = 'invalid' | 'unresolved';

export interface TargetSet<Target> {
  readonly targets: ReadonlyMap<string, Target | Unusable>;
  readonly loadedAt: Date;
}

/** What happened while reading, for the log and the metrics. Problems name fields, never values. */
export type TargetsReport =
  | { kind: 'invalid'; target: string; problems: readonly string[] }
  | { kind: 'unresolved'; target: string; error: unknown }
  | { kind: 'stale'; ageSeconds: number; error: unknown };

export interface TargetStoreOptions<Target> {
  call: AwsCall;
  /** Parameter Store path, such as `/pipebell/prod/targets`; it holds targets and nothing else. */
  path: string;
  /** Makes of a target's JSON what the caller needs of it. @throws ConfigError */
  open: (raw: unknown) => Target | Promise<Target>;
  /** Puts the values of secrets where the JSON refers to them. @throws SecretError */
  resolve?: (raw: unknown) => Promise<unknown>;
  report: (report: TargetsReport) => void;
  now?: () => Date;
}

/**
 * Reads the targets, and keeps them for a minute. If Parameter Store fails, a copy of up to 15 minutes stands in.
 * @param since ask again if the copy is older than this.
 * @throws AwsError or RelayError if there is no copy to stand in. "No targets" is never made of an error.
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
  let askAgainAt = 0;
  let opened = new Map<string, Opened<Target>>();

  /** Unchanged JSON gives the very same target: callers see by identity whether a new copy brought something new. */
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
      const stillGood = known?.json === json && isUsable(known.target) && time - known.openedAt <= STALE_MS;
      return stillGood ? known : { json, target: 'unresolved', openedAt: time };
    }
  };

  const read = async (): Promise<TargetSet<Target>> => {
    const loadedAt = now();
    const parameters: { Name: string; Value: string }[] = [];
    let NextToken: string | null | undefined;
    do {
      const input = { Path: path, WithDecryption: true, MaxResults: 10, ...(NextToken && { NextToken }) };
      const page = readAnswer(Page, 'ssm', 'GetParametersByPath', await call('ssm', 'GetParametersByPath', input));
      parameters.push(...page.Parameters);
      NextToken = page.NextToken;
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
    /** A copy from before `since` proves nothing about what was added after it. */
    const mayStandIn = (): boolean => !since || (current?.loadedAt.getTime() ?? 0) >= since.getTime();
    if (current && now().getTime() < askAgainAt) {
      if (mayStandIn()) return current;
      throw new RelayError('the targets cannot be read at the moment');
    }
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
      if (!mayStandIn()) throw error;
      return current;
    } finally {
      if (loading?.set === set) loading = undefined;
    }
  };
};

interface Opened<Target> {
  json: string;
  /** The JSON with its secrets; never leaves this file. */
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
