import * as z from 'zod/mini';
import { text } from '../../model/event-source.ts';
import { lineOf } from '../../text/clean.ts';

/** Commit links of the providers with one public host. Self-managed providers have other names and no link. */
const HOSTS: Readonly<Record<string, { repository: RegExp; link(repository: string, commit: string): string }>> = {
  GitHub: {
    repository: /^[\w.-]+\/[\w.-]+$/,
    link: (repository, commit) => `https://github.com/${repository}/commit/${commit}`,
  },
  Bitbucket: {
    repository: /^[\w.-]+\/[\w.-]+$/,
    link: (repository, commit) => `https://bitbucket.org/${repository}/commits/${commit}`,
  },
  GitLab: {
    // GitLab groups can be nested.
    repository: /^[\w.-]+(?:\/[\w.-]+)+$/,
    link: (repository, commit) => `https://gitlab.com/${repository}/-/commit/${commit}`,
  },
};

/**
 * A direct link to a commit on GitHub, GitLab or Bitbucket, or `undefined` if the host, the repository or the hash
 * is not certain. `provider` is the name that CodeConnections uses.
 * @see https://docs.aws.amazon.com/codeconnections/latest/APIReference/API_Connection.html
 */
export const commitLink = ({
  provider,
  repository,
  commit,
}: {
  provider: string | null | undefined;
  repository: string | null | undefined;
  commit: string | null | undefined;
}): string | undefined => {
  const host = provider && Object.hasOwn(HOSTS, provider) ? HOSTS[provider] : undefined;
  if (!host || !repository || !commit || !/^[0-9a-f]{7,64}$/i.test(commit)) return undefined;
  if (repository.length > 300 || !host.repository.test(repository) || /(?:^|\/)\.{1,2}(?:\/|$)/.test(repository)) {
    return undefined;
  }
  return host.link(repository, commit);
};

/** The first line of a commit message, at most 200 characters. */
export const firstLine = (message: string | null | undefined): string | undefined =>
  lineOf(message?.trimStart().split(/[\r\n]/, 1)[0], 200);

const ConnectionSummary = z.object({ ProviderType: text, CommitMessage: z.string() });

/** The facts in a source action's summary of its revision. */
export interface Revision {
  /** The name that CodeConnections uses. Only connections report it. */
  provider?: string | undefined;
  /** First line of the commit message. */
  summary?: string | undefined;
}

/**
 * Reads a revision's summary: the commit message for most sources, JSON in a string for a connection
 * (`{"ProviderType":"GitHub","CommitMessage":"…"}`).
 * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CodestarConnectionSource.html
 */
export const parseRevision = (summary: string): Revision => {
  const connection = connectionSummary(summary);
  return connection
    ? { provider: connection.ProviderType, summary: firstLine(connection.CommitMessage) }
    : { summary: firstLine(summary) };
};

/** Whether a summary is a connection's JSON about a revision, not a sentence to show. */
export const isConnectionSummary = (summary: string): boolean => connectionSummary(summary) !== undefined;

const connectionSummary = (summary: string): z.infer<typeof ConnectionSummary> | undefined => {
  if (!summary.trimStart().startsWith('{')) return undefined;
  try {
    return ConnectionSummary.safeParse(JSON.parse(summary)).data;
  } catch {
    // A commit message may begin with a brace.
    return undefined;
  }
};
