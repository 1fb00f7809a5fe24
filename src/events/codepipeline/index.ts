// State changes of pipelines, their stages and their actions, from EventBridge or from a notification rule.
// https://docs.aws.amazon.com/codepipeline/latest/userguide/detect-state-changes-cloudwatch-events.html
// https://docs.aws.amazon.com/dtconsole/latest/userguide/concepts.html#events-ref-pipeline

import { defineEventSource, detailTypeOf } from '../../model/event-source.ts';
import type { Commit, Failure, Level, Moment, Notification, Severity } from '../../model/notification.ts';
import { lineOf, safeUrl, textOf } from '../../text/clean.ts';
import { approvalIdentity, eventIdentity, stableId } from '../../text/id.ts';
import { isoTime, secondsBetween } from '../../text/time.ts';
import { commitLink, firstLine, isConnectionSummary, parseRevision } from '../shared/commits.ts';
import { approvalLink, executionLink, pipelineLink } from '../shared/console-links.ts';
import { asks, needOf } from './enrichment/asks.ts';
import { type Additional, CODEPIPELINE_LEVELS, CodePipelineEvent, type Detail, subscriptions } from './event.ts';
import { isRollback, withWords } from './trigger.ts';

const MOMENTS: ReadonlyMap<string, readonly [Moment, Severity]> = new Map([
  ['STARTED', ['started', 'info']],
  ['SUCCEEDED', ['succeeded', 'success']],
  ['FAILED', ['failed', 'failure']],
  ['STOPPING', ['stopping', 'warning']],
  ['STOPPED', ['stopped', 'warning']],
  ['SUPERSEDED', ['superseded', 'warning']],
  ['CANCELED', ['canceled', 'warning']],
  ['ABANDONED', ['abandoned', 'warning']],
  ['RESUMED', ['resumed', 'info']],
]);

const FINAL = new Set(['SUCCEEDED', 'FAILED', 'STOPPED', 'SUPERSEDED', 'CANCELED', 'ABANDONED']);

/** Longest name of a pipeline, a stage or an action, in characters. All limits here are ours and in characters. */
const MAX_NAME_CHARS = 100;
const MAX_REF_CHARS = 200;
/** Longest reason of a single failed action. Several failed actions have shorter reasons each. */
const MAX_REASON_CHARS = 1000;
const MAX_LISTED_REASON_CHARS = 300;
const MAX_LISTED = 8;
const MAX_SOURCES = 3;

const name = (value: string | null | undefined) => lineOf(value, MAX_NAME_CHARS);

/** AWS counts the first attempt as 0 on stages and as 1 elsewhere, and writes numbers as 1, 1.0 or "1". */
const attemptOf = (value: unknown): number | undefined => {
  const attempt = typeof value === 'number' || (typeof value === 'string' && value.trim()) ? Number(value) : Number.NaN;
  return Number.isSafeInteger(attempt) && attempt >= 0 ? Math.max(1, attempt) : undefined;
};

/** The second form of the trigger: facts about the commit that started the execution. */
const triggerCommits = ({ 'execution-trigger': trigger }: Detail): Commit[] => {
  const id = lineOf(trigger?.['commit-id'], 64);
  if (!trigger || !id) return [];
  const { 'full-repository-name': repository, 'provider-type': provider } = trigger;
  return [
    {
      id,
      summary: firstLine(trigger['commit-message']),
      author: name(trigger['author-display-name']) ?? name(trigger['author-id']),
      url: commitLink({ provider, repository, commit: id }),
      repository: lineOf(repository, MAX_REF_CHARS),
      branch: lineOf(trigger['branch-name'], MAX_REF_CHARS),
      tag: lineOf(trigger['tag-name'], MAX_REF_CHARS),
      time: isoTime(trigger['author-date']),
    },
  ];
};

