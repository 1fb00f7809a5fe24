import { lineOf } from '../../text/clean.ts';

export type Fields = Readonly<Record<string, unknown>>;

/** Limits of ours, in characters and in fields. */
const MAX_LABEL_CHARS = 40;
export const MAX_VALUE_CHARS = 200;
export const MAX_DETAILS = 10;
/** Fields that are searched for the ten facts to show. */
export const MAX_FIELDS = 200;
/** Parts of a nested value that are shown. */
const MAX_PARTS = 6;

const SECRET_NAME =
  /pass(?:word|wd|phrase|code)|pwd|secret|token|key|credential|authori[sz]|oauth|environment|\benv\b|variable|cookie|signature|private|subscribeurl/i;

/** A secret in a value whose name does not show it: in a query string, in a header, or of a known form. */
const SECRET_VALUE =
  /(?:token|password|passwd|secret|authorization)\w{0,20}\s{0,5}[=:]|[?&][^=&]{0,60}(?:key|sig|signature|credential|code)=|:\/\/[^/\s]{0,200}@|\bbearer\s|-----BEGIN|hooks\.slack\.com|\b(?:AKIA|ASIA)[A-Z\d]{16}\b|\bgh[pousr]_\w{20}|\bxox[a-z]-/i;

/** Fields of every event that carry no information for a reader. */
const IGNORED =
  /^(?:id|version|event-?(?:version|id|type|time|category)|request-?id|user-?agent|source-?ip-?address|read-?only|management-?event)$/i;

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const scalar = (value: unknown): string | undefined =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;

/** A field's name in lower case without separators: `jobname` for `jobName`, `job-name` and `Job Name`. */
const plainName = (field: string): string =>
  field
    .slice(0, MAX_LABEL_CHARS * 2)
    .toLowerCase()
    .replace(/[^a-z\d]/g, '');

/** The first fields that are no secrets by their names, with their plain names. */
export const entriesOf = (record: Fields): [field: string, name: string, value: unknown][] =>
  Object.entries(record)
    .slice(0, MAX_FIELDS)
    .flatMap(([field, value]) => (SECRET_NAME.test(field) ? [] : [[field, plainName(field), value]]));

/** A label for a field name: `Build status` for `build-status` and `buildStatus`, `Alarm ARN` for `alarmARN`. */
const labelOf = (field: string): string | undefined => {
  const words = field
    .slice(0, MAX_LABEL_CHARS * 2)
    .replace(/[-_.]+/g, ' ')
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .replace(/\b[A-Z][a-z]+/g, (word) => word.toLowerCase());
  return lineOf(words.charAt(0).toUpperCase() + words.slice(1), MAX_LABEL_CHARS);
};

/** Whether a text may be shown: it does not contain a secret of a known form. */
export const isShown = (value: string): boolean => !SECRET_VALUE.test(value);

/** A single value as it may be shown. */
export const shownValue = (raw: unknown): string | undefined => {
  const value = scalar(raw)?.slice(0, MAX_VALUE_CHARS * 4);
  if (value === undefined || !isShown(value) || /^[[\]{}:\s]*$/.test(value)) return undefined;
  return lineOf(value, MAX_VALUE_CHARS);
};

/** A value in one line, two levels deep: `CRITICAL 2, HIGH 5` for an object, `web, api` for a list. */
const shownNested = (raw: unknown, depth: number, shown: readonly unknown[]): string | undefined => {
  if (shown.includes(raw)) return undefined;
  if (!Array.isArray(raw) && !isRecord(raw)) return shownValue(raw);
  if (depth === 0) return undefined;
  const parts = Array.isArray(raw)
    ? raw.slice(0, MAX_PARTS).flatMap((item) => shownNested(item, depth - 1, shown) ?? [])
    : entriesOf(raw)
        .slice(0, MAX_PARTS)
        .flatMap(([field, , value]) => {
          const part = IGNORED.test(field) ? undefined : shownNested(value, depth - 1, shown);
          return part ? [`${field} ${part}`] : [];
        });
  return lineOf(parts.join(', '), MAX_VALUE_CHARS);
};

/** The facts of a record. Fields whose name or value looks like a secret are left out, and values that are `shown`. */
export const detailsOf = (record: Fields, shown: readonly unknown[] = []): { label: string; value: string }[] => {
  const found: { label: string; value: string }[] = [];
  for (const [field, , raw] of entriesOf(record)) {
    if (found.length === MAX_DETAILS) break;
    if (IGNORED.test(field)) continue;
    const label = labelOf(field);
    const value = shownNested(raw, 2, shown);
    if (label && value) found.push({ label, value });
  }
  return found;
};

/** Fields that describe something else than the event itself. */
const FOREIGN =
  /^(?:previous|prev|old|prior|last|former|desired|expected|target|request|response|input|output|parameter|useridentity|tags?$|context|metadata)/;

/** Whether a field describes an earlier or wanted state, or what somebody sent. */
export const isForeign = (name: string): boolean => FOREIGN.test(name);

/** The objects directly below a record; of a list the first one. */
const below = (record: Fields): Fields[] =>
  entriesOf(record)
    .slice(0, 40)
    .flatMap(([, name, value]) => {
      const child = Array.isArray(value) ? value.find(isRecord) : value;
      return isRecord(child) && !isForeign(name) ? [child] : [];
    });

/** The record, the objects in it, and the objects in those. */
export const levelsOf = (record: Fields): Fields[][] => {
  const first = below(record);
  return [[record], first, first.slice(0, 20).flatMap(below).slice(0, 40)];
};
