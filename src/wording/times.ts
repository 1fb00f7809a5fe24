import { duration, secondsBetween } from '../text/time.ts';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `Mar 4`, in UTC. */
export const utcDay = (iso: string): string =>
  `${MONTHS[Number(iso.slice(5, 7)) - 1] ?? ''} ${Number(iso.slice(8, 10))}`;

/** `14:05 UTC`. */
export const utcClock = (iso: string): string => `${iso.slice(11, 16)} UTC`;

/** `Mar 4, 14:05 UTC`, for platforms that cannot show a time in the reader's zone. The year if it differs from `from`. */
export const utcTime = (iso: string, from = iso): string =>
  `${utcDay(iso)}${iso.slice(0, 4) === from.slice(0, 4) ? '' : ` ${iso.slice(0, 4)}`}, ${utcClock(iso)}`;

/** `04:00 UTC`, with the day if it is another one than that of `from`. */
export const utcNear = (iso: string, from: string): string =>
  iso.slice(0, 10) === from.slice(0, 10) ? utcClock(iso) : utcTime(iso, from);

/** A time in ISO 8601 in UTC, or `undefined` for any other text. */
export const validTime = (iso: string | undefined): string | undefined => {
  const time = Date.parse(iso ?? '');
  return Number.isNaN(time) ? undefined : new Date(time).toISOString();
};

const LARGEST = [86_400, 3600, 60] as const;

/** A duration in its largest unit, rounded down: `6 days`, `5 h`, `12 min`. `undefined` if a time is missing or wrong. */
export const roughly = (start: string | undefined, end: string | undefined): string | undefined => {
  const seconds = secondsBetween(start, end);
  if (seconds === undefined) return undefined;
  const unit = LARGEST.find((size) => seconds >= size) ?? 1;
  return duration(Math.floor(seconds / unit) * unit);
};
