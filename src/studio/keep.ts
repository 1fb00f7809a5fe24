import { isRecord } from '../cli/json.ts';
import { isOpenField } from '../cli/mask.ts';
import { RefusalError } from './refusal.ts';

/** `undefined` where it stands for nothing. */
const keepOf = (value: unknown): true | number | undefined => {
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

/** Puts secrets that are there where an update says that they are kept. @throws RefusalError if there are none. */
export const withKept = (target: Record<string, unknown>, before: unknown): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(target).map(([name, value]) => [
      name,
      isOpenField(name) ? value : fill(value, at(before, name), undefined, name),
    ]),
  );
