import * as z from 'zod/mini';
import { isRecord } from '../text/json.ts';
import { check } from './check.ts';

const accounts = z.unknown().check(
  check((value) => {
    const isValid = isRecord(value) && Object.entries(value).every(([id, name]) => /^\d{12}$/.test(id) && isName(name));
    return isValid ? undefined : 'expected account ids, each with a name of at most 60 characters';
  }),
) as z.ZodMiniType<Record<string, string>>;

const environments = z.unknown().check(
  check((value) => {
    const isValid =
      isRecord(value) &&
      Object.entries(value).every(
        ([name, globs]) => isName(name) && Array.isArray(globs) && globs.every((glob) => typeof glob === 'string'),
      );
    return isValid ? undefined : 'expected names, each with a list of globs on pipelines';
  }),
) as z.ZodMiniType<Record<string, string[]>>;

const isName = (value: unknown): boolean => typeof value === 'string' && /^.{1,60}$/u.test(value);

export const Settings = z.strictObject({
  /** Friendly names: of accounts by id, of environments by globs on the pipelines that deploy to them. */
  aliases: z.optional(z.strictObject({ accounts: z.optional(accounts), environments: z.optional(environments) })),
});

/** Settings that apply to all targets. */
export type Settings = z.infer<typeof Settings>;
