import { createAccountAliases } from '../../src/aws/account-alias.ts';
import { createCall } from '../../src/aws/call.ts';
import { urlSuffixOf } from '../../src/cli/aws/url-suffix.ts';
import { frozenClock } from '../../src/local/clock.ts';
import type { Answer, Exchange } from '../../src/net/exchange.ts';

const ACCOUNT = '111122223333';

const answer = (status: number, body: string): Answer => ({ status, headers: {}, body, whole: true });
const named = (...aliases: string[]) =>
  answer(
    200,
    `<ListAccountAliasesResponse><ListAccountAliasesResult><AccountAliases>${aliases
      .map((alias) => `<member>${alias}</member>`)
      .join(
        '',
      )}</AccountAliases><IsTruncated>false</IsTruncated></ListAccountAliasesResult></ListAccountAliasesResponse>`,
  );
const refused = (status: number, code: string) =>
  answer(status, `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code></Error></ErrorResponse>`);

const setUp = (...replies: Answer[]) => {
  const clock = frozenClock(new Date('2026-03-02T08:00:00Z'));
  const posts: Exchange[] = [];
  const errors: string[] = [];
  const aliasOf = createAccountAliases({
    callFor: async (region) =>
      createCall({
        region,
        urlSuffix: urlSuffixOf(region),
        credentials: () => ({ accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'made-up' }),
        sleep: async () => undefined,
        now: clock.now,
        post: async (post) => {
          posts.push(post);
          return replies[Math.min(posts.length, replies.length) - 1] as Answer;
        },
      }),
    report: (error) => void errors.push(String(error)),
    now: clock.now,
  });
  const pass = (minutes: number) => clock.until(new Date(clock.now().getTime() + minutes * 60_000));
  return { aliasOf, posts, errors, pass };
};

test('the alias of an account is asked for once a day', async () => {
  const { aliasOf, posts, pass } = setUp(named('shop-live'), named('shop-renamed'));

  expect(await Promise.all([aliasOf('eu-west-1', ACCOUNT), aliasOf('eu-west-1', ACCOUNT)])).toEqual([
    'shop-live',
    'shop-live',
  ]);
  await pass(23 * 60);
  expect(await aliasOf('eu-west-1', ACCOUNT)).toBe('shop-live');
  expect(posts).toHaveLength(1);
  await pass(60);
  expect(await aliasOf('eu-west-1', ACCOUNT)).toBe('shop-renamed');
});

test.each([
  ['eu-west-1', 'https://iam.amazonaws.com/', '/us-east-1/iam/'],
  ['us-gov-east-1', 'https://iam.us-gov.amazonaws.com/', '/us-gov-west-1/iam/'],
  ['cn-northwest-1', 'https://iam.cn-north-1.amazonaws.com.cn/', '/cn-north-1/iam/'],
  ['eusc-de-east-1', 'https://iam.eusc-de-east-1.amazonaws.eu/', '/eusc-de-east-1/iam/'],
])('a relay in %s asks the endpoint of its partition', async (region, url, scope) => {
  const { aliasOf, posts } = setUp(named('shop-live'));
  await aliasOf(region, ACCOUNT);

  expect(String(posts[0]?.url)).toBe(url);
  expect(posts[0]?.headers?.authorization ?? posts[0]?.headers?.Authorization).toContain(scope);
  expect(posts[0]?.body).toContain('Action=ListAccountAliases');
});

test.each([
  ['no alias', named(), []],
  ['no permission', refused(403, 'AccessDenied'), []],
])('an account with %s has no name, and IAM is not asked again that day', async (_, reply, expected) => {
  const { aliasOf, posts, errors, pass } = setUp(reply);

  expect(await aliasOf('eu-west-1', ACCOUNT)).toBeUndefined();
  await pass(600);
  expect(await aliasOf('eu-west-1', ACCOUNT)).toBeUndefined();
  expect(posts).toHaveLength(1);
  expect(errors).toEqual(expected);
});

test('an error is reported, and IAM is asked again after ten minutes', async () => {
  const { aliasOf, errors, pass } = setUp(refused(400, 'Broken'), named('shop-live'));

  expect(await aliasOf('eu-west-1', ACCOUNT)).toBeUndefined();
  expect(await aliasOf('eu-west-1', ACCOUNT)).toBeUndefined();
  expect(errors).toEqual(['AwsError: iam ListAccountAliases: Broken']);
  await pass(10);
  expect(await aliasOf('eu-west-1', ACCOUNT)).toBe('shop-live');
});
