import * as z from 'zod/mini';
import { isRecord } from '../text/json.ts';
import { check } from './check.ts';
import { CONVERSING } from './conversation.ts';

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

/** Ids become part of messages, so they contain no markup. */
const isPersonId = (value: unknown): boolean => typeof value === 'string' && /^[\w-]{1,64}$/.test(value);

const people = z.unknown().check(
  check((value) => {
    const isValid =
      isRecord(value) &&
      Object.entries(value).every(
        ([platform, ids]) => CONVERSING.includes(platform) && isRecord(ids) && Object.values(ids).every(isPersonId),
      );
    return isValid
      ? undefined
      : `expected ${CONVERSING.join(' or ')}, each with ids of people by e-mail address or name`;
  }),
) as z.ZodMiniType<Record<string, Record<string, string>>>;

const isName = (value: unknown): boolean => typeof value === 'string' && /^.{1,60}$/u.test(value);

export const Settings = z.strictObject({
  /** Friendly names: of accounts by id, of environments by globs on the pipelines that deploy to them. */
  aliases: z.optional(z.strictObject({ accounts: z.optional(accounts), environments: z.optional(environments) })),
  /** Ids of people by platform, then by e-mail address, login or name of an author. */
  people: z.optional(people),
});

/** Settings that apply to all targets. */
export type Settings = z.infer<typeof Settings>;
