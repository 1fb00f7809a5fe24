import type { Commit, Failure, Notification } from '../../../model/notification.ts';
import { redactedLine, redactedText } from '../../../text/redact.ts';
import { secondsBetween } from '../../../text/time.ts';
import { read } from '../../shared/answers.ts';
import { executionLink } from '../../shared/console-links.ts';
import { fill, mergeFailures } from '../../shared/merge.ts';
import { isRollback } from '../trigger.ts';
import type { Action } from './actions.ts';
import { type ExecutionAnswer, ExecutionAnswer as Schema } from './answers.ts';
import { mergeCommits, preferDirect } from './commits.ts';
import { comparison, lastGoodOf, type Run, type Since, sinceLastSuccess } from './executions.ts';
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
  const type = redactedLine(trigger?.triggerType, 60);
  const detail = redactedLine(trigger?.triggerDetail, 300);
  const target = redactedLine(rollbackMetadata?.rollbackTargetPipelineExecutionId, 100);
  return {
    sources: sourcesOf(artifactRevisions),
    trigger: type || detail ? { type, detail } : undefined,
    rollback: executionType === 'ROLLBACK' || isRollback(type),
    rollbackTo: executionType === 'ROLLBACK' ? (target ?? 'an earlier execution') : undefined,
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
  runs?: readonly Run[] | undefined;
  /** The failed actions, followed by the causes of builds, deployments and logs. */
  failures: Failure[];
  /** The approval that waits or has been decided. */
  approval?: Action | undefined;
}

const commitsOf = ({ commits }: Notification, own: readonly Source[], found: Found, since: Since | undefined) => {
  const fetched = own.map(({ commit }) => commit);
  const reported = latestRuns(found.actions ?? []).flatMap(({ commit }): Commit[] => (commit ? [commit] : []));
  const before = (since?.between ?? []).flatMap(({ sources }) => sources.map(({ commit }) => commit));
  const known = commits.map((commit) => preferDirect(commit, fetched));
  return mergeCommits(known, fetched, reported, before);
};

const decisionOf = ({ approval }: Found): Notification['details'] => {
  const words = approval?.status === 'Failed' ? 'Rejected by' : approval?.status === 'Succeeded' ? 'Approved by' : '';
  return words && approval?.decidedBy ? [{ label: words, value: approval.decidedBy }] : [];
};

const detailsOf = (found: Found): Notification['details'] => {
  const { rollbackTo, status } = found.execution ?? {};
  return [
    ...decisionOf(found),
    ...(rollbackTo ? [{ label: 'Rolls back to', value: rollbackTo }] : []),
    ...(status ? [{ label: 'Status', value: status }] : []),
  ];
};

const linksOf = ({ moment }: Notification, own: readonly Source[], since: Since | undefined) => {
  const pullRequests = own.flatMap(({ pullRequest }) => (pullRequest ? [pullRequest] : [])).slice(0, 2);
  const url = moment === 'failed' || !since ? undefined : comparison(since);
  return [...pullRequests, ...(url ? [{ label: 'Changes since the last success', url }] : [])];
};

const executionFields = (event: Notification, found: Found, since: Since | undefined): Partial<Notification> => {
  const { pipeline, region, level, moment, time } = event;
  const id = event.execution?.id ?? found.executionId;
  if (!id || !pipeline) return {};
  const url = /^[\w-]+$/.test(id) ? executionLink(region, pipeline.name, id) : undefined;
  const execution = fill(event.execution, { id, url, startedAt: since?.run.startedAt });
  const ended = level === 'pipeline' && (moment === 'failed' || moment === 'succeeded');
  const durationSeconds = event.durationSeconds ?? (ended ? secondsBetween(execution.startedAt, time) : undefined);
  return { execution, ...(durationSeconds !== undefined && { durationSeconds }) };
};

const approvalFields = (event: Notification, { approval }: Found): Partial<Notification> => {
  if (!approval) return {};
  if (event.moment !== 'approval') return { text: event.text ?? approval.summary };
  return { approval: fill(event.approval, { ...approval.approval, reviewUrl: reviewLink(event, approval) }) };
};

/** The stage whose deployment failed. Other failed actions have deployed nothing that could be rolled back. */
const deploymentStage = ({ level, stage, action }: Notification, { actions = [] }: Found): string | undefined => {
  if (level === 'action') return action?.category === 'Deploy' ? stage : undefined;
  const failed = latestRuns(actions).filter(({ status, category }) => status === 'Failed' && category === 'Deploy');
  return failed.find((each) => level !== 'stage' || each.stage === stage)?.stage;
};

/** The notification with the answers. Facts of the event are kept, gaps are filled. */
export const compose = (event: Notification, found: Found): Notification => {
  const id = event.execution?.id ?? found.executionId;
  const since = id && found.runs ? sinceLastSuccess(found.runs, id) : undefined;
  const own = found.execution?.sources ?? since?.run.sources ?? [];
  const lastGood =
    event.moment === 'failed' && since ? lastGoodOf(event, since, deploymentStage(event, found)) : undefined;
  const trigger = fill(event.trigger, found.execution?.trigger);
  return {
    ...event,
    ...executionFields(event, found, since),
    ...approvalFields(event, found),
    ...(Object.keys(trigger).length > 0 && { trigger }),
    commits: commitsOf(event, own, found, since),
    failures: mergeFailures(event.failures, found.failures),
    ...((event.trigger?.type ? event.rollback : found.execution?.rollback) && { rollback: true }),
    ...(lastGood && { lastGood: fill(event.lastGood, lastGood) }),
    details: [...event.details, ...detailsOf(found)],
    links: [...event.links, ...linksOf(event, own, since)],
  };
};
