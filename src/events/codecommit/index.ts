// CodeCommit: branch updates, pull requests, comments and approval rules, from EventBridge or a notification rule.
// https://docs.aws.amazon.com/codecommit/latest/userguide/monitoring-events.html
// https://docs.aws.amazon.com/dtconsole/latest/userguide/concepts.html#events-ref-repo

import { defineEventSource, detailTypeOf } from '../../model/event-source.ts';
import type { Commit, Notification } from '../../model/notification.ts';
import { actorOf } from '../../text/actor.ts';
import { lineOf, textOf } from '../../text/clean.ts';
import { eventIdentity, stableId } from '../../text/id.ts';
import { shortCommit } from '../../text/short-id.ts';
import { duration, isoTime, secondsBetween } from '../../text/time.ts';
import { consoleLink } from '../shared/console-links.ts';
import { type Additional, CodeCommitEvent, codecommitEvents, type Detail, dateOf } from './event.ts';

/** Limits of ours, in characters and in repositories. */
const MAX_NAME_CHARS = 100;
const MAX_REF_CHARS = 200;
const MAX_TEXT_CHARS = 500;
const MAX_REPOSITORIES = 10;

const ref = (value: string | undefined) => lineOf(value?.replace(/^refs\/(?:heads|tags)\//, ''), MAX_REF_CHARS);
const name = (value: string | undefined) => lineOf(value, MAX_NAME_CHARS);
const isHash = (value: string | undefined): value is string => /^[0-9a-f]{40}$/.test(value ?? '');
const short = (id: string | undefined) => name(id && shortCommit({ id }));
/** Constants such as `THREE_WAY_MERGE` and `approvalRuleTemplateCreated` as words. */
const words = (value: string | undefined) =>
  name(
    value
      ?.slice(0, MAX_NAME_CHARS * 4)
      .replace(/([a-z])([A-Z])/g, '$1 $2')
      .replaceAll('_', ' ')
      .toLowerCase(),
  );

interface Repository {
  readonly repository: string;
  readonly region: string | undefined;
}

const repositoryLink = ({ repository, region }: Repository, ...path: string[]): string | undefined =>
  repository ? consoleLink(region, ['codesuite', 'codecommit', 'repositories', repository, ...path]) : undefined;

const pullRequestLink = (repo: Repository, { pullRequestId: id }: Detail): string | undefined =>
  id && /^\d{1,20}$/.test(id) ? repositoryLink(repo, 'pull-requests', id, 'details') : undefined;

const commitOf = (repo: Repository, id: string | undefined, more: Partial<Commit> = {}): Commit[] => {
  const hash = lineOf(id, 64);
  const url = isHash(hash) ? repositoryLink(repo, 'commit', hash) : undefined;
  return hash ? [{ id: hash, url, repository: repo.repository, ...more }] : [];
};

/** The fields that differ between the kinds of events. The user is added to the values of the verdict. */
type Fields = Required<Pick<Notification, 'verdict' | 'resource'>> & Partial<Notification>;

/** The caller pushed the commit but may not have written it. */
const referenceFields = (repo: Repository, detail: Detail): Fields => {
  const { event, referenceType, commitId, oldCommitId, mergeOption } = detail;
  const reference = ref(detail.referenceName);
  const kind = referenceType === 'tag' ? 'tag' : 'branch';
  const done = /^reference(Created|Updated|Deleted)$/.exec(event)?.[1]?.toLowerCase() ?? 'changed';
  const compare =
    isHash(oldCommitId) && isHash(commitId) && repositoryLink(repo, 'compare', oldCommitId, '...', commitId);
  const values = { kind, reference: reference ?? '', repository: repo.repository, done, event: words(event) ?? '' };
  return {
    verdict: { code: 'codecommit-reference', values },
    resource: { kind: 'repository', name: repo.repository, url: repositoryLink(repo, 'browse') },
    commits: commitOf(repo, commitId, kind === 'tag' ? { tag: reference } : { branch: reference }),
    details: [
      { label: 'was-at', value: short(oldCommitId) ?? '' },
      { label: 'merge', value: words(mergeOption) ?? '' },
    ],
    links: compare ? [{ label: 'compare', url: compare }] : [],
  };
};

/** The change of a pull request, if the event name is sufficient. */
const PULL_REQUEST_DONE: ReadonlyMap<string, string> = new Map([
  ['pullRequestCreated', 'opened'],
  ['pullRequestSourceBranchUpdated', 'updated'],
  ['pullRequestApprovalRuleCreated', 'rule-added'],
  ['pullRequestApprovalRuleUpdated', 'rule-changed'],
  ['pullRequestApprovalRuleDeleted', 'rule-removed'],
]);

/** Whether the pull request can be merged although its approval rules are not met. */
const isOverridden = ({ event, overrideStatus }: Partial<Detail>): boolean =>
  event === 'pullRequestApprovalRuleOverridden' && overrideStatus !== 'REVOKE';

const pullRequestDone = (detail: Detail): string => {
  switch (detail.event) {
    case 'pullRequestMergeStatusUpdated':
    case 'pullRequestStatusChanged':
      if (detail.isMerged?.toLowerCase() === 'true') return 'merged';
      return words(detail.pullRequestStatus) === 'closed' ? 'closed' : 'status';
    case 'pullRequestApprovalStateChanged':
      return detail.approvalStatus === 'REVOKE' ? 'approval-revoked' : 'approved';
    case 'pullRequestApprovalRuleOverridden':
      return isOverridden(detail) ? 'rules-overridden' : 'rules-restored';
    default:
      return PULL_REQUEST_DONE.get(detail.event) ?? 'changed';
  }
};

const filesOf = (additional: Partial<Additional>): string => {
  const { numberOfFilesAdded: added, numberOfFilesModified: changed, numberOfFilesDeleted: deleted } = additional;
  return Object.entries({ added, changed, deleted })
    .flatMap(([verb, count]) => (/^[1-9]\d{0,6}$/.test(count ?? '') ? [`${count} ${verb}`] : []))
    .join(', ');
};

/**
 * A pull request that waits for a review is a change, not an approval: no run of a pipeline waits for it, it has no
 * assigned reviewer, and no event reports that the rules are not met.
 */
const pullRequestFields = (repo: Repository, detail: Detail, { time, additional }: Circumstances): Fields => {
  const [source, target] = [ref(detail.sourceReference), ref(detail.destinationReference)];
  const isOver = detail.pullRequestStatus === 'Closed';
  const seconds = isOver ? secondsBetween(dateOf(detail.creationDate), time) : undefined;
  const isNews = ['pullRequestCreated', 'pullRequestSourceBranchUpdated'].includes(detail.event);
  const lines = detail.event === 'pullRequestCreated' ? [detail.title, detail.description] : [detail.title];
  return {
    verdict: {
      code: 'codecommit-pull-request',
      values: {
        number: name(detail.pullRequestId) ?? '',
        repository: repo.repository,
        done: pullRequestDone(detail),
        into: target ?? '',
        status: words(detail.pullRequestStatus) ?? '',
        event: words(detail.event) ?? '',
      },
    },
    resource: { kind: 'pull-request', name: repo.repository, url: pullRequestLink(repo, detail) },
    severity: isOverridden(detail) ? 'warning' : 'info',
    text: textOf(lines.filter(Boolean).join('\n'), MAX_TEXT_CHARS),
    commits: isNews ? commitOf(repo, detail.sourceCommit, { branch: source }) : [],
    details: [
      { label: 'branches', value: source && target ? `${source} → ${target}` : '' },
      { label: 'rule', value: name(detail.approvalRuleName) ?? '' },
      { label: 'merge', value: words(detail.mergeOption) ?? '' },
      { label: 'files', value: filesOf(additional) },
      { label: 'open-for', value: seconds ? duration(seconds) : '' },
    ],
  };
};

/** Only a notification rule contains the comment's text. */
const commentFields = (repo: Repository, detail: Detail, { additional }: Circumstances): Fields => {
  const { pullRequestId: id, afterCommitId: commit, event, reactionEmojis } = detail;
  const reaction = lineOf(reactionEmojis?.join(' '), 20);
  const line = Number(additional.commentedLineNumber);
  const file = lineOf(additional.filePath, MAX_REF_CHARS);
  return {
    verdict: {
      code: reaction ? 'codecommit-reaction' : 'codecommit-comment',
      values: {
        pullRequest: id ? (name(id) ?? '') : '',
        commit: id ? '' : (short(commit) ?? ''),
        repository: repo.repository,
        done: /Updated$/.test(event) ? 'edited' : 'made',
        reaction: reaction ?? '',
      },
    },
    resource: id
      ? { kind: 'pull-request', name: repo.repository, url: pullRequestLink(repo, detail) }
      : { kind: 'repository', name: repo.repository, url: repositoryLink(repo, 'browse') },
    text: textOf(additional.comments?.at(-1)?.commentText, MAX_TEXT_CHARS),
    commits: id ? [] : commitOf(repo, commit),
    details: [{ label: 'file', value: file ? [file, line || ''].filter(Boolean).join(':') : '' }],
  };
};

/** An approval rule template applies to the pull requests of its associated repositories. */
const templateFields = ({ event, approvalRuleTemplateName: template, repositories }: Detail): Fields => {
  const label = name(template) ?? '';
  const done = words(event.replace(/approvalRuleTemplate/i, ''))?.replace(/^batch (dis)?associate /, '$1associated ');
  const named = Object.entries(repositories ?? {}).flatMap(([repository, id]) =>
    typeof id === 'string' ? [repository] : [],
  );
  return {
    verdict: { code: 'codecommit-rule-template', values: { template: label, done: done ?? '' } },
    resource: { kind: 'approval-rule-template', name: label },
    details: [
      { label: 'repositories', value: lineOf(named.slice(0, MAX_REPOSITORIES).join(', '), MAX_REF_CHARS) ?? '' },
    ],
  };
};

interface Circumstances {
  readonly time: string;
  readonly additional: Partial<Additional>;
}

const fieldsOf = (repo: Repository, detail: Detail, circumstances: Circumstances): Fields | undefined => {
  if (detail.approvalRuleTemplateName !== undefined) return templateFields(detail);
  if (!repo.repository) return undefined;
  if (/^comment/i.test(detail.event)) return commentFields(repo, detail, circumstances);
  return detail.pullRequestId === undefined
    ? referenceFields(repo, detail)
    : pullRequestFields(repo, detail, circumstances);
};

/** A notification rule's message has no id. It is derived from the fields that identify the change. */
const identityOf = (event: CodeCommitEvent): string => {
  const { detail: d, resources, time } = event;
  const states = [d.pullRequestStatus, d.isMerged, d.approvalStatus, d.overrideStatus, d.callerUserArn, d.revisionId];
  const things = [d.pullRequestId, d.referenceName, d.commitId, d.oldCommitId, d.commentId, d.sourceCommit];
  const parts = [resources?.[0], d.event, time, ...states, ...things, d.approvalRuleName, d.approvalRuleTemplateName];
  return eventIdentity(event.id) ?? stableId('codecommit', parts.map(String));
};

/** CodeCommit repositories and pull requests, in both dialects. */
export const codecommit = defineEventSource({
  name: 'codecommit',
  subscribes: codecommitEvents,
  examples: async (now) => (await import('./examples.ts')).codecommitExamples(now),
  event: CodeCommitEvent,
  notify(event, { publishedAt }) {
    const { detail, region } = event;
    const repository = name(detail.repositoryName ?? detail.repositoryNames?.[0]) ?? '';
    const time = isoTime(event.time) ?? publishedAt;
    const fields = detailTypeOf(event)
      ? fieldsOf({ repository, region }, detail, { time, additional: event.additionalAttributes ?? {} })
      : undefined;
    if (!fields) return undefined;

    const who = name(detail.displayName) ?? actorOf(detail.callerUserArn)?.name;
    return {
      id: identityOf(event),
      moment: 'change',
      severity: 'info',
      time,
      state: name(detail.event),
      ...fields,
      ...(fields.verdict && {
        verdict: { code: fields.verdict.code, values: { ...fields.verdict.values, by: who ?? '' } },
      }),
      details: (fields.details ?? []).filter(({ value }) => value),
    };
  },
});
