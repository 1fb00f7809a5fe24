import type { Example } from '../../model/event-source.ts';
import {
  EXAMPLE_ACCOUNT as ACCOUNT,
  exampleEvent,
  jsonExample,
  minutesBefore,
  EXAMPLE_REGION as REGION,
} from '../shared/example.ts';
import { CODECOMMIT, COMMIT_COMMENT, PULL_REQUEST, PULL_REQUEST_COMMENT, REPOSITORY, RULE_TEMPLATE } from './event.ts';

const REPO = 'shop';
const REPO_ID = '5d0c1f7e-3a52-4b9e-8c11-6f2d9a7b4e03';
const [OLD, NEW] = ['8b1e4f0a6c2d97537e10bb5c4a9f38d2e6107c5a', 'c41d7b92e05f3a86d1b4c7e9028f6a5d3b17e094'];
const JO = `arn:aws:sts::${ACCOUNT}:assumed-role/Developers/jo.okafor`;
const ADA = `arn:aws:iam::${ACCOUNT}:user/ada.moreno`;

const event = (detailType: string, at: Date, detail: object) =>
  exampleEvent({
    source: CODECOMMIT,
    detailType,
    at,
    resources: [`arn:aws:codecommit:${REGION}:${ACCOUNT}:${REPO}`],
    detail,
  });

/** A time in CodeCommit's form: `Sun Oct 31 16:20:18 UTC 2021`. */
const written = (time: Date): string => {
  const [day, date, month, year, clock] = time.toUTCString().replace(',', '').split(' ');
  return `${day} ${month} ${date} ${clock} UTC ${year}`;
};

const pullRequest = (at: Date, name: string, more: object = {}) => ({
  author: JO,
  callerUserArn: JO,
  creationDate: written(minutesBefore(at, 26 * 60)),
  description: 'The slot is held for ten minutes.\nCloses the gap that support reported.',
  destinationCommit: OLD,
  destinationReference: 'refs/heads/main',
  event: name,
  isMerged: 'False',
  lastModifiedDate: written(at),
  notificationBody: 'A pull request event occurred in the following AWS CodeCommit repository: shop.',
  pullRequestId: '12',
  pullRequestStatus: 'Open',
  repositoryNames: [REPO],
  revisionId: 'f3a1c0d97b5e42686e0f9a1d7c3b5e8204f6a9d1c7e3b5a2908d4f6e1b3c5a79',
  sourceCommit: NEW,
  sourceReference: 'refs/heads/delivery-slot',
  title: 'Ask for the delivery slot before payment',
  ...more,
});

const comment = (name: string, more: object) => ({
  beforeCommitId: OLD,
  repositoryId: REPO_ID,
  notificationBody: 'A comment event occurred in the following repository: shop.',
  commentId: 'b7d20c61-58f4-4c9a-9e36-0d1a7f5b2c48:2f9e6a03-7c1d-4e85-b0a9-d4c6e8f1a357',
  afterCommitId: NEW,
  event: name,
  repositoryName: REPO,
  callerUserArn: ADA,
  ...more,
});

/** A notification rule's message about a comment: without an id, with the text. */
const commentMessage = (at: Date) => {
  const {
    version,
    id,
    'detail-type': detailType,
    ...rest
  } = event(
    PULL_REQUEST_COMMENT,
    at,
    comment('commentOnPullRequestCreated', { pullRequestId: '12', commentId: crypto.randomUUID() }),
  );
  return {
    ...rest,
    detailType,
    notificationRuleArn: `arn:aws:codestar-notifications:${REGION}:${ACCOUNT}:notificationrule/0c6e4f1d8a2b`,
    additionalAttributes: {
      comments: [{ authorArn: ADA, commentText: 'What if the slot is gone by the time they pay?' }],
      commentedLine: '  return reserve(slot);',
      commentedLineNumber: 41,
      filePath: 'src/checkout.ts',
    },
  };
};

/** The examples of the source `codecommit`. */
export const codecommitExamples = (now: Date): readonly Example[] => {
  const merged = { isMerged: 'True', pullRequestStatus: 'Closed', mergeOption: 'SQUASH_MERGE', callerUserArn: ADA };
  const reference = { repositoryName: REPO, repositoryId: REPO_ID, referenceType: 'branch', callerUserArn: JO };
  const template = {
    approvalRuleTemplateContentSha256: '4f3de6632b9c',
    approvalRuleTemplateId: 'c9d2b844-1e0f-4a37-9b58-3d6c7e8f9a01',
    approvalRuleTemplateName: '2-approvers-for-main',
    callerUserArn: ADA,
    creationDate: written(minutesBefore(now, 90_000)),
    lastModifiedDate: written(now),
    notificationBody: 'A approval rule template event occurred in the following AWS CodeCommit account.',
  };
  return [
    jsonExample(
      'codecommit-merged',
      event(PULL_REQUEST, now, pullRequest(now, 'pullRequestMergeStatusUpdated', merged)),
    ),
    jsonExample(
      'codecommit-pushed',
      event(REPOSITORY, now, {
        ...reference,
        event: 'referenceUpdated',
        referenceName: 'main',
        referenceFullName: 'refs/heads/main',
        commitId: NEW,
        oldCommitId: OLD,
      }),
    ),
    jsonExample('codecommit-opened', event(PULL_REQUEST, now, pullRequest(now, 'pullRequestCreated'))),
    jsonExample('codecommit-comment', commentMessage(now)),
    jsonExample(
      'codecommit-pull-request-comment',
      event(PULL_REQUEST_COMMENT, now, comment('commentOnPullRequestCreated', { pullRequestId: '12' })),
    ),
    jsonExample('codecommit-commit-comment', event(COMMIT_COMMENT, now, comment('commentOnCommitCreated', {}))),
    jsonExample(
      'codecommit-rule-template',
      event(RULE_TEMPLATE, now, {
        ...template,
        event: 'approvalRuleTemplateAssociatedWithRepository',
        repositories: { [REPO]: REPO_ID },
      }),
    ),
  ];
};
