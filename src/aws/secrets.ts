import * as z from 'zod/mini';
import { check } from '../model/check.ts';
import { ConfigError, RelayError } from '../model/errors.ts';
import { isRecord, parseJson } from '../text/json.ts';
import { looksSecret } from '../text/looks-secret.ts';
import { readAnswer } from './answer.ts';
import type { AwsCall } from './call.ts';

/** Rejects a secret that was entered instead of its name: the name is logged if the secret cannot be read. */
const name = (pattern: RegExp) =>
  z
    .string()
    .check(
      check((value) => (pattern.test(value) && !looksSecret(value) ? undefined : 'expected the name of a secret')),
    );

/** `{"parameter": "/team/slack-url"}`; `key` selects a field of a secret in JSON. */
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

/**
 * Parameter Store returns secrets of Secrets Manager by name. Their ARN ends in the name and six random characters.
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/integration-ps-secretsmanager.html
 */
const parameterName = (reference: Reference): string =>
  'parameter' in reference
    ? reference.parameter
    : `/aws/reference/secretsmanager/${reference.secret.replace(SECRET_ARN, '$3')}`;

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

/**
 * Replaces the references to secrets in a target's JSON by their values, at any depth.
 * @param place of the relay; without it, an ARN of another Region or account is read by its name.
 * @throws SecretError if a secret cannot be read; ConfigError if it does not contain the key, or is elsewhere.
 */
export const resolveSecrets = async (call: AwsCall, value: unknown, place?: SecretsPlace): Promise<unknown> => {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return Promise.all(value.map((item) => resolveSecrets(call, item, place)));
  const reference = ParameterReference.safeParse(value).data ?? SecretReference.safeParse(value).data;
  if (reference) return read(call, reference, place);
  const entries = Object.entries(value).map(
    async ([key, field]) => [key, await resolveSecrets(call, field, place)] as const,
  );
  return Object.fromEntries(await Promise.all(entries));
};
