const SECONDS = /^[0-9]{1,10}$/;
const IMF_FIXDATE =
  /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/**
 * Reads a `Retry-After` header strictly: whole seconds, or an IMF-fixdate, which is converted to seconds from `now`.
 * `Date.parse` alone would read `-1` as the year 2001.
 * @returns seconds, never negative; `undefined` for anything else.
 * @see https://www.rfc-editor.org/rfc/rfc9110#field.retry-after
 */
export const parseRetryAfter = (header: string | undefined, now: Date): number | undefined => {
  const value = header?.trim();
  if (!value) return undefined;
  if (SECONDS.test(value)) return Number(value);
  if (!IMF_FIXDATE.test(value)) return undefined;
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : Math.max(0, Math.ceil((at - now.getTime()) / 1000));
};
