import type { Author } from '../../model/author.ts';
import type { Commit } from '../../model/notification.ts';
import { lineOf, safeUrl } from '../../text/clean.ts';
import { emailOf } from '../../text/email.ts';
import { isoTime } from '../../text/time.ts';
import { commitLink, firstLine, parseRevision } from '../shared/commits.ts';
import { type Additional, type Detail, MAX_REF_CHARS, nameOf } from './event.ts';

const MAX_SOURCES = 3;

/** The second form of the trigger: facts about the commit that started the execution. */
const triggerCommits = ({ 'execution-trigger': trigger }: Detail): Commit[] => {
  const id = lineOf(trigger?.['commit-id'], 64);
  if (!trigger || !id) return [];
  const { 'full-repository-name': repository, 'provider-type': provider } = trigger;
  return [
    {
      id,
      summary: firstLine(trigger['commit-message']),
      author: nameOf(trigger['author-display-name']) ?? nameOf(trigger['author-id']),
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

/** The author of the commit that started the execution. */
export const authorsOf = ({ 'execution-trigger': trigger }: Detail): Author[] | undefined => {
  const commit = lineOf(trigger?.['commit-id'], 64);
  const email = emailOf(trigger?.['author-email']);
  const login = nameOf(trigger?.['author-id']);
  return commit && (email ?? login) ? [{ commit, email, login }] : undefined;
};

/** The commits that an event names. */
export const commitsOf = (detail: Detail, additional: Partial<Additional>): Commit[] => [
  ...triggerCommits(detail),
  ...fetchedCommits(detail),
  ...listedCommits(additional),
];
