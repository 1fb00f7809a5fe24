import { exchange } from '../net/exchange.ts';
import { AwsError, type AwsOptions } from './call.ts';
import { serviceHost } from './region.ts';
import { type Credentials, signRequest } from './sign.ts';

/** Credentials are renewed this long before they expire. */
const MARGIN_MS = 5 * 60_000;
const TIMEOUT_MS = 1500;

const field = (xml: string, name: string): string => new RegExp(`<${name}>([^<]+)</${name}>`).exec(xml)?.[1] ?? '';

/**
 * Makes a function that returns credentials for a role of another account. They are cached until shortly before they
 * expire. STS uses an older protocol than the services of `createCall`: a form as input, XML as output.
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
 * @throws AwsError
 */
export const createRoleAssumer = ({
  region,
  endpoint,
  credentials,
  now = () => new Date(),
  post = exchange,
}: AwsOptions) => {
  const cache = new Map<string, { credentials: Credentials; expiresAt: number }>();
  return async (roleArn: string): Promise<Credentials> => {
    const known = cache.get(roleArn);
    if (known && known.expiresAt - MARGIN_MS > now().getTime()) return known.credentials;
    const url = new URL(endpoint ?? `https://${serviceHost('sts', region)}`);
    const form = { Action: 'AssumeRole', Version: '2011-06-15', RoleArn: roleArn, RoleSessionName: 'pipebell' };
    const body = new URLSearchParams(form).toString();
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const signed = signRequest({ url, service: 'sts', region, headers, body }, credentials(), now());
    const answer = await post({ url, headers: signed, body, timeoutMs: TIMEOUT_MS, maxBytes: 64 * 1024 });
    if (answer.status !== 200)
      throw new AwsError('sts', 'AssumeRole', field(answer.body, 'Code') || `Http${answer.status}`);
    const assumed: Credentials = {
      accessKeyId: field(answer.body, 'AccessKeyId'),
      secretAccessKey: field(answer.body, 'SecretAccessKey'),
      sessionToken: field(answer.body, 'SessionToken'),
    };
    const expiresAt = Date.parse(field(answer.body, 'Expiration'));
    if (!Object.values(assumed).every(Boolean) || Number.isNaN(expiresAt))
      throw new AwsError('sts', 'AssumeRole', 'BadAnswer');
    cache.set(roleArn, { credentials: assumed, expiresAt });
    return assumed;
  };
};
