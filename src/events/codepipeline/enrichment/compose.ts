import type { Failure, Moment, Notification } from '../../../model/notification.ts';
import { redactedLine, redactedText } from '../../../text/redact.ts';
import { secondsBetween } from '../../../text/time.ts';
import { read } from '../../shared/answers.ts';
import { executionLink } from '../../shared/console-links.ts';
import { fill, mergeFailures } from '../../shared/merge.ts';
import { isRollback } from '../trigger.ts';
import type { Action } from './actions.ts';
import { type ExecutionAnswer, ExecutionAnswer as Schema } from './answers.ts';
import { changeOf } from './changes.ts';
import { comparison, lastGoodOf, type Run, type Since, sinceLastSuccess, triggerOf } from './executions.ts';
import { decisionFields, stopFields } from './people.ts';
import { type Source, sourcesOf } from './revisions.ts';
import { latestRuns, reviewLink } from './selection.ts';

/** Facts of GetPipelineExecution. */
export interface Execution {
  readonly sources: readonly Source[];
  readonly trigger: Notification['trigger'];
  readonly rollback: boolean;
  readonly rollbackTo?: string | undefined;
  readonly status?: string | undefined;
}

const executionOf = ({ pipelineExecution }: ExecutionAnswer): Execution => {
  const { artifactRevisions, trigger, executionType, rollbackMetadata, statusSummary } = pipelineExecution;
  return {
    sources: sourcesOf(artifactRevisions),
    trigger: triggerOf(trigger),
    rollback: executionType === 'ROLLBACK' || isRollback(trigger?.triggerType),
    rollbackTo: redactedLine(rollbackMetadata?.rollbackTargetPipelineExecutionId, 100),
    status: redactedText(statusSummary, 300),
  };
};

export const readExecution = (output: unknown): Execution => executionOf(read(Schema, output));

/** The answers so far. */
export interface Found {
  execution?: Execution | undefined;
  /** The execution's id, also if the event does not contain it. */
  executionId?: string | undefined;
  actions?: readonly Action[] | undefined;
  /** The latest runs of the notification's series, and those of the pipeline. */
  runs?: readonly Run[] | undefined;
  all?: readonly Run[] | undefined;
  /** The failed actions, followed by the causes of builds, deployments and logs. */
  failures: Failure[];
  /** The approval that waits or has been decided. */
  approval?: Action | undefined;
}

const detailsOf = ({ execution }: Found): Notification['details'] =>
  execution?.status ? [{ label: 'status', value: execution.status }] : [];

const linksOf = ({ moment }: Notification, own: readonly Source[], since: Since | undefined) => {
  const pullRequests = own.flatMap(({ pullRequest }) => (pullRequest ? [pullRequest] : [])).slice(0, 2);
  const url = moment === 'failed' || !since ? undefined : comparison(since);
  return [...pullRequests, ...(url ? [{ label: 'compare', url }] : [])];
};

const ENDED = new Set<Moment>(['failed', 'succeeded', 'stopped', 'rolled-back']);

const executionFields = (event: Notification, found: Found, since: Since | undefined): Partial<Notification> => {
  const { pipeline, region, level, moment, time } = event;
  const id = event.execution?.id ?? found.executionId;
  if (!id || !pipeline) return {};
  const url = /^[\w-]+$/.test(id) ? executionLink(region, pipeline.name, id) : undefined;
  const execution = fill(event.execution, { id, url, startedAt: since?.run.startedAt });
  const ended = level === 'pipeline' && ENDED.has(moment);
  const durationSeconds = event.durationSeconds ?? (ended ? secondsBetween(execution.startedAt, time) : undefined);
  return { execution, ...(durationSeconds !== undefined && { durationSeconds }) };
};

const approvalFields = (event: Notification, { approval }: Found): Partial<Notification> =>
  approval && event.moment === 'approval'
    ? { approval: fill(event.approval, { ...approval.approval, reviewUrl: reviewLink(event, approval) }) }
    : {};

