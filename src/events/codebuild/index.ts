// State changes of builds, and their failed phases, from EventBridge or from a notification rule.
// https://docs.aws.amazon.com/codebuild/latest/userguide/sample-build-notifications-ref.html

import { defineEventSource, detailTypeOf } from '../../model/event-source.ts';
import type { Failure, Moment, Notification, Severity } from '../../model/notification.ts';
import { lineOf, safeUrl } from '../../text/clean.ts';
import { eventIdentity, stableId } from '../../text/id.ts';
import { isoTime, secondsBetween } from '../../text/time.ts';
import { consoleLink, pipelineLink } from '../shared/console-links.ts';
import { asks, buildId } from './asks.ts';
import { batchOf } from './batch-id.ts';
import {
  CODEBUILD,
  CodeBuildEvent,
  contextOf,
  type Detail,
  dateOf,
  FAILED_STATUSES,
  type Information,
  PHASE_CHANGE,
  STATE_CHANGE,
} from './event.ts';
import { commitsOf, seriesOf, sourceDetails } from './source.ts';

const MOMENTS = new Map<string, readonly [Moment, Severity]>([
  ['IN_PROGRESS', ['started', 'info']],
  ['SUCCEEDED', ['succeeded', 'success']],
  ['STOPPED', ['stopped', 'warning']],
  ...FAILED_STATUSES.map((state): [string, [Moment, Severity]] => [state, ['failed', 'failure']]),
]);

/** Longest project name, in characters. @see https://docs.aws.amazon.com/codebuild/latest/APIReference/API_CreateProject.html */
const MAX_PROJECT_CHARS = 255;
/** Limits of ours, in characters. */
const MAX_NAME_CHARS = 100;

interface Build {
  readonly project: string;
  readonly isBatch: boolean;
  /** The id in CodeBuild's API and in CodePipeline: `project:id`, or `build-batch/project:id`. */
  readonly id: string | undefined;
  readonly url: string | undefined;
}

/** A build's ARN ends in `build/<project>:<id>`, a batch's in `build-batch/<project>:<id>`. */
const buildOf = ({ detail, account, region }: CodeBuildEvent): Build | undefined => {
  const [, batch, of, id] = /:build(-batch)?\/([\w-]{1,255}):([\w-]{1,100})$/.exec(detail['build-id'] ?? '') ?? [];
  const project = lineOf(detail['project-name'], MAX_PROJECT_CHARS) ?? of;
  if (!project) return undefined;
  const path = ['codesuite', 'codebuild', account ?? '', 'projects', project];
  const page = id && !batch ? ['build', `${project}:${id}`] : ['history'];
  return {
    project,
    isBatch: batch !== undefined,
    id: id && `${batch ? 'build-batch/' : ''}${of}:${id}`,
    url: consoleLink(region, [...path, ...page]),
  };
};

/** Before there is a log stream, CodeBuild links to `group=null`. */
const logOf = (logs: Information['logs']): string | undefined =>
  logs?.['stream-name'] ? safeUrl(logs['deep-link']) : undefined;

/** The first phase that failed is the cause. Later failures follow from it. */
const failureOf = (detail: Detail, state: string | undefined): Failure => {
  const { phases = [], logs } = detail['additional-information'] ?? {};
  const failed = phases.find((phase) => FAILED_STATUSES.includes(phase?.['phase-status'] ?? ''));
  const stage = lineOf(detail['completed-phase'] ?? failed?.['phase-type'], 40);
  const own = detail['completed-phase-context'] ?? detail['current-phase-context'];
  const context = detail['completed-phase'] ? contextOf([own]) : contextOf([...(failed?.['phase-context'] ?? []), own]);
  const status = detail['completed-phase-status'] ?? failed?.['phase-status'] ?? state;
  const code = context?.code ?? (status === 'FAILED' ? undefined : lineOf(status, 40));
  return { stage, code, reason: context?.reason, logUrl: logOf(logs) };
};

