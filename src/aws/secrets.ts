import * as z from 'zod/mini';
import { check } from '../model/check.ts';
import { ConfigError, RelayError } from '../model/errors.ts';
import { isRecord, parseJson } from '../text/json.ts';
import { looksSecret } from '../text/looks-secret.ts';
import { readAnswer } from './answer.ts';
import type { AwsCall } from './call.ts';
import { type Referrer, SECRETS_MANAGER, useOf } from './secret-owner.ts';

/** Rejects a secret that was entered instead of its name: the name is logged if the secret cannot be read. */
const name = (pattern: RegExp) =>
  z
    .string()
    .check(
      check((value) => (pattern.test(value) && !looksSecret(value) ? undefined : 'expected the name of a secret')),
    );

/** `{"parameter": "/pipebell/prod/secrets/team/url"}`; `key` selects a field of a secret in JSON. */
const ParameterReference = z.strictObject({
  parameter: name(/^[\w./-]{1,1011}$/),
  key: z.optional(z.string()),
});

/** `{"secret": "name-or-arn"}`, in Secrets Manager. */
const SecretReference = z.strictObject({
  secret: name(/^[\w/+=.@:-]{1,2048}$/),
  key: z.optional(z.string()),
});
type Reference = z.infer<typeof ParameterReference> | z.infer<typeof SecretReference>;

const Output = z.object({ Parameter: z.object({ Value: z.string() }) });

/** Thrown if a secret that a target refers to cannot be read. The message contains the secret's name, not its value. */
export class SecretError extends RelayError {
  override name = 'SecretError';
}

/** Where secrets are read: Parameter Store returns those of its own Region and account only. */
export interface SecretsPlace {
  readonly region: string;
  readonly account: string;
}

const SECRET_ARN = /^arn:[^:]+:secretsmanager:([^:]+):(\d+):secret:(.+)-\w{6}$/;

/** @throws ConfigError for the ARN of a secret in another Region or account, which has no path in Parameter Store. */
const checkPlace = (reference: Reference, place: SecretsPlace | undefined): void => {
  const [arn, region, account] = ('secret' in reference && SECRET_ARN.exec(reference.secret)) || [];
  if (!place || !arn || (region === place.region && account === place.account)) return;
  throw new ConfigError([`the secret ${arn} is not in the Region and the account of the relay`]);
};

/** The name in Parameter Store. An ARN of a secret ends in the secret's name and six random characters. */
const parameterName = (reference: Reference): string =>
  'parameter' in reference ? reference.parameter : `${SECRETS_MANAGER}${reference.secret.replace(SECRET_ARN, '$3')}`;

const pick = (value: string, reference: Reference): string => {
  if (reference.key === undefined) return value;
  const fields = parseJson(value);
  const field = isRecord(fields) && Object.hasOwn(fields, reference.key) ? fields[reference.key] : undefined;
  if (typeof field !== 'string') throw new ConfigError([`${parameterName(reference)} holds no text under that key`]);
  return field;
};

const read = async (call: AwsCall, reference: Reference, place: SecretsPlace | undefined): Promise<string> => {
  checkPlace(reference, place);
  const Name = parameterName(reference);
  let output: z.infer<typeof Output>;
  try {
    const answer = await call('ssm', 'GetParameter', { Name, WithDecryption: true });
    output = readAnswer(Output, 'ssm', 'GetParameter', answer);
  } catch (error) {
    throw new SecretError(`${Name} could not be read: ${(error as Error).message}`);
  }
  return pick(output.Parameter.Value, reference);
};

/** The reference that a value is; `undefined` for any other value. */
export const referenceOf = (value: unknown): Reference | undefined =>
  ParameterReference.safeParse(value).data ?? SecretReference.safeParse(value).data;

/** What a target's references are, before any is read. */
export interface References {
  /** Why they may not be used, by field, without a value. */
  readonly problems: readonly string[];
  /** The target may be sent to hosts of its platform only: see `ownHostsOnly`. */
  readonly hasShared: boolean;
}

const usesOf = (value: unknown, path: readonly string[], referrer: Referrer): ReturnType<typeof useOf>[] => {
  if (typeof value !== 'object' || value === null) return [];
  const reference = referenceOf(value);
  if (reference) return [useOf(parameterName(reference), path, referrer)];
  return Object.entries(value).flatMap(([name, part]) => usesOf(part, [...path, name], referrer));
};

/**
 * Checks whose secrets a target refers to. Otherwise whoever may write one target could send the secrets of all targets
 * to an address of their own.
 */
export const checkReferences = (raw: unknown, referrer: Referrer): References => {
  const uses = usesOf(raw, [], referrer);
  return {
    problems: uses.flatMap((use) => (typeof use === 'object' ? [use.problem] : [])),
    hasShared: uses.includes('shared'),
  };
};

/** A target with its secrets. */
export interface Resolved extends Pick<References, 'hasShared'> {
  readonly raw: unknown;
}

const replace = async (call: AwsCall, value: unknown, place: SecretsPlace | undefined): Promise<unknown> => {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return Promise.all(value.map((item) => replace(call, item, place)));
  const reference = referenceOf(value);
  if (reference) return read(call, reference, place);
  const entries = Object.entries(value).map(async ([key, field]) => [key, await replace(call, field, place)] as const);
  return Object.fromEntries(await Promise.all(entries));
};

/**
 * Replaces the references to secrets in a target's JSON by their values, at any depth.
 * @param place of the relay; without it, an ARN of another Region or account is read by its name.
 * @throws SecretError if a secret cannot be read; ConfigError if the target may not use it, or if it does not contain
 * the key, or is elsewhere.
 */
export const resolveSecrets = async (
  call: AwsCall,
  raw: unknown,
  referrer: Referrer,
  place?: SecretsPlace,
): Promise<Resolved> => {
  const { problems, hasShared } = checkReferences(raw, referrer);
  if (problems.length > 0) throw new ConfigError(problems);
  return { raw: await replace(call, raw, place), hasShared };
};
