import * as z from 'zod/mini';
import { stableId } from '../text/id.ts';
import { isRecord } from '../text/json.ts';
import { check } from './check.ts';
import { Thread } from './conversation.ts';
import { ConfigError } from './errors.ts';
import { describeIssues, fieldName } from './issues.ts';
import { LEVELS, Level, OCCASIONS, type Occasion } from './notification.ts';

const globs = z.optional(
  z.array(z.string().check(z.minLength(1), z.maxLength(256))).check(z.minLength(1), z.maxLength(100)),
);

/** How one field of a target is asked for and shown. It stands beside the field's schema, which says what is valid. */
export interface Field {
  /** What the field holds, as a phrase for help texts and forms: `the URL of the webhook`. */
  readonly help: string;
  /** Everyone may read the value. Any other field is secret: masked, and never taken from a command line. */
  readonly open?: true;
  /**
   * The value may be a shared secret, which no single target owns: the platform sends it only to hosts that
   * `recognizes` accepts, and the writer of a target cannot read what those hosts receive.
   */
  readonly shared?: true;
  /** Name of the command line's option, if it is not the field's name in kebab case. */
  readonly option?: string;
  /** A valid value for previews, which need every required field. The default is a made-up secret or URL. */
  readonly example?: string;
}

const When = z.strictObject({
  pipelines: globs,
  accounts: globs,
  regions: globs,
  stages: globs,
  sources: globs,
  resources: globs,
});

/** The fields that every target has, whatever its platform. */
export const targetFields = {
  platform: z.string(),
  on: z._default(z.array(z.enum(OCCASIONS)).check(z.minLength(1)), ['failed', 'fixed', 'approval']),
  levels: z._default(z.array(Level).check(z.minLength(1)), ['pipeline']),
  when: z.optional(When),
  enabled: z._default(z.boolean(), true),
};

/**
 * `thread` decides which notifications may change messages that were posted, `mention.author` which deliveries have the
 * addresses of authors. Only some platforms have them.
 */
const Filters = z.object({
  ...targetFields,
  thread: z.optional(Thread),
  mention: z.optional(z.unknown()),
});

/** The fields that decide which notifications a target gets. */
export type Filters = Omit<z.infer<typeof Filters>, 'mention'> & { readonly mention?: object | undefined };

/** Whether the target mentions the authors of commits. */
export const mentionsAuthor = ({ mention }: Pick<Filters, 'mention'>): boolean =>
  mention !== undefined && 'author' in mention && mention.author === true;

type When = z.infer<typeof When>;

/** Differs between versions of the relay with different filters, whose stored filters are not exchangeable. */
export const FILTERS_FORMAT = stableId('v', [Filters.shape, When.shape].flatMap(Object.keys).concat(OCCASIONS, LEVELS));

/** Help texts of the filters in `when`, whose values are globs. The functions' bundles leave them out. */
export const WHEN_HELP: Readonly<Record<keyof When, string>> = {
  pipelines: 'only these pipelines, such as web-*,!web-test',
  accounts: 'only these accounts',
  regions: 'only these Regions',
  stages: 'only these stages',
  sources: 'only these event sources, such as codebuild',
  resources: 'only builds, alarms, stacks and the like with these names',
};

/**
 * Reads a target's filters and ignores the fields of its platform.
 * @throws ConfigError that names the fields at fault and never quotes a value.
 */
export const openFilters = (raw: unknown): Filters => {
  const parsed = Filters.safeParse(raw);
  if (!parsed.success) throw new ConfigError(describeIssues(parsed.error.issues));
  const { mention, ...filters } = parsed.data;
  // Filters are stored, and who is mentioned is none of them.
  return isRecord(mention) && mention.author === true ? { ...filters, mention: { author: true } } : filters;
};

/** A secret string of 1 to 4,096 characters. Describe its {@link Field} without `open`. */
export const secret = () => z.string().check(z.minLength(1), z.maxLength(4096));

/** Whether deliveries may be told by one summary when too many wait. For platforms that people read. */
export const summary = () => z._default(z.boolean(), true);

/** What belongs into one conversation. For platforms that can change and thread their messages. */
export const thread = () => z._default(Thread, 'incident');

/**
 * Who is mentioned, by occasion: at most ten for each. An occasion that is absent mentions no one. `more` are fields that
 * the platform has beside the occasions.
 */
export const mentions = <Who, More extends z.core.$ZodLooseShape>(who: z.ZodMiniType<Who>, more: More) => {
  const people = z.optional(z.array(who).check(z.minLength(1), z.maxLength(10)));
  // z.record would add 3 KB to every cold start.
  return z.optional(
    z.strictObject({
      ...(Object.fromEntries(OCCASIONS.map((occasion) => [occasion, people])) as Record<Occasion, typeof people>),
      ...more,
    }),
  );
};

const MAX_HEADERS = 20;
const MAX_HEADER_CHARS = 4096;

/** Headers that HTTP, the body or Pipebell sets, and those that change the meaning of the request. */
const RESERVED =
  /^(host|content-.*|transfer-encoding|connection|keep-alive|te|trailer|upgrade|expect|user-agent|proxy-.*|webhook-.*)$/;

/** @see https://www.rfc-editor.org/rfc/rfc9110#name-field-names */
const TOKEN = /^[\w!#$%&'*+.^`|~-]{1,64}$/;

/** Latin-1 without control characters, which Node sends unchanged. */
const PRINTABLE = /^[\x21-\x7e\xa1-\xff](?:[\x20-\x7e\xa0-\xff]*[\x21-\x7e\xa1-\xff])?$/;

const headersProblem = (headers: unknown): string | undefined => {
  if (typeof headers !== 'object' || headers === null || Array.isArray(headers)) return 'expected an object';
  const names = Object.keys(headers);
  if (names.length > MAX_HEADERS) return `takes at most ${MAX_HEADERS}`;
  if (!names.every((name) => TOKEN.test(name))) return 'a name is not valid for a header';
  const lower = names.map((name) => name.toLowerCase());
  const reserved = lower.find((name) => RESERVED.test(name));
  if (reserved) return `"${fieldName(reserved)}" cannot be set by a target`;
  if (new Set(lower).size < lower.length) return 'a name occurs twice';
  const faulty = Object.entries(headers).find(
    ([, value]) => typeof value !== 'string' || value.length > MAX_HEADER_CHARS || !PRINTABLE.test(value),
  )?.[0];
  return (
    faulty &&
    `the value of "${fieldName(faulty)}" is not text, empty, too long, or has line ends or characters outside Latin-1`
  );
};

/** Headers for the receiver, such as an access token. Errors never quote a value. */
export const headers = () =>
  z.optional(z.unknown().check(check(headersProblem)) as z.ZodMiniType<Record<string, string>>);
