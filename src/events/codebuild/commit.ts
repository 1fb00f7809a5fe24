// https://docs.aws.amazon.com/codecommit/latest/APIReference/API_GetCommit.html
import * as z from 'zod/mini';
import type { Search } from '../../model/enrichment.ts';
import { lenient, text } from '../../model/event-source.ts';
import type { Commit } from '../../model/notification.ts';
import { emailOf } from '../../text/email.ts';
import { redactedLine } from '../../text/redact.ts';
import { read } from '../shared/answers.ts';
import { firstLine } from '../shared/commits.ts';
import { CODECOMMIT } from './asks.ts';

const MAX_LINE_CHARS = 200;

const CommitAnswer = z.object({
  commit: z.object({ message: text, author: lenient(z.object({ name: text, email: text })) }),
});

const readCommit = (output: unknown) => {
  const { message, author } = read(CommitAnswer, output).commit;
  const found: Pick<Commit, 'summary' | 'author'> = {
    summary: redactedLine(firstLine(message), MAX_LINE_CHARS),
    author: redactedLine(author?.name, MAX_LINE_CHARS),
  };
  return { found, email: emailOf(author?.email) };
};

/** Adds message and author to a commit of CodeCommit. Those of other providers are not known to AWS. */
export const addCommit = async ({ ask, part, addFacts }: Search, commit: Commit | undefined): Promise<void> => {
  if (!addFacts || !commit?.repository || commit.summary || !commit.url?.includes('/codesuite/codecommit/')) return;
  const input = { repositoryName: commit.repository, commitId: commit.id };
  const answer = await part('commits', () =>
    ask({ service: CODECOMMIT, operation: 'GetCommit', input, read: readCommit }),
  );
  if (!answer) return;
  const { found, email } = answer;
  addFacts({ commits: [{ ...commit, ...found }], ...(email && { authors: [{ commit: commit.id, email }] }) });
};
