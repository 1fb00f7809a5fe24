// State changes of builds, and their failed phases, from EventBridge or from a notification rule.
// https://docs.aws.amazon.com/codebuild/latest/userguide/sample-build-notifications-ref.html

import { defineEventSource, detailTypeOf } from '../../model/event-source.ts';
import type { Commit, Failure, Moment, Notification, Severity } from '../../model/notification.ts';
import { lineOf, safeUrl } from '../../text/clean.ts';
import { eventIdentity, stableId } from '../../text/id.ts';
import { isoTime, secondsBetween } from '../../text/time.ts';
import { commitLink } from '../shared/commits.ts';
import { consoleLink, pipelineLink } from '../shared/console-links.ts';
import { asks, buildId } from './asks.ts';
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
const MAX_REF_CHARS = 200;

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

/** `org/shop` of a repository on a public host. A location may contain a password, so nothing else of it is shown. */
const HOSTS: ReadonlyMap<string, string> = new Map([
  ['github.com', 'GitHub'],
  ['bitbucket.org', 'Bitbucket'],
  ['gitlab.com', 'GitLab'],
]);

const repositoryOf = (source: Information['source']): { name?: string; provider?: string } => {
  const url = URL.parse(source?.location ?? '');
  const path = url?.pathname.replace(/^\/(?:v1\/repos\/)?|(?:\.git)?\/?$/g, '');
  const provider = url ? HOSTS.get(url.hostname) : undefined;
  const isKnown = provider !== undefined || source?.type === 'CODECOMMIT';
  const name = isKnown ? lineOf(path, MAX_REF_CHARS) : undefined;
  return { ...(name && { name }), ...(provider && { provider }) };
};

/** A hash alone, `refs/heads/main^{hash}`, or `refs/tags/v1^{hash}`. */
const commitsOf = (
  { source, 'source-version': version }: Partial<Information>,
  region: string | undefined,
): Commit[] => {
  const [, ref, hash] = /^(?:(.{1,300})\^\{)?([0-9a-f]{40}|[0-9a-f]{64})\}?$/i.exec(version ?? '') ?? [];
  if (!hash) return [];
  const { name, provider } = repositoryOf(source);
  const [, kind, short] = /^refs\/(heads|tags)\/(.+)$/.exec(ref ?? '') ?? [];
  const there = ['codesuite', 'codecommit', 'repositories', name ?? '', 'commit', hash];
  return [
    {
      id: hash,
      url: provider ? commitLink({ provider, repository: name, commit: hash }) : consoleLink(region, there),
      repository: name,
      branch: kind === 'heads' ? lineOf(short, MAX_REF_CHARS) : undefined,
      tag: kind === 'tags' ? lineOf(short, MAX_REF_CHARS) : undefined,
    },
  ];
};

/** The source version if no commit is known, such as `pr/12` or a branch. A pipeline's artifact is left out. */
const sourceOf = ({ source, 'source-version': version }: Partial<Information>): Notification['details'] => {
  if (!source?.type || source.type === 'CODEPIPELINE') return [];
  const ref = lineOf(version?.replace(/^arn:.*/, '').replace(/\^\{.*$/, ''), MAX_REF_CHARS);
  const value = [repositoryOf(source).name, ref].filter(Boolean).join(' at ');
  return value ? [{ label: 'Source', value }] : [];
};

/** The initiator: a pipeline, a webhook, an EventBridge rule, or a person as role and session. */
const initiatorOf = (initiator: string | undefined, region: string | undefined): Partial<Notification> => {
  const pipeline = lineOf(/^codepipeline\/(.+)$/.exec(initiator ?? '')?.[1], MAX_NAME_CHARS);
  if (pipeline) return { level: 'job', pipeline: { name: pipeline, url: pipelineLink(region, pipeline) } };
  const type = /^GitHub-Hookshot\//.test(initiator ?? '') ? 'a webhook' : lineOf(initiator, MAX_NAME_CHARS);
  return type ? { trigger: { type } } : {};
};

/** The fields that differ between the two kinds of events. */
type Outcome = Pick<Notification, 'moment' | 'severity' | 'state' | 'durationSeconds' | 'failures'> &
  Partial<Notification>;

/**
 * The fields of a failed phase. The build's own last event reports the same failure, so the phase is only a change and
 * does not raise a second alert. The event has the time of the phase's start.
 */
const phaseFields = ({ detail }: CodeBuildEvent, build: string): Outcome => {
  const status = lineOf(detail['completed-phase-status'], 40);
  const isBad = FAILED_STATUSES.includes(status ?? '');
  const ended = dateOf(detail['completed-phase-end']);
  const words = status?.toLowerCase().replaceAll('_', ' ') ?? 'ended';
  return {
    moment: 'change',
    severity: isBad ? 'warning' : 'info',
    state: status,
    ...(ended && { time: ended }),
    title: `${build}: ${lineOf(detail['completed-phase'], 40) ?? 'a phase'} ${words}`,
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

/** A notification rule's message has no id. It is derived from the fields that identify the change. */
const identityOf = ({ id, time, detail }: CodeBuildEvent): string => {
  const { 'build-status': status, 'completed-phase': phase, 'completed-phase-status': phaseStatus } = detail;
  const parts = [detail['build-id'] ?? detail['project-name'], status, phase, phaseStatus, time];
  return eventIdentity(id) ?? stableId('build', parts.map(String));
};

/** CodeBuild builds, standalone or as jobs of a pipeline, in both dialects. */
export const codebuild = defineEventSource({
  name: 'codebuild',
  enrichment: {
    asks,
    providers: ['CodeBuild'],
    applies: ({ moment, execution }) => moment === 'failed' && buildId(execution?.id) !== undefined,
    load: async () => (await import('./cause.ts')).questions,
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
    const name = `${initiator.pipeline ? `${initiator.pipeline.name} › build` : 'Build'} ${build.project}`;
    const commits = commitsOf(information, event.region);
    return {
      id: identityOf(event),
      time,
      resource: { kind: build.isBatch ? 'batch build' : 'build', name: build.project, url: build.url },
      execution: build.id ? { id: build.id, startedAt } : undefined,
      ...initiator,
      commits,
      details: commits.length > 0 ? [] : sourceOf(information),
      ...(type === PHASE_CHANGE ? phaseFields(event, name) : stateFields(event, startedAt, time)),
    };
  },
});