/** The commit that a source action fetched, with a direct link if the host is certain, else one through the console. */
const fetchedCommits = (detail: Detail): Commit[] => {
  const result = detail['execution-result'];
  const id = result?.['external-execution-id'];
  if (detail.type?.category !== 'Source' || !id || !/^[0-9a-f]{40}$/i.test(id)) return [];
  const { provider, summary } = parseRevision(result?.['external-execution-summary'] ?? '');
  const url = safeUrl(result?.['external-execution-url']);
  const repository = (url && new URL(url).searchParams.get('FullRepositoryId')) || undefined;
  const direct = commitLink({ provider, repository, commit: id });
  return [{ id, summary, url: direct ?? url, repository: lineOf(repository, MAX_REF_CHARS) }];
};

/** CodeCommit commits in a notification rule's stage event. */
const listedCommits = ({ sourceActions }: Partial<Additional>): Commit[] =>
  (sourceActions ?? []).slice(0, MAX_SOURCES).flatMap((source) => {
    const variables = source?.sourceActionVariables;
    const id = lineOf(variables?.CommitId, 64);
    const repository = lineOf(variables?.RepositoryName, MAX_REF_CHARS);
    return id ? [{ id, repository, branch: lineOf(variables?.BranchName, MAX_REF_CHARS) }] : [];
  });

/** The result of an action in words. A connection's JSON summary describes the commit, so it is left out. */
const resultOf = (detail: Detail, additional: Partial<Additional>): string | undefined =>
  [detail['execution-result']?.['external-execution-summary'], additional.additionalInformation]
    .filter((summary) => summary && !isConnectionSummary(summary))
    .map((summary) => textOf(summary, MAX_REASON_CHARS))
    .find((summary) => summary !== undefined);

/** The failed actions. A retried action is listed once per attempt, so each name is kept once, with its first reason. */
const listedFailures = (detail: Detail, { failedActions, failedStage }: Partial<Additional>): Failure[] => {
  const stage = name(detail.stage) ?? name(failedStage);
  const failures = new Map<string, Failure>();
  for (const failed of failedActions ?? []) {
    const action = name(failed?.action);
    const reason = textOf(failed?.additionalInformation, MAX_LISTED_REASON_CHARS);
    const key = action ?? `\n${reason}`;
    const known = failures.get(key);
    if (known) known.reason ??= reason;
    else if ((action || reason) && failures.size < MAX_LISTED) failures.set(key, { stage, action, reason });
  }
  return failures.size === 0 && stage && !detail.stage ? [{ stage }] : [...failures.values()];
};

const failuresOf = (level: Level, detail: Detail, additional: Partial<Additional>): Failure[] => {
  if (detail.state !== 'FAILED') return [];
  if (level !== 'action') return listedFailures(detail, additional);
  const result = detail['execution-result'];
  return [
    {
      stage: name(detail.stage),
      action: name(detail.action),
      reason: resultOf(detail, additional),
      code: lineOf(result?.['error-code'], 60),
      url: safeUrl(result?.['external-execution-url']),
    },
  ];
};

/** A notification rule's message has no id. It is derived from the fields that identify the state change. */
const identityOf = ({ id, resources, time, detail }: CodePipelineEvent, level: Level): string => {
  const execution = detail['execution-id'];
  const parts = [
    resources?.[0],
    execution ?? time,
    detail.stage,
    detail.action,
    detail['action-execution-id'],
    detail.state,
    attemptOf(detail['pipeline-execution-attempt']),
    detail['start-time'],
    level,
  ];
  return (
    eventIdentity(id) ??
    stableId(
      'rule',
      parts.map((part) => String(part ?? '')),
    )
  );
};

const approvalOf = (
  pipeline: string,
  { region, detail }: CodePipelineEvent,
  { customData, externalEntityLink }: Partial<Additional>,
): Notification['approval'] => {
  const { stage, action, 'action-execution-id': token } = detail;
  return {
    comment: textOf(customData, MAX_REASON_CHARS),
    entityUrl: safeUrl(externalEntityLink),
    reviewUrl:
      stage && action && token ? approvalLink(region ?? undefined, { pipeline, stage, action, token }) : undefined,
  };
};

