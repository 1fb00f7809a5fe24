import type { Notification } from '../../model/notification.ts';
import { lineOf, safeUrl, textOf } from '../../text/clean.ts';
import { stableId } from '../../text/id.ts';
import { secondsBetween } from '../../text/time.ts';
import { type Detail, type Image, pushedAt } from './event.ts';
import type { Outcome } from './scan.ts';

/** Limits of ours, in characters and in packages. */
const MAX_NAME_CHARS = 100;
const MAX_TEXT_CHARS = 500;
const MAX_PACKAGES = 3;
/** Findings that appear within this time after the push belong to the first scan, which has an event of its own. */
const FIRST_SCAN_SECONDS = 3600;

/** Converts `Dec 3, 2021, 6:02:30 PM`, which is in UTC, to ISO 8601; `undefined` for any other text. */
const isoDate = (value: string | undefined): string | undefined => {
  if (!/^[A-Z][a-z]{2} \d{1,2}, \d{4}, \d{1,2}:\d\d:\d\d[\s\u202f][AP]M$/.test(value ?? '')) return undefined;
  const time = new Date(`${value?.replace('\u202f', ' ')} UTC`);
  return Number.isNaN(time.getTime()) ? undefined : time.toISOString();
};

/** `openssl 3.0.7, fixed in 3.0.8`, in the first three packages. */
const packagesOf = ({ packageVulnerabilityDetails }: Detail): Notification['details'] => {
  const packages = packageVulnerabilityDetails?.vulnerablePackages?.slice(0, MAX_PACKAGES) ?? [];
  return packages.flatMap((found) => {
    const name = lineOf(found?.name, MAX_NAME_CHARS);
    const version = lineOf(found?.version, MAX_NAME_CHARS);
    const fixed = lineOf(found?.fixedInVersion, MAX_NAME_CHARS);
    if (!name) return [];
    const known = fixed && !/not ?available/i.test(fixed) ? ` → ${fixed}` : '';
    return [{ label: 'package', value: `${[name, version].filter(Boolean).join(' ')}${known}` }];
  });
};

/**
 * A critical finding is a failure if it appears in an image that was scanned before. All others are changes: the scan
 * reports what an image has when it is pushed. One vulnerability in many images of a repository is one alert.
 */
export const findingOutcome = (detail: Detail, image: Image): Outcome => {
  const { packageVulnerabilityDetails: vulnerability } = detail;
  const grade = lineOf(detail.severity, MAX_NAME_CHARS)?.toLowerCase() ?? '';
  const name = lineOf(vulnerability?.vulnerabilityId, MAX_NAME_CHARS) ?? lineOf(detail.title, MAX_NAME_CHARS) ?? '';
  const open = detail.status === undefined || detail.status === 'ACTIVE';
  const age = secondsBetween(isoDate(pushedAt(detail)), isoDate(detail.firstObservedAt));
  const isNew = age === undefined || age > FIRST_SCAN_SECONDS;
  const failed = open && grade === 'critical' && isNew;
  const fix = lineOf(detail.fixAvailable, MAX_NAME_CHARS)?.toLowerCase();
  const url = safeUrl(vulnerability?.sourceUrl);
  const words = textOf(detail.description, MAX_TEXT_CHARS);
  return {
    ...(failed &&
      name && { id: stableId('finding', [image.repository, name, detail.awsAccountId, detail.status].map(String)) }),
    moment: failed ? 'failed' : 'change',
    severity: failed ? 'failure' : open && /^(?:critical|high)$/.test(grade) ? 'warning' : 'info',
    state: lineOf(detail.status, MAX_NAME_CHARS),
    verdict: { code: open ? 'ecr-finding' : 'ecr-finding-closed', values: { image: image.name, grade, name } },
    text: failed ? undefined : words,
    failures: failed ? [{ reason: words, code: name || undefined }] : [],
    details: [
      ...packagesOf(detail),
      ...(fix ? [{ label: 'fix-available', value: fix }] : []),
      ...(detail.exploitAvailable === 'YES' ? [{ label: 'exploit-available', value: 'yes' }] : []),
    ],
    links: url ? [{ label: 'open-advisory', url }] : [],
  };
};
