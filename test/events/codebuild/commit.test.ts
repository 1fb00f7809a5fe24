import { enrich } from '../../../src/enrichment/enrich.ts';
import type { Commit, Notification } from '../../../src/model/notification.ts';
import { fakeAws, refusal } from '../../enrichment/fake-aws.ts';
import { aBareFailure, SHA } from '../../enrichment/fixtures.ts';

const COMMIT = 'codecommit GetCommit';
const HERE = `https://eu-central-1.console.aws.amazon.com/codesuite/codecommit/repositories/web/commit/${SHA}?region=eu-central-1`;

const build = (commit: Commit): Notification => {
  const { pipeline: _pipeline, level: _level, ...facts } = aBareFailure();
  const resource = { kind: 'build', name: 'web-tests' };
  return { ...facts, source: 'codebuild', resource, execution: { id: 'web-tests:1b2c3d4e' }, commits: [commit] };
};

const enriched = async (commit: Commit, answer: unknown) => {
  const aws = fakeAws({ [COMMIT]: answer });
  return { ...(await enrich(build(commit), aws)), aws };
};

const ANSWER = {
  commit: {
    commitId: SHA,
    message: `Bake longer\n\nNot for a week.`,
    author: { name: 'Mira Falk', email: 'canary@example.com' },
  },
};

describe('the commit of a failed build', () => {
  test('gets message and author from CodeCommit, with the address beside it', async () => {
    const { commits, authors, aws } = await enriched({ id: SHA, repository: 'web', url: HERE, branch: 'main' }, ANSWER);

    expect(commits).toEqual([
      { id: SHA, repository: 'web', url: HERE, branch: 'main', summary: 'Bake longer', author: 'Mira Falk' },
    ]);
    expect(aws.inputs).toContainEqual({ repositoryName: 'web', commitId: SHA });
    expect(JSON.stringify(commits)).not.toContain('canary');
    expect(authors).toEqual([{ commit: SHA, email: 'canary@example.com' }]);
  });

  test('is not asked for at other providers', async () => {
    const url = `https://github.com/north-bakery/web/commit/${SHA}`;
    const { commits, aws } = await enriched({ id: SHA, repository: 'north-bakery/web', url }, ANSWER);

    expect(commits).toEqual([{ id: SHA, repository: 'north-bakery/web', url }]);
    expect(aws.calls).toContain('codebuild BatchGetBuilds');
    expect(aws.calls).not.toContain(COMMIT);
  });

  test('is kept if CodeCommit denies access, and so is the cause', async () => {
    const commit = { id: SHA, repository: 'web', url: HERE };
    const { commits, failures, missing } = await enriched(commit, refusal('AccessDeniedException'));

    expect(commits).toEqual([commit]);
    expect(failures[0]?.log).toContain('230');
    expect(missing).toEqual([expect.stringMatching(/^commits: /)]);
  });
});
