import * as z from 'zod/mini';
import { text } from '../../model/event-source.ts';
import { lineOf } from '../../text/clean.ts';

/** Where the providers that have one public host keep a commit. Self-managed ones have other names, and no link. */
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
    // Groups nest.
    repository: /^[\w.-]+(?:\/[\w.-]+)+$/,
    link: (repository, commit) => `https://gitlab.com/${repository}/-/commit/${commit}`,
  },
};

/**
 * A direct link to a commit on GitHub, GitLab or Bitbucket, or `undefined` where the host, the repository or the hash
 * is not certain. `provider` is what a CodeConnections connection calls it.
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

/** What a source action says of the revision that it fetched. */
export interface Revision {
  /** As CodeConnections calls it; only connections tell. */
  provider?: string | undefined;
  /** First line of the commit message. */
  summary?: string | undefined;
}

/**
 * Reads a revision's summary: the message itself from most sources, JSON in a string from a connection
 * (`{"ProviderType":"GitHub","CommitMessage":"…"}`).
 * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CodestarConnectionSource.html
 */
export const parseRevision = (summary: string): Revision => {
  const connection = connectionSummary(summary);
  return connection
    ? { provider: connection.ProviderType, summary: firstLine(connection.CommitMessage) }
    : { summary: firstLine(summary) };
};

/** Is this summary about a revision, in a connection's JSON, and so no sentence to show? */
export const isConnectionSummary = (summary: string): boolean => connectionSummary(summary) !== undefined;

const connectionSummary = (summary: string): z.infer<typeof ConnectionSummary> | undefined => {
  if (!summary.trimStart().startsWith('{')) return undefined;
  try {
    return ConnectionSummary.safeParse(JSON.parse(summary)).data;
  } catch {
    // A commit message may well begin with a brace.
    return undefined;
  }
};
