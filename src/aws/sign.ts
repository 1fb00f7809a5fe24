import { createHash, createHmac, createSecretKey, type KeyObject } from 'node:crypto';

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
}

/** The result is a key object: as a key, a buffer takes Node ten times as long. */
const derive = (key: string | KeyObject, text: string): KeyObject =>
  createSecretKey(createHmac('sha256', key).update(text).digest());
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Percent-encodes everything but letters, digits and `-_.~`. */
const encode = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);

/** The path, encoded a second time as every service but S3 expects it, without empty segments. */
const canonicalPath = ({ pathname }: URL): string => {
  const segments = pathname.split('/').filter((segment) => segment !== '');
  const end = segments.length > 0 && pathname.endsWith('/') ? '/' : '';
  return `/${segments.map(encode).join('/')}${end}`;
};

/** The latest key of each Region and service, which is the same for all requests of one day with one secret. */
const keys = new Map<string, { readonly date: string; readonly secret: string; readonly key: KeyObject }>();

const signingKey = (secret: string, date: string, region: string, service: string): KeyObject => {
  const place = `${region}/${service}`;
  const known = keys.get(place);
  if (known?.date === date && known.secret === secret) return known.key;
  const key = derive(derive(derive(derive(`AWS4${secret}`, date), region), service), 'aws4_request');
  keys.set(place, { date, secret, key });
  return key;
};

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const canonicalQuery = ({ searchParams }: URL): string =>
  [...searchParams]
    .map(([name, value]) => [encode(name), encode(value)] as const)
    .sort((a, b) => compare(a[0], b[0]) || compare(a[1], b[1]))
    .map((pair) => pair.join('='))
    .join('&');

/**
 * Signs a request to an AWS service (Signature Version 4).
 * @param headers the headers to sign, names in lower case; `host` and `x-amz-date` are added.
 * @returns all headers, including the signature.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export const signRequest = (
  {
    method = 'POST',
    url,
    service,
    region,
    headers,
    body,
  }: {
    method?: string | undefined;
    url: URL;
    service: string;
    region: string;
    headers: Readonly<Record<string, string>>;
    body: string;
  },
  { accessKeyId, secretAccessKey, sessionToken }: Credentials,
  now: Date,
): Record<string, string> => {
  const time = now.toISOString().replace(/[:-]|\.\d{3}/g, '');
  const date = time.slice(0, 8);
  const scope = `${date}/${region}/${service}/aws4_request`;
  const all: Record<string, string> = {
    ...headers,
    host: url.host,
    'x-amz-date': time,
    ...(sessionToken && { 'x-amz-security-token': sessionToken }),
  };
  const names = Object.keys(all).sort();
  const signedHeaders = names.join(';');
  const canonical = [
    method,
    canonicalPath(url),
    canonicalQuery(url),
    ...names.map((name) => `${name}:${all[name]?.trim()}`),
    '',
    signedHeaders,
    sha256(body),
  ];
  const toSign = ['AWS4-HMAC-SHA256', time, scope, sha256(canonical.join('\n'))].join('\n');
  const key = signingKey(secretAccessKey, date, region, service);
  const signature = createHmac('sha256', key).update(toSign).digest('hex');
  return {
    ...all,
    authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}, SignedHeaders=${signedHeaders}, Signature=${signature}`,
  };
};
