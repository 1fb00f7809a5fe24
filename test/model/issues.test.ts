import * as z from 'zod/mini';
import { describeIssues } from '../../src/model/issues.ts';
import { headers } from '../../src/model/target.ts';

const problemsOf = (value: object): string[] =>
  describeIssues(z.strictObject({ headers: headers() }).safeParse(value).error?.issues ?? []);

const SECRETS = [
  `ghp_${'aB3'.repeat(12)}`,
  'glpat-Ab3Cd4Ef5Gh6Ij7Kl8Mn',
  'AKIAABCDEFGH23456789',
  'xoxb-11111111111-Ab3Cd4Ef5Gh6',
  'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
  '0123456789abcdef0123456789abcdef',
  'q1Xn9Zr3Lk8VbT5yPw2Hs7JdGf',
  'qwertzuiopasdfghjklyxcvbnm',
  'hunter2canary',
];

test.each(SECRETS)('%s in place of a name is not quoted', (secret) => {
  const problems = [
    ...problemsOf({ [secret]: 'value' }),
    ...problemsOf({ headers: { [secret]: '' } }),
    ...problemsOf({ headers: { [`proxy-${secret}`]: 'value' } }),
  ];

  expect(problems).toHaveLength(3);
  expect(problems.join().toLowerCase()).not.toContain(secret.toLowerCase());
});

test.each(['chanel', 'signingKeys', 'signing_key', 'X-Team-Token', 'X-API-Key', 'webhookUrl2', '__proto', 'a', 'URL'])(
  'the name %s is quoted',
  (name) => {
    expect(problemsOf({ [name]: 'value' })).toEqual([`unknown field "${name}"`]);
  },
);

test('the name of a header at fault is quoted', () => {
  expect(problemsOf({ headers: { 'X-Team-Token': '' } })[0]).toContain('"X-Team-Token"');
  expect(problemsOf({ headers: { 'Proxy-Authorization': 'a' } })[0]).toContain('"proxy-authorization"');
});