/** Fields that only an action's state change has. */
const actionFields = (event: CodePipelineEvent, additional: Partial<Additional>): Partial<Notification> => {
  const { detail, region } = event;
  const result = detail['execution-result'];
  const provider = name(detail.type?.provider);
  const url = safeUrl(result?.['external-execution-url']);
  const elsewhere = detail.region && detail.region !== region ? lineOf(detail.region, 40) : undefined;
  const isSource = detail.type?.category === 'Source';
  return {
    action: { name: name(detail.action) ?? 'action', category: lineOf(detail.type?.category, 40), provider },
    details: elsewhere ? [{ label: 'Action Region', value: elsewhere }] : [],
    ...(detail.state !== 'FAILED' &&
      !isSource && {
        text: resultOf(detail, additional),
        links: url ? [{ label: `Open ${provider ?? 'result'}`, url }] : [],
      }),
  };
};

const executionOf = (event: CodePipelineEvent, level: Level, pipeline: string): Notification['execution'] => {
  const { detail } = event;
  const id = lineOf(detail['execution-id'], 200);
  if (!id) return undefined;
  return {
    id,
    attempt: attemptOf(detail['pipeline-execution-attempt']),
    // The events of stages and actions contain the start of the stage or action, not of the execution.
    startedAt: level === 'pipeline' ? isoTime(detail['start-time']) : undefined,
    url: /^[\w-]+$/.test(id) ? executionLink(event.region ?? undefined, pipeline, id) : undefined,
  };
};

const triggerOf = ({ 'execution-trigger': trigger }: Detail): Notification['trigger'] => {
  const type = lineOf(trigger?.['trigger-type'], 60);
  const detail = lineOf(trigger?.['trigger-detail'], 300);
  return type || detail ? withWords({ type, detail }) : undefined;
};

const momentOf = (level: Level, { state, type }: Detail): readonly [Moment, Severity] =>
  level === 'action' && state === 'STARTED' && type?.category === 'Approval'
    ? ['approval', 'attention']
    : (MOMENTS.get(state) ?? ['change', 'info']);

/** State changes of CodePipeline on all three levels, in both dialects. */
export const codepipeline = defineEventSource({
  name: 'codepipeline',
  enrichment: {
    asks,
    asksProviders: true,
    applies: (notification) => needOf(notification) !== undefined,
    load: async () => (await import('./enrichment/plan.ts')).questions,
  },
  subscribes: subscriptions,
  examples: async (now) => (await import('../shared/codepipeline-examples.ts')).pipelineExamples(now),
  event: CodePipelineEvent,
  notify(event, { publishedAt }) {
    const { detail, additionalAttributes } = event;
    const level = CODEPIPELINE_LEVELS[detailTypeOf(event) ?? ''];
    const pipeline = name(detail.pipeline);
    if (!level || !pipeline) return undefined;

    const additional = additionalAttributes ?? {};
    const [moment, severity] = momentOf(level, detail);
    const token = moment === 'approval' ? detail['action-execution-id'] : undefined;
    const time = isoTime(event.time) ?? publishedAt;
    const trigger = triggerOf(detail);
    return {
      id: token ? approvalIdentity(token) : identityOf(event, level),
      moment,
      level,
      severity,
      time,
      pipeline: { name: pipeline, url: pipelineLink(event.region ?? undefined, pipeline) },
      state: lineOf(detail.state, 40),
      stage: level === 'pipeline' ? undefined : name(detail.stage),
      execution: executionOf(event, level, pipeline),
      durationSeconds: FINAL.has(detail.state) ? secondsBetween(isoTime(detail['start-time']), time) : undefined,
      trigger,
      ...(isRollback(trigger?.type) && { rollback: true }),
      stopReason: textOf(detail['stop-execution-comments'], 300),
      commits: [...triggerCommits(detail), ...fetchedCommits(detail), ...listedCommits(additional)],
      failures: failuresOf(level, detail, additional),
      approval: moment === 'approval' ? approvalOf(pipeline, event, additional) : undefined,
      ...(level === 'action' && actionFields(event, additional)),
    };
  },
});
