import * as z from 'zod/mini';
import { RelayError } from '../model/errors.ts';
import { isTargetName } from '../model/stack.ts';
import { readAnswer } from './answer.ts';
import { type AwsCall, AwsError, isTransient } from './call.ts';
import { createOpener, keepUsable, type Opened, type OpenerOptions, STALE_MS, type Unusable } from './open-target.ts';
import { repeat, type Timing } from './retry.ts';

/** How long a copy is used without a call. */
export const FRESH_MS = 60_000;

/** Time between calls while Parameter Store fails, so that not every batch waits for it. */
export const COOL_DOWN_MS = 10_000;

/** How long one read is repeated while Parameter Store throttles. */
const RETRY_MS = 5000;

/** @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameters.html */
const MAX_NAMES = 10;

const Answer = z.object({
  Parameters: z.array(z.object({ Name: z.string(), Value: z.string() })),
  InvalidParameters: z.optional(z.nullable(z.array(z.string()))),
});

export interface TargetReaderOptions<Target> extends OpenerOptions<Target>, Partial<Omit<Timing, 'now'>> {
  call: AwsCall;
  /** Parameter Store path, such as `/pipebell/prod/targets`. */
  path: string;
}

/**
 * Reads targets by name and caches each for a minute. If Parameter Store fails, a copy of up to 15 minutes is used.
 * @param since a target is read again if its copy is older than this.
 * @returns the targets that exist. A name is absent only if Parameter Store says that there is no such parameter.
 * @throws AwsError or RelayError if a target cannot be read and has no copy that is fresh enough.
 */
export type TargetReader<Target> = (
  names: readonly string[],
  since?: Date,
) => Promise<ReadonlyMap<string, Target | Unusable>>;

/** What is known of one name. `opened` is absent if Parameter Store has no such parameter. */
interface Copy<Target> {
  readonly loadedAt: number;
  readonly opened?: Opened<Target> | undefined;
}

export const createTargetReader = <Target>(options: TargetReaderOptions<Target>): TargetReader<Target> => {
  const { call, path, report, now = () => new Date(), random = Math.random } = options;
  const sleep = options.sleep ?? ((ms) => new Promise((resolve) => setTimeout(resolve, ms)));
  const openOne = createOpener(options);
  const copies = new Map<string, Copy<Target>>();
  const loading = new Map<string, { startedAt: number; done: Promise<void> }>();
  let retryAt = 0;
  const loadedAtOf = (name: string): number => copies.get(name)?.loadedAt ?? Number.NEGATIVE_INFINITY;

  const read = async (names: readonly string[], loadedAt: number): Promise<void> => {
    const input = { Names: names.map((name) => `${path}/${name}`), WithDecryption: true };
    const output = await repeat(() => call('ssm', 'GetParameters', input), loadedAt + RETRY_MS, { now, random, sleep });
    const { Parameters, InvalidParameters } = readAnswer(Answer, 'ssm', 'GetParameters', output);
    const values = new Map(Parameters.map(({ Name, Value }) => [Name, Value]));
    const gone = new Set(InvalidParameters);
    const copyOf = async (name: string): Promise<Copy<Target>> => {
      const json = values.get(`${path}/${name}`);
      if (json !== undefined) return { loadedAt, opened: await openOne(name, json, copies.get(name)?.opened) };
      if (gone.has(`${path}/${name}`)) return { loadedAt };
      throw new AwsError('ssm', 'GetParameters', 'BadAnswer');
    };
    const read = await Promise.all(names.map(async (name) => [name, await copyOf(name)] as const));
    for (const [name, copy] of read) if (loadedAtOf(name) <= loadedAt) copies.set(name, copy);
  };

  /** AWS refuses a call as a whole if one parameter may not be decrypted, which must not stop the other targets. */
  const readApart = async (names: readonly string[], loadedAt: number): Promise<void> => {
    try {
      await read(names, loadedAt);
    } catch (error) {
      const isForAll = !(error instanceof AwsError) || isTransient(error.code) || error.code === 'BadAnswer';
      if (isForAll || names.length === 1) throw error;
      const results = await Promise.allSettled(names.map((name) => read([name], loadedAt)));
      if (results.every(({ status }) => status === 'rejected')) throw error;
      for (const [at, name] of names.entries()) {
        const result = results[at];
        if (result?.status !== 'rejected') continue;
        report({ kind: 'unresolved', target: name, error: result.reason });
        const opened = keepUsable(copies.get(name)?.opened, loadedAt) ?? { target: 'unresolved', openedAt: loadedAt };
        copies.set(name, { loadedAt, opened });
      }
    }
  };

  /** Reads these names, at most ten per call. A read that has begun at `oldest` or later is not begun twice. */
  const load = async (names: readonly string[], oldest: number): Promise<void> => {
    const startedAt = now().getTime();
    const missing = names.filter((name) => (loading.get(name)?.startedAt ?? Number.NEGATIVE_INFINITY) < oldest);
    for (let at = 0; at < missing.length; at += MAX_NAMES) {
      const group = missing.slice(at, at + MAX_NAMES);
      const reading = { startedAt, done: readApart(group, startedAt) };
      for (const name of group) loading.set(name, reading);
    }
    const waitFor = async (name: string): Promise<void> => {
      const reading = loading.get(name);
      try {
        await reading?.done;
      } finally {
        if (loading.get(name) === reading) loading.delete(name);
      }
    };
    await Promise.all(names.map(waitFor));
  };

  return async (names, since) => {
    const known = [...new Set(names)].filter(isTargetName);
    const least = since?.getTime() ?? 0;
    const oldest = Math.max(now().getTime() - FRESH_MS, least);
    const outdated = known.filter((name) => loadedAtOf(name) < oldest);
    const ageMs = (): number => Math.max(0, ...outdated.map((name) => now().getTime() - loadedAtOf(name)));
    /** A copy that is older than `since` lacks later changes. */
    const areCopiesEnough = (): boolean => outdated.every((name) => loadedAtOf(name) >= least);
    const isCoolingDown = now().getTime() < retryAt && ageMs() <= STALE_MS;
    if (isCoolingDown && !areCopiesEnough()) throw new RelayError('targets unavailable');
    if (!isCoolingDown && outdated.length > 0) {
      try {
        await load(outdated, oldest);
      } catch (error) {
        if (ageMs() > STALE_MS) throw error;
        retryAt = now().getTime() + COOL_DOWN_MS;
        report({ kind: 'stale', ageSeconds: Math.round(ageMs() / 1000), error });
        if (!areCopiesEnough()) throw error;
      }
    }
    const found = known.map((name) => [name, copies.get(name)?.opened?.target] as const);
    return new Map(found.filter((entry): entry is [string, Target | Unusable] => entry[1] !== undefined));
  };
};
