import type { TargetField } from '../../api.ts';

export type Value = unknown;
export type Fields = Readonly<Record<string, Value>>;

/** What the server shows in a secret's place. */
const HIDDEN = '(hidden)';

/** A secret that stays as it is; within a list, by the index that it had. */
export const isKept = (value: Value): value is { keep: true | number } =>
  typeof value === 'object' && value !== null && 'keep' in value;

export const isReference = (value: Value): value is Record<string, string> =>
  typeof value === 'object' && value !== null && ('parameter' in value || 'secret' in value);

export const asFields = (value: Value): Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};

export const asList = (value: Value): readonly Value[] => (Array.isArray(value) ? value : []);

const secretToEdit = (value: Value, keep: true | number): Value => (value === HIDDEN ? { keep } : value);

/** A target's value as a form holds it: secrets that are there are kept until somebody types another. */
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

/** The value without what was left empty, as it is sent; `undefined` where nothing is left. */
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
