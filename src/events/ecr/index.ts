// Amazon ECR: images that are pushed, deleted and scanned, by ECR itself or by Amazon Inspector.
// https://docs.aws.amazon.com/AmazonECR/latest/userguide/ecr-eventbridge.html
// https://docs.aws.amazon.com/inspector/latest/user/eventbridge-integration.html
import { defineEventSource, detailTypeOf } from '../../model/event-source.ts';
import { lineOf } from '../../text/clean.ts';
import { eventIdentity, stableId } from '../../text/id.ts';
import { isoTime } from '../../text/time.ts';
import { consoleLink } from '../shared/console-links.ts';
import { ACTION, type Detail, EcrEvent, ecrEvents, FINDING, type Image, imageOf, SETTINGS } from './event.ts';
import { findingOutcome } from './finding.ts';
import { type Outcome, scanOutcome } from './scan.ts';

/** Limits of ours. */
const MAX_NAME_CHARS = 100;
const MAX_STATE_CHARS = 40;
const MAX_REPOSITORIES = 5;

const ACTIONS: Readonly<Record<string, string>> = { PUSH: 'pushed', DELETE: 'deleted' };

const actionOutcome = (detail: Detail, { name }: Image): Outcome => {
  const state = lineOf(detail['action-type'], MAX_STATE_CHARS);
  const done = ACTIONS[state ?? ''];
  const failed = detail.result === 'FAILURE';
  const code = done ? `ecr-${failed ? 'not-' : ''}${done}` : 'ecr-changed';
  return {
    moment: failed ? 'failed' : 'change',
    severity: failed ? 'failure' : 'info',
    state,
    verdict: { code, values: { image: name, action: state ?? '' } },
  };
};

const settingsOutcome = ({ repositories = [], ...detail }: Detail): Outcome => {
  const details = repositories.slice(0, MAX_REPOSITORIES).flatMap((repository) => {
    const label = lineOf(repository?.['repository-name'], MAX_NAME_CHARS);
    const now = lineOf(repository?.['scan-frequency'], MAX_STATE_CHARS);
    const before = lineOf(repository?.['previous-scan-frequency'], MAX_STATE_CHARS);
    return label && now ? [{ label, value: before ? `${before} → ${now}` : now }] : [];
  });
  return {
    moment: 'change',
    severity: 'info',
    state: lineOf(detail['action-type'], MAX_STATE_CHARS),
    verdict: { code: 'ecr-scanning-changed', values: { repositories: repositories.length } },
    details,
  };
};

const outcomeOf = (type: string, detail: Detail, image: Image): Outcome => {
  if (type === ACTION) return actionOutcome(detail, image);
  return type === FINDING ? findingOutcome(detail, image) : scanOutcome(detail, image);
};

const identityOf = ({ id, time, detail }: EcrEvent, type: string): string =>
  eventIdentity(id) ??
  stableId(
    'image',
    [type, detail['repository-name'], detail['image-digest'], detail['scan-status'], detail.findingArn, time].map(
      String,
    ),
  );

/** Amazon ECR: pushes, deletions, scans, findings and scan settings. */
export const ecr = defineEventSource({
  name: 'ecr',
  subscribes: ecrEvents,
  examples: async (now) => (await import('./examples.ts')).ecrExamples(now),
  event: EcrEvent,
  notify(event, { publishedAt }) {
    const { detail, account, region } = event;
    const type = detailTypeOf(event);
    const image = imageOf(detail);
    const time = isoTime(event.time) ?? publishedAt;
    if (type === SETTINGS) return { id: identityOf(event, type), time, ...settingsOutcome(detail) };
    if (!type || !image) return undefined;

    const path = ['ecr', 'repositories', 'private', account ?? '', ...image.repository.split('/')];
    return {
      id: identityOf(event, type),
      time,
      resource: { kind: 'repository', name: image.repository, url: consoleLink(region, path) },
      ...outcomeOf(type, detail, image),
    };
  },
});
