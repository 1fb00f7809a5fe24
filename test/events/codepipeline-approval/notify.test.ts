import { headline } from '../../../src/wording/words.ts';
import { fixture, PUBLISHED_AT, read } from '../reading.ts';

describe('a manual approval’s message', () => {
  test('has subject, expiry and review link', () => {
    const notification = read(fixture('approval-message'));

    expect(notification).toEqual({
      version: 1,
      id: expect.stringMatching(/^approval_\w{26}$/),
      source: 'codepipeline-approval',
      moment: 'approval',
      level: 'action',
      severity: 'attention',
      time: PUBLISHED_AT,
      region: 'eu-west-1',
      pipeline: {
        name: 'storefront',
        url: 'https://eu-west-1.console.aws.amazon.com/codesuite/codepipeline/pipelines/storefront/view?region=eu-west-1',
      },
      stage: 'Release',
      action: { name: 'SignOff', category: 'Approval', provider: 'Manual' },
      commits: [],
      failures: [],
      approval: {
        expiresAt: '2026-03-11T09:13:00.000Z',
        comment: 'Look at the checkout page',
        reviewUrl: fixture('approval-message').approval.approvalReviewLink,
        entityUrl: 'https://preview.example.com/storefront?build=41',
      },
      details: [],
      links: [],
    });
    expect(headline(notification)).toBe('storefront is waiting for approval · Release › SignOff');
  });

  test('keeps the fragment of its review link', () => {
    expect(read(fixture('approval-message')).approval?.reviewUrl).toMatch(
      /#\/Release\/SignOff\/approve\/c2a7d9e1-5b40-4f8e-93aa-7e1d20b6f544$/,
    );
  });

  test.each([null, undefined, '', '\n', 5])('has no comment and no link if they are %p', (value) => {
    const message = fixture('approval-message');
    Object.assign(message.approval, { customData: value, externalEntityLink: value });

    const { approval } = read(message);

    expect([approval?.comment, approval?.entityUrl]).toEqual([undefined, undefined]);
  });

  test.each([
    null,
    'javascript:alert(1)',
    'https://login.example.com/sso',
    'http://console.aws.amazon.com/codesuite',
    'https://console.aws.amazon.com.example.com/codesuite',
    'https://xconsole.aws.amazon.com/codesuite',
    'https://console.aws.amazon.com:8443/codesuite',
    'https://me@login.example.com/?x=console.aws.amazon.com',
  ])('builds its review link if the message’s is %p', (approvalReviewLink) => {
    const message = fixture('approval-message');
    Object.assign(message.approval, { approvalReviewLink });

    expect(read(message).approval?.reviewUrl).toBe(
      'https://eu-west-1.console.aws.amazon.com/codesuite/codepipeline/pipelines/storefront/view?region=eu-west-1#/Release/SignOff/approve/c2a7d9e1-5b40-4f8e-93aa-7e1d20b6f544',
    );
  });

  test('has the identity of its message without a token', () => {
    const message = fixture('approval-message');
    delete message.approval.token;

    const [first, again, other] = ['m-1', 'm-1', 'm-2'].map((messageId) => read(message, { messageId }).id);

    expect(first).toBe(again);
    expect(first).not.toBe(other);
  });

  test('has no expiry if its expiry is not a time', () => {
    const message = fixture('approval-message');
    message.approval.expires = 'in a week';

    expect(read(message).approval?.expiresAt).toBeUndefined();
  });

  test('is left to the generic source without a pipeline', () => {
    const message = fixture('approval-message');
    delete message.approval.pipelineName;

    expect(read(message, { subject: 'APPROVAL NEEDED: AWS CodePipeline' })).toMatchObject({
      source: 'generic',
      title: 'APPROVAL NEEDED: AWS CodePipeline',
    });
  });
});
