import * as z from 'zod/mini';
import type { QueryService } from '../model/enrichment.ts';
import { AwsError, type AwsOptions, createCall } from './call.ts';
import type { Credentials } from './sign.ts';

const STS: QueryService = { name: 'sts', protocol: 'query', version: '2011-06-15' };

/** Credentials are renewed this long before they expire. */
const MARGIN_MS = 5 * 60_000;

const filled = z.string().check(z.minLength(1));

const Answer = z.object({
  Credentials: z.object({
    AccessKeyId: filled,
    SecretAccessKey: filled,
    SessionToken: filled,
    Expiration: filled.check(z.refine((time) => !Number.isNaN(Date.parse(time)))),
  }),
});

/**
 * Makes a function that returns credentials for a role of another account. They are cached until shortly before they
 * expire.
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
 * @throws AwsError
 */
export const createRoleAssumer = (options: AwsOptions) => {
  const { now = () => new Date() } = options;
  const call = createCall(options);
  const cache = new Map<string, { credentials: Credentials; expiresAt: number }>();
  return async (roleArn: string): Promise<Credentials> => {
    const known = cache.get(roleArn);
    if (known && known.expiresAt - MARGIN_MS > now().getTime()) return known.credentials;
    const input = { RoleArn: roleArn, RoleSessionName: 'pipebell' };
    const answer = Answer.safeParse(await call(STS.name, 'AssumeRole', input, STS));
    if (!answer.success) throw new AwsError(STS.name, 'AssumeRole', 'BadAnswer');
    const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = answer.data.Credentials;
    const credentials = { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
    cache.set(roleArn, { credentials, expiresAt: Date.parse(Expiration) });
    return credentials;
  };
};
