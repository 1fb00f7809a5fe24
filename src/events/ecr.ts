// Amazon ECR: images that are pushed, deleted and scanned.
// https://docs.aws.amazon.com/AmazonECR/latest/userguide/ecr-eventbridge.html
import * as z from 'zod/mini';
import { awsEvent, defineEventSource, detailTypeOf, type Example, lenient, text } from '../model/event-source.ts';
import type { Failure, Moment, Notification, Severity } from '../model/notification.ts';
import { lineOf } from '../text/clean.ts';
import { eventIdentity, stableId } from '../text/id.ts';
import { isoTime } from '../text/time.ts';
import { consoleLink } from './shared/console-links.ts';
import { EXAMPLE_ACCOUNT as ACCOUNT, exampleEvent, jsonExample, EXAMPLE_REGION as REGION } from './shared/example.ts';

const SOURCE = 'aws.ecr';
const ACTION = 'ECR Image Action';
const SCAN = 'ECR Image Scan';
const SETTINGS = 'ECR Scan Resource Change';

/** Longest name of a repository, in characters. @see https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CreateRepository.html */
const MAX_REPOSITORY_CHARS = 256;
/** Longest tag, in characters. @see https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-push.html */
const MAX_TAG_CHARS = 128;
/** Limits of ours. */
const MAX_STATE_CHARS = 40;
const MAX_REPOSITORIES = 5;

/** Grades of findings, worst first. */
const GRADES = ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW', 'INFORMATIONAL', 'UNDEFINED'] as const;
/** Grades that make a scan a failure. Findings of other grades are only counted. */
const BAD: ReadonlySet<string> = new Set(['CRITICAL', 'HIGH']);

const count = lenient(z.number());
const Event = awsEvent(
  { source: SOURCE, detailTypes: [ACTION, SCAN, SETTINGS] },
  z.looseObject({
    'repository-name': text,
    'image-digest': text,
    'image-tag': text,
    'image-tags': lenient(z.array(text)),
    'action-type': text,
    result: text,
    'scan-status': text,
    'finding-severity-counts': lenient(z.looseObject(Object.fromEntries(GRADES.map((grade) => [grade, count])))),
    repositories: lenient(
      z.array(
        lenient(z.looseObject({ 'repository-name': text, 'scan-frequency': text, 'previous-scan-frequency': text })),
      ),
    ),
  }),
);
type Event = z.infer<typeof Event>;
type Detail = Event['detail'];

/** The fields of a notification that depend on the kind of event. */
type Outcome = Pick<Notification, 'moment' | 'severity' | 'title' | 'state'> & {
  failures?: Failure[];
  details?: Notification['details'];
};

/** `shop-api:41`, or the start of the digest if there is no tag. */
const imageOf = (detail: Detail, repository: string): string => {
  const tag = lineOf(detail['image-tag'] ?? detail['image-tags']?.find((each) => each), MAX_TAG_CHARS);
  const digest = /^sha256:([0-9a-f]{12})/.exec(detail['image-digest'] ?? '')?.[1];
  return tag ? `${repository}:${tag}` : digest ? `${repository}@${digest}` : repository;
};

const ACTIONS: Readonly<Record<string, string>> = { PUSH: 'pushed', DELETE: 'deleted' };

const actionOutcome = (detail: Detail, image: string): Outcome => {
  const state = lineOf(detail['action-type'], MAX_STATE_CHARS);
  const verb = ACTIONS[state ?? ''];
  const failed = detail.result === 'FAILURE';
  const words = verb ? (failed ? `could not be ${verb}` : `was ${verb}`) : `has changed: ${state ?? 'unknown'}`;
  const [moment, severity]: [Moment, Severity] = failed ? ['failed', 'failure'] : ['change', 'info'];
  return { moment, severity, state, title: `Image ${image} ${words}` };
};

/** `2 critical and 3 high findings`. */
const findings = (counts: readonly (readonly [grade: string, count: number])[]): string => {
  const words = counts.map(([grade, found]) => `${found} ${grade.toLowerCase()}`).join(' and ');
  const one = counts.length === 1 && counts[0]?.[1] === 1;
  return `${words} finding${one ? '' : 's'}`;
};

