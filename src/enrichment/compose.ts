import { executionLink } from '../events/shared/console-links.ts';
import type { Commit, Failure, Notification } from '../model/notification.ts';
import { redactedLine, redactedText } from '../text/redact.ts';
import { secondsBetween } from '../text/time.ts';
import { type Action, latestRuns, reviewLink } from './actions.ts';
import { type ExecutionAnswer, read, ExecutionAnswer as Schema } from './answers.ts';
import { comparison, lastGoodOf, type Run, type Since, sinceLastSuccess } from './executions.ts';
import { fill, mergeCommits, mergeFailures, preferDirect, shorten } from './merge.ts';
import { type Source, sourcesOf } from './revisions.ts';

/** What an execution says of itself. */
export interface Execution {
  readonly sources: readonly Source[];
  readonly trigger: Notification['trigger'];
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
    rollbackTo: executionType === 'ROLLBACK' ? (target ?? 'an earlier execution') : undefined,
    status: redactedText(statusSummary, 300),
  };
};

export const readExecution = (output: unknown): Execution => executionOf(read(Schema, output));

/** What was found out, as far as it went. */
export interface Found {
  execution?: Execution | undefined;
  /** Which execution it is, where the event does not say. */
  executionId?: string | undefined;
  actions?: readonly Action[] | undefined;
  runs?: readonly Run[] | undefined;
  /** The failing actions, and then what builds, deployments and logs say of them. */
  failures: Failure[];
  /** The approval that waits or was decided. */
  approval?: Action | undefined;
}

const commitsOf = ({ commits }: Notification, own: readonly Source[], found: Found, since: Since | undefined) => {
  const fetched = own.map(({ commit }) => commit);
  const told = latestRuns(found.actions ?? []).flatMap(({ commit }): Commit[] => (commit ? [commit] : []));
  const before = (since?.between ?? []).flatMap(({ sources }) => sources.map(({ commit }) => commit));
  const known = commits.map((commit) => preferDirect(commit, fetched));
  return mergeCommits(known, fetched, told, before);
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

/** The stage whose deployment failed. A build that failed has put nothing out that could be taken back. */
const deploymentStage = ({ level, stage, action }: Notification, { actions = [] }: Found): string | undefined => {
  if (level === 'action') return action?.category === 'Deploy' ? stage : undefined;
  const failed = latestRuns(actions).filter(({ status, category }) => status === 'Failed' && category === 'Deploy');
  return failed.find((each) => level !== 'stage' || each.stage === stage)?.stage;
};

const allMissing = (event: Notification, missing: readonly string[]): Partial<Notification> => {
  const told = [...(event.missing ?? []), ...missing].slice(0, 4);
  return told.length > 0 ? { missing: told } : {};
};

/** The event with what was found out about its failure, where there is no pipeline to ask. */
export const addFailures = (
  event: Notification,
  found: readonly Failure[],
  missing: readonly string[],
): Notification => {
  const failures = mergeFailures(event.failures, found);
  return shorten({ ...event, failures, ...allMissing(event, missing) }, event);
};

/** The event with what was found out: its own facts stay, gaps are filled. */
export const compose = (event: Notification, found: Found, missing: readonly string[]): Notification => {
  const id = event.execution?.id ?? found.executionId;
  const since = id && found.runs ? sinceLastSuccess(found.runs, id) : undefined;
  const own = found.execution?.sources ?? since?.run.sources ?? [];
  const lastGood =
    event.moment === 'failed' && since ? lastGoodOf(event, since, deploymentStage(event, found)) : undefined;
  const trigger = fill(event.trigger, found.execution?.trigger);
  const composed: Notification = {
    ...event,
    ...executionFields(event, found, since),
    ...approvalFields(event, found),
    ...(Object.keys(trigger).length > 0 && { trigger }),
    commits: commitsOf(event, own, found, since),
    failures: mergeFailures(event.failures, found.failures),
    ...(lastGood && { lastGood: fill(event.lastGood, lastGood) }),
    ...allMissing(event, missing),
    details: [...event.details, ...detailsOf(found)],
    links: [...event.links, ...linksOf(event, own, since)],
  };
  return shorten(composed, event);
};
