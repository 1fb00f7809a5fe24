import type * as z from 'zod/mini';
import { targetFields } from '../model/target.ts';
import { platformNames } from '../platforms/index.ts';
import { isRecord } from '../text/json.ts';
import { redact } from '../text/redact.ts';
import { safeLine } from '../text/safe-line.ts';
import { HIDDEN, isReference, shownReference } from './references.ts';
import { definitionOf, findPlatform, innermost, isOpenField } from './target-fields.ts';

const MAX_CHARS = 120;

/** A field's name, if it looks like one: text that was put there by mistake may be a secret. */
export const nameOf = (name: string): string => (/^[\w-]{1,40}$/.test(name) ? name : '…');

/** Shows the parts of a value that fit the schema. Everything else may be a secret in the wrong place, and is hidden. */
const show = (schema: z.ZodMiniType, value: unknown): unknown => {
  const inner = innermost(schema);
  const { element, shape } = definitionOf(inner);
  if (element) return Array.isArray(value) ? value.map((each) => show(element, each)) : HIDDEN;
  if (shape) {
    if (!isRecord(value)) return HIDDEN;
    const entries = Object.entries(value).map(([name, part]) => {
      const field = Object.hasOwn(shape, name) ? shape[name] : undefined;
      return [nameOf(name), field ? show(field, part) : HIDDEN];
    });
    return Object.fromEntries(entries);
  }
  const { success, data } = inner.safeParse(value);
  if (!success) return HIDDEN;
  if (typeof data === 'string') return safeLine(redact(data), MAX_CHARS);
  return typeof data === 'number' || typeof data === 'boolean' ? data : HIDDEN;
};

const secret = (value: unknown): unknown => (isReference(value) ? shownReference(value) : HIDDEN);

const secrets = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(secret);
  if (!isRecord(value) || isReference(value)) return secret(value);
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [nameOf(name), secret(part)]));
};

/**
 * Returns a target with its secrets hidden and its references shown, whatever it contains. Open fields are shown as far
 * as they are valid.
 */
export const maskTarget = async (raw: unknown): Promise<unknown> => {
  if (!isRecord(raw)) return HIDDEN;
  const shape: Readonly<Record<string, z.ZodMiniType>> = findPlatform(raw.platform)?.target.shape ?? targetFields;
  const entries = Object.entries(raw).map(async ([name, value]) => {
    if (name === 'platform') return [name, platformNames.some((known) => known === value) ? value : HIDDEN] as const;
    const open = isOpenField(raw.platform, name) ? shape[name] : undefined;
    return [nameOf(name), open ? show(open, value) : secrets(value)] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
};
