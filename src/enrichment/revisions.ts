import { commitLink, firstLine } from '../events/shared/commits.ts';
import { consoleLink } from '../events/shared/console-links.ts';
import type { Commit } from '../model/notification.ts';
import { lineOf } from '../text/clean.ts';
import { linkWithoutSecret, redact, redactedLine } from '../text/redact.ts';
import type { Revision } from './answers.ts';

const MAX_REF_CHARS = 200;
/** AWS's own limit is 2,048 characters. */
const MAX_SUMMARY_CHARS = 5000;
const HASH = /^[0-9a-f]{40}$/i;

/** Where a revision lies: `provider` as CodeConnections calls it, or `CodeCommit`. */
interface Place {
  provider?: string | undefined;
  repository?: string | undefined;
  region?: string | undefined;
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\n', t: ' ' };

/**
 * The commit message that a summary holds. A connection's is JSON in a string, which AWS cuts at 2,048 characters and
 * which then is no JSON any more.
 * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CodestarConnectionSource.html
 */
const messageOf = (summary: string): { provider?: string | undefined; message: string } => {
  const said = summary.slice(0, MAX_SUMMARY_CHARS).trimStart();
  const quoted = said.startsWith('{') ? /"CommitMessage"\s*:\s*"((?:[^"\\]|\\.)*)/s.exec(said)?.[1] : undefined;
  if (quoted === undefined) return { message: said };
  const message = quoted.replace(/\\(?:u([0-9a-f]{4})|(.)|$)/gis, (_, hex?: string, char = '') =>
    hex ? String.fromCharCode(Number.parseInt(hex, 16)) : (ESCAPES[char] ?? char),
  );
  return { provider: /"ProviderType"\s*:\s*"([\w ]{1,40})"/.exec(said)?.[1], message };
};

/** Paths of commits on the hosts that everybody shares, in their pages and in GitHub's API. */
const PATHS: readonly { host: string; provider: string; path: RegExp }[] = [
  { host: 'github.com', provider: 'GitHub', path: /^\/([^/]+\/[^/]+)\/commits?\// },
  { host: 'api.github.com', provider: 'GitHub', path: /^\/repos\/([^/]+\/[^/]+)\/(?:git\/)?commits\// },
  { host: 'gitlab.com', provider: 'GitLab', path: /^\/(.+?)\/(?:-\/)?commit\// },
  { host: 'bitbucket.org', provider: 'Bitbucket', path: /^\/([^/]+\/[^/]+)\/commits?\// },
];

const codeCommitPlace = (url: URL): Place | undefined => {
  const repository =
    /^#\/repository\/([\w.-]+)\/commit\//.exec(url.hash)?.[1] ??
    /^\/codesuite\/codecommit\/repositories\/([\w.-]+)\/commit\//.exec(url.pathname)?.[1];
  const region = url.searchParams.get('region') ?? undefined;
  return repository && /codecommit/.test(url.pathname) ? { provider: 'CodeCommit', repository, region } : undefined;
};

const placeOf = ({ revisionUrl }: Revision, provider: string | undefined): Place => {
  const url = linkWithoutSecret(revisionUrl);
  const parsed = url ? URL.parse(url) : null;
  if (!parsed) return { provider };
  const connected = parsed.searchParams.get('FullRepositoryId');
  if (connected) return { provider, repository: connected };
  for (const { host, provider: known, path } of PATHS) {
    const repository = parsed.hostname === host ? path.exec(parsed.pathname)?.[1] : undefined;
    if (repository) return { provider: known, repository };
  }
  return codeCommitPlace(parsed) ?? { provider };
};

const codeCommitPath = (repository: string): string[] => ['codesuite', 'codecommit', 'repositories', repository];

const linkTo = ({ provider, repository, region }: Place, commit: string): string | undefined =>
  provider === 'CodeCommit' && repository
    ? consoleLink(region, [...codeCommitPath(repository), 'commit', commit])
    : commitLink({ provider, repository, commit });

/** Where the changes from one commit to another can be read, on hosts that are certain. */
const compareLink = (place: Place, from: string, to: string): string | undefined => {
  const commit = linkTo(place, to);
  if (!commit || !HASH.test(from) || !HASH.test(to) || from === to) return undefined;
  const { provider, repository = '', region } = place;
  if (provider === 'CodeCommit')
    return consoleLink(region, [...codeCommitPath(repository), 'compare', to, '...', from]);
  if (provider === 'Bitbucket') return commit.replace(/\/commits\/\w+$/, `/branches/compare/${to}..${from}`);
  return commit.replace(/\/commit\/\w+$/, `/compare/${from}...${to}`);
};

/** The pull request that a commit message names: a merge's own words first, a bare number last. */
const PULL_REQUESTS = [
  /\bmerge pull request #(\d{1,7})\b/i,
  /\bmerged in .{1,200}\(pull request #(\d{1,7})\)/i,
  /\bsee merge request [\w./-]*!(\d{1,7})\b/i,
  /\((?:pull request )?[#!](\d{1,7})\)/i,
  /(?:^|\s)!(\d{1,7})\b/,
  /(?:^|\s)#(\d{1,7})\b/,
];

const pullRequestLink = (place: Place, commit: string, message: string): Source['pullRequest'] => {
  const number = PULL_REQUESTS.map((pattern) => pattern.exec(message)?.[1]).find((found) => found !== undefined);
  const link = place.provider === 'CodeCommit' ? undefined : linkTo(place, commit);
  if (!number || !link) return undefined;
  if (place.provider === 'GitLab') {
    return { label: `Merge request !${number}`, url: link.replace(/\/commit\/\w+$/, `/merge_requests/${number}`) };
  }
  const path = place.provider === 'Bitbucket' ? `/pull-requests/${number}` : `/pull/${number}`;
  return { label: `Pull request #${number}`, url: link.replace(/\/commits?\/\w+$/, path) };
};

/** One source of an execution: what it fetched, and where that can be looked at. */
export interface Source {
  readonly commit: Commit;
  readonly pullRequest?: { label: string; url: string } | undefined;
  /** What changed since the same source's earlier commit. */
  compareWith(earlier: readonly Source[]): string | undefined;
  readonly place: string;
}

/** What Amazon S3 and Amazon ECR say of a revision is its own id once more. */
const summaryOf = (id: string, message: string): string | undefined => {
  if (/^Amazon S3 version id: /i.test(message)) return 'Amazon S3 object version';
  return firstLine(redact(message)) ?? (/^sha256:/i.test(id) ? 'Container image' : undefined);
};

/** Reads one source's revision; `undefined` where it names none. */
export const sourceOf = (revision: Revision): Source | undefined => {
  const id = redactedLine(revision.revisionId, 100);
  if (!id) return undefined;
  const { provider, message } = messageOf(revision.revisionSummary ?? '');
  const place = placeOf(revision, provider);
  const key = `${place.provider} ${place.repository}`;
  return {
    commit: {
      id,
      summary: summaryOf(id, message),
      url: linkTo(place, id) ?? linkWithoutSecret(revision.revisionUrl),
      repository: lineOf(place.repository, MAX_REF_CHARS),
    },
    pullRequest: pullRequestLink(place, id, message),
    place: key,
    compareWith: (earlier) => {
      const before = place.repository ? earlier.find((source) => source.place === key) : undefined;
      return before && compareLink(place, before.commit.id, id);
    },
  };
};

/** An execution's sources, at most five. */
export const sourcesOf = (revisions: readonly Revision[]): Source[] =>
  revisions
    .slice(0, 5)
    .map(sourceOf)
    .filter((source) => source !== undefined);
