import type { Notification } from '../model/notification.ts';
import { stableId } from '../text/id.ts';

const MAX_CHARS = 500;

/**
 * What remains of a reason without the values that differ each time: numbers, ids, quoted paths and times.
 */
const normalized = (reason: string): string =>
  reason
    .slice(0, MAX_CHARS)
    .toLowerCase()
    .replace(/[0-9a-f]{8}-[0-9a-f-]{27}|\b[0-9a-f]{7,64}\b/g, '#')
    .replace(/\d+/g, '#')
    .replace(/\s+/g, ' ')
    .trim();

/**
 * Identifies the reason of a failure, so that it can be compared with that of the failure before. The place counts too:
 * `exit status 1` of another action is another error.
 * @returns `undefined` if no reason is known.
 */
export const fingerprintOf = ({ moment, failures }: Notification): string | undefined => {
  const failure = failures.find(({ reason }) => reason) ?? failures.find(({ code }) => code);
  const words = failure?.reason ?? failure?.code;
  if (moment !== 'failed' || !words) return undefined;
  return stableId('e', [failure?.stage ?? '', failure?.action ?? '', normalized(words)]).slice(0, 14);
};
