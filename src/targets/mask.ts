import { LEVELS, OCCASIONS } from '../model/notification.ts';
import { platformNames } from '../platforms/index.ts';
import { isRecord } from '../text/json.ts';
import { safeLine } from '../text/safe-line.ts';
import { HIDDEN, isReference, shownReference } from './references.ts';

const MAX_CHARS = 120;

/** A field's name, if it looks like one: what was put there by mistake may be a secret. */
const nameOf = (name: string): string => (/^[\w-]{1,40}$/.test(name) ? name : '…');

const known =
  (words: readonly unknown[]) =>
  (value: unknown): unknown =>
    words.includes(value) ? value : HIDDEN;

const listOf =
  (show: (value: unknown) => unknown) =>
  (value: unknown): unknown =>
    Array.isArray(value) ? value.map(show) : HIDDEN;

const recordOf =
  (show: (value: unknown) => unknown) =>
  (value: unknown): unknown =>
    isRecord(value)
      ? Object.fromEntries(Object.entries(value).map(([name, part]) => [nameOf(name), show(part)]))
      : HIDDEN;

/** What a person wrote to be read: a glob, a name. An address in it is not shown. */
const words = (value: unknown): unknown => (typeof value === 'string' ? safeLine(value, MAX_CHARS) : HIDDEN);

/** Whom a target calls, in any platform's form: a word in angle brackets, or a person's fields. */
const who = (value: unknown): unknown => {
  if (typeof value === 'string') return /^<[@!][\w^]{1,40}>$/.test(value) ? value : HIDDEN;
  return recordOf(words)(value);
};

const secret = async (value: unknown): Promise<unknown> =>
  isRecord(value) && (await isReference(value)) ? shownReference(value) : HIDDEN;

const secrets = async (value: unknown): Promise<unknown> => {
  if (Array.isArray(value)) return Promise.all(value.map(secret));
  if (!isRecord(value) || (await isReference(value))) return secret(value);
  const entries = Object.entries(value).map(async ([name, part]) => [nameOf(name), await secret(part)] as const);
  return Object.fromEntries(await Promise.all(entries));
};

/** The fields that hold no secret. What is not here is hidden, or shown as the reference that it is. */
const OPEN: Readonly<Record<string, (value: unknown) => unknown>> = {
  platform: known(platformNames),
  on: listOf(known(OCCASIONS)),
  levels: listOf(known(LEVELS)),
  when: recordOf(listOf(words)),
  mention: recordOf(listOf(who)),
  format: known(['standard', 'cloudevents']),
  enabled: known([true, false]),
};

/** Does a field hold what anyone may see? Every other one is taken for a secret. */
export const isOpenField = (name: string): boolean => Object.hasOwn(OPEN, name);

/** What may be shown of a target, whatever somebody wrote into it. */
export const maskTarget = async (raw: unknown): Promise<unknown> => {
  if (!isRecord(raw)) return HIDDEN;
  const entries = Object.entries(raw).map(async ([name, value]) => {
    const open = isOpenField(name) ? OPEN[name] : undefined;
    return [nameOf(name), open ? open(value) : await secrets(value)] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
};