/** What a rollback restores, with the commit and the end of that run. */
const rollbackFields = (event: Notification, found: Found, own: Run | undefined): Partial<Notification> => {
  const { pipeline, region } = event;
  const isFound = event.trigger?.type === undefined && (found.execution?.rollback || own?.rollback);
  if (!event.rollback && !isFound) return {};
  const id = event.rollbackTo?.id ?? found.execution?.rollbackTo ?? own?.rollbackTo;
  if (!id) return { rollback: true };
  const target = found.all?.find((run) => run.id === id);
  const url = pipeline && /^[\w-]+$/.test(id) ? executionLink(region, pipeline.name, id) : undefined;
  const commit = target?.sources[0]?.commit.id;
  return { rollback: true, rollbackTo: fill(event.rollbackTo, { id, url, commit, time: target?.changedAt }) };
};

/** The run that AWS started by itself after a failure, because the stage is configured so. */
const rollbackRunOf = ({ moment, level, rollback }: Notification, id: string | undefined, all: readonly Run[]) => {
  const at = all.findIndex((run) => run.id === id);
  const next = at > 0 && moment === 'failed' && level === 'pipeline' && !rollback ? all[at - 1] : undefined;
  return next?.trigger?.type === 'AutomatedRollback' && !next.parallel ? next.id : undefined;
};

/** Where a run ended that a person ended. Why it did is in the decision. */
const placesOf = (event: Notification, failures: readonly Failure[], approval: Action | undefined): Failure[] => {
  const known = event.level === 'action' || !approval ? failures : [approval.failure, ...failures].slice(0, 1);
  return known.map(({ stage, action }) => ({ stage, action }));
};

/** The stage whose deployment failed. Other failed actions have deployed nothing that could be rolled back. */
const deploymentStage = ({ level, stage, action }: Notification, { actions = [] }: Found): string | undefined => {
  if (level === 'action') return action?.category === 'Deploy' ? stage : undefined;
  const failed = latestRuns(actions).filter(({ status, category }) => status === 'Failed' && category === 'Deploy');
  return failed.find((each) => level !== 'stage' || each.stage === stage)?.stage;
};

/** The notification with the answers. Facts of the event are kept, gaps are filled. */
export const compose = (read: Notification, found: Found): Notification => {
  const id = read.execution?.id ?? found.executionId;
  const since = id && found.runs ? sinceLastSuccess(found.runs, id) : undefined;
  const event = { ...read, ...rollbackFields(read, found, since?.run) };
  const { moment, decision } = event;
  const fetched = found.execution?.sources ?? [];
  const own = fetched.length > 0 ? fetched : (since?.run.sources ?? []);
  const reported = latestRuns(found.actions ?? []).flatMap(({ commit }) => commit ?? []);
  const authors = [...(event.authors ?? []), ...latestRuns(found.actions ?? []).flatMap(({ author }) => author ?? [])];
  const lastGood = moment === 'failed' && since ? lastGoodOf(event, since, deploymentStage(event, found)) : undefined;
  const trigger = fill(event.trigger, found.execution?.trigger ?? since?.run.trigger);
  const stop = moment === 'stopped' || (moment !== 'failed' && event.rollback) ? stopFields(found.actions) : {};
  const decided = decisionFields(event, found.approval);
  const failures = mergeFailures(event.failures, found.failures);
  const isRefused = (decided.decision ?? decision) !== undefined && moment !== 'approved';
  const rollbackRun = rollbackRunOf(event, id, found.all ?? []);
  return {
    ...event,
    ...executionFields(event, found, since),
    ...approvalFields(event, found),
    ...decided,
    ...changeOf(event, own, reported, since),
    ...(moment === 'failed' && authors.length > 0 && { authors }),
    ...(Object.keys(trigger).length > 0 && { trigger }),
    ...(moment === 'stopped' && {
      stopReason: event.stopReason ?? since?.run.stopReason,
      stoppedBy: event.stoppedBy ?? stop.stoppedBy,
    }),
    ...(event.stage === undefined && stop.stage && { stage: stop.stage }),
    failures: isRefused ? placesOf(event, failures, found.approval) : failures,
    ...(rollbackRun && { rollbackRun }),
    ...(lastGood && { lastGood: fill(event.lastGood, lastGood) }),
    details: [...event.details, ...detailsOf(found)],
    links: [...event.links, ...linksOf(event, own, since)],
  };
};
