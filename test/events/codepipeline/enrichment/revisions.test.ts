import { sourceOf, sourcesOf } from '../../../../src/events/codepipeline/enrichment/revisions.ts';
import { aRevision, connectionUrl, GOOD_SHA, SHA } from '../../../enrichment/fixtures.ts';

const of = (revision: object) => sourceOf({ name: 'Source', ...revision } as Parameters<typeof sourceOf>[0]);
const connected = (repository: string, provider: string, message = 'Knead longer') => ({
  revisionId: SHA,
  revisionSummary: JSON.stringify({ ProviderType: provider, CommitMessage: message }),
  revisionUrl: connectionUrl(repository, SHA),
});
const CONSOLE = 'https://eu-central-1.console.aws.amazon.com/codesuite/codecommit/repositories/dough';
const CODECOMMIT = {
  revisionId: SHA,
  revisionSummary: 'Knead longer\n',
  revisionUrl: `https://console.aws.amazon.com/codecommit/home?region=eu-central-1#/repository/dough/commit/${SHA}`,
};

describe('a revision', () => {
  test.each([
    ['GitHub', 'north-bakery/web', `https://github.com/north-bakery/web/commit/${SHA}`],
    ['GitLab', 'north/bakery/web', `https://gitlab.com/north/bakery/web/-/commit/${SHA}`],
    ['Bitbucket', 'north-bakery/web', `https://bitbucket.org/north-bakery/web/commits/${SHA}`],
  ])('of a connection to %s links to the commit itself', (provider, repository, url) => {
    expect(of(connected(repository, provider))?.commit).toEqual({ id: SHA, summary: 'Knead longer', repository, url });
  });

  test('of a connection to a host that is not public links through the console', () => {
    const { commit } = of(connected('north-bakery/web', 'GitHubEnterpriseServer')) ?? {};

    expect(commit?.url).toMatch(/^https:\/\/eu-central-1\.console\.aws\.amazon\.com\/codesuite\/settings\/connections/);
    expect(commit?.summary).toBe('Knead longer');
  });

  test('of a connection is read even if AWS cut its JSON', () => {
    const cutOff = JSON.stringify({
      ProviderType: 'GitHub',
      CommitMessage: `Say "hello" \u00e9\n\n${'x'.repeat(3000)}`,
    });
    const revision = { ...connected('north-bakery/web', 'GitHub'), revisionSummary: cutOff.slice(0, 2048) };

    expect(of(revision)?.commit).toMatchObject({
      summary: 'Say "hello" é',
      url: expect.stringContaining('github.com'),
    });
    for (let end = 0; end < 60; end++)
      expect(of({ ...revision, revisionSummary: cutOff.slice(0, end) })).toMatchObject({
        commit: { id: revision.revisionId },
      });
  });

  test.each([
    `https://github.com/north-bakery/web/commit/${SHA}`,
    `https://api.github.com/repos/north-bakery/web/git/commits/${SHA}`,
  ])("of GitHub's first version links to the commit: %s", (revisionUrl) => {
    const revision = { revisionId: SHA, revisionSummary: 'Merge pull request #31 from a/b\n\nKnead', revisionUrl };

    expect(of(revision)).toMatchObject({
      commit: { url: `https://github.com/north-bakery/web/commit/${SHA}`, repository: 'north-bakery/web' },
      pullRequest: { label: 'open-pull-request', url: 'https://github.com/north-bakery/web/pull/31' },
    });
  });

  test('of CodeCommit links into the console of its Region', () => {
    expect(of(CODECOMMIT)?.commit).toEqual({
      id: SHA,
      summary: 'Knead longer',
      repository: 'dough',
      url: `${CONSOLE}/commit/${SHA}?region=eu-central-1`,
    });
  });

  test('of Amazon S3 or Amazon ECR describes its id', () => {
    const version = 'CXkyGc4T_6.0ZrS3vwWYfF1NHHYqGtmh';

    expect(of({ revisionId: version, revisionSummary: `Amazon S3 version id: ${version}` })?.commit).toEqual({
      id: version,
      summary: 'Amazon S3 object version',
    });
    expect(of({ revisionId: 'sha256:9f2c4e6a8b0d' })?.commit.summary).toBe('Container image');
  });

  test('without an id is ignored', () => {
    expect(of({ revisionSummary: 'Nothing' })).toBeUndefined();
    expect(sourcesOf([])).toEqual([]);
  });

  test.each([
    ['GitHub', 'Bake (#214)', 'open-pull-request', 'https://github.com/n/w/pull/214'],
    ['GitHub', 'Merge pull request #7 from n/x\n\nSee #9', 'open-pull-request', 'https://github.com/n/w/pull/7'],
    ['GitHub', 'Bake as in #12', 'open-pull-request', 'https://github.com/n/w/pull/12'],
    ['GitLab', 'Merge\n\nSee merge request n/w!5', 'open-merge-request', 'https://gitlab.com/n/w/-/merge_requests/5'],
    ['GitLab', 'Bake (!6)', 'open-merge-request', 'https://gitlab.com/n/w/-/merge_requests/6'],
    [
      'Bitbucket',
      'Merged in feature/x (pull request #8)',
      'open-pull-request',
      'https://bitbucket.org/n/w/pull-requests/8',
    ],
  ])('of %s with the message %j links to its pull request', (provider, message, label, url) => {
    expect(of(connected('n/w', provider, message))?.pullRequest).toEqual({ label, url });
  });

  test('without a pull request has no link to one', () => {
    expect(of(connected('n/w', 'GitHub', 'Colour is #fff and section #a1'))?.pullRequest).toBeUndefined();
    expect(of({ ...CODECOMMIT, revisionSummary: 'Bake (#3)' })?.pullRequest).toBeUndefined();
  });
});

describe('two revisions of one source', () => {
  const before = (revision: { revisionUrl: string }) => ({
    ...revision,
    revisionId: GOOD_SHA,
    revisionUrl: revision.revisionUrl.replace(SHA, GOOD_SHA),
  });
  test.each([
    [connected('n/w', 'GitHub'), `https://github.com/n/w/compare/${GOOD_SHA}...${SHA}`],
    [connected('n/w', 'GitLab'), `https://gitlab.com/n/w/-/compare/${GOOD_SHA}...${SHA}`],
    [connected('n/w', 'Bitbucket'), `https://bitbucket.org/n/w/branches/compare/${SHA}..${GOOD_SHA}`],
    [CODECOMMIT, `${CONSOLE}/compare/${SHA}/.../${GOOD_SHA}?region=eu-central-1`],
  ])('can be compared: %#', (revision, url) => {
    const earlier = sourcesOf([aRevision(GOOD_SHA, 'Another repository'), { ...before(revision), name: 'x' }] as never);

    expect(of(revision)?.compareWith(earlier)).toBe(url);
  });

  test('are not compared across repositories, nor with themselves', () => {
    const source = of(connected('n/w', 'GitHub'));

    expect(source?.compareWith(sourcesOf([aRevision(GOOD_SHA, 'Other')] as never))).toBeUndefined();
    expect(source?.compareWith(source ? [source] : [])).toBeUndefined();
  });
});
