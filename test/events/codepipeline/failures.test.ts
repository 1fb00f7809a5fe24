import { headline, plainText } from '../../../src/wording/words.ts';
import { fixture, read } from '../reading.ts';

describe('the failure of an action', () => {
  test('has reason, code and link', () => {
    expect(read(fixture('action-failed')).failures).toEqual([
      {
        stage: 'Build',
        action: 'UnitTests',
        reason: 'Build terminated with state: FAILED. Phase: BUILD, Code: COMMAND_EXECUTION_ERROR',
        code: 'JobFailed',
        url: 'https://console.aws.amazon.com/codebuild/home?region=eu-west-1#/builds/storefront-tests:91d5a0c4-6c1e-4d0f-8b7a-2f3e4d5c6b7a/view/new',
      },
    ]);
  });

  test('has the reason of a notification rule if the result is missing', () => {
    expect(read(fixture('action-failed-rule')).failures).toEqual([
      { stage: 'Deploy', action: 'CreateStack', reason: 'The bucket name is taken' },
    ]);
  });

  test('has a headline from the pipeline to the action', () => {
    expect(plainText(read(fixture('action-failed-rule')))).toBe(
      '🔴 storefront failed at Deploy › CreateStack — The bucket name is taken',
    );
  });

  test.each(['javascript:alert(1)', 'file:///etc/passwd', 'https://user:word@example.com/', 'not a link', 7, null])(
    'leads nowhere through %p',
    (url) => {
      const event = fixture('action-failed');
      event.detail['execution-result']['external-execution-url'] = url;

      expect(read(event).failures[0]?.url).toBeUndefined();
    },
  );

  test('keeps the lines of its reason without invisible characters', () => {
    const event = fixture('action-failed');
    event.detail['execution-result']['external-execution-summary'] = '\u001b[31mfirst\u001b[0m\r\nsecond\u202e\u0000';

    expect(read(event).failures[0]?.reason).toBe('first\nsecond');
  });
});

describe('the failure of a stage', () => {
  test('lists its actions with its own name', () => {
    expect(read(fixture('stage-failed-rule'))).toMatchObject({
      level: 'stage',
      stage: 'Deploy',
      failures: [{ stage: 'Deploy', action: 'CreateStack', reason: 'The bucket name is taken' }],
    });
  });

  test('without a list has no failures', () => {
    const event = { ...fixture('stage-failed-rule'), additionalAttributes: {} };

    expect(read(event)).toMatchObject({ stage: 'Deploy', failures: [] });
  });
});

describe('the failure of a pipeline', () => {
  test('has the stage', () => {
    expect(headline(read(fixture('pipeline-failed-rule')))).toBe('storefront failed at Deploy');
  });

  test('has the stage even if no action is listed', () => {
    const event = { ...fixture('pipeline-failed-rule'), additionalAttributes: { failedStage: 'Deploy' } };

    expect(read(event).failures).toEqual([{ stage: 'Deploy' }]);
  });

  test('keeps the first reason of an action that is listed twice', () => {
    const event = fixture('pipeline-failed-rule');
    event.additionalAttributes.failedActions = [
      null,
      'CreateStack',
      {},
      { action: 'CreateStack' },
      { action: 'CreateStack', additionalInformation: 'Late words' },
      { action: 'CreateStack', additionalInformation: 'Later words' },
      { additionalInformation: 'Nobody’s words' },
      { additionalInformation: 'Nobody’s words' },
    ];

    expect(read(event).failures).toEqual([
      { stage: 'Deploy', action: 'CreateStack', reason: 'Late words' },
      { stage: 'Deploy', action: undefined, reason: 'Nobody’s words' },
    ]);
  });

  test('lists eight actions at most', () => {
    const event = fixture('pipeline-failed-rule');
    event.additionalAttributes.failedActions = Array.from({ length: 50 }, (_, index) => ({ action: `Deploy${index}` }));

    expect(read(event).failures).toHaveLength(8);
  });
});

describe('the commit of an execution', () => {
  const commitBy = (change: Record<string, unknown>) => {
    const event = fixture('pipeline-succeeded-git');
    Object.assign(event.detail['execution-trigger'], change);
    return read(event).commits[0];
  };

  test.each([
    ['GitHub', 'acme/shop', 'https://github.com/acme/shop/commit/'],
    ['Bitbucket', 'acme/shop', 'https://bitbucket.org/acme/shop/commits/'],
    ['GitLab', 'acme/team/shop', 'https://gitlab.com/acme/team/shop/-/commit/'],
  ])('is linked on %s', (provider, repository, start) => {
    const commit = commitBy({ 'provider-type': provider, 'full-repository-name': repository });

    expect(commit?.url).toBe(`${start}5f0c1a9b7e3d42866f1b2c3d4e5f60718293a4b5`);
  });

  test.each([
    ['GitHubEnterpriseServer', 'acme/shop', 'abcdef1'],
    ['GitLabSelfManaged', 'acme/shop', 'abcdef1'],
    ['AzureDevOps', 'acme/shop', 'abcdef1'],
    ['constructor', 'acme/shop', 'abcdef1'],
    ['GitHub', 'acme', 'abcdef1'],
    ['GitHub', 'acme/../shop', 'abcdef1'],
    ['GitHub', '../shop', 'abcdef1'],
    ['GitHub', 'acme/shop?x=', 'abcdef1'],
    ['GitHub', 'acme/shop', 'main'],
    ['GitHub', undefined, 'abcdef1'],
  ])('is not linked on %s for %p at %p', (provider, repository, id) => {
    const commit = commitBy({ 'provider-type': provider, 'full-repository-name': repository, 'commit-id': id });

    expect(commit).toMatchObject({ id });
    expect(commit?.url).toBeUndefined();
  });

  test('has no author if none is named', () => {
    expect(commitBy({ 'author-display-name': ' ', 'author-id': '' })?.author).toBeUndefined();
    expect(commitBy({ 'author-display-name': undefined })?.author).toBe('ada-moreno');
  });

  test('has a summary of one line', () => {
    expect(commitBy({ 'commit-message': '\r\n\n  Fix it\r\nbecause' })?.summary).toBe('Fix it');
    expect(commitBy({ 'commit-message': 'x'.repeat(5000) })?.summary).toHaveLength(200);
  });
});
