import { isOpenField } from '../targets/target-fields.ts';
import { isRecord } from '../text/json.ts';
import { RefusalError } from './refusal.ts';
import type { Keep } from './target-api.ts';

/** The value of a {@link Keep}; `undefined` for any other value. */
const keepOf = (value: unknown): Keep['keep'] | undefined => {
  if (!isRecord(value) || Object.keys(value).length !== 1) return undefined;
  const { keep } = value;
  return keep === true || (typeof keep === 'number' && Number.isInteger(keep) && keep >= 0) ? keep : undefined;
};

const at = (before: unknown, key: string | number): unknown => {
  if (Array.isArray(before)) return before[Number(key)];
  return isRecord(before) && Object.hasOwn(before, key) ? before[key] : undefined;
};

const fill = (value: unknown, before: unknown, list: unknown, field: string): unknown => {
  const keep = keepOf(value);
  if (keep !== undefined) {
    const kept = keep === true ? before : at(list, keep);
    if (kept !== undefined) return kept;
    throw new RefusalError(422, 'There is nothing to keep.', [{ field, problem: 'there is nothing to keep' }]);
  }
  if (Array.isArray(value)) return value.map((each, index) => fill(each, at(before, index), before, field));
  if (!isRecord(value)) return value;
  const parts = Object.entries(value).map(([name, part]) => [name, fill(part, at(before, name), undefined, field)]);
  return Object.fromEntries(parts);
};

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/**
 * Replaces each {@link Keep} of an update by the secret that the target has. A field that is sent as it was shown keeps
 * its value, even if a part of it was masked.
 * @param shown the masked form of `before` that the page got.
 * @throws RefusalError if a {@link Keep} refers to no secret.
 */
export const fillKeptSecrets = (
  target: Record<string, unknown>,
  before: unknown,
  shown: unknown,
): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(target).map(([name, value]) => {
      const known = at(before, name);
      if (!isOpenField(target.platform, name)) return [name, fill(value, known, undefined, name)];
      return [name, known !== undefined && same(value, at(shown, name)) ? known : value];
    }),
  );
