import fc from 'fast-check';
import { read } from '../reading.ts';
import { build } from './builds.ts';

const SHA = 'b81e4a07f6c2d953e0a1b7c84f92d6350e7a1c48';
const GITHUB = { type: 'GITHUB', location: 'https://github.com/north-bakery/web.git' };

const variables = (values: Record<string, string>) => ({
  'environment-variables': Object.entries(values).map(([name, value]) => ({ name, type: 'PLAINTEXT', value })),
});

const seriesOf = (version: unknown, more: Record<string, unknown> = {}) =>
  read(build('SUCCEEDED', { 'source-version': version, source: GITHUB, ...more })).series;

test.each([
  ['refs/heads/feat/oven', { kind: 'branch', name: 'feat/oven' }],
  [`refs/heads/main^{${SHA}}`, { kind: 'branch', name: 'main' }],
  ['release-7', { kind: 'branch', name: 'release-7' }],
  ['refs/tags/v7.1', { kind: 'tag', name: 'v7.1' }],
  ['pr/214', { kind: 'pull-request', name: '#214', number: '214' }],
  [`pr/214^{${SHA}}`, { kind: 'pull-request', name: '#214', number: '214' }],
  ['refs/pull/214/head', { kind: 'pull-request', name: '#214', number: '214' }],
])('the source version %s is a series of its own', (version, series) => {
  expect(seriesOf(version)).toEqual(series);
});

test.each([SHA, SHA.slice(0, 7), undefined, '', 7, 'arn:aws:s3:::artifacts/web.zip'])(
  'the source version %p says nothing about the series',
  (version) => {
    expect(seriesOf(version)).toBeUndefined();
  },
);

test.each([
  [{ CODEBUILD_WEBHOOK_TRIGGER: 'branch/main' }, { kind: 'branch', name: 'main' }],
  [{ CODEBUILD_WEBHOOK_TRIGGER: 'tag/v7.1' }, { kind: 'tag', name: 'v7.1' }],
  [
    { CODEBUILD_WEBHOOK_TRIGGER: 'pr/214', CODEBUILD_WEBHOOK_HEAD_REF: 'refs/heads/feat/oven' },
    { kind: 'pull-request', name: '#214', number: '214' },
  ],
  [{ CODEBUILD_WEBHOOK_HEAD_REF: 'refs/heads/feat/oven' }, { kind: 'branch', name: 'feat/oven' }],
  [{ CODEBUILD_WEBHOOK_BASE_REF: 'refs/heads/main' }, undefined],
])('the hash of a commit has the series of its webhook %j', (values, series) => {
  expect(seriesOf(SHA, { environment: variables(values) })).toEqual(series);
});

test('a build by hand and one by webhook of a pull request are of one series', () => {
  const environment = variables({ CODEBUILD_WEBHOOK_HEAD_REF: 'refs/heads/feat/oven' });

  expect(seriesOf('pr/214', { environment })).toEqual(seriesOf('pr/214'));
});

test('the commit of a pull request has the branch of its webhook', () => {
  const environment = variables({ CODEBUILD_WEBHOOK_HEAD_REF: 'refs/heads/feat/oven' });
  const event = build('FAILED', { 'source-version': `pr/214^{${SHA}}`, source: GITHUB, environment });

  expect(read(event).commits).toMatchObject([{ id: SHA, branch: 'feat/oven' }]);
});

test.each([
  ['an artifact', { type: 'S3', location: 'artifacts/web.zip' }],
  ['no source', undefined],
])('a build of %s has no series', (_, source) => {
  expect(read(build('FAILED', { 'source-version': 'main', source }))).not.toHaveProperty('series');
});

test('a build that a pipeline started has the series of the pipeline, which is not in the event', () => {
  const event = build('FAILED', { 'source-version': 'main', source: GITHUB, initiator: 'codepipeline/shop-prod' });

  expect(read(event)).toMatchObject({ level: 'job' });
  expect(read(event)).not.toHaveProperty('series');
});

test('any source version is read', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (version) => {
      const series = seriesOf(version);
      expect(series === undefined || series.name.length > 0).toBe(true);
    }),
  );
});
