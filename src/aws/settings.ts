import * as z from 'zod/mini';
import { ConfigError } from '../errors.ts';
import { describeIssues } from '../issues.ts';
import { says } from '../model/check.ts';
import { type AwsCall, AwsError } from './call.ts';

const FRESH_MS = 60_000;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const accounts = z.unknown().check(
  says((value) => {
    const fine = isObject(value) && Object.entries(value).every(([id, name]) => /^\d{12}$/.test(id) && isName(name));
    return fine ? undefined : 'expected account ids, each with a name of at most 60 characters';
  }),
) as z.ZodMiniType<Record<string, string>>;

const environments = z.unknown().check(
  says((value) => {
    const fine =
      isObject(value) &&
      Object.entries(value).every(
        ([name, globs]) => isName(name) && Array.isArray(globs) && globs.every((glob) => typeof glob === 'string'),
      );
    return fine ? undefined : 'expected names, each with a list of globs on pipelines';
  }),
) as z.ZodMiniType<Record<string, string[]>>;

const isName = (value: unknown): boolean => typeof value === 'string' && /^.{1,60}$/u.test(value);

const Settings = z.strictObject({
  /** Friendly names: of accounts by id, of environments by globs on the pipelines that deploy to them. */
  aliases: z.optional(z.strictObject({ accounts: z.optional(accounts), environments: z.optional(environments) })),
});

/** What concerns all targets. */
export type Settings = z.infer<typeof Settings>;

const Output = z.object({ Parameter: z.object({ Value: z.string() }) });

/** @throws ConfigError that names the fields at fault. */
const parse = (json: string): Settings => {
  let raw: unknown;
  try {
    raw = JSON.parse(json);
  } catch {
    throw new ConfigError(['not valid JSON']);
  }
  const parsed = Settings.safeParse(raw);
  if (!parsed.success) throw new ConfigError(describeIssues(parsed.error.issues));
  return parsed.data;
};

/**
 * Reads the settings, one parameter that need not exist, and keeps them for a minute.
 * They only name things: where they are wrong or cannot be read, the last good ones, or none, stand in.
 */
export const createSettings = ({
  call,
  name,
  report,
  now = () => new Date(),
}: {
  call: AwsCall;
  name: string;
  report: (error: unknown) => void;
  now?: () => Date;
}): (() => Promise<Settings>) => {
  let current: Settings = {};
  let readAt = Number.NEGATIVE_INFINITY;
  let reading: Promise<Settings> | undefined;
  const read = async (): Promise<Settings> => {
    try {
      const output = await call('ssm', 'GetParameter', { Name: name, WithDecryption: true });
      current = parse(Output.parse(output).Parameter.Value);
    } catch (error) {
      if (error instanceof AwsError && error.code === 'ParameterNotFound') current = {};
      else report(error);
    }
    return current;
  };
  return () => {
    if (!reading || now().getTime() - readAt >= FRESH_MS) {
      readAt = now().getTime();
      reading = read();
    }
    return reading;
  };
};
