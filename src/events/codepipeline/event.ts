import * as z from 'zod/mini';
import { awsEvent, lenient, lenientList, type Subscription, text } from '../../model/event-source.ts';
import type { Level } from '../../model/notification.ts';
import { lineOf } from '../../text/clean.ts';

/** Longest name of a pipeline, a stage or an action, in characters. All limits here are ours and in characters. */
const MAX_NAME_CHARS = 100;
export const MAX_REF_CHARS = 200;
/** Longest reason of a single failed action. */
export const MAX_REASON_CHARS = 1000;

export const nameOf = (value: string | null | undefined) => lineOf(value, MAX_NAME_CHARS);

/** AWS counts the first attempt as 0 on stages and as 1 elsewhere, and writes numbers as 1, 1.0 or "1". */
export const attemptOf = (value: unknown): number | undefined => {
  const attempt = typeof value === 'number' || (typeof value === 'string' && value.trim()) ? Number(value) : Number.NaN;
  return Number.isSafeInteger(attempt) && attempt >= 0 ? Math.max(1, attempt) : undefined;
};

/**
 * The detail types of CodePipeline and their levels.
 * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/detect-state-changes-cloudwatch-events.html
 */
export const CODEPIPELINE_LEVELS: Readonly<Record<string, Level>> = {
  'CodePipeline Pipeline Execution State Change': 'pipeline',
  'CodePipeline Stage Execution State Change': 'stage',
  'CodePipeline Action Execution State Change': 'action',
};

/** The detail of an action's, a stage's or a pipeline's event. All fields but two may be missing. */
export const Detail = z.looseObject({
  pipeline: z.string(),
  state: z.string(),
  'execution-id': text,
  stage: text,
  action: text,
  'action-execution-id': text,
  region: text,
  'start-time': text,
  'pipeline-execution-attempt': lenient(z.unknown()),
  'stage-last-retry-attempt-time': text,
  'stop-execution-comments': text,
  type: lenient(z.looseObject({ provider: text, category: text })),
  'execution-trigger': lenient(
    z.looseObject({
      'trigger-type': text,
      'trigger-detail': text,
      'commit-id': text,
      'commit-message': text,
      'author-display-name': text,
      'author-id': text,
      'author-email': text,
      'author-date': text,
      'full-repository-name': text,
      'provider-type': text,
      'branch-name': text,
      'tag-name': text,
      'pull-request-id': lenient(z.pipe(z.union([z.string(), z.number()]), z.transform(String))),
    }),
  ),
  'execution-result': lenient(
    z.looseObject({
      'external-execution-url': text,
      'external-execution-summary': text,
      'external-execution-id': text,
      'error-code': text,
    }),
  ),
});
export type Detail = z.infer<typeof Detail>;

/** Fields that a notification rule with the detail type "Full" adds. They may be missing even for a failure. */
export const Additional = z.looseObject({
  failedActions: lenientList(z.looseObject({ action: text, additionalInformation: text })),
  failedStage: text,
  additionalInformation: text,
  customData: text,
  externalEntityLink: text,
  sourceActions: lenientList(
    z.looseObject({
      sourceActionVariables: lenient(z.looseObject({ BranchName: text, CommitId: text, RepositoryName: text })),
    }),
  ),
});
export type Additional = z.infer<typeof Additional>;

/** The subscription to all detail types. */
const codepipelineEvents: Subscription = {
  source: 'aws.codepipeline',
  detailTypes: Object.keys(CODEPIPELINE_LEVELS),
};

/** A state change in either dialect. */
export const CodePipelineEvent = z.looseObject({
  ...awsEvent(codepipelineEvents, Detail).shape,
  additionalAttributes: lenient(Additional),
});
export type CodePipelineEvent = z.infer<typeof CodePipelineEvent>;

const [PIPELINE = '', STAGE = '', ACTION = ''] = codepipelineEvents.detailTypes;

/** Each level includes those above it. Approvals and their answers are sent on every level; `action` includes them already. */
export const subscriptions: readonly Subscription[] = [
  { ...codepipelineEvents, detailTypes: [PIPELINE], levels: ['pipeline'] },
  { ...codepipelineEvents, detailTypes: [PIPELINE, STAGE], levels: ['stage'] },
  { ...codepipelineEvents, levels: ['action'] },
  {
    ...codepipelineEvents,
    detailTypes: [ACTION],
    detail: { state: ['STARTED', 'SUCCEEDED', 'FAILED'], type: { category: ['Approval'] } },
    levels: ['pipeline', 'stage'],
  },
];
