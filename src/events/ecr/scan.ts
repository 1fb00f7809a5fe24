import type { Notification } from '../../model/notification.ts';
import { lineOf } from '../../text/clean.ts';
import { type Detail, GRADES, type Image } from './event.ts';

const MAX_STATE_CHARS = 40;
/** Grades that make a scan a failure. Findings of other grades are only counted. */
const BAD: ReadonlySet<string> = new Set(['CRITICAL', 'HIGH']);
/** Ends of a scan. Those of enhanced scanning have a longer name. */
const COMPLETE = /^(?:INITIAL_SCAN_)?COMPLETE$/;

/** The fields of a notification that depend on the kind of event. */
export type Outcome = Pick<Notification, 'moment' | 'severity' | 'verdict' | 'state'> &
  Partial<Pick<Notification, 'id' | 'failures' | 'details' | 'links' | 'series' | 'execution' | 'text'>>;

/** A tag that builds move from image to image, such as `latest`, has no digits. */
const movingTag = (tags: readonly string[]): string | undefined => tags.find((tag) => !/\d/.test(tag));

/**
 * A tag has its own series, so that a clean image of one branch does not fix another. If an image has several, it is the
 * one that its successor is likely to have too.
 */
const historyOf = ({ tags, digest }: Image): Pick<Outcome, 'series' | 'execution'> => {
  const name = movingTag(tags) ?? tags[0] ?? digest;
  return digest && name ? { series: { kind: 'image', name }, execution: { id: digest } } : {};
};

/** The counts of a scan are facts of its verdict. Those of grades that the verdict does not name are also details. */
export const scanOutcome = (detail: Detail, image: Image): Outcome => {
  const state = lineOf(detail['scan-status'], MAX_STATE_CHARS);
  const found = GRADES.flatMap((grade) => {
    const count = Math.trunc(detail['finding-severity-counts']?.[grade] ?? 0);
    return count > 0 ? [[grade, count] as const] : [];
  });
  const values = {
    image: image.name,
    ...Object.fromEntries(found.map(([grade, count]) => [grade.toLowerCase(), count])),
  };
  const history = historyOf(image);
  if (COMPLETE.test(state ?? '')) {
    const failed = found.some(([grade]) => BAD.has(grade));
    const others = found.filter(([grade]) => !BAD.has(grade));
    return {
      moment: failed ? 'failed' : 'succeeded',
      severity: failed ? 'failure' : 'success',
      state,
      verdict: { code: failed ? 'ecr-findings' : 'ecr-clean', values },
      details: others.map(([grade, count]) => ({ label: `${grade.toLowerCase()}-findings`, value: String(count) })),
      ...history,
    };
  }
  const failed = /^(?:FAILED|\w+_FAILED)$/.test(state ?? '');
  return {
    moment: failed ? 'failed' : 'change',
    severity: failed ? 'failure' : 'info',
    state,
    verdict: failed
      ? { code: 'ecr-not-scanned', values }
      : { code: 'ecr-scan-state', values: { ...values, state: state ?? '' } },
    ...history,
  };
};
