import type { TargetField } from '../../target-api.ts';

export type Value = unknown;
export type Fields = Readonly<Record<string, Value>>;

/** The server's mask of a secret. */
const HIDDEN = '(hidden)';

/** Whether the value keeps the target's secret: `true`, or the index within a list. */
export const isKept = (value: Value): value is { keep: true | number } =>
  typeof value === 'object' && value !== null && 'keep' in value;

export const isReference = (value: Value): value is Record<string, string> =>
  typeof value === 'object' && value !== null && ('parameter' in value || 'secret' in value);

export const asFields = (value: Value): Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};

export const asList = (value: Value): readonly Value[] => (Array.isArray(value) ? value : []);

export const isEmptyList = (value: Value): boolean => Array.isArray(value) && value.length === 0;

const secretToEdit = (value: Value, keep: true | number): Value => (value === HIDDEN ? { keep } : value);

/** A target's value as the form holds it. Existing secrets are kept until they are replaced. */
export const toEdit = (field: TargetField, value: Value): Value => {
  if (value === undefined) return undefined;
  if (field.secret && field.kind === 'text') {
    return field.many ? asList(value).map((entry, at) => secretToEdit(entry, at)) : secretToEdit(value, true);
  }
  if (field.kind === 'record') {
    return Object.fromEntries(
      Object.entries(asFields(value)).map(([name, entry]) => [name, secretToEdit(entry, true)]),
    );
  }
  if (field.kind !== 'group') return value;
  const inner = (entry: Value): Fields =>
    Object.fromEntries((field.fields ?? []).map((one) => [one.name, toEdit(one, asFields(entry)[one.name])]));
  return field.many ? asList(value).map(inner) : inner(value);
};

const isNothing = (value: Value): boolean => {
  if (value === undefined || value === '') return true;
  if (typeof value !== 'object' || value === null) return false;
  return Object.keys(value).length === 0;
};

/** The value as it is sent, without empty parts; `undefined` if nothing is left. */
export const toSend = (value: Value): Value => {
  if (Array.isArray(value)) {
    const entries = value.map(toSend).filter((entry) => !isNothing(entry));
    return entries.length > 0 ? entries : undefined;
  }
  if (typeof value !== 'object' || value === null) return isNothing(value) ? undefined : value;
  const entries = Object.entries(value).flatMap(([name, entry]) => {
    const sent = toSend(entry);
    return isNothing(sent) || !name ? [] : [[name, sent] as const];
  });
  return entries.length > 0 ? Object.fromEntries(entries) : undefined;
};