/** The initiator: a pipeline, a webhook, an EventBridge rule, or a person as user or as role and session. */
const initiatorOf = (initiator: string | undefined, region: string | undefined): Partial<Notification> => {
  const pipeline = lineOf(/^codepipeline\/(.+)$/.exec(initiator ?? '')?.[1], MAX_NAME_CHARS);
  if (pipeline) return { level: 'job', pipeline: { name: pipeline, url: pipelineLink(region, pipeline) } };
  if (/^[\w-]{1,40}-Hookshot\//.test(initiator ?? '')) return { trigger: { type: 'webhook' } };
  const rule = lineOf(/^rule\/(.+)$/.exec(initiator ?? '')?.[1], MAX_NAME_CHARS);
  if (rule) return { trigger: { type: 'rule', detail: rule } };
  const person = lineOf(initiator?.split('/').at(-1), MAX_NAME_CHARS);
  // A session of CodeBuild's own.
  return person && !person.startsWith('AWSCodeBuild-') ? { trigger: { type: person } } : {};
};

/** The fields that differ between the two kinds of events. */
type Outcome = Pick<Notification, 'moment' | 'severity' | 'state' | 'durationSeconds' | 'failures'> &
  Partial<Notification>;

/**
 * The fields of a failed phase. The build's own last event reports the same failure, so the phase is only a change and
 * does not raise a second alert. The event has the time of the phase's start.
 */
const phaseFields = ({ detail }: CodeBuildEvent): Outcome => {
  const status = lineOf(detail['completed-phase-status'], 40);
  const isBad = FAILED_STATUSES.includes(status ?? '');
  const ended = dateOf(detail['completed-phase-end']);
  return {
    moment: 'change',
    severity: isBad ? 'warning' : 'info',
    state: status,
    ...(ended && { time: ended }),
    verdict: {
      code: 'build-phase',
      values: { phase: lineOf(detail['completed-phase'], 40) ?? '', status: status ?? '' },
    },
    durationSeconds: secondsBetween(dateOf(detail['completed-phase-start']), ended),
    failures: isBad ? [failureOf(detail, status)] : [],
  };
};

const stateFields = ({ detail }: CodeBuildEvent, startedAt: string | undefined, time: string): Outcome => {
  const state = lineOf(detail['build-status'], 40);
  const [moment, severity] = MOMENTS.get(state ?? '') ?? ['change', 'info'];
  const isOver = moment !== 'started' && moment !== 'change';
  return {
    moment,
    severity,
    state,
    durationSeconds: isOver ? secondsBetween(startedAt, time) : undefined,
    failures: moment === 'failed' ? [failureOf(detail, state)] : [],
  };
};

/**
 * One identity for a change in both dialects: a notification rule sends the same change without an id. A build reaches
 * each status, and each phase, once.
 */
const identityOf = ({ id, time, detail }: CodeBuildEvent): string => {
  const { 'build-id': build, 'build-status': status, 'completed-phase': phase } = detail;
  const change = [status, phase, detail['completed-phase-status']];
  if (build && (status || phase)) return stableId('build', [build, ...change].map(String));
  return eventIdentity(id) ?? stableId('build', [detail['project-name'], ...change, time].map(String));
};

/** CodeBuild builds, standalone or as jobs of a pipeline, in both dialects. */
export const codebuild = defineEventSource({
  name: 'codebuild',
  enrichment: {
    asks,
    providers: ['CodeBuild'],
    applies: ({ moment, execution, batch }) =>
      (moment === 'failed' || (moment === 'succeeded' && batch !== undefined)) && buildId(execution?.id) !== undefined,
    load: async () => (await import('./batch.ts')).questions,
  },
  subscribes: [
    { source: CODEBUILD, detailTypes: [STATE_CHANGE] },
    { source: CODEBUILD, detailTypes: [PHASE_CHANGE], detail: { 'completed-phase-status': FAILED_STATUSES } },
  ],
  examples: async (now) => (await import('./examples.ts')).codebuildExamples(now),
  event: CodeBuildEvent,
  notify(event, { publishedAt }) {
    const type = detailTypeOf(event);
    const build = buildOf(event);
    if (!type || !build) return undefined;

    const information: Partial<Information> = event.detail['additional-information'] ?? {};
    const startedAt = dateOf(information['build-start-time']);
    const time = isoTime(event.time) ?? publishedAt;
    const initiator = initiatorOf(information.initiator, event.region);
    const commits = commitsOf(information, event.region);
    const job = initiator.pipeline !== undefined;
    // A pipeline reports the result of its builds, also of those of a batch.
    const batch = job || build.isBatch ? undefined : batchOf(build.project, information);
    const child = batch?.child;
    const fields = type === PHASE_CHANGE ? phaseFields(event) : stateFields(event, startedAt, time);
    const series = job ? undefined : seriesOf(information);
    return {
      id: identityOf(event),
      time,
      resource: { kind: build.isBatch ? 'build-batch' : 'build', name: build.project, url: build.url },
      execution: build.id ? { id: build.id, startedAt } : undefined,
      ...(child !== undefined && { level: 'job' }),
      ...initiator,
      ...(series && { series }),
      ...(batch && { batch }),
      commits,
      details: commits.length > 0 ? [] : sourceDetails(information),
      ...fields,
      // The part of a batch that failed is the build, not its phase.
      ...(child !== undefined && {
        failures: fields.failures.map(({ stage: _, ...failure }) => ({ ...failure, action: child })),
      }),
    };
  },
});
