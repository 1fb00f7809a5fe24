/** A date, `T`, a time and a zone: what AWS writes, with or without seconds. A time without a zone could be anyone's. */
const DATE_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d[\d:.]*(?:Z|[+-]\d\d:?\d\d)$/;

/** Puts one of AWS's ways to write a time into ISO 8601 in UTC with milliseconds; `undefined` where it is no time. */
export const isoTime = (value: string | null | undefined): string | undefined => {
  if (!value || value.length > 40 || !DATE_TIME.test(value)) return undefined;
  const time = new Date(value);
  return Number.isNaN(time.getTime()) || time.getUTCFullYear() > 9999 ? undefined : time.toISOString();
};

/** Whole seconds between two ISO times; `undefined` where one is missing or the second comes first. */
export const secondsBetween = (start: string | undefined, end: string | undefined): number | undefined => {
  if (start === undefined || end === undefined) return undefined;
  const seconds = Math.round((Date.parse(end) - Date.parse(start)) / 1000);
  return seconds >= 0 ? seconds : undefined;
};
