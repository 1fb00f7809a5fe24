import type { Notification } from '../model/notification.ts';
import { duration, secondsBetween } from '../text/time.ts';
import { utcClock } from './times.ts';
import type { Sentence } from './verbs.ts';

/** Seconds below a minute, and otherwise whole minutes. */
const during = (from: string, to: string): string => {
  const seconds = secondsBetween(from, to) ?? 0;
  return seconds >= 1 ? ` in ${duration(seconds < 60 ? seconds : Math.round(seconds / 60) * 60)}` : '';
};

/** `37 more alerts between 14:02 and 14:04 UTC`, and for a phone `37 more alerts in 2 min: 31 failed, 4 fixed`. */
export const summaryHeadline = ({ summary, time, title = '' }: Notification): Sentence => {
  const { count = 0, from } = summary ?? {};
  // A summary of an earlier version has all of it in its title.
  if (from === undefined) return { strong: title, rest: '', push: title };
  const alerts = `${count} more alert${count === 1 ? '' : 's'}`;
  const isShort = from.slice(0, 16) === time.slice(0, 16);
  const between = isShort ? ` at ${utcClock(time)}` : ` between ${from.slice(11, 16)} and ${utcClock(time)}`;
  return { strong: `${alerts}${between}`, rest: '', push: `${alerts}${during(from, time)}${title && `: ${title}`}` };
};
