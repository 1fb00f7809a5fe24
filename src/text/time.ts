/** A date, `T`, a time and a zone, as AWS writes them, with or without seconds. A time without a zone is ambiguous. */
const DATE_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d[\d:.]*(?:Z|[+-]\d\d:?\d\d)$/;

/** Converts a time as AWS writes it to ISO 8601 in UTC with milliseconds; `undefined` for any other text. */
export const isoTime = (value: string | null | undefined): string | undefined => {
  if (!value || value.length > 40 || !DATE_TIME.test(value)) return undefined;
  const time = new Date(value);
  return Number.isNaN(time.getTime()) || time.getUTCFullYear() > 9999 ? undefined : time.toISOString();
};

/** Whole seconds between two ISO times; `undefined` if one is missing or the second is earlier. */
export const secondsBetween = (start: string | undefined, end: string | undefined): number | undefined => {
  if (start === undefined || end === undefined) return undefined;
  const seconds = Math.round((Date.parse(end) - Date.parse(start)) / 1000);
  return seconds >= 0 ? seconds : undefined;
};

const UNITS = [
  ['day', 86_400],
  ['h', 3600],
  ['min', 60],
  ['s', 1],
] as const;

/** A duration in its two largest units: `45 s`, `4 min 12 s`, `2 h 5 min`, `6 days`. From three days on days suffice. */
export const duration = (seconds: number): string => {
  let rest = Math.max(0, Math.round(seconds));
  const parts: string[] = [];
  for (const [unit, size] of UNITS) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) parts.push(`${count} ${unit}${unit === 'day' && count > 1 ? 's' : ''}`);
    else if (parts.length > 0) break;
    if (parts.length === 2 || (unit === 'day' && count > 2)) break;
  }
  return parts.join(' ') || '0 s';
};
