import fc from 'fast-check';
import { dateOf } from '../../../src/events/codebuild/event.ts';
import { expectHidden, fixture, read } from '../reading.ts';
import { build, example } from './builds.ts';

const SHA = '3f9c1d7a52be60418c7d9e0f4b2a6c8d1e5f7093';

describe('environment variables', () => {
  test.each(['failed', 'started', 'succeeded', 'job-failed', 'phase-failed'])('of %s are never shown', (name) => {
    const event = example(name);
    event.detail['additional-information'].environment = {
      image: 'canary-image',
      'environment-variables': [
        { name: 'CANARY_NAME', type: 'PLAINTEXT', value: 'canary-value' },
        { name: 'OTHER', type: 'PARAMETER_STORE', value: '/canary/path' },
      ],
    };

    expectHidden(/canary/i, event);
  });

  test('of a build without a project are not shown by the generic source', () => {
    const event = fixture('codebuild-phase');
    delete event.detail['project-name'];
    delete event.detail['build-id'];

    expect(read(event).source).toBe('generic');
    expectHidden('sk_live', event);
  });
});

describe('a time in CodeBuild’s form', () => {
  test.each([
    ['Sep 1, 2017 4:12:29 PM', '2017-09-01T16:12:29.000Z'],
    ['Sep 1, 2017 4:12:29\u202fPM', '2017-09-01T16:12:29.000Z'],
    ['Sep 1, 2017, 4:12:29 AM', '2017-09-01T04:12:29.000Z'],
    ['Dec 31, 2026 12:00:00 AM', '2026-12-31T00:00:00.000Z'],
    ['Dec 31, 2026 12:00:00 PM', '2026-12-31T12:00:00.000Z'],
    ['Feb 29, 2028 1:00:00 AM', '2028-02-29T01:00:00.000Z'],
  ])('%s is %s', (written, time) => {
    expect(dateOf(written)).toBe(time);
  });

  test.each([
    'Feb 29, 2027 1:00:00 AM',
    'Sep 1, 2017 0:12:29 PM',
    'Sep 1, 2017 13:12:29 PM',
    'Sep 1, 2017 4:60:29 PM',
    'Sep 0, 2017 4:12:29 PM',
    'sep 1, 2017 4:12:29 PM',
    'Sept 1, 2017 4:12:29 PM',
    'Sep 1, 2017 4:12:29',
    ' Sep 1, 2017 4:12:29 PM',
    '2017-09-01T16:12:29Z',
    '',
  ])('%j is not a time', (written) => {
    expect(dateOf(written)).toBeUndefined();
  });

  test('of any form is read as ISO 8601 or not at all', () => {
    const instant = fc.date({ min: new Date('2000-01-01'), max: new Date('2100-01-01'), noInvalidDate: true });
    const format = new Intl.DateTimeFormat('en-US', { dateStyle: 'medium', timeStyle: 'medium', timeZone: 'UTC' });

    fc.assert(
      fc.property(instant, (date) => {
        expect(dateOf(format.format(date))).toBe(`${date.toISOString().slice(0, 19)}.000Z`);
      }),
    );
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (written) => expect(dateOf(written)).toBeUndefined()));
  });
});

describe('the context of a phase', () => {
  const because = (contexts: unknown, current: unknown = '[: ]') => {
    const phases = [
      { 'phase-type': 'DOWNLOAD_SOURCE', 'phase-status': 'SUCCEEDED', 'phase-context': [': '] },
      { 'phase-type': 'BUILD', 'phase-status': 'FAILED', 'phase-context': contexts },
      { 'phase-type': 'POST_BUILD', 'phase-status': 'FAILED', 'phase-context': ['LATER: because of it'] },
    ];
    const event = build('FAILED', { phases });
    event.detail['current-phase-context'] = current;
    return read(event).failures;
  };

  test.each([
    [[': '], undefined, undefined],
    [[], undefined, undefined],
    [null, undefined, undefined],
    [['', ': ', 'YAML_FILE_ERROR: YAML file does not exist'], 'YAML_FILE_ERROR', 'YAML file does not exist'],
    [['the disk is full'], undefined, 'the disk is full'],
    [['Error: 12:30 is too late'], undefined, 'Error: 12:30 is too late'],
    [['CODE_ALONE: '], 'CODE_ALONE', undefined],
    [[7, { a: 1 }, 'CODE: lines\nof [it]'], 'CODE', 'lines\nof [it'],
  ])('%j has code %p and reason %p, from the first failed phase', (contexts, code, reason) => {
    expect(because(contexts)).toMatchObject([{ stage: 'BUILD', code, reason }]);
  });

  test('is the build’s if the phase has none', () => {
    expect(because([], '[INTERNAL_ERROR: The build container died]')).toMatchObject([
      { code: 'INTERNAL_ERROR', reason: 'The build container died' },
    ]);
  });

  test('is not shown if it is empty', () => {
    expect(read(fixture('codebuild-phase'))).toMatchObject({
      source: 'codebuild',
      moment: 'change',
      failures: [{ stage: 'BUILD', code: undefined, reason: undefined }],
    });
  });
});

