import type { Commit } from '../../../model/notification.ts';
import { lineOf } from '../../../text/clean.ts';
import { linkWithoutSecret, redact, redactedLine } from '../../../text/redact.ts';
import { commitLink, firstLine } from '../../shared/commits.ts';
import { consoleLink } from '../../shared/console-links.ts';
import type { Revision } from './answers.ts';

const MAX_REF_CHARS = 200;
/** Longer than AWS's limit of 2,048 characters. */
const MAX_SUMMARY_CHARS = 5000;
const HASH = /^[0-9a-f]{40}$/i;

/** The repository of a revision. `provider` is CodeConnections' name for it, or `CodeCommit`. */
interface Repository {
  provider?: string | undefined;
  repository?: string | undefined;
  region?: string | undefined;
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\n', t: ' ' };

/**
 * The commit message in a summary. A connection's summary is JSON in a string, which AWS cuts at 2,048 characters, so
 * that it may not parse.
 * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CodestarConnectionSource.html
 */
const messageOf = (summary: string): { provider?: string | undefined; message: string } => {
  const text = summary.slice(0, MAX_SUMMARY_CHARS).trimStart();
  const quoted = text.startsWith('{') ? /"CommitMessage"\s*:\s*"((?:[^"\\]|\\.)*)/s.exec(text)?.[1] : undefined;
  if (quoted === undefined) return { message: text };
  const message = quoted.replace(/\\(?:u([0-9a-f]{4})|(.)|$)/gis, (_, hex?: string, char = '') =>
    hex ? String.fromCharCode(Number.parseInt(hex, 16)) : (ESCAPES[char] ?? char),
  );
  return { provider: /"ProviderType"\s*:\s*"([\w ]{1,40})"/.exec(text)?.[1], message };
};

/** Paths of commits on public hosts, and in GitHub's API. */
const PATHS: readonly { host: string; provider: string; path: RegExp }[] = [
  { host: 'github.com', provider: 'GitHub', path: /^\/([^/]+\/[^/]+)\/commits?\// },
  { host: 'api.github.com', provider: 'GitHub', path: /^\/repos\/([^/]+\/[^/]+)\/(?:git\/)?commits\// },
  { host: 'gitlab.com', provider: 'GitLab', path: /^\/(.+?)\/(?:-\/)?commit\// },
  { host: 'bitbucket.org', provider: 'Bitbucket', path: /^\/([^/]+\/[^/]+)\/commits?\// },
];

const codeCommitRepository = (url: URL): Repository | undefined => {
  const repository =
    /^#\/repository\/([\w.-]+)\/commit\//.exec(url.hash)?.[1] ??
    /^\/codesuite\/codecommit\/repositories\/([\w.-]+)\/commit\//.exec(url.pathname)?.[1];
  const region = url.searchParams.get('region') ?? undefined;
  return repository && /codecommit/.test(url.pathname) ? { provider: 'CodeCommit', repository, region } : undefined;
};

const repositoryOf = ({ revisionUrl }: Revision, provider: string | undefined): Repository => {
  const url = linkWithoutSecret(revisionUrl);
  const parsed = url ? URL.parse(url) : null;
  if (!parsed) return { provider };
  const connected = parsed.searchParams.get('FullRepositoryId');
  if (connected) return { provider, repository: connected };
  for (const { host, provider: known, path } of PATHS) {
    const repository = parsed.hostname === host ? path.exec(parsed.pathname)?.[1] : undefined;
    if (repository) return { provider: known, repository };
  }
  return codeCommitRepository(parsed) ?? { provider };
};

const codeCommitPath = (repository: string): string[] => ['codesuite', 'codecommit', 'repositories', repository];

const linkTo = ({ provider, repository, region }: Repository, commit: string): string | undefined =>
  provider === 'CodeCommit' && repository
    ? consoleLink(region, [...codeCommitPath(repository), 'commit', commit])
    : commitLink({ provider, repository, commit });

/** Link to the changes between two commits. `undefined` if the host is not known. */
const compareLink = (repo: Repository, from: string, to: string): string | undefined => {
  const commit = linkTo(repo, to);
  if (!commit || !HASH.test(from) || !HASH.test(to) || from === to) return undefined;
  const { provider, repository = '', region } = repo;
  if (provider === 'CodeCommit')
    return consoleLink(region, [...codeCommitPath(repository), 'compare', to, '...', from]);
  if (provider === 'Bitbucket') return commit.replace(/\/commits\/\w+$/, `/branches/compare/${to}..${from}`);
  return commit.replace(/\/commit\/\w+$/, `/compare/${from}...${to}`);
};

/** Pull request numbers in a commit message: merge messages first, bare numbers last. */
const PULL_REQUESTS = [
  /\bmerge pull request #(\d{1,7})\b/i,
  /\bmerged in .{1,200}\(pull request #(\d{1,7})\)/i,
  /\bsee merge request [\w./-]*!(\d{1,7})\b/i,
  /\((?:pull request )?[#!](\d{1,7})\)/i,
  /(?:^|\s)!(\d{1,7})\b/,
  /(?:^|\s)#(\d{1,7})\b/,
];

const pullRequestLink = (repo: Repository, commit: string, message: string): Source['pullRequest'] => {
  const number = PULL_REQUESTS.map((pattern) => pattern.exec(message)?.[1]).find((found) => found !== undefined);
  const link = repo.provider === 'CodeCommit' ? undefined : linkTo(repo, commit);
  if (!number || !link) return undefined;
  if (repo.provider === 'GitLab') {
    return { label: 'open-merge-request', url: link.replace(/\/commit\/\w+$/, `/merge_requests/${number}`) };
  }
  const path = repo.provider === 'Bitbucket' ? `/pull-requests/${number}` : `/pull/${number}`;
  return { label: 'open-pull-request', url: link.replace(/\/commits?\/\w+$/, path) };
};

/** The revision that one source action of an execution fetched. */
export interface Source {
  readonly commit: Commit;
  readonly pullRequest?: { label: string; url: string } | undefined;
  /** Link to the changes since an earlier commit of the same repository. */
  compareWith(earlier: readonly Source[]): string | undefined;
  /** Identifies the repository. */
  readonly key: string;
}

/** The summaries of Amazon S3 and Amazon ECR only repeat the revision's id. */
const summaryOf = (id: string, message: string): string | undefined => {
  if (/^Amazon S3 version id: /i.test(message)) return 'Amazon S3 object version';
  return firstLine(redact(message)) ?? (/^sha256:/i.test(id) ? 'Container image' : undefined);
};

/** @returns `undefined` if the revision has no id. */
export const sourceOf = (revision: Revision): Source | undefined => {
  const id = redactedLine(revision.revisionId, 100);
  if (!id) return undefined;
  const { provider, message } = messageOf(revision.revisionSummary ?? '');
  const repo = repositoryOf(revision, provider);
  const key = `${repo.provider} ${repo.repository}`;
  return {
    commit: {
      id,
      summary: summaryOf(id, message),
      url: linkTo(repo, id) ?? linkWithoutSecret(revision.revisionUrl),
      repository: lineOf(repo.repository, MAX_REF_CHARS),
    },
    pullRequest: pullRequestLink(repo, id, message),
    key,
    compareWith: (earlier) => {
      const before = repo.repository ? earlier.find((source) => source.key === key) : undefined;
      return before && compareLink(repo, before.commit.id, id);
    },
  };
};

/** The sources of an execution, at most five. */
export const sourcesOf = (revisions: readonly Revision[]): Source[] =>
  revisions
    .slice(0, 5)
    .map(sourceOf)
    .filter((source) => source !== undefined);
