import { createHash, createHmac, type Hash, type Hmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import fc from 'fast-check';
import { signPost } from '../../src/aws/sign.ts';

/** node:crypto in the shape that AWS's signer asks for. */
class Sha256 {
  readonly #hash: Hash | Hmac;
  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', secret as string);
  }
  update(data: string | Uint8Array): void {
    this.#hash.update(data);
  }
  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }
  reset(): void {}
}

const anyRequest = fc.record({
  host: fc.constantFrom('sqs.eu-central-1.amazonaws.com', '127.0.0.1:4566', 'localhost'),
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
      fc.asyncProperty(anyRequest, anyCredentials, anyTime, async (request, { sessionToken, ...keys }, time) => {
        const { host, service, region, headers, body } = request;
        const credentials = { ...keys, ...(sessionToken && { sessionToken }) };
        const signer = new SignatureV4({ service, region, credentials, sha256: Sha256, applyChecksum: false });
        const theirs = await signer.sign(
          { method: 'POST', protocol: 'https:', hostname: host, path: '/', headers: { ...headers, host }, body },
          { signingDate: time },
        );

        const ours = signPost(request, credentials, time);

        expect(ours).toEqual(theirs.headers);
      }),
    );
  });
});
