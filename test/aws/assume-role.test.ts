import { createRoleAssumer } from '../../src/aws/assume-role.ts';
import { frozenClock } from '../../src/local/clock.ts';
import type { Answer, Exchange } from '../../src/net/exchange.ts';

const ROLE = 'arn:aws:iam::444455556666:role/pipebell-reader';

const answer = (status: number, body: string): Answer => ({ status, headers: {}, body, whole: true });

const granted = (until: string) =>
  answer(
    200,
    `<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>ASIAEXAMPLE</AccessKeyId>
     <SecretAccessKey>made-up-secret</SecretAccessKey><SessionToken>made-up-token</SessionToken>
     <Expiration>${until}</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`,
  );

const setUp = (reply: Answer) => {
  const clock = frozenClock(new Date('2026-03-02T08:00:00Z'));
  const posts: Exchange[] = [];
  const assume = createRoleAssumer({
    region: 'eu-central-1',
    credentials: () => ({ accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'own-secret' }),
    sleep: async () => undefined,
    now: clock.now,
    post: async (post) => {
      posts.push(post);
      return reply;
    },
  });
  return { assume, posts, clock };
};

describe('a role of another account', () => {
  test('is assumed by a signed request to the STS of the Region', async () => {
    const { assume, posts } = setUp(granted('2026-03-02T09:00:00Z'));

    expect(await assume(ROLE)).toEqual({
      accessKeyId: 'ASIAEXAMPLE',
      secretAccessKey: 'made-up-secret',
      sessionToken: 'made-up-token',
    });
    expect(posts[0]?.url.href).toBe('https://sts.eu-central-1.amazonaws.com/');
    expect(new URLSearchParams(posts[0]?.body).get('RoleArn')).toBe(ROLE);
    expect(posts[0]?.headers.authorization).toContain('/eu-central-1/sts/aws4_request');
  });

  test('is cached until shortly before the credentials expire', async () => {
    const { assume, posts, clock } = setUp(granted('2026-03-02T09:00:00Z'));
    await assume(ROLE);
    await clock.until(new Date('2026-03-02T08:54:00Z'));
    await assume(ROLE);
    expect(posts).toHaveLength(1);

    await clock.until(new Date('2026-03-02T08:56:00Z'));
    await assume(ROLE);

    expect(posts).toHaveLength(2);
  });

  test('that is denied is an error with AWS’s code, and nothing else of the answer', async () => {
    const { assume } = setUp(
      answer(
        403,
        '<ErrorResponse><Error><Code>AccessDenied</Code><Message>User: arn</Message></Error></ErrorResponse>',
      ),
    );

    await expect(assume(ROLE)).rejects.toThrow(/^sts AssumeRole: AccessDenied$/);
  });

  const whole = granted('2026-03-02T09:00:00Z').body;
  test.each([
    ['no body', ''],
    ['a foreign body', '{"message":"slow down"}'],
    ['no key id', whole.replace(/<AccessKeyId>.*<.AccessKeyId>/, '')],
    ['no secret key', whole.replace(/<SecretAccessKey>.*<.SecretAccessKey>/, '')],
    ['no session token', whole.replace(/<SessionToken>.*<.SessionToken>/, '')],
    ['no end', whole.replace(/<Expiration>.*<.Expiration>/, '')],
    ['an end that is no time', granted('soon').body],
  ])('is not assumed if an answer of 200 has %s', async (_, body) => {
    const { assume } = setUp(answer(200, body));

    await expect(assume(ROLE)).rejects.toThrow(/^sts AssumeRole: BadAnswer$/);
  });

  test('is not assumed if the answer is not from STS, and is asked for twice', async () => {
    const { assume, posts } = setUp(answer(502, '<html>'));

    await expect(assume(ROLE)).rejects.toThrow(/^sts AssumeRole: ServiceUnavailable502$/);
    expect(posts).toHaveLength(2);
  });
});