test.each([{ 'deep-link': 'https://console.aws.amazon.com/x#logEvent:group=null;stream=null' }, undefined, 'none'])(
  'a log that does not exist yet (%j) is not linked',
  (logs) => {
    expect(read(build('FAILED', { logs })).failures[0]?.logUrl).toBeUndefined();
  },
);

describe('the source of a build', () => {
  const of = (version: unknown, source: Record<string, unknown>) =>
    read(build('FAILED', { 'source-version': version, source }));
  const GITHUB = { type: 'GITHUB', location: 'https://github.com/example-org/shop.git' };

  test.each([
    [`refs/heads/feat/x^{${SHA}}`, { branch: 'feat/x', tag: undefined }],
    [`refs/tags/v1.2^{${SHA}}`, { branch: undefined, tag: 'v1.2' }],
    [`pr/12^{${SHA}}`, { branch: undefined, tag: undefined }],
    [SHA, { branch: undefined, tag: undefined }],
  ])('is a commit at %s', (version, ref) => {
    expect(of(version, GITHUB)).toMatchObject({ commits: [{ id: SHA, repository: 'example-org/shop', ...ref }] });
  });

  test.each([
    ['https://bitbucket.org/example-org/shop.git', `https://bitbucket.org/example-org/shop/commits/${SHA}`],
    ['https://gitlab.com/team/group/shop', `https://gitlab.com/team/group/shop/-/commit/${SHA}`],
    ['https://github.example.com/org/shop', undefined],
    ['https://github.com', undefined],
    ['not a location', undefined],
  ])('from %s is linked to %p', (location, url) => {
    expect(of(SHA, { type: 'GITHUB', location }).commits).toMatchObject([{ id: SHA, url }]);
  });

  test('from CodeCommit is linked in the console', () => {
    const location = 'https://git-codecommit.eu-central-1.amazonaws.com/v1/repos/shop';

    expect(of(SHA, { type: 'CODECOMMIT', location }).commits).toMatchObject([
      {
        repository: 'shop',
        url: `https://eu-central-1.console.aws.amazon.com/codesuite/codecommit/repositories/shop/commit/${SHA}?region=eu-central-1`,
      },
    ]);
  });

  test.each([
    ['pr/12', 'example-org/shop@pr/12'],
    ['main', 'example-org/shop@main'],
    [undefined, 'example-org/shop'],
    ['arn:aws:s3:::bucket/app.zip', 'example-org/shop'],
  ])('at %p is shown as %p if no commit is known', (version, value) => {
    expect(of(version, GITHUB)).toMatchObject({ commits: [], details: [{ label: 'source', value }] });
  });

  test('does not show the password in its location', () => {
    const notification = of(SHA, {
      type: 'GITHUB',
      location: 'https://canary-user:canary-word@github.com/example-org/shop',
    });

    expect(JSON.stringify(notification)).not.toContain('canary');
    expect(notification.commits[0]?.url).toBe(`https://github.com/example-org/shop/commit/${SHA}`);
  });
});

describe('a batch build', () => {
  const batch = () => {
    const event = build('FAILED');
    event.detail['build-id'] = 'arn:aws:codebuild:eu-central-1:111122223333:build-batch/web-tests:91d5a0c4';
    return read(event);
  };

  test('is a subject beside the builds of its project', () => {
    expect(batch()).toMatchObject({
      resource: { kind: 'build-batch', name: 'web-tests' },
      execution: { id: 'build-batch/web-tests:91d5a0c4' },
    });
  });

  test('links to its project', () => {
    expect(batch().resource?.url).toMatch(/\/projects\/web-tests\/history\?region=eu-central-1$/);
  });
});

test('reads the project from the build’s ARN if its name is missing', () => {
  const event = build('FAILED');
  delete event.detail['project-name'];

  expect(read(event).resource?.name).toBe('web-tests');
});

test('has no link without an account', () => {
  expect(read({ ...build('FAILED'), account: undefined })).toMatchObject({
    moment: 'failed',
    resource: { kind: 'build', name: 'web-tests', url: undefined },
  });
});