const scanOutcome = (detail: Detail, image: string): Outcome => {
  const state = lineOf(detail['scan-status'], MAX_STATE_CHARS);
  const all = GRADES.flatMap((grade) => {
    const found = Math.trunc(detail['finding-severity-counts']?.[grade] ?? 0);
    return found > 0 ? [[grade, found] as const] : [];
  });
  const bad = all.filter(([grade]) => BAD.has(grade));
  const details = all.map(([grade, found]) => ({
    label: `${grade.charAt(0)}${grade.slice(1).toLowerCase()}`,
    value: String(found),
  }));
  if (state === 'COMPLETE' && bad.length > 0)
    return { moment: 'failed', severity: 'failure', state, title: `Image ${image} has ${findings(bad)}`, details };
  if (state === 'COMPLETE') {
    return { moment: 'succeeded', severity: 'success', state, title: `Image ${image} has no grave findings`, details };
  }
  const [moment, severity]: [Moment, Severity] = state === 'FAILED' ? ['failed', 'failure'] : ['change', 'info'];
  const words = moment === 'failed' ? 'could not be scanned' : `is in scan state ${state ?? 'unknown'}`;
  return { moment, severity, state, title: `Image ${image} ${words}` };
};

const settingsOutcome = ({ repositories = [], ...detail }: Detail): Outcome => {
  const details = repositories.slice(0, MAX_REPOSITORIES).flatMap((repository) => {
    const label = lineOf(repository?.['repository-name'], MAX_REPOSITORY_CHARS);
    const now = lineOf(repository?.['scan-frequency'], MAX_STATE_CHARS);
    const before = lineOf(repository?.['previous-scan-frequency'], MAX_STATE_CHARS);
    return label && now ? [{ label, value: before ? `${now}, was ${before}` : now }] : [];
  });
  const many = repositories.length === 1 ? 'a repository' : `${repositories.length} repositories`;
  const state = lineOf(detail['action-type'], MAX_STATE_CHARS);
  return { moment: 'change', severity: 'info', state, title: `Scanning of ${many} was changed`, details };
};

const identityOf = ({ id, time, detail }: Event, type: string): string =>
  eventIdentity(id) ??
  stableId('image', [type, detail['repository-name'], detail['image-digest'], detail['scan-status'], time].map(String));

const example = (name: string, now: Date, detailType: string, detail: object): Example => {
  const resources = detailType === SCAN ? [`arn:aws:ecr:${REGION}:${ACCOUNT}:repository/shop/api`] : [];
  return jsonExample(name, exampleEvent({ source: SOURCE, detailType, at: now, resources, detail }));
};

const IMAGE = {
  'repository-name': 'shop/api',
  'image-digest': `sha256:${'4f1d2c3b'.repeat(8)}`,
};

/** Amazon ECR: pushes, deletions, scans and scan settings. */
export const ecr = defineEventSource({
  name: 'ecr',
  subscribes: [{ source: SOURCE, detailTypes: [ACTION, SCAN, SETTINGS] }],
  examples: (now) => [
    example('ecr-findings', now, SCAN, {
      ...IMAGE,
      'scan-status': 'COMPLETE',
      'finding-severity-counts': { CRITICAL: 2, HIGH: 3, MEDIUM: 9 },
      'image-tags': ['41'],
    }),
    example('ecr-scanned', now, SCAN, {
      ...IMAGE,
      'scan-status': 'COMPLETE',
      'finding-severity-counts': { LOW: 4 },
      'image-tags': ['42'],
    }),
    example('ecr-pushed', now, ACTION, { ...IMAGE, result: 'SUCCESS', 'action-type': 'PUSH', 'image-tag': '42' }),
    example('ecr-scanning-changed', now, SETTINGS, {
      'action-type': 'SCAN_FREQUENCY_CHANGE',
      repositories: [
        { 'repository-name': 'shop/api', 'scan-frequency': 'MANUAL', 'previous-scan-frequency': 'SCAN_ON_PUSH' },
      ],
      'resource-type': 'REPOSITORY',
      'scan-type': 'BASIC',
    }),
  ],
  event: Event,
  notify(event, { publishedAt }) {
    const { detail, account, region } = event;
    const type = detailTypeOf(event);
    const name = lineOf(detail['repository-name'], MAX_REPOSITORY_CHARS);
    if (!type || (!name && type !== SETTINGS)) return undefined;

    const image = imageOf(detail, name ?? '');
    const outcome =
      type === SCAN
        ? scanOutcome(detail, image)
        : type === ACTION
          ? actionOutcome(detail, image)
          : settingsOutcome(detail);
    const digest = lineOf(detail['image-digest'], 80);
    const path = ['ecr', 'repositories', 'private', account ?? '', ...(name ?? '').split('/')];
    return {
      id: identityOf(event, type),
      time: isoTime(event.time) ?? publishedAt,
      ...(name && { resource: { kind: 'repository', name, url: consoleLink(region, path) } }),
      // With an execution, a scan has a history: its result is compared with that of the scan before.
      ...(type === SCAN && digest && { execution: { id: digest } }),
      ...outcome,
    };
  },
});
