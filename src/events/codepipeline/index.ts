// State changes of pipelines, their stages and their actions, from EventBridge or from a notification rule.
// https://docs.aws.amazon.com/codepipeline/latest/userguide/detect-state-changes-cloudwatch-events.html
// https://docs.aws.amazon.com/dtconsole/latest/userguide/concepts.html#events-ref-pipeline

import { defineEventSource, detailTypeOf } from '../../model/event-source.ts';
import type { Level, Moment, Notification, Severity } from '../../model/notification.ts';
import { lineOf, safeUrl, textOf } from '../../text/clean.ts';
import { approvalIdentity } from '../../text/id.ts';
import { isoTime, secondsBetween } from '../../text/time.ts';
import { approvalLink, executionLink, pipelineLink } from '../shared/console-links.ts';
import { authorsOf, commitsOf } from './commits.ts';
import { decisionOf, isRejection } from './decision.ts';
import { asks, needOf } from './enrichment/asks.ts';
import {
  type Additional,
  attemptOf,
  CODEPIPELINE_LEVELS,
  CodePipelineEvent,
  type Detail,
  MAX_REASON_CHARS,
  nameOf,
  subscriptions,
} from './event.ts';
import { failuresOf, placesOf, resultOf } from './failures.ts';
import { identityOf } from './identity.ts';
import { seriesOf } from './series.ts';
import { isRollback } from './trigger.ts';

type Meaning = readonly [Moment, Severity];

const MOMENTS: ReadonlyMap<string, Meaning> = new Map([
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

const MEANING_OF_ANSWER: Readonly<Record<NonNullable<Notification['decision']>['kind'], Meaning>> = {
  approved: ['approved', 'success'],
  rejected: ['rejected', 'warning'],
  expired: ['expired', 'warning'],
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
  const provider = nameOf(detail.type?.provider);
  const url = safeUrl(result?.['external-execution-url']);
  const elsewhere = detail.region && detail.region !== region ? lineOf(detail.region, 40) : undefined;
  const isSource = detail.type?.category === 'Source';
  const isAnswer = detail.type?.category === 'Approval';
  return {
    action: { name: nameOf(detail.action) ?? 'action', category: lineOf(detail.type?.category, 40), provider },
    details: elsewhere ? [{ label: 'action-region', value: elsewhere }] : [],
    ...(detail.state !== 'FAILED' &&
      !isSource && {
        text: isAnswer ? undefined : resultOf(detail, additional),
        links: url ? [{ label: 'result', url }] : [],
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
  return type || detail ? { type, detail } : undefined;
};

const isApproval = (level: Level, { type }: Detail): boolean => level === 'action' && type?.category === 'Approval';

/** How an approval was answered. A pipeline's and a stage's event say so only where AWS's own words are the reason. */
const answerOf = (
  level: Level,
  event: CodePipelineEvent,
  additional: Partial<Additional>,
): Notification['decision'] => {
  const { detail } = event;
  if (isApproval(level, detail)) {
    if (detail.state !== 'SUCCEEDED' && detail.state !== 'FAILED') return undefined;
    const seconds = secondsBetween(isoTime(detail['start-time']), isoTime(event.time));
    return decisionOf({ isApproved: detail.state === 'SUCCEEDED', result: resultOf(detail, additional), seconds });
  }
  const reasons = (additional.failedActions ?? []).map((failed) => failed?.additionalInformation);
  const [result] = reasons;
  if (level === 'action' || detail.state !== 'FAILED' || !result || !reasons.every(isRejection)) return undefined;
  return decisionOf({ isApproved: false, result, seconds: undefined });
};

const meaningOf = (level: Level, detail: Detail, decision: Notification['decision']): Meaning => {
  if (decision && isApproval(level, detail)) return MEANING_OF_ANSWER[decision.kind];
  if (detail.state === 'STARTED' && isApproval(level, detail)) return ['approval', 'attention'];
  return MOMENTS.get(detail.state) ?? ['change', 'info'];
};

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
    const pipeline = nameOf(detail.pipeline);
    if (!level || !pipeline) return undefined;

    const additional = additionalAttributes ?? {};
    const decision = answerOf(level, event, additional);
    const [moment, severity] = meaningOf(level, detail, decision);
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
      stage: level === 'pipeline' ? undefined : nameOf(detail.stage),
      execution: executionOf(event, level, pipeline),
      durationSeconds: FINAL.has(detail.state) ? secondsBetween(isoTime(detail['start-time']), time) : undefined,
      trigger,
      ...(isRollback(trigger?.type) && { rollback: true }),
      series: level === 'pipeline' ? seriesOf(detail) : undefined,
      decision,
      stopReason: textOf(detail['stop-execution-comments'], 300),
      commits: commitsOf(detail, additional),
      authors: moment === 'failed' ? authorsOf(detail) : undefined,
      failures: decision ? placesOf(level, detail, additional) : failuresOf(level, detail, additional),
      approval: moment === 'approval' ? approvalOf(pipeline, event, additional) : undefined,
      ...(level === 'action' && actionFields(event, additional)),
    };
  },
});
