import { secretsPath } from '../model/stack.ts';
import { HIDDEN } from '../targets/references.ts';
import { isRecord } from '../text/json.ts';

export const isHidden = (value: unknown): boolean => value === HIDDEN;

/** Stage in commands and references where the studio has none. */
export const DEFAULT_STAGE = 'prod';

/** The place of a secret in Parameter Store, by names of its target and its field, such as `url` or `X-Token`. */
export const parameterFor = (target: string, stage: string, field: string): { readonly parameter: string } => {
  const name = field
    .replace(/[a-z](?=[A-Z])/g, '$&-')
    .replace(/[^\w.-]/g, '-')
    .toLowerCase();
  return { parameter: `${secretsPath(stage)}/${target}/${name}` };
};

const filled = (value: unknown, field: string, place: (field: string) => unknown): unknown => {
  if (isHidden(value)) return place(field);
  if (Array.isArray(value))
    return value.map((each, at) => filled(each, at === 0 ? field : `${field}-${at + 1}`, place));
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, filled(part, name, place)]));
};

/**
 * A valid masked target as a file may hold it: each hidden secret is replaced by a reference to a parameter, which the
 * user has to create.
 */
export const portableTarget = (name: string, stage: string, masked: unknown): unknown =>
  filled(masked, '', (field) => parameterFor(name, stage, field));

/** Names of the parameters in a portable target that the masked target does not refer to. */
export const addedParameters = (portable: unknown, masked: unknown): readonly string[] => {
  if (isHidden(masked)) return isRecord(portable) ? [String(portable.parameter)] : [];
  const parts = (value: unknown): Record<string, unknown> =>
    value !== null && typeof value === 'object' ? { ...value } : {};
  const hidden = parts(masked);
  return Object.entries(parts(portable)).flatMap(([name, part]) => addedParameters(part, hidden[name]));
};
