import * as z from 'zod/mini';
import { check } from './check.ts';
import { ConfigError } from './errors.ts';
import { describeIssues } from './issues.ts';
import { Level, OCCASIONS, type Occasion } from './notification.ts';

const globs = z.optional(
  z.array(z.string().check(z.minLength(1), z.maxLength(256))).check(z.minLength(1), z.maxLength(100)),
);

/** The fields that every target has, whatever its platform. */
export const targetFields = {
  platform: z.string(),
  on: z._default(z.array(z.enum(OCCASIONS)).check(z.minLength(1)), ['failed', 'fixed', 'approval']),
  levels: z._default(z.array(Level).check(z.minLength(1)), ['pipeline']),
  when: z.optional(
    z.strictObject({
      pipelines: globs,
      accounts: globs,
      regions: globs,
      stages: globs,
      sources: globs,
      resources: globs,
    }),
  ),
  enabled: z._default(z.boolean(), true),
};

const Filters = z.object(targetFields);

/** What decides which notifications a target gets. */
export type Filters = z.infer<typeof Filters>;

/**
 * Reads a target's filters and leaves aside what only its platform understands.
 * @throws ConfigError that names the fields at fault and never prints a value.
 */
export const openFilters = (raw: unknown): Filters => {
  const parsed = Filters.safeParse(raw);
  if (!parsed.success) throw new ConfigError(describeIssues(parsed.error.issues));
  return parsed.data;
};

/**
 * A secret string, given by value; its check is never told in an error. Bounds are in characters.
 */
export const secret = () => z.string().check(z.minLength(1), z.maxLength(4096));

/** Whom a message calls, by occasion: at most ten for each. One that is not named calls nobody. */
export const mentions = <Who>(who: z.ZodMiniType<Who>) => {
  const people = z.optional(z.array(who).check(z.minLength(1), z.maxLength(10)));
  // A record by zod would be 3 KB more to load at every cold start.
  return z.optional(
    z.strictObject(
      Object.fromEntries(OCCASIONS.map((occasion) => [occasion, people])) as Record<Occasion, typeof people>,
    ),
  );
};

const MAX_HEADERS = 20;
const MAX_HEADER_CHARS = 4096;

/** What HTTP itself, the body or Pipebell decides, and what would change the meaning of the request. */
const RESERVED =
  /^(host|content-.*|transfer-encoding|connection|keep-alive|te|trailer|upgrade|expect|user-agent|proxy-.*|webhook-.*)$/;

/** @see https://www.rfc-editor.org/rfc/rfc9110#name-field-names */
const TOKEN = /^[\w!#$%&'*+.^`|~-]{1,64}$/;

/** Latin-1 without controls: what Node sends as it is. */
const PRINTABLE = /^[\x21-\x7e\xa1-\xff](?:[\x20-\x7e\xa0-\xff]*[\x21-\x7e\xa1-\xff])?$/;

const headersProblem = (headers: unknown): string | undefined => {
  if (typeof headers !== 'object' || headers === null || Array.isArray(headers)) return 'expected an object';
  const names = Object.keys(headers);
  if (names.length > MAX_HEADERS) return `takes at most ${MAX_HEADERS}`;
  if (!names.every((name) => TOKEN.test(name))) return 'a name is not that of a header';
  const lower = names.map((name) => name.toLowerCase());
  const reserved = lower.find((name) => RESERVED.test(name));
  if (reserved) return `"${reserved}" is not for a target to set`;
  if (new Set(lower).size < lower.length) return 'a name is there twice';
  const faulty = Object.entries(headers).find(
    ([, value]) => typeof value !== 'string' || value.length > MAX_HEADER_CHARS || !PRINTABLE.test(value),
  )?.[0];
  return (
    faulty && `the value of "${faulty}" is no text, empty, too long, or holds line ends or characters outside Latin-1`
  );
};

/** Headers that the receiver wants to see, such as a token of its own. No error quotes a value. */
export const headers = () =>
  z.optional(z.unknown().check(check(headersProblem)) as z.ZodMiniType<Record<string, string>>);
