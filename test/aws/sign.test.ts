import fc from 'fast-check';
import { signRequest } from '../../src/aws/sign.ts';
import { signAsAws } from '../support/aws-signer.ts';

const anyUrl = fc
  .record({
    host: fc.constantFrom('sqs.eu-central-1.amazonaws.com', '127.0.0.1:4566', 'localhost'),
    path: fc.array(fc.constantFrom('', 'hook', 'a b', 'ü', '%41', "it's", '(x)*'), { maxLength: 3 }),
    query: fc.array(fc.tuple(fc.constantFrom('a', 'a-', 'b c', 'ü'), fc.constantFrom('', '1', 'x=y', "!'()*")), {
      maxLength: 3,
    }),
  })
  .map(({ host, path, query }) => {
    const url = new URL(`https://${host}/${path.join('/')}`);
    url.search = query.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join('&');
    return url;
  });

const anyRequest = fc.record({
  method: fc.constantFrom('POST', 'PUT', 'GET'),
  url: anyUrl,
  service: fc.constantFrom('ssm', 'sqs', 'dynamodb'),
  region: fc.constantFrom('eu-central-1', 'cn-north-1', 'us-gov-west-1'),
  headers: fc.dictionary(fc.stringMatching(/^x-[a-z]{1,20}$/), fc.stringMatching(/^[!-~]{1,40}$/), { maxKeys: 5 }),
  body: fc.string({ unit: 'binary' }).map((text) => text.toWellFormed()),
});

const anyCredentials = fc.record({
  accessKeyId: fc.stringMatching(/^[A-Z0-9]{16,20}$/),
  secretAccessKey: fc.stringMatching(/^[A-Za-z0-9/+]{40}$/),
  sessionToken: fc.option(fc.stringMatching(/^[A-Za-z0-9/+=]{20,200}$/), { nil: undefined }),
});

const anyTime = fc.date({
  min: new Date('2000-01-01T00:00:00Z'),
  max: new Date('2099-12-31T23:59:59Z'),
  noInvalidDate: true,
});

describe('a signature', () => {
  test("is the one that AWS's own signer makes", async () => {
    await fc.assert(
      fc.asyncProperty(anyRequest, anyCredentials, anyTime, async (request, credentials, time) => {
        expect(signRequest(request, credentials, time)).toEqual(await signAsAws(request, credentials, time));
      }),
    );
  });

  test('follows the day, the secret, the Region and the service, in any order of the requests', async () => {
    const [first, second] = [new Date('2026-03-04T23:59:59Z'), new Date('2026-03-05T00:00:00Z')];
    const request = {
      url: new URL('https://localhost/'),
      service: 'sqs',
      region: 'eu-central-1',
      headers: {},
      body: '',
    };
    const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'first' };
    const cases = [
      [request, credentials, first],
      [request, credentials, second],
      [request, { ...credentials, secretAccessKey: 'second' }, second],
      [{ ...request, region: 'eu-west-1' }, credentials, second],
      [{ ...request, service: 'ssm' }, credentials, second],
    ] as const;

    for (const [one, secret, time] of [...cases, ...cases.toReversed()]) {
      expect(signRequest(one, secret, time)).toEqual(await signAsAws(one, secret, time));
    }
  });
});
