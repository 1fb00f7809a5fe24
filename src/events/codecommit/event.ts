import * as z from 'zod/mini';
import { awsEvent, lenient, type Subscription, text } from '../../model/event-source.ts';
import { isoTime } from '../../text/time.ts';

export const CODECOMMIT = 'aws.codecommit';
export const REPOSITORY = 'CodeCommit Repository State Change';
export const PULL_REQUEST = 'CodeCommit Pull Request State Change';
export const COMMIT_COMMENT = 'CodeCommit Comment on Commit';
export const PULL_REQUEST_COMMENT = 'CodeCommit Comment on Pull Request';
export const RULE_TEMPLATE = 'CodeCommit Approval Rule Template Change';

/** Edited comments, reactions and unreferenced merge commits are left out. */
export const codecommitEvents: readonly Subscription[] = [
  {
    source: CODECOMMIT,
    detailTypes: [REPOSITORY],
    detail: { event: ['referenceCreated', 'referenceUpdated', 'referenceDeleted'] },
  },
  { source: CODECOMMIT, detailTypes: [PULL_REQUEST, RULE_TEMPLATE] },
  {
    source: CODECOMMIT,
    detailTypes: [COMMIT_COMMENT, PULL_REQUEST_COMMENT],
    detail: { event: ['commentOnCommitCreated', 'commentOnPullRequestCreated'] },
  },
];

/**
 * All event names that are read. Some are not subscribed to: reactions to comments, and an older spelling.
 * @see https://docs.aws.amazon.com/codecommit/latest/userguide/monitoring-events.html
 */
const DETAIL_TYPES = [
  REPOSITORY,
  PULL_REQUEST,
  'CodeCommit PullRequest State Change',
  COMMIT_COMMENT,
  PULL_REQUEST_COMMENT,
  'CodeCommit Comment Reaction Change',
  RULE_TEMPLATE,
];

/** E-mail addresses are not read. */
const Detail = z.looseObject({
  event: z.string(),
  repositoryName: text,
  repositoryNames: lenient(z.array(text)),
  /** Repository ids by repository name. */
  repositories: lenient(z.looseObject({})),
  callerUserArn: text,
  displayName: text,
  referenceType: text,
  referenceName: text,
  commitId: text,
  oldCommitId: text,
  mergeOption: text,
  pullRequestId: text,
  pullRequestStatus: text,
  /** `True` or `False`, as text. */
  isMerged: text,
  title: text,
  description: text,
  creationDate: text,
  sourceReference: text,
  destinationReference: text,
  sourceCommit: text,
  revisionId: text,
  approvalStatus: text,
  overrideStatus: text,
  approvalRuleName: text,
  approvalRuleTemplateName: text,
  beforeCommitId: text,
  afterCommitId: text,
  commentId: text,
  reactionEmojis: lenient(z.array(text)),
});
export type Detail = z.infer<typeof Detail>;

/** Fields that a notification rule with the detail type "Full" adds. Numbers are text. */
const Additional = z.looseObject({
  numberOfFilesAdded: text,
  numberOfFilesDeleted: text,
  numberOfFilesModified: text,
  comments: lenient(z.array(lenient(z.looseObject({ commentText: text })))),
  filePath: text,
  commentedLineNumber: lenient(z.unknown()),
});
export type Additional = z.infer<typeof Additional>;

/** A change in either dialect. */
export const CodeCommitEvent = z.looseObject({
  ...awsEvent({ source: CODECOMMIT, detailTypes: DETAIL_TYPES }, Detail).shape,
  additionalAttributes: lenient(Additional),
});
export type CodeCommitEvent = z.infer<typeof CodeCommitEvent>;

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Reads `Sun Oct 31 16:20:18 UTC 2021` as ISO 8601; `undefined` for other zones, whose names are ambiguous. */
export const dateOf = (value: string | undefined): string | undefined => {
  const [, month = '', day, time, year] =
    /^[A-Z][a-z]{2} ([A-Z][a-z]{2}) (\d\d) (\d\d:\d\d:\d\d) UTC (\d{4})$/.exec(value ?? '') ?? [];
  if (!MONTHS.includes(month)) return undefined;
  const iso = isoTime(`${year}-${String(MONTHS.indexOf(month) + 1).padStart(2, '0')}-${day}T${time}Z`);
  // JavaScript converts 30 February to a day in March.
  return iso?.slice(8, 10) === day ? iso : undefined;
};
