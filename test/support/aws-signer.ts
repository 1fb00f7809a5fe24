import { createHash, createHmac, type Hash, type Hmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import type { Credentials } from '../../src/aws/sign.ts';

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

interface Signed {
  readonly method?: string | undefined;
  readonly url: URL;
  readonly service: string;
  readonly region: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The headers of a request as AWS's own signer signs it. */
export const signAsAws = async (
  { method = 'POST', url, service, region, headers, body }: Signed,
  { sessionToken, ...keys }: Credentials,
  signingDate: Date,
): Promise<Record<string, string>> => {
  const credentials = { ...keys, ...(sessionToken && { sessionToken }) };
  const signer = new SignatureV4({ service, region, credentials, sha256: Sha256, applyChecksum: false });
  const query: Record<string, string[]> = {};
  for (const [name, value] of url.searchParams) query[name] = [...(query[name] ?? []), value];
  const { hostname, pathname: path, host } = url;
  const request = { method, protocol: 'https:', hostname, path, query, headers: { ...headers, host }, body };
  return (await signer.sign(request, { signingDate })).headers;
};
