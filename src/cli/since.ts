import { isoTime } from '../text/time.ts';
import { UsageError } from './errors.ts';

const HOUR_MS = 3_600_000;

/** The functions' logs are kept for 30 days by default. */
const MAX_MS = 30 * 24 * HOUR_MS;

const UNITS_MS: Readonly<Record<string, number>> = { m: 60_000, min: 60_000, h: HOUR_MS, d: 24 * HOUR_MS };

/** The latest time of day in the past, in the local time zone, or in UTC with a `Z`. */
const timeOfDay = (hours: number, minutes: number, utc: boolean, now: Date): Date => {
  // A day is not always 24 hours: the time of the day before is made of its date.
  const on = (daysAgo: number): Date =>
    utc
      ? new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate() - daysAgo, hours, minutes))
      : new Date(now.getFullYear(), now.getMonth(), now.getDate() - daysAgo, hours, minutes);
  const today = on(0);
  return today.getTime() > now.getTime() ? on(1) : today;
};

/**
 * The start of a time window: `2h`, `30m`, `3d`, `03:00` (local time), `03:00Z`, or an ISO 8601 time with a zone. At
 * most 30 days before now.
 * @throws UsageError
 */
export const parseSince = (value: string, now: Date): Date => {
  const [, amount, unit = ''] = /^(\d{1,5}(?:\.\d+)?)\s?(m|min|h|d)$/.exec(value) ?? [];
  const [, hours = '', minutes = '', zone] = /^(\d{1,2}):(\d\d)(Z?)$/.exec(value) ?? [];
  const iso = isoTime(value);
  const from =
    amount !== undefined
      ? new Date(now.getTime() - Number(amount) * (UNITS_MS[unit] ?? 0))
      : zone !== undefined && Number(hours) < 24 && Number(minutes) < 60
        ? timeOfDay(Number(hours), Number(minutes), zone === 'Z', now)
        : iso && new Date(iso);
  if (!from) {
    throw new UsageError(
      '--since: pass 2h, 30m, 3d, 03:00 (local time), 03:00Z or a time such as 2026-03-04T03:00:00Z',
    );
  }
  if (from.getTime() > now.getTime()) throw new UsageError('--since: the time is in the future');
  if (now.getTime() - from.getTime() > MAX_MS) throw new UsageError('--since: the time is more than 30 days ago');
  return from;
};
